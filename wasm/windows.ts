// Tables for points that are known ahead: with them a multiple of a point is a sum of table entries, without a single doubling.
//
// A scalar below 2^253 is Σ d_i·2^(w·i) with signed digits |d_i| ≤ 2^(w−1); window i of the table holds j·2^(w·i)·P for j = 0 … 2^(w−1). (Brickell, Gordon,
// McCurley, Wilson, "Fast exponentiation with precomputation", 1992, with signed digits.) An entry is affine, so that adding it takes seven products:
// (y − x)/2, (y + x)/2, d·x·y, 120 bytes. Two sums run side by side, one in each lane.
import * as edwards from './edwards';
import { POINT_SIZE, X, Y, Z } from './edwards';
import * as pair from './pair';
import { ELEMENT_SIZE, PAIR_SIZE } from './pair';

const SCALAR_BITS: i32 = 253;
const ENTRY_SIZE: usize = 3 * ELEMENT_SIZE;
const MULTIPLE_SIZE: usize = POINT_SIZE + PAIR_SIZE; // a point and the product of all Z up to it

const multiples = memory.data(51200, 16); // 128 · MULTIPLE_SIZE: enough for windows of up to 8 bits
const point = memory.data(320, 16);
const step = memory.data(320, 16);
const inverse = memory.data(80, 16);
const x = memory.data(80, 16);
const y = memory.data(80, 16);
const t = memory.data(80, 16);
const minus = memory.data(80, 16);
const plus = memory.data(80, 16);
const padded = memory.data(40, 16); // a scalar and 8 bytes that stay 0
const digits0 = memory.data(128, 16); // 64 digits of 16 bits: enough for windows from 4 bits on
const digits1 = memory.data(128, 16);

function windowCount(width: i32): i32 {
  return (SCALAR_BITS + width - 1) / width;
}

function windowSize(width: i32): usize {
  return ((1 << (width - 1)) + 1) * ENTRY_SIZE;
}

/** Bytes of one point's table: 170,280 for 6 bits, 495,360 for 8. */
export function tableSize(width: i32): usize {
  return usize(windowCount(width)) * windowSize(width);
}

/** Fills the tables of both points of a pair (Z = 1); no table is written for a lane whose table is 0. */
export function fillTables(table0: usize, table1: usize, points: usize, width: i32): void {
  edwards.copy(point, points);
  for (let i = 0; i < windowCount(width); i++) {
    const at = usize(i) * windowSize(width);
    listMultiples(1 << (width - 1));
    if (table0) writeIdentity(table0 + at);
    if (table1) writeIdentity(table1 + at);
    writeWindow(table0 ? table0 + at : 0, table1 ? table1 + at : 0, 1 << (width - 1));
    for (let j = 0; j < width; j++) edwards.double(point, point);
  }
}

/** multiples = 1·point … count·point, each with the product of its Z and all before it. */
function listMultiples(count: i32): void {
  edwards.cache(step, point);
  edwards.copy(multiples, point);
  pair.copy(multiples + POINT_SIZE, point + Z);
  for (let j = 1; j < count; j++) {
    const at = multiples + usize(j) * MULTIPLE_SIZE;
    edwards.addCached(at, at - MULTIPLE_SIZE, step);
    pair.multiply(at + POINT_SIZE, at - PAIR_SIZE, at + Z);
  }
}

/** Entry 0: x = 0, y = 1. */
function writeIdentity(entry: usize): void {
  pair.storeLane(entry, edwards.half, 0);
  pair.storeLane(entry + ELEMENT_SIZE, edwards.half, 0);
  memory.fill(entry + 2 * ELEMENT_SIZE, 0, ELEMENT_SIZE);
}

/** Entries 1 … count, the last first: one inversion for all of them (Montgomery's trick), halved so that every entry comes out halved. */
function writeWindow(window0: usize, window1: usize, count: i32): void {
  pair.invert(inverse, multiples + usize(count - 1) * MULTIPLE_SIZE + POINT_SIZE);
  pair.multiply(inverse, inverse, edwards.half);
  for (let j = count - 1; j >= 0; j--) {
    const at = multiples + usize(j) * MULTIPLE_SIZE;
    if (j > 0) {
      pair.multiply(t, inverse, at - PAIR_SIZE); // 1/(2·Z)
      pair.multiply(inverse, inverse, at + Z);
    } else {
      pair.copy(t, inverse);
    }
    const offset = usize(j + 1) * ENTRY_SIZE;
    makeEntry(at);
    if (window0) storeEntry(window0 + offset, 0);
    if (window1) storeEntry(window1 + offset, 1);
  }
}

/** From X, Y and t = 1/(2·Z): minus = (y − x)/2, plus = (y + x)/2, t = d·x·y = 4·d·(x/2)·(y/2). */
function makeEntry(at: usize): void {
  pair.multiply(x, at + X, t);
  pair.multiply(y, at + Y, t);
  pair.multiply(t, x, y);
  pair.multiply(t, t, edwards.fourD);
  pair.subtractReduced(minus, y, x);
  pair.addReduced(plus, y, x);
}

function storeEntry(entry: usize, lane: usize): void {
  pair.storeLane(entry, minus, lane);
  pair.storeLane(entry + ELEMENT_SIZE, plus, lane);
  pair.storeLane(entry + 2 * ELEMENT_SIZE, t, lane);
}

/** out = scalar0·P0 + scalar1·P1 in both lanes, for scalars below 2^253 and tables of the same width. */
export function sumProducts(
  out: usize,
  scalar0: usize,
  table0: usize,
  scalar1: usize,
  table1: usize,
  width: i32,
): void {
  splitDigits(digits0, scalar0, width);
  splitDigits(digits1, scalar1, width);
  edwards.setIdentity(point);
  const size = windowSize(width);
  const count = windowCount(width);
  for (let i = 0; i < count; i++) {
    addEntries(table0, load<i16>(digits0 + 2 * usize(i)), table1, load<i16>(digits1 + 2 * usize(i)));
    table0 += size;
    table1 += size;
  }
  edwards.swap(out, point);
  edwards.cache(step, out);
  edwards.addCached(out, point, step);
}

/** Signed digits of 2^(w−1) at most either way, the lowest first. Bits above 252 are 0, so the last digit is small and leaves no carry. */
function splitDigits(digits: usize, scalar: usize, width: i32): void {
  memory.copy(padded, scalar, 32);
  const base = 1 << width;
  let carry = 0;
  for (let i = 0; i < windowCount(width); i++) {
    const bit = i * width;
    const window = (load<u32>(padded + (usize(bit) >> 3)) >> (bit & 7)) & (base - 1);
    const digit = i32(window) + carry;
    carry = digit > base >> 1 ? 1 : 0;
    store<i16>(digits + 2 * usize(i), i16(digit - carry * base));
  }
}

/**
 * point += (digit0·…, digit1·…), an entry from each window. The formula of edwards.addCached for Z = 1 with everything halved. The negative of an entry
 * has y − x and y + x exchanged and −d·x·y; digits are as good as random, so the choice is made by arithmetic instead of branches.
 */
function addEntries(window0: usize, digit0: i32, window1: usize, digit1: i32): void {
  const negative0 = u32(digit0) >> 31;
  const negative1 = u32(digit1) >> 31;
  const entry0 = window0 + usize(abs(digit0)) * ENTRY_SIZE;
  const entry1 = window1 + usize(abs(digit1)) * ENTRY_SIZE;
  const swapped0 = usize(negative0) * ELEMENT_SIZE;
  const swapped1 = usize(negative1) * ELEMENT_SIZE;
  pair.gather(minus, entry0 + swapped0, entry1 + swapped1);
  pair.gather(plus, entry0 + ELEMENT_SIZE - swapped0, entry1 + ELEMENT_SIZE - swapped1);
  pair.gatherSigned(t, entry0 + 2 * ELEMENT_SIZE, entry1 + 2 * ELEMENT_SIZE, negative0, negative1);
  edwards.addAffine(point, minus, plus, t);
}
