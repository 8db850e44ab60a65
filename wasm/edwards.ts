// Points of edwards25519, −x² + y² = 1 + d·x²·y² (RFC 8032 §5.1), as many at a time as pairs have lanes (pair.ts): whatever happens to one happens to
// its neighbor.
//
// A point pair is extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z: four pairs of field elements, 320 bytes (160 in the scalar module), all
// reduced. A pair to be added often is kept *cached*, as Y − X, Y + X, 2·Z and 2·d·T, reduced as well.
// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008, §3.1 and §3.3 for a = −1; complete, since −1 is a square modulo p and
// d is none: no point is special, of small order neither, and no Z is ever 0.
import { subtractFrom } from './euclid';
import * as field from './field';
import { MODULUS } from './inverse';
import * as lanes from './lanes-fused';
import * as pair from './pair';
import { ELEMENT_SIZE, PAIR_SIZE } from './pair';

export const POINT_SIZE: usize = 4 * PAIR_SIZE;

export const X: usize = 0;
export const Y: usize = PAIR_SIZE;
export const Z: usize = 2 * PAIR_SIZE;
export const T: usize = 3 * PAIR_SIZE;

// The members of the cached form.
export const Y_MINUS_X: usize = 0;
export const Y_PLUS_X: usize = PAIR_SIZE;
export const TWICE_Z: usize = (ASC_FEATURE_RELAXED_SIMD ? 2 : 3) * PAIR_SIZE; // behind what affine points have, too, in the scalar module
export const TWICE_DT: usize = (ASC_FEATURE_RELAXED_SIMD ? 3 : 2) * PAIR_SIZE;

/** 1, d = −121665/121666, √−1 = 2^((p − 1)/4) and 1/2, little-endian. Multiples of d are computed below: nothing of them would compress. */
const CONSTANTS = memory.data<u64>([
  0x0000000000000001, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x75eb4dca135978a3,
  0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73, 0xc4ee1b274a0ea0b0, 0x2f431806ad2fe478,
  0x2b4d00993dfbd7a7, 0x2b8324804fc1df0b, 0xfffffffffffffff7, 0xffffffffffffffff, 0xffffffffffffffff,
  0x3fffffffffffffff,
]);

/** B, encoded: y = 4/5, x even. */
export const BASE = memory.data<u64>([0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666]);

/** The y of the eight points whose order divides 8; each stands for x and −x: y = 1, −1, 0 and two of order 8, of which the last is computed below. */
const SMALL_ORDER_Y = memory.data<u64>([
  0x0000000000000001, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0xffffffffffffffec,
  0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff, 0x0000000000000000, 0x0000000000000000,
  0x0000000000000000, 0x0000000000000000, 0xb027b2c28f95e826, 0xf098eff289f4c345, 0x3933c6d305acdfd5,
  0x05fc536d880238b1, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000,
]);
memory.copy(SMALL_ORDER_Y + 128, SMALL_ORDER_Y + 96, 32);
subtractFrom(SMALL_ORDER_Y + 128, MODULUS); // the negative

export const one = memory.data(80, 16);
const d = memory.data(80, 16);
/** 4·d, for tables of halves. */
export const fourD = memory.data(80, 16);
const twiceD = memory.data(80, 16);
const squareRootOfMinusOne = memory.data(80, 16);
export const half = memory.data(80, 16);

const a = memory.data(80, 16);
const b = memory.data(80, 16);
const c = memory.data(80, 16);
const e = memory.data(80, 16);
const f = memory.data(80, 16);
const g = memory.data(80, 16);
const h = memory.data(80, 16);

pair.decode(one, CONSTANTS, CONSTANTS);
pair.decode(d, CONSTANTS + 32, CONSTANTS + 32);
pair.decode(squareRootOfMinusOne, CONSTANTS + 64, CONSTANTS + 64);
pair.decode(half, CONSTANTS + 96, CONSTANTS + 96);
pair.addReduced(twiceD, d, d);
pair.addReduced(fourD, twiceD, twiceD);

export function copy(out: usize, point: usize): void {
  memory.copy(out, point, POINT_SIZE);
}

/** 0 is the same in every representation: zero bytes. */
export function setIdentity(point: usize): void {
  memory.fill(point, 0, POINT_SIZE);
  pair.copy(point + Y, one);
  pair.copy(point + Z, one);
}

export function negateLane(point: usize, lane: usize): void {
  pair.negateLane(point + X, lane);
  pair.negateLane(point + T, lane);
}

/**
 * out = 2·point: four squares and four products. E, F, G and H are the negatives of the paper's, so that their products are the same. T is only read by
 * additions, so in the scalar module it may be left out when another doubling follows.
 */
export function double(out: usize, point: usize, withT: bool = true): void {
  pair.square(a, point + X);
  pair.square(b, point + Y);
  pair.square(c, point + Z);
  pair.addReduced(e, point + X, point + Y);
  pair.square(e, e);
  pair.addReduced(h, a, b); // H = X² + Y²
  pair.subtractReduced(g, a, b); // G = X² − Y²
  pair.subtractReduced(e, h, e); // E = H − (X + Y)²; 3 units in the scalar field
  pair.add(c, c, c);
  pair.addReduced(f, c, g); // F = 2·Z² + G; 4 units in the scalar field
  finishSum(out, withT);
}

/** out = point + cached: eight products. */
export function addCached(out: usize, point: usize, cached: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    addTerm(out, point, cached, false);
    return;
  }
  pair.subtract(a, point + Y, point + X);
  pair.add(b, point + Y, point + X);
  pair.multiply(a, a, cached + Y_MINUS_X);
  pair.multiply(b, b, cached + Y_PLUS_X);
  pair.multiply(c, point + T, cached + TWICE_DT);
  pair.multiply(f, point + Z, cached + TWICE_Z);
  pair.subtractReduced(e, b, a);
  pair.add(h, b, a);
  pair.addReduced(g, f, c);
  pair.subtract(f, f, c);
  finishSum(out, true);
}

/** point += an affine point given as (y − x)/2, (y + x)/2 and d·x·y: seven products, every sum half as large as in addCached. */
export function addAffine(point: usize, minus: usize, plus: usize, dxy: usize): void {
  pair.subtract(a, point + Y, point + X);
  pair.add(b, point + Y, point + X);
  pair.multiply(a, a, minus);
  pair.multiply(b, b, plus);
  pair.multiply(c, point + T, dxy);
  pair.subtractReduced(e, b, a);
  pair.add(h, b, a);
  pair.addReduced(g, point + Z, c);
  pair.subtract(f, point + Z, c);
  finishSum(point, true);
}

/**
 * Both of them for the scalar module: out = point ± what is at `term`, the cached form of a point or, when `affine`, the other one without its Z. The
 * negative, when 1 was added to the address, has y − x and y + x exchanged and −d·x·y: signs are as good as random, so there are no branches.
 */
export function addTerm(out: usize, point: usize, term: usize, affine: bool): void {
  const negative = term & 1;
  const entry = term - negative;
  const swapped = negative * ELEMENT_SIZE;
  pair.subtract(a, point + Y, point + X); // 2 units, as what is at `entry` has at most
  pair.add(b, point + Y, point + X);
  pair.multiply(a, a, entry + swapped);
  pair.multiply(b, b, entry + ELEMENT_SIZE - swapped);
  pair.multiply(c, point + T, entry + 2 * ELEMENT_SIZE);
  field.negateIf(c, i32(negative));
  if (affine) pair.copy(f, point + Z);
  else pair.multiply(f, point + Z, entry + 3 * ELEMENT_SIZE);
  pair.subtract(e, b, a); // 2 units each
  pair.add(h, b, a);
  pair.add(g, f, c);
  pair.subtract(f, f, c);
  finishSum(out, true);
}

/** out = point with the lanes exchanged; `out` may not be the point. */
export function swap(out: usize, point: usize): void {
  for (let i: usize = 0; i < POINT_SIZE; i += PAIR_SIZE) lanes.swap(out + i, point + i);
}

/** X = E·F, Y = G·H, Z = F·G, T = E·H. */
function finishSum(out: usize, withT: bool): void {
  pair.multiply(out + X, e, f);
  pair.multiply(out + Y, g, h);
  pair.multiply(out + Z, f, g);
  if (ASC_FEATURE_RELAXED_SIMD || withT) pair.multiply(out + T, e, h);
}

/** Makes the cached form of a point pair, elsewhere than at the point. */
export function cache(cached: usize, point: usize): void {
  pair.subtractReduced(cached + Y_MINUS_X, point + Y, point + X);
  pair.addReduced(cached + Y_PLUS_X, point + Y, point + X);
  pair.addReduced(cached + TWICE_Z, point + Z, point + Z);
  pair.multiply(cached + TWICE_DT, point + T, twiceD);
}

/** Reads two points: into the lanes of one pair, or in the scalar module one behind the other. */
export function decodeTwo(points: usize, bytes0: usize, bytes1: usize): bool {
  return decode(points, bytes0, bytes1) && (ASC_FEATURE_RELAXED_SIMD || decode(points + POINT_SIZE, bytes1, bytes1));
}

/**
 * Reads a point into each lane by RFC 8032 §5.1.3; false when for either no point of the curve has this y, or x is 0 and the sign bit is set. y is taken
 * modulo p: isCanonical tells whether it was spelled as it must be.
 */
export function decode(point: usize, bytes0: usize, bytes1: usize): bool {
  pair.decode(point + Y, bytes0, bytes1);
  pair.copy(point + Z, one);
  pair.square(b, point + Y);
  pair.multiply(c, b, d);
  pair.subtractReduced(b, b, one); // u = y² − 1
  pair.addReduced(c, c, one); // v = d·y² + 1
  findSquareRoots(point + X);
  if (!chooseRoot(point + X, 0, bytes0)) return false;
  if (ASC_FEATURE_RELAXED_SIMD && !chooseRoot(point + X, 1, bytes1)) return false;
  pair.multiply(point + T, point + X, point + Y);
  return true;
}

/**
 * For u in b and v in c: x = u·v³·(u·v⁷)^((p − 5)/8), RFC 8032 §5.1.3 step 2. Leaves v·x² − u in f and v·x² + u in g, for chooseRoot, and in
 * h the other candidate, x·√−1.
 */
function findSquareRoots(x: usize): void {
  pair.square(e, c);
  pair.multiply(e, e, c); // v³
  pair.square(f, e);
  pair.multiply(f, f, c); // v⁷
  pair.multiply(f, f, b);
  pair.power58(g, f);
  pair.multiply(g, g, e);
  pair.multiply(x, g, b);
  pair.square(h, x);
  pair.multiply(h, h, c);
  pair.subtractReduced(f, h, b);
  pair.addReduced(g, h, b);
  pair.multiply(h, x, squareRootOfMinusOne);
}

/** RFC 8032 §5.1.3 steps 3 and 4 for one lane: which root, if any, and which sign. */
function chooseRoot(x: usize, lane: usize, bytes: usize): bool {
  if (!pair.isZero(f, lane)) {
    if (!pair.isZero(g, lane)) return false;
    pair.copyLane(x, h, lane);
  }
  const negative = load<u8>(bytes, 31) >> 7 == 1;
  if (negative && pair.isZero(x, lane)) return false;
  if (pair.isOdd(x, lane) != negative) pair.negateLane(x, lane);
  return true;
}

/** Writes a point given as the pair (X, Y) and 1/Z in both lanes (used up): y and the sign of x, RFC 8032 §5.1.2. */
export function encode(bytes: usize, xy: usize, inverse: usize): void {
  pair.multiply(inverse, inverse, xy);
  pair.encodeLane(bytes, inverse, 1);
  writeSign(bytes, inverse);
}

function writeSign(bytes: usize, x: usize): void {
  if (pair.isOdd(x, 0)) store<u8>(bytes, load<u8>(bytes, 31) | 0x80, 31);
}

/** Writes a point that is in both lanes. */
export function encodeBoth(bytes: usize, point: usize): void {
  pair.invertBoth(a, point + Z);
  if (ASC_FEATURE_RELAXED_SIMD) {
    lanes.joinFirst(b, point + X, point + Y);
    encode(bytes, b, a);
    return;
  }
  pair.multiply(b, point + Y, a);
  pair.encodeLane(bytes, b, 0);
  pair.multiply(b, point + X, a);
  writeSign(bytes, b);
}

/** Whether an encoding is the only one of its point: y below p, and no sign where x is 0 (y = 1 or −1). */
export function isCanonical(bytes: usize): bool {
  if (!isBelowModulus(bytes)) return false;
  const negative = load<u8>(bytes, 31) >> 7 == 1;
  return !negative || !(hasY(bytes, SMALL_ORDER_Y) || hasY(bytes, SMALL_ORDER_Y + 32));
}

/** Whether 32 bytes, top bit aside, are a number below p = 2^255 − 19. */
function isBelowModulus(bytes: usize): bool {
  const middle = load<u64>(bytes, 8) & load<u64>(bytes, 16);
  const top = load<u64>(bytes, 24) | 0x8000000000000000;
  return (middle & top) != 0xffffffffffffffff || load<u64>(bytes) < 0xffffffffffffffed;
}

/** Whether a canonical encoding is one of the eight points whose order divides 8. */
export function isSmallOrder(bytes: usize): bool {
  for (let i: usize = 0; i < 5; i++) {
    if (hasY(bytes, SMALL_ORDER_Y + 32 * i)) return true;
  }
  return false;
}

function hasY(bytes: usize, y: usize): bool {
  return (
    load<u64>(bytes) == load<u64>(y) &&
    load<u64>(bytes, 8) == load<u64>(y, 8) &&
    load<u64>(bytes, 16) == load<u64>(y, 16) &&
    (load<u64>(bytes, 24) & 0x7fffffffffffffff) == load<u64>(y, 24)
  );
}
