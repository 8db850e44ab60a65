// Euclid's steps (wasm/euclid.ts): halved scalars and inverses, where quotients are huge, where the steps pause, where a borrow goes through a word.

import type { Machine } from '../crypto/extremes.ts';
import { L } from '../crypto/oracles.ts';
import { littleEndian } from '../crypto/probe.ts';
import { number, put } from './slots.ts';

const P = 2n ** 255n - 19n;
const modulo = (value: bigint, modulus: bigint) => ((value % modulus) + modulus) % modulus;

/** Scalars with short, long and no continued fractions: 8·L over powers of two has huge quotients. */
function scalars(modulus: bigint): bigint[] {
  const all = [0n, 1n, 2n, 3n, 8n, modulus - 1n, modulus - 2n, modulus / 2n, modulus / 3n];
  for (let shift = 1n; shift < 250n; shift += 3n) all.push((8n * L) >> (shift + 3n), ((8n * L) >> (shift + 3n)) + 1n);
  let value = 1n;
  for (let i = 0; i < 300; i++) {
    value = (value * 0x9e3779b97f4a7c15f39cc0605cedc835n + 7n) % modulus;
    all.push(value);
  }
  return all.filter((it) => it < modulus);
}

/** Steps that pause after the first ones, with a remainder of 252 bits: near a fraction of L with small terms, as far off as they can look. */
const paused = [224n, 226n, 230n, 236n, 240n].flatMap((bits) =>
  [24n, 40n].map((part) => (part * L + 2n ** bits + (0x9e3779b97f4a7c15n ** 5n % 2n ** bits)) / (part + 1n)),
);

const halved = [...paused, ...scalars(L)];
/** With a lowest word of 0, and no huge quotients: Euclid's steps come to their end. */
const lowZero = [3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n].map((k) => (0x9e3779b97f4a7c15n ** k % 2n ** 188n) << 64n);

/** An inverse f below 0 of which words are 0, or are those of p: the borrow that goes through them. */
const borrowing = [2n ** 64n * 3n, 2n ** 128n * 5n, 2n ** 192n * 7n]
  .flatMap((f) => [f, f + 2n ** 64n * (2n ** 64n - 1n), f + 2n ** 128n * (2n ** 64n - 1n), P / 2n - f])
  .concat(lowZero)
  .flatMap((f) => [inverseOf(f), P - inverseOf(f)]);

const inverted = [...borrowing, ...scalars(P)];

/** a^(p − 2) */
function inverseOf(a: bigint): bigint {
  let power = 1n;
  for (let bit = 254n; bit >= 0n; bit--) {
    power = (power * power) % P;
    if ((((P - 2n) >> bit) & 1n) === 1n) power = (power * a) % P;
  }
  return power;
}

export function wrongHalf(machine: Machine): string | undefined {
  const out = put(machine, 1, new Uint8Array(64));
  for (const [i, h] of halved.entries()) {
    const negative = machine.call('halveScalar', out, put(machine, 0, littleEndian(h))) === 1;
    const [c, d] = [number(machine, out), number(machine, out + 32)];
    if (modulo((negative ? -d : d) * h - c, 8n * L) !== 0n) return `halve ${h}: c is not d·h`;
    if ((d & 1n) === 0n || d >= 2n ** 128n) return `halve ${h}: d is ${d}`;
    if ((i < paused.length || i > halved.length - 300) && c >= 2n ** 142n) return `halve ${h}: c is long`;
  }
  return undefined;
}

export function wrongInverse(machine: Machine): string | undefined {
  const at = put(machine, 0, new Uint8Array(32));
  const out = put(machine, 1, new Uint8Array(32));
  for (const [i, a] of inverted.entries()) {
    machine.memory.set(littleEndian(a), at);
    const found = machine.call('invert', out, at) === 1;
    if (found ? (a * number(machine, out)) % P !== 1n : i > inverted.length - 300) return `invert ${a}`;
    if (found && number(machine, out) >= P) return `invert ${a} is not below p`;
    if (i % 8 !== 0) continue;
    const fault =
      [P - 1n - a, a, 3n].map((b) => wrongPairInverse(machine, a, b)).find((it) => it !== undefined) ??
      wrongPairInverse(machine, 3n, a);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Two numbers at once, of which one may have no inverse by Euclid's steps. */
function wrongPairInverse(machine: Machine, a: bigint, b: bigint): string | undefined {
  const [point, out] = [put(machine, 2, new Uint8Array(80)), put(machine, 1, new Uint8Array(32))];
  machine.call('pairDecode', point, put(machine, 0, littleEndian(a)), put(machine, 3, littleEndian(b)));
  for (const name of a === b
    ? ['pairInvert', 'pairInvertByPower', 'pairInvertBoth']
    : ['pairInvert', 'pairInvertByPower']) {
    machine.call(name, put(machine, 4, new Uint8Array(80)), point);
    for (const [lane, value] of [a, b].entries()) {
      machine.call('pairEncodeLane', out, machine.scratch + 4 * 2048, lane);
      if ((value * number(machine, out)) % P !== (value === 0n ? 0n : 1n)) return `${name} ${a} ${b}`;
    }
  }
  return undefined;
}
