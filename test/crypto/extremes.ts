// Field operations on limbs at the very bounds that their comments name, compared with BigInt. Where two limbs' products are summed, random numbers never come
// near the largest sum; these do.
import { littleEndian, toNumber } from './probe.ts';

/** A module's exports by name, and the memory that they work in from `scratch` on. */
export interface Machine {
  memory: Uint8Array;
  scratch: number;
  call(name: string, ...numbers: number[]): number;
}

const P = 2n ** 255n - 19n;
const modulo = (value: bigint) => ((value % P) + P) % P;

/** How a kind of element stands in memory. */
interface Layout {
  weights: readonly bigint[];
  /** The largest limb of one unit, by position. */
  unit(i: number): number;
  store(view: DataView, at: number, i: number, limb: number): void;
  load(view: DataView, at: number, i: number): number;
  /** Where lane 1 begins. */
  lane: number;
}

/** wasm/field.ts: ten limbs, and two elements one behind the other. */
const TEN: Layout = {
  weights: [0n, 26n, 51n, 77n, 102n, 128n, 153n, 179n, 204n, 230n],
  unit: (i) => (i % 2 === 0 ? 2 ** 25 + 2 ** 13 : 2 ** 24 + 2 ** 13),
  store: (view, at, i, limb) => view.setInt32(at + 4 * i, limb, true),
  load: (view, at, i) => view.getInt32(at + 4 * i, true),
  lane: 40,
};

/** wasm/pair-fused.ts: five limbs, two elements limb by limb side by side. */
const FIVE: Layout = {
  weights: [0n, 51n, 102n, 153n, 204n],
  unit: () => 2 ** 50 + 2 ** 11,
  store: (view, at, i, limb) => view.setFloat64(at + 16 * i, limb, true),
  load: (view, at, i) => view.getFloat64(at + 16 * i, true),
  lane: 8,
};

/** What a build promises: units that factors of a product may have, that may be squared, that may be reduced. */
interface Limits {
  layout: Layout;
  factors: [number, number][];
  squared: number;
  reduced: number;
}

const PLAIN: Limits = {
  layout: TEN,
  factors: [
    [1, 16],
    [4, 4],
    [16, 1],
    [2, 8],
  ],
  squared: 4,
  reduced: 31,
};
const FUSED: Limits = {
  layout: FIVE,
  factors: [
    [1, 3],
    [3, 1],
    [1.5, 2],
    [1, 1],
  ],
  squared: 1,
  reduced: 7,
};

/** Bits for limbs, repeatable: Lehmer's generator modulo 2^31 − 1. */
function chance(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = Number((BigInt(state) * 48_271n) % 2_147_483_647n);
    return state / 2_147_483_647;
  };
}

export class Extremes {
  readonly #machine: Machine;
  readonly #view: DataView;
  readonly #random: () => number;

  constructor(machine: Machine, seed: number) {
    this.#machine = machine;
    this.#view = new DataView(machine.memory.buffer);
    this.#random = chance(seed);
  }

  /** The first operation whose result is wrong, or not as short as it has to be; undefined when there is none. */
  firstFault(simd: boolean, rounds: number): string | undefined {
    for (let round = 0; round < rounds; round++) {
      const fault = this.#alone(round) ?? this.#pairs(round, simd ? FUSED : PLAIN, simd);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** The scalar field, which both builds have for tests. */
  #alone(round: number): string | undefined {
    const [m, n] = PLAIN.factors[round % PLAIN.factors.length] ?? [1, 1];
    const at = (slot: number) => this.#at(slot);
    const put = (slot: number, units: number, pattern: number) => this.#put(at(slot), TEN, units, pattern);
    const product = put(0, m, round) * put(1, n, round >> 2);
    const square = put(2, PLAIN.squared, round) ** 2n;
    const long = put(3, PLAIN.reduced, round);
    const [left, right] = [put(4, 15, round), put(5, 16, round + 1)];
    this.#machine.call('fieldMultiply', at(6), at(0), at(1));
    this.#machine.call('fieldSquare', at(7), at(2));
    this.#machine.call('fieldReduce', at(8), at(3));
    this.#machine.call('fieldEncode', at(9), at(3));
    this.#machine.call('fieldSubtract', at(10), at(4), at(5));
    this.#machine.call('fieldAdd', at(11), at(4), at(5));
    return (
      this.#unlike('fieldMultiply', at(6), TEN, product, 1) ??
      this.#unlike('fieldSquare', at(7), TEN, square, 1) ??
      this.#unlike('fieldReduce', at(8), TEN, long, 1) ??
      this.#unlike('fieldSubtract', at(10), TEN, left - right, 31) ??
      this.#unlike('fieldAdd', at(11), TEN, left + right, 31) ??
      (this.#bytes(at(9)) === modulo(long) ? undefined : 'fieldEncode is wrong')
    );
  }

  /** Pairs, with other numbers in each lane. */
  #pairs(round: number, { layout, factors, squared, reduced }: Limits, simd: boolean): string | undefined {
    const [m, n] = factors[round % factors.length] ?? [1, 1];
    const a = this.#putPair(0, layout, m, round);
    const b = this.#putPair(1, layout, n, round >> 2);
    const c = this.#putPair(2, layout, squared, round);
    const d = this.#putPair(3, layout, reduced, round);
    // A sum that counts as reduced: fused it is reduced, in the scalar field it is a plain sum.
    const left = Math.floor(reduced / 2);
    const e = this.#putPair(4, layout, left, round + 1);
    const f = this.#putPair(5, layout, reduced - left, round + 2);
    const [x, y] = [this.#at(4), this.#at(5)];
    const checks: [name: string, operands: number[], units: number, expected: (lane: number) => bigint][] = [
      ['pairMultiply', [this.#at(0), this.#at(1)], 1, (lane) => (a[lane] ?? 0n) * (b[lane] ?? 0n)],
      ['pairSquare', [this.#at(2)], 1, (lane) => (c[lane] ?? 0n) ** 2n],
      ['pairReduce', [this.#at(3)], 1, (lane) => d[lane] ?? 0n],
      ['pairAdd', [x, y], reduced, (lane) => (e[lane] ?? 0n) + (f[lane] ?? 0n)],
      ['pairSubtract', [x, y], reduced, (lane) => (e[lane] ?? 0n) - (f[lane] ?? 0n)],
      ['pairAddReduced', [x, y], simd ? 1 : reduced, (lane) => (e[lane] ?? 0n) + (f[lane] ?? 0n)],
      ['pairSubtractReduced', [x, y], simd ? 1 : reduced, (lane) => (e[lane] ?? 0n) - (f[lane] ?? 0n)],
    ];
    for (const [name, operands, units, expected] of checks) {
      this.#machine.call(name, this.#at(6), ...operands);
      for (const lane of [0, 1]) {
        const fault = this.#unlike(
          `${name}, lane ${lane}`,
          this.#at(6) + lane * layout.lane,
          layout,
          expected(lane),
          units,
        );
        if (fault !== undefined) return fault;
      }
    }
    return this.#written(layout, round);
  }

  /** Numbers near 0, p and 2^255 in bytes, read, written and inverted. */
  #written(layout: Layout, round: number): string | undefined {
    const near = [
      0n,
      P,
      2n ** 255n,
      2n ** 254n,
      2n ** 51n,
      2n ** 204n,
      modulo(BigInt(Math.floor(this.#random() * 2 ** 50)) ** 6n),
    ];
    const pick = (offset: number) => {
      const value = (near[(round + offset) % near.length] ?? 0n) + BigInt((round % 41) - 20);
      return value < 0n || value >= 2n ** 255n ? 2n ** 255n - 1n - BigInt(round % 41) : value;
    };
    const values = [pick(0), pick(round % 3)];
    for (const lane of [0, 1]) this.#machine.memory.set(littleEndian(values[lane] ?? 0n), this.#at(10 + lane));
    this.#machine.call('pairDecode', this.#at(6), this.#at(10), this.#at(11));
    for (const lane of [0, 1]) {
      const fault = this.#unlike('pairDecode', this.#at(6) + lane * layout.lane, layout, values[lane] ?? 0n, 1);
      if (fault !== undefined) return fault;
      this.#machine.call('pairEncodeLane', this.#at(12), this.#at(6), lane);
      if (this.#bytes(this.#at(12)) !== modulo(values[lane] ?? 0n)) return 'pairEncodeLane is wrong';
    }
    return undefined;
  }

  #at(slot: number): number {
    return this.#machine.scratch + 512 * slot;
  }

  #bytes(at: number): bigint {
    return toNumber(this.#machine.memory.slice(at, at + 32));
  }

  #putPair(slot: number, layout: Layout, units: number, pattern: number): bigint[] {
    return [0, 1].map((lane) => this.#put(this.#at(slot) + lane * layout.lane, layout, units, pattern + lane));
  }

  /** Writes limbs at the bound of so many units, or some of them below it, and says which number they are. */
  #put(at: number, { weights, unit, store }: Layout, units: number, pattern: number): bigint {
    let number = 0n;
    for (const [i, weight] of weights.entries()) {
      const most = Math.floor(units * unit(i));
      const limb = this.#limb(most, i, pattern);
      store(this.#view, at, i, limb);
      number += BigInt(limb) << weight;
    }
    return number;
  }

  /** All at the bound and of one sign, signs in turn, signs by chance, at the half of a carry, a single limb, any number. */
  #limb(most: number, i: number, pattern: number): number {
    const chance = this.#random();
    const sign = chance < 0.5 ? -1 : 1;
    switch (pattern % 8) {
      case 0:
        return most;
      case 1:
        return -most;
      case 2:
        return i % 2 === 0 ? most : -most;
      case 3:
        return sign * most;
      case 4:
        return Math.min(2 ** Math.floor(Math.log2(most)), most) * sign - (chance < 0.25 ? 1 : 0);
      case 5:
        return i === (pattern >> 3) % 10 ? sign * most : 0;
      default:
        return Math.round((2 * this.#random() - 1) * most);
    }
  }

  /** Whether limbs are not this number modulo p, or one of them is longer than so many units. */
  #unlike(
    name: string,
    at: number,
    { weights, unit, load }: Layout,
    expected: bigint,
    units: number,
  ): string | undefined {
    let number = 0n;
    for (const [i, weight] of weights.entries()) {
      const limb = load(this.#view, at, i);
      if (!Number.isInteger(limb)) return `${name} leaves ${limb}, which is no whole number`;
      if (Math.abs(limb) > units * unit(i)) return `${name} leaves a limb of ${limb / unit(i)} units`;
      number += BigInt(limb) << weight;
    }
    return modulo(number) === modulo(expected) ? undefined : `${name} is wrong`;
  }
}
