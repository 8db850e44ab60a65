import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { Lab } from '../fuzz/lab.ts';
import { wrongKeyring } from '../mutation/keyring.ts';
import { builds, loadProbe as load, type Probe, randomBytes } from './probe.ts';

const LICENSED = 0;
const UNKNOWN_KEY = 3;
const BAD_SIGNATURE = 4;
const KEY_LENGTH = 40;
const KEY_SMALL_ORDER = 43;
const TOO_MANY_KEYS = 44;

const random = randomBytes(64);
const message = random(50);

function newKey() {
  const seed = random(32);
  const key = ed25519.getPublicKey(seed);
  const kid = Uint8Array.from(createHash('sha256').update(key).digest().subarray(0, 8));
  return { key, kid, signature: ed25519.sign(message, seed) };
}

const trust = (probe: Probe, key: Uint8Array) => probe.trustKey(probe.put(0, key), key.length);

function verifyTrusted(probe: Probe, kid: Uint8Array, signature: Uint8Array): number {
  return probe.verifyTrusted(probe.put(1, kid), probe.put(2, message), message.length, probe.put(3, signature));
}

describe.each(builds)('the ring of trusted keys in %s', (build) => {
  const loadProbe = () => load(build);
  it('begins empty: there is no built-in key', () => {
    const { kid, signature } = newKey();
    expect(verifyTrusted(loadProbe(), kid, signature)).toBe(UNKNOWN_KEY);
  });

  it('accepts a signature of a trusted key, and only under its id', () => {
    const probe = loadProbe();
    const [known, other] = [newKey(), newKey()];
    expect(trust(probe, known.key)).toBe(LICENSED);
    expect(verifyTrusted(probe, known.kid, known.signature)).toBe(LICENSED);
    expect(verifyTrusted(probe, known.kid, other.signature)).toBe(BAD_SIGNATURE);
    expect(verifyTrusted(probe, other.kid, other.signature)).toBe(UNKNOWN_KEY);
    expect(verifyTrusted(probe, other.kid, known.signature)).toBe(UNKNOWN_KEY);
  });

  it('says the same at the hundredth signature as at the first', () => {
    const probe = loadProbe();
    const [known, other] = [newKey(), newKey()];
    trust(probe, known.key);
    for (let i = 0; i < 100; i++) {
      expect(verifyTrusted(probe, known.kid, known.signature)).toBe(LICENSED);
      expect(verifyTrusted(probe, known.kid, other.signature)).toBe(BAD_SIGNATURE);
    }
  });

  it('gives each key its tables at its 32nd use or when a host lists it, and none before, none twice, none beyond their memory', () => {
    expect(wrongKeyring(() => new Lab(build))).toBeUndefined();
  });

  it.each([
    [0, 0],
    [6, 5],
    [8, 2],
  ])(
    'prepares tables on request (windows of %i bits), for as many keys as there is room (%i), and answers the same',
    (width, room) => {
      const probe = loadProbe();
      const keys = Array.from({ length: 7 }, newKey);
      for (const { key } of keys) trust(probe, key);
      const list = Uint8Array.from(keys.flatMap(({ key }) => [...key]));
      expect(probe.prepareKeys(probe.put(5, list), list.length, width)).toBe(room);
      for (const { kid, signature } of keys) {
        expect(verifyTrusted(probe, kid, signature)).toBe(LICENSED);
        expect(verifyTrusted(probe, kid, random(64))).toBe(BAD_SIGNATURE);
      }
    },
  );

  it('writes the id as the first 8 bytes of SHA-256 of the key', () => {
    const probe = loadProbe();
    const { key, kid } = newKey();
    probe.keyId(probe.put(0, key), probe.at(1));
    expect(probe.bytes(probe.at(1), 8)).toEqual(kid);
  });

  it('holds 32 keys, counts a repeated one once, and refuses the 33rd without forgetting any', () => {
    const probe = loadProbe();
    const keys = Array.from({ length: 33 }, newKey);
    const [first] = keys;
    const last = keys.pop();
    for (const { key } of keys) expect(trust(probe, key)).toBe(LICENSED);
    if (!first || !last) throw new Error('there are 33 keys');
    expect(trust(probe, first.key)).toBe(LICENSED);
    expect(trust(probe, last.key)).toBe(TOO_MANY_KEYS);
    expect(verifyTrusted(probe, last.kid, last.signature)).toBe(UNKNOWN_KEY);
    for (const { kid, signature } of keys) expect(verifyTrusted(probe, kid, signature)).toBe(LICENSED);
  });

  it('refuses a key that cannot be trusted, and says why', () => {
    const probe = loadProbe();
    expect(trust(probe, random(31))).toBe(KEY_LENGTH);
    expect(trust(probe, Uint8Array.of(1, ...new Uint8Array(31)))).toBe(KEY_SMALL_ORDER);
  });
});
