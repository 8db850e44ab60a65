import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { L } from './oracles.ts';
import { builds, littleEndian, loadProbe, randomBytes, toNumber } from './probe.ts';

const P = 2n ** 255n - 19n;
const modulo = (value: bigint, modulus: bigint) => ((value % modulus) + modulus) % modulus;

describe.each(builds)('%s', (build) => {
  const probe = loadProbe(build);
  const random = randomBytes(5151);

  it('computes as this engine needs it', () => {
    expect(probe.works()).toBe(1);
  });

  it.each([4, 5, 6, 7, 8])('answers the same with tables of %i bits', (width) => {
    for (let i = 0; i < 3; i++) {
      const seed = random(32);
      const key = probe.put(0, ed25519.getPublicKey(seed));
      expect(probe.prepareAlone(key, width)).toBe(1);
      for (let j = 0; j < 50; j++) {
        const message = random(j);
        const signature = ed25519.sign(message, seed);
        const answer = () => probe.verifyAlone(key, probe.put(1, message), message.length, probe.put(2, signature));
        expect(answer()).toBe(1);
        signature[j] = (signature[j] ?? 0) ^ 1;
        expect(answer()).toBe(0);
      }
    }
  });

  it('multiplies, squares and subtracts pairs like BigInt, sums of two reduced pairs included', () => {
    const edges = [0n, 1n, 19n, 2n ** 50n, 2n ** 51n - 1n, 2n ** 254n, (P - 1n) / 2n, P - 19n, P - 1n];
    const values = [...edges, ...Array.from({ length: 40 }, () => modulo(toNumber(random(32)), P))];
    const decode = (slot: number, a: bigint, b: bigint) => {
      probe.pairDecode(probe.at(slot), probe.put(14, littleEndian(a)), probe.put(15, littleEndian(b)));
      return probe.at(slot);
    };
    const expectLanes = (expected: [bigint, bigint]) => {
      const lanes = [0, 1].map((lane) => {
        probe.pairEncodeLane(probe.at(13), probe.at(3), lane);
        return toNumber(probe.bytes(probe.at(13), 32));
      });
      expect(lanes).toEqual(expected.map((value) => modulo(value, P)));
    };
    for (const a of values) {
      for (const b of values) {
        const [x, y, out] = [decode(0, a, b), decode(1, b, a), probe.at(3)];
        probe.pairMultiply(out, x, y);
        expectLanes([a * b, a * b]);
        probe.pairSubtractReduced(out, x, y);
        expectLanes([a - b, b - a]);
        probe.pairSubtract(out, x, y);
        probe.pairMultiply(out, out, y);
        expectLanes([(a - b) * b, (b - a) * a]);
        probe.pairAddReduced(out, x, y);
        probe.pairSquare(out, out);
        expectLanes([(a + b) ** 2n, (a + b) ** 2n]);
      }
    }
  });

  it('halves scalars: c ≡ d·h modulo 8·L, d odd, below 2^129 and so never 0 modulo L, c short for all but one scalar in a million', () => {
    const special = [
      0n,
      1n,
      2n,
      3n,
      8n,
      2n ** 127n,
      2n ** 128n,
      2n ** 200n,
      2n ** 251n,
      L - 1n,
      L - 2n,
      L / 2n,
      L / 3n,
    ];
    for (let shift = 1n; shift < 250n; shift++) special.push((8n * L) >> (shift + 3n), ((8n * L) >> (shift + 3n)) + 1n);
    const values = [...special, ...Array.from({ length: 3000 }, () => toNumber(random(32)) % L)];
    for (const [i, h] of values.entries()) {
      const negative = probe.halveScalar(probe.at(1), probe.put(0, littleEndian(h)));
      const c = toNumber(probe.bytes(probe.at(1), 32));
      const d = toNumber(probe.bytes(probe.at(1) + 32, 32));
      expect(modulo((negative ? -d : d) * h - c, 8n * L)).toBe(0n);
      expect(d & 1n).toBe(1n);
      expect(d % L).not.toBe(0n);
      expect(d < 2n ** 129n).toBe(true);
      // A quotient of 2^n where d is even makes c n bits longer, at one chance in 2^n.
      if (i >= special.length) expect(c < 2n ** 142n).toBe(true);
    }
  });
});
