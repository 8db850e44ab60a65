import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { builds, loadProbe, randomBytes } from './probe.ts';

const { Point } = ed25519;

describe.each(builds)('points of edwards25519 in %s', (build) => {
  const probe = loadProbe(build);
  const random = randomBytes(1234);
  const point = () => Point.BASE.multiply((BigInt(`0x${Buffer.from(random(31)).toString('hex')}`) % 2n ** 250n) + 1n);

  function decode(slot: number, encoded: Uint8Array): number {
    expect(probe.decode(probe.at(slot), probe.put(15, encoded))).toBe(1);
    return probe.at(slot);
  }

  function encode(address: number): Uint8Array {
    probe.encodeBoth(probe.at(14), address);
    return probe.bytes(probe.at(14), 32);
  }

  it('come back from decoding as they went in', () => {
    for (let i = 0; i < 200; i++) {
      const bytes = point().toBytes();
      expect(encode(decode(0, bytes))).toEqual(bytes);
    }
  });

  it('with x = 0 have no sign, so that 1 and −1 with one are no points (RFC 8032 5.1.3, step 4)', () => {
    for (const plain of [Point.ZERO.toBytes(), Point.fromHex(ED25519_TORSION_SUBGROUP[4] ?? '').toBytes()]) {
      const signed = Uint8Array.from(plain, (byte, i) => (i === 31 ? byte | 0x80 : byte));
      expect(probe.decode(probe.at(0), probe.put(15, plain))).toBe(1);
      expect(probe.decode(probe.at(0), probe.put(15, signed))).toBe(0);
    }
  });

  it('are doubled like noble does', () => {
    for (let i = 0; i < 200; i++) {
      const value = point();
      probe.double(probe.at(1), decode(0, value.toBytes()));
      expect(encode(probe.at(1))).toEqual(value.double().toBytes());
    }
  });

  it('end in the identity after three doublings exactly when they are listed as of small order', () => {
    const identity = Point.ZERO.toBytes();
    const candidates = [
      ...ED25519_TORSION_SUBGROUP.map((hex) => Point.fromHex(hex)),
      ...Array.from({ length: 20 }, point),
    ];
    for (const value of candidates) {
      decode(0, value.toBytes());
      for (let i = 0; i < 3; i++) probe.double(probe.at(0), probe.at(0));
      const small = Buffer.from(encode(probe.at(0))).equals(identity);
      expect(probe.isSmallOrder(probe.put(1, value.toBytes()))).toBe(small ? 1 : 0);
    }
  });
});
