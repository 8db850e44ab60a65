// Tables for points that are known ahead: with them a multiple of a point is a sum of table entries, without a single doubling.
//
// A scalar below 2^253 is Σ d_i·2^(w·i) with signed digits |d_i| ≤ 2^(w−1); window i of a table holds j·2^(w·i)·P for j = 1 … 2^(w−1). (Brickell, Gordon,
// McCurley, Wilson, "Fast exponentiation with precomputation", 1992, with signed digits.) An entry is affine, so that adding it takes seven products:
//
//   offset 0 (y − x)/2 │ 40 (y + x)/2 │ 80 d·x·y │ 120 unused, so that an entry is two lines of the cache and not three
import { TERMS, WINDOW_MULTIPLES } from './areas';
import * as edwards from './edwards';
import { POINT_SIZE, T, X, Y, Z } from './edwards';
import * as lanes from './lanes-fused';
import * as pair from './pair';
import { ELEMENT_SIZE, PAIR_SIZE } from './pair';

const SCALAR_BITS: i32 = 253;
const ENTRY_SIZE: usize = 128;
const MULTIPLE_SIZE: usize = POINT_SIZE + PAIR_SIZE; // a point and the product of all Z up to it

/** 128 · MULTIPLE_SIZE: enough for windows of up to 8 bits. */
const multiples = WINDOW_MULTIPLES;
const point = memory.data(320, 16);
const step = memory.data(320, 16);
const inverse = memory.data(80, 16);
const x = memory.data(80, 16);
const y = memory.data(80, 16);
const t = memory.data(80, 16);
const minus = memory.data(80, 16);
const plus = memory.data(80, 16);

export function windowCount(width: i32): i32 {
  return (SCALAR_BITS + width - 1) / width;
}

function windowSize(width: i32): usize {
  return ENTRY_SIZE << (width - 1);
}

/** Bytes of one point's table: 172 KiB for 6 bits, 512 KiB for 8. */
export function tableSize(width: i32): usize {
  return usize(windowCount(width)) * windowSize(width);
}

/**
 * Fills the table of the point that is in all lanes (Z = 1). Two lanes share the work: the first makes the lower half of the windows from P, the second
 * the upper half from 2^(w·half)·P.
 */
export function fillTable(table: usize, points: usize, width: i32): void {
  const count = windowCount(width);
  const half = ASC_FEATURE_RELAXED_SIMD ? (count + 1) >> 1 : count;
  const size = windowSize(width);
  edwards.copy(point, points);
  if (ASC_FEATURE_RELAXED_SIMD) {
    for (let i = half * width; i > 0; i--) edwards.double(point, point);
    for (let i: usize = 0; i < POINT_SIZE; i += PAIR_SIZE) pair.copyLane(point + i, points + i, 0);
  }
  for (let i = 0; i < half; i++) {
    const upper = ASC_FEATURE_RELAXED_SIMD && i + half < count ? table + usize(i + half) * size : 0;
    listMultiples(1 << (width - 1));
    writeWindows(table + usize(i) * size, upper, 1 << (width - 1));
    for (let j = 0; j < width; j++) edwards.double(point, point);
  }
}

/** multiples = 1·point … count·point, each with the product of its Z and all before it. */
function listMultiples(count: i32): void {
  if (!ASC_NO_ASSERT) assert(count <= 128);
  edwards.cache(step, point);
  edwards.copy(multiples, point);
  pair.copy(multiples + POINT_SIZE, point + Z);
  for (let j = 1; j < count; j++) {
    const at = multiples + usize(j) * MULTIPLE_SIZE;
    edwards.addCached(at, at - MULTIPLE_SIZE, step);
    pair.multiply(at + POINT_SIZE, at - PAIR_SIZE, at + Z);
  }
}

/** A window from each lane, the last entry first: one inversion for all (Montgomery's trick), halved so that every entry comes out halved. */
function writeWindows(lower: usize, upper: usize, count: i32): void {
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
    makeEntry(at);
    storeEntry(lower + usize(j) * ENTRY_SIZE, 0);
    if (ASC_FEATURE_RELAXED_SIMD && upper != 0) storeEntry(upper + usize(j) * ENTRY_SIZE, 1);
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

// --- sums of entries -----------------------------------------------------------------------------------------------

/**
 * What is to be added up where two lanes share the work (one alone adds each term at once): the addresses of entries, 4 bytes each, plus 1 for the negative
 * of one. Two scalars have at most 2·64 windows, of 4 bits; of 8 and 6 bits 32 + 43.
 */
const terms = TERMS;
let termCount: i32 = 0;

const padded = memory.data(40, 16); // a scalar and 8 bytes that stay 0

/** The entry of the identity: x = 0, y = 1. */
const neutral = memory.data(128, 16);
if (ASC_FEATURE_RELAXED_SIMD) {
  pair.storeLane(neutral, edwards.half, 0);
  pair.storeLane(neutral + ELEMENT_SIZE, edwards.half, 0);
}

export function startSum(): void {
  termCount = 0;
  if (!ASC_FEATURE_RELAXED_SIMD) edwards.setIdentity(point);
}

/** Adds the terms of scalar·P, for a scalar below 2^253 and the table of P. The scalar has 32 bytes. */
export function addProduct(scalar: usize, table: usize, width: i32): void {
  memory.copy(padded, scalar, 32);
  const base = 1 << width;
  const size = windowSize(width);
  let carry = 0;
  for (let bit = 0; bit < SCALAR_BITS; bit += width) {
    const window = (load<u32>(padded + (usize(bit) >> 3)) >> (bit & 7)) & (base - 1);
    const digit = i32(window) + carry;
    // Bits above 252 are 0, so the last digit is small and leaves no carry.
    carry = digit > base >> 1 ? 1 : 0;
    const signed = digit - carry * base;
    if (signed != 0) addTerm(table + usize(abs(signed) - 1) * ENTRY_SIZE + usize(carry));
    table += size;
  }
  if (!ASC_NO_ASSERT) assert(carry == 0);
}

/** Reading both lines of the entry brings them near while there is other work to do; storing keeps engines from leaving the reads out. */
const touched = memory.data(8);

function addTerm(term: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    edwards.addTerm(point, point, term, true);
    return;
  }
  if (!ASC_NO_ASSERT) assert(termCount < 128);
  store<u64>(touched, load<u64>(term) ^ load<u64>(term, 64));
  store<u32>(terms + 4 * termCount, u32(term));
  termCount += 1;
}

function term(index: i32): usize {
  return load<u32>(terms + 4 * index);
}

/** out = the sum of all terms, in all lanes. Which lane adds which term makes no difference, so of two each takes every other one. */
export function finishSum(out: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    edwards.copy(out, point);
    return;
  }
  while (termCount < 2 || (termCount & 1) != 0) addTerm(neutral);
  gatherEntries(0);
  setPoint();
  for (let i = 2; i < termCount; i += 2) {
    gatherEntries(i);
    edwards.addAffine(point, minus, plus, t);
  }
  edwards.swap(out, point);
  edwards.cache(step, out);
  edwards.addCached(out, point, step);
}

/** minus, plus and t of two entries. The negative of one has y − x and y + x exchanged and −d·x·y; signs are as good as random, so no branches. */
function gatherEntries(index: i32): void {
  const term0 = term(index);
  const term1 = term(index + 1);
  const negative0 = term0 & 1;
  const negative1 = term1 & 1;
  const entry0 = term0 - negative0;
  const entry1 = term1 - negative1;
  const swapped0 = negative0 * ELEMENT_SIZE;
  const swapped1 = negative1 * ELEMENT_SIZE;
  lanes.gather(minus, entry0 + swapped0, entry1 + swapped1);
  lanes.gather(plus, entry0 + ELEMENT_SIZE - swapped0, entry1 + ELEMENT_SIZE - swapped1);
  lanes.gatherSigned(t, entry0 + 2 * ELEMENT_SIZE, entry1 + 2 * ELEMENT_SIZE, u32(negative0), u32(negative1));
}

/** point = the entries themselves: x = plus − minus, y = plus + minus. Not in the scalar module, which begins with the identity. */
function setPoint(): void {
  pair.subtractReduced(point + X, plus, minus);
  pair.addReduced(point + Y, plus, minus);
  pair.copy(point + Z, edwards.one);
  pair.multiply(point + T, point + X, point + Y);
}
