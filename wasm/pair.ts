// Elements of the field modulo p = 2^255 − 19, as many side by side as one operation computes: a *pair* of two in verifier-simd.wasm, in the lanes of
// vectors; in verifier.wasm, where two would take twice the time of one, a pair has one lane and is an element like any other.
//
// Here and in what is built on it is where the two modules differ. Which of them is built is known to the compiler, so nothing of the other is left in the
// module. An *element* alone is 40 bytes, in tables and constants; both modules have as many.
// Bounds are in units (pair-fused.ts, field.ts). Formulas outside of here keep the stricter of the two contracts: a factor of multiply is either reduced or
// the plain sum of two reduced pairs, and at most one of the factors is such a sum; only reduced pairs are squared.
import * as field from './field';
import { invert as invertBytes } from './inverse';
import * as lanes from './lanes-fused';
import * as fused from './pair-fused';

export const PAIR_SIZE: usize = ASC_FEATURE_RELAXED_SIMD ? 80 : 40;
export const ELEMENT_SIZE: usize = 40;

const encoded = memory.data(32, 16);
const encoded1 = memory.data(32, 16);

export function copy(out: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.copy(out, a);
  else field.copy(out, a);
}

/** A plain sum. */
export function add(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.add(out, a, b);
  else field.add(out, a, b);
}

export function subtract(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.subtract(out, a, b);
  else field.subtract(out, a, b);
}

/** A sum that counts as reduced. The scalar field has room for plain sums: at most 4 units come out of the formulas that use this. */
export function addReduced(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.addReduced(out, a, b);
  else field.add(out, a, b);
}

export function subtractReduced(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.subtractReduced(out, a, b);
  else field.subtract(out, a, b);
}

export function reduce(out: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.reduce(out, a);
  else field.reduce(out, a);
}

export function multiply(out: usize, a: usize, b: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.multiply(out, a, b);
  else field.multiply(out, a, b);
}

export function square(out: usize, a: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.square(out, a);
  else field.square(out, a);
}

/** The element in one lane. */
export function storeLane(element: usize, a: usize, lane: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) lanes.storeLane(element, a, lane);
  else field.copy(element, a);
}

export function copyLane(out: usize, a: usize, lane: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) lanes.copyLane(out, a, lane);
  else field.copy(out, a);
}

export function negateLane(a: usize, lane: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) lanes.negateLane(a, lane);
  else field.negateIf(a, 1);
}

/** Reads 32 bytes into each lane, little-endian, without the top bit, modulo p. */
export function decode(out: usize, bytes0: usize, bytes1: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    lanes.decodeLane(out, 0, bytes0);
    lanes.decodeLane(out, 1, bytes1);
  } else {
    field.decode(out, bytes0);
  }
  reduce(out, out);
}

/** Writes the number below p that a lane of a reduced pair stands for, as 32 bytes. */
export function encodeLane(bytes: usize, a: usize, lane: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) lanes.encodeLane(bytes, a, lane);
  else field.encode(bytes, a);
}

export function isZero(a: usize, lane: usize): bool {
  encodeLane(encoded, a, lane);
  return (load<u64>(encoded) | load<u64>(encoded, 8) | load<u64>(encoded, 16) | load<u64>(encoded, 24)) == 0;
}

/** The sign of RFC 8032 §5.1.2: the lowest bit of the number. */
export function isOdd(a: usize, lane: usize): bool {
  encodeLane(encoded, a, lane);
  return (load<u8>(encoded) & 1) == 1;
}

/** out = (1/a, 1/b) of the lanes of a reduced pair, 0 for 0; `out` may not be a. */
export function invert(out: usize, a: usize): void {
  encodeLane(encoded, a, 0);
  if (ASC_FEATURE_RELAXED_SIMD) encodeLane(encoded1, a, 1);
  const found = invertBytes(encoded, encoded) && (!ASC_FEATURE_RELAXED_SIMD || invertBytes(encoded1, encoded1));
  if (found) decode(out, encoded, encoded1);
  else invertByPower(out, a);
}

/** The same for a pair of which both lanes are equal. */
export function invertBoth(out: usize, a: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    invert(out, a);
    return;
  }
  encodeLane(encoded, a, 0);
  if (invertBytes(encoded, encoded)) decode(out, encoded, encoded);
  else invertByPower(out, a);
}

/** out = a^(p − 2) = (a^((p − 5)/8))^8·a³ */
export function invertByPower(out: usize, a: usize): void {
  power58(out, a);
  squareTimes(out, out, 3);
  for (let i = 0; i < 3; i++) multiply(out, out, a);
}

/** out = a^(2^count) */
function squareTimes(out: usize, a: usize, count: i32): void {
  square(out, a);
  for (let i = 1; i < count; i++) square(out, out);
}

const power1 = memory.data(80, 16);
const power2 = memory.data(80, 16);
const power3 = memory.data(80, 16);

/** out = a^((p − 5)/8) = a^(2^252 − 3), the exponent of the square root in RFC 8032 §5.1.3. a is reduced and may not be `out`. */
export function power58(out: usize, a: usize): void {
  square(power1, a);
  squareTimes(power2, power1, 2);
  multiply(power2, power2, a); // 9
  multiply(power1, power1, power2); // 11
  square(power1, power1); // 22
  multiply(power1, power1, power2); // 2^5 − 1
  squareTimes(power2, power1, 5);
  multiply(power1, power2, power1); // 2^10 − 1
  squareTimes(power2, power1, 10);
  multiply(power2, power2, power1); // 2^20 − 1
  squareTimes(power3, power2, 20);
  multiply(power2, power3, power2); // 2^40 − 1
  squareTimes(power2, power2, 10);
  multiply(power1, power2, power1); // 2^50 − 1
  squareTimes(power2, power1, 50);
  multiply(power2, power2, power1); // 2^100 − 1
  squareTimes(power3, power2, 100);
  multiply(power2, power3, power2); // 2^200 − 1
  squareTimes(power2, power2, 50);
  multiply(power1, power2, power1); // 2^250 − 1
  squareTimes(power1, power1, 2);
  multiply(out, power1, a);
}
