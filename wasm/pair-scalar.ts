// Two elements of the field one behind the other (see field.ts), for engines without relaxed SIMD: lane l is at 40·l.
//
// Bounds are those of field.ts, in its units: multiply takes m·n ≤ 16. The reduced sums are plain sums here, of as many units as both together.
import * as field from './field';

const LANE: usize = 40;

export function copy(out: usize, a: usize): void {
  memory.copy(out, a, 80);
}

export function add(out: usize, a: usize, b: usize): void {
  field.add(out, a, b);
  field.add(out + LANE, a + LANE, b + LANE);
}

export function subtract(out: usize, a: usize, b: usize): void {
  field.subtract(out, a, b);
  field.subtract(out + LANE, a + LANE, b + LANE);
}

export function reduce(out: usize, a: usize): void {
  field.reduce(out, a);
  field.reduce(out + LANE, a + LANE);
}

export function multiply(out: usize, a: usize, b: usize): void {
  field.multiply(out, a, b);
  field.multiply(out + LANE, a + LANE, b + LANE);
}

export function square(out: usize, a: usize): void {
  field.square(out, a);
  field.square(out + LANE, a + LANE);
}

export function gather(out: usize, e0: usize, e1: usize): void {
  field.copy(out, e0);
  field.copy(out + LANE, e1);
}

export function gatherSigned(out: usize, e0: usize, e1: usize, negative0: u32, negative1: u32): void {
  copySigned(out, e0, negative0);
  copySigned(out + LANE, e1, negative1);
}

/** −x is (x ^ −1) + 1. */
function copySigned(out: usize, a: usize, negative: u32): void {
  const sign = -i32(negative);
  for (let i: usize = 0; i < LANE; i += 4) store<i32>(out + i, (load<i32>(a + i) ^ sign) - sign);
}

export function storeLane(element: usize, a: usize, lane: usize): void {
  field.copy(element, a + LANE * lane);
}

export function negateLane(a: usize, lane: usize): void {
  field.negate(a + LANE * lane, a + LANE * lane);
}

export function decodeLane(out: usize, lane: usize, bytes: usize): void {
  field.decode(out + LANE * lane, bytes);
}

export function encodeLane(bytes: usize, a: usize, lane: usize): void {
  field.encode(bytes, a + LANE * lane);
}

export function copyLane(out: usize, a: usize, lane: usize): void {
  field.copy(out + LANE * lane, a + LANE * lane);
}

/** `out` may not be a. */
export function swap(out: usize, a: usize): void {
  gather(out, a + LANE, a);
}

/** `out` may not be b. */
export function joinFirst(out: usize, a: usize, b: usize): void {
  gather(out, a, b);
}
