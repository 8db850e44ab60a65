// The equation S·B = R + h·A for a key that nothing is known about: four scalars of about 128 bits in one chain of doublings (Straus, "Addition chains of
// vectors", 1964), each in width-w non-adjacent form with the odd multiples of its point at hand.
import { BASE_HIGH_MULTIPLES, BASE_MULTIPLES, COMMITMENT_MULTIPLES, DIGITS, KEY_MULTIPLES } from './areas';
import * as edwards from './edwards';
import { BASE, POINT_SIZE, TWICE_DT, TWICE_Z, Y_MINUS_X, Y_PLUS_X } from './edwards';
import { halve, multiplier, multiplierNegative, shortScalar } from './halve';
import * as lanes from './lanes-fused';
import * as pair from './pair';
import { ELEMENT_SIZE, PAIR_SIZE } from './pair';
import * as scalar from './scalar';
import * as single from './single';

const POINT_WIDTH: i32 = 5; // 8 odd multiples of A and of R
const FIRST_BASE_WIDTH: i32 = 4; // 4 of B and of 2^128·B, so that the first answer of a process does not wait for more
const LATER_BASE_WIDTH: i32 = 8; // 64 each, from the fourth verification on
const FEW_USES: i32 = 3;
const HALF_ENTRY: usize = 2 * PAIR_SIZE;
const ENTRY_SIZE: usize = ASC_FEATURE_RELAXED_SIMD ? 2 * HALF_ENTRY : POINT_SIZE; // a cached point; with vectors also its negative
const DIGIT_COUNT: usize = 264; // a scalar has at most 253 bits, its form one digit more

/** 2^128·B, encoded. */
const BASE_HIGH = memory.data<u64>([0x5bbabd114bf5a66b, 0x90d0be1e51a4c49e, 0x95f11eb626c29c3a, 0x5f2c99e6526dc87d]);

const point = memory.data(320, 16);
const basePoints = memory.data(320, 16);
const twice = memory.data(320, 16);
const cached = memory.data(320, 16);
const elements = memory.data(160, 16);
const product = memory.data(32, 16);
const padded = memory.data(40, 16); // a scalar and 8 bytes that stay 0
const keyDigits = DIGITS;
const commitmentDigits = DIGITS + DIGIT_COUNT;
const baseDigits = DIGITS + 2 * DIGIT_COUNT;
const baseHighDigits = DIGITS + 3 * DIGIT_COUNT;

let uses: i32 = 0;
let baseWidth: i32 = 0; // 0 before there are multiples

/** Whether s·B = R + h·A, for A in the first and R in the second lane of `points` (which are used up), s and h below L. */
export function equationHolds(points: usize, s: usize, h: usize): bool {
  if (uses <= FEW_USES) {
    uses += 1;
    makeBaseMultiples(uses <= FEW_USES ? FIRST_BASE_WIDTH : LATER_BASE_WIDTH);
  }
  halve(h);
  // |d|·S·B − (±c)·A − |d|·R, with the sign of d.
  if (!multiplierNegative) edwards.negateLane(points, 0);
  if (ASC_FEATURE_RELAXED_SIMD) edwards.negateLane(points, 1);
  else edwards.negateLane(points + POINT_SIZE, 0);
  fillOddMultiples(KEY_MULTIPLES, COMMITMENT_MULTIPLES, points, POINT_WIDTH);
  scalar.multiply(product, multiplier, s);
  let length = toNonAdjacent(keyDigits, shortScalar, 32, POINT_WIDTH);
  length = max(length, toNonAdjacent(commitmentDigits, multiplier, 32, POINT_WIDTH));
  length = max(length, toNonAdjacent(baseDigits, product, 16, baseWidth));
  length = max(length, toNonAdjacent(baseHighDigits, product + 16, 16, baseWidth));
  sumDigits(length);
  return single.isIdentity();
}

function makeBaseMultiples(width: i32): void {
  if (width == baseWidth) return;
  edwards.decodeTwo(basePoints, BASE, BASE_HIGH);
  fillOddMultiples(BASE_MULTIPLES, BASE_HIGH_MULTIPLES, basePoints, width);
  baseWidth = width;
}

function sumDigits(length: usize): void {
  single.setIdentity();
  for (let i = length; i > 0; i--) {
    const ofKey = load<i8>(keyDigits + i - 1);
    const ofCommitment = load<i8>(commitmentDigits + i - 1);
    const ofBase = load<i8>(baseDigits + i - 1);
    const ofBaseHigh = load<i8>(baseHighDigits + i - 1);
    single.double((ofKey | ofCommitment | ofBase | ofBaseHigh) != 0);
    addDigit(KEY_MULTIPLES, ofKey);
    addDigit(COMMITMENT_MULTIPLES, ofCommitment);
    addDigit(BASE_MULTIPLES, ofBase);
    addDigit(BASE_HIGH_MULTIPLES, ofBaseHigh);
  }
}

/** Adds an odd multiple of the table's point, or nothing for 0. */
function addDigit(table: usize, digit: i32): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    if (digit != 0) single.add(table + usize(abs(digit) >> 1) * ENTRY_SIZE + usize(digit < 0));
  } else if (digit > 0) single.add(table + usize(digit >> 1) * ENTRY_SIZE);
  else if (digit < 0) single.add(table + usize(-digit >> 1) * ENTRY_SIZE + HALF_ENTRY);
}

/** Writes 1·P, 3·P, … (2^(w−1) − 1)·P of the first point (lane) to table0, of the second to table1. */
function fillOddMultiples(table0: usize, table1: usize, points: usize, width: i32): void {
  fillLanes(table0, table1, points, width);
  if (!ASC_FEATURE_RELAXED_SIMD) fillLanes(table1, 0, points + POINT_SIZE, width);
}

function fillLanes(table0: usize, table1: usize, points: usize, width: i32): void {
  edwards.double(point, points);
  edwards.cache(twice, point);
  edwards.copy(point, points);
  const end = usize(1 << (width - 2)) * ENTRY_SIZE;
  for (let at: usize = 0; at < end; at += ENTRY_SIZE) {
    if (at > 0) edwards.addCached(point, point, twice);
    if (ASC_FEATURE_RELAXED_SIMD) {
      edwards.cache(cached, point);
      storeEntry(table0 + at, 0);
      storeEntry(table1 + at, 1);
    } else {
      edwards.cache(table0 + at, point);
    }
  }
}

/** Writes one lane of `cached` as the pairs that single.add takes, and behind it its negative: Y ∓ X exchanged, 2·d·T negated. */
function storeEntry(entry: usize, lane: usize): void {
  const minus = elements;
  const plus = elements + ELEMENT_SIZE;
  const twiceZ = elements + 2 * ELEMENT_SIZE;
  const twiceDT = elements + 3 * ELEMENT_SIZE;
  pair.storeLane(minus, cached + Y_MINUS_X, lane);
  pair.storeLane(plus, cached + Y_PLUS_X, lane);
  pair.storeLane(twiceZ, cached + TWICE_Z, lane);
  pair.storeLane(twiceDT, cached + TWICE_DT, lane);
  lanes.gather(entry, minus, plus);
  lanes.gather(entry + PAIR_SIZE, twiceZ, twiceDT);
  lanes.gather(entry + HALF_ENTRY, plus, minus);
  lanes.gatherSigned(entry + HALF_ENTRY + PAIR_SIZE, twiceZ, twiceDT, 0, 1);
}

/**
 * Width-w non-adjacent form: digits are 0 or odd and below 2^(w−1) in absolute value, the lowest first, and of any w in a row at most one is not 0.
 * Returns the position above the last that is not 0.
 */
function toNonAdjacent(digits: usize, from: usize, size: usize, width: i32): usize {
  memory.fill(padded, 0, 32); // the scalar before may have been longer
  memory.copy(padded, from, size);
  memory.fill(digits, 0, DIGIT_COUNT);
  let length: usize = 0;
  let carry: u32 = 0;
  let i: usize = 0;
  while (i <= 8 * size) {
    const bits = load<u32>(padded + (i >> 3)) >> u32(i & 7);
    if ((bits & 1) == carry) {
      i += 1;
      continue;
    }
    const window = (bits & ((1 << width) - 1)) + carry;
    carry = window >> (width - 1);
    if (!ASC_NO_ASSERT) assert(i < DIGIT_COUNT && carry <= 1);
    store<i8>(digits + i, i8(i32(window) - i32(carry << width)));
    length = i + 1;
    i += width;
  }
  if (!ASC_NO_ASSERT) assert(carry == 0);
  return length;
}
