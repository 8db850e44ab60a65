import { describe, expect, it } from 'vitest';
import { littleEndian, loadProbe, randomBytes, toNumber } from './probe.ts';

const probe = loadProbe();
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const random = randomBytes(7);

function reduce(wide: bigint): bigint {
  probe.scalarReduce(probe.at(1), probe.put(0, littleEndian(wide, 64)));
  return toNumber(probe.bytes(probe.at(1), 32));
}

function multiply(a: bigint, b: bigint): bigint {
  probe.scalarMultiply(probe.at(2), probe.put(0, littleEndian(a)), probe.put(1, littleEndian(b)));
  return toNumber(probe.bytes(probe.at(2), 32));
}

describe('numbers modulo the order of the base point', () => {
  it.each([0n, 1n, L - 1n, 2n ** 252n, L - 2n ** 32n])('%# below L are canonical', (value) => {
    expect(probe.scalarIsCanonical(probe.put(0, littleEndian(value)))).toBe(1);
  });

  it.each([L, L + 1n, 2n * L, 2n ** 253n, 2n ** 255n, 2n ** 256n - 1n])('%# from L on are not', (value) => {
    expect(probe.scalarIsCanonical(probe.put(0, littleEndian(value)))).toBe(0);
  });

  it('judge every word of a number that differs from L in one bit', () => {
    for (let bit = 0n; bit < 256n; bit++) {
      const value = L ^ (1n << bit);
      expect(probe.scalarIsCanonical(probe.put(0, littleEndian(value))), `bit ${bit}`).toBe(value < L ? 1 : 0);
    }
  });

  it('are reduced from 512 bits around every kind of multiple of L', () => {
    const top = 2n ** 512n;
    const factors = [0n, 1n, 2n, 3n, 2n ** 128n, 2n ** 252n, 2n ** 259n, top / L - 1n, top / L];
    for (const factor of factors) {
      for (const offset of [-2n, -1n, 0n, 1n, 2n, L / 2n, L - 2n]) {
        const value = factor * L + offset;
        if (value < 0n || value >= top) continue;
        expect(reduce(value), `${factor}·L + ${offset}`).toBe(value % L);
      }
    }
    expect(reduce(top - 1n)).toBe((top - 1n) % L);
  });

  it('are reduced from every power of two, and one less', () => {
    for (let bit = 0n; bit < 512n; bit++) {
      expect(reduce(1n << bit)).toBe((1n << bit) % L);
      expect(reduce((1n << bit) - 1n)).toBe(((1n << bit) - 1n) % L);
    }
  });

  it('agree with BigInt on 3,000 random numbers and products', () => {
    for (let i = 0; i < 3000; i++) {
      const wide = toNumber(random(64));
      expect(reduce(wide)).toBe(wide % L);
      const a = wide >> 256n;
      const b = toNumber(random(32));
      expect(multiply(a, b)).toBe((a * b) % L);
    }
  });

  it('are multiplied at the largest operands', () => {
    const largest = 2n ** 256n - 1n;
    expect(multiply(largest, largest)).toBe((largest * largest) % L);
    expect(multiply(L, largest)).toBe(0n);
  });
});
