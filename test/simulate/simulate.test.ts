// The simulation itself: one seed is one history, and what it is there to find is found.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { load } from '../../hosts/js/index.ts';
import { openVendor } from '../vendor.ts';
import { seedCrypto } from './crypto.ts';
import { Chance } from './random.ts';
import { STORAGE_FAULTS } from './storage.ts';
import { liveThrough } from './year.ts';

const vendor = await openVendor();
const verifier = await load(readFileSync('build/verifier.wasm'));
verifier.trust(vendor.publicKey);
let chance = new Chance(0);
afterAll(seedCrypto(() => chance));

async function history(seed: number, days = 60): Promise<string[]> {
  const lines: string[] = [];
  chance = new Chance(seed);
  await liveThrough({ seed, days, faults: 12, vendor, verifier, trace: (line) => lines.push(line) }, chance);
  return lines;
}

test('a seed replays letter by letter, and another seed is another history', async () => {
  const first = await history(7);
  expect(first.length).toBeGreaterThan(100);
  expect(await history(7)).toEqual(first);
  expect(await history(8)).not.toEqual(first);
});

test('every storage fault has a name of its own, twelve in all', () => {
  expect(new Set(STORAGE_FAULTS).size).toBe(12);
});

describe('seeded cryptography', () => {
  test('opens nothing that was changed, moved, or sealed under another key', async () => {
    const [key, other] = [await newKey(), await newKey()];
    const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: new Uint8Array([1]) };
    const sealed = await crypto.subtle.encrypt(algorithm, key, new Uint8Array([1, 2, 3]));
    expect([...new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed))]).toEqual([1, 2, 3]);
    await expect(crypto.subtle.decrypt(algorithm, other, sealed)).rejects.toThrow();
    const moved = { ...algorithm, additionalData: new Uint8Array([2]) };
    await expect(crypto.subtle.decrypt(moved, key, sealed)).rejects.toThrow();
    for (let bit = 0; bit < 8 * sealed.byteLength; bit++) {
      const changed = new Uint8Array(sealed.slice(0));
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(crypto.subtle.decrypt(algorithm, key, changed.buffer)).rejects.toThrow();
    }
  });

  test('draws the same keys from the same seed', async () => {
    const drawn = async () => {
      chance = new Chance(3);
      const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
      return 'publicKey' in pair ? [...new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))] : [];
    };
    const first = await drawn();
    expect(first).toHaveLength(32);
    expect(await drawn()).toEqual(first);
  });
});

function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
