// Carries of five limbs of 51 bits (see pair-fused.ts), which leave one unit: of sums of limbs, and of the sums of halves that a product is made of.
import { isCentered, pairUnits } from './bounds';
import { SPLIT } from './halves-fused';

/** Loaded, not written into the code, for the reason that halves-fused.ts gives. */
const CONSTANTS = memory.data<u64>([
  0x0007ffffffffffff, // 2^51 − 1
  0x4330000000000000, // 2^52, whose last bit weighs 1
  0x4334000000000100, // 2^52 + 2^50 + 256
  0x4334000000001300, // 2^52 + 2^50 + 19·256
  0x3cc0000000000000, // 2^−51
  0x3d03000000000000, // 19·2^−51
]);
const LOW_51: usize = 0;
const WHOLE: usize = 8;
const CENTER: usize = 16;
const CENTER_0: usize = 24;
const DOWN: usize = 32;
const DOWN_19: usize = 40;

/** Added to a sum r so that r is positive and its low 51 bits stand around 0: 2^50 + 256·2^51. Every |r| is below 110·2^51, see storeSums. */
const CENTERING: u64 = (1 << 50) + (256 << 51);

/** How many products end at position 0 … 8: a_i·b_j at i + j. */
const MULTIPLY_COUNTS = memory.data<u8>([1, 2, 3, 4, 5, 4, 3, 2, 1]);
const SQUARE_COUNTS = memory.data<u8>([1, 1, 2, 2, 3, 2, 2, 1, 1]);
export const multiplyBias = memory.data(40, 16);
export const squareBias = memory.data(40, 16);

if (ASC_FEATURE_RELAXED_SIMD) {
  fillBias(multiplyBias, MULTIPLY_COUNTS);
  fillBias(squareBias, SQUARE_COUNTS);
}

/**
 * high() and low() leave their numbers as bit patterns of doubles, which are sums of an anchor and the number itself; so they are added up as
 * integers, and the anchors are taken off once per position together with the centering.
 */
function fillBias(bias: usize, counts: usize): void {
  for (let k: usize = 0; k < 5; k++) {
    store<u64>(bias + 8 * k, CENTERING - anchors(counts, k) - 19 * anchors(counts, k + 5));
  }
}

/** The anchors in the sum at position k: 1.5·2^52 of every low part, 1.5·2^103 of every high part of the position below. */
function anchors(counts: usize, k: usize): u64 {
  const lows = k < 9 ? u64(load<u8>(counts + k)) : 0;
  const highs = k > 0 ? u64(load<u8>(counts + k - 1)) : 0;
  return lows * 0x4338000000000000 + highs * 0x4668000000000000;
}

function constant(at: usize): v128 {
  return v128.load64_splat(CONSTANTS + at);
}

/** Carries limbs of up to 7 units: q is x rounded to a multiple of 2^51 (at most 4·2^51), so |x − q| ≤ 2^50, and 19·4 at most comes in. */
export function storeCarried(out: usize, x0: v128, x1: v128, x2: v128, x3: v128, x4: v128): void {
  const split = v128.load64_splat(SPLIT);
  const down = constant(DOWN);
  const q0 = f64x2.sub(f64x2.add(x0, split), split);
  const q1 = f64x2.sub(f64x2.add(x1, split), split);
  const q2 = f64x2.sub(f64x2.add(x2, split), split);
  const q3 = f64x2.sub(f64x2.add(x3, split), split);
  const q4 = f64x2.sub(f64x2.add(x4, split), split);
  v128.store(out, v128.relaxed_madd<f64>(q4, constant(DOWN_19), f64x2.sub(x0, q0)));
  v128.store(out, v128.relaxed_madd<f64>(q0, down, f64x2.sub(x1, q1)), 16);
  v128.store(out, v128.relaxed_madd<f64>(q1, down, f64x2.sub(x2, q2)), 32);
  v128.store(out, v128.relaxed_madd<f64>(q2, down, f64x2.sub(x3, q3)), 48);
  v128.store(out, v128.relaxed_madd<f64>(q3, down, f64x2.sub(x4, q4)), 64);
  if (!ASC_NO_ASSERT) assert(pairUnits(out) <= 1);
}

/**
 * Folds positions 5 … 9 into 0 … 4 (2^255 ≡ 19), carries once and stores doubles. With m·n ≤ 3 a low part is at most 2^50, a high one 1.5·2^50 and a
 * little. r_0 is the longest r_k = t_k + 19·t_(k+5): a low part, and 19 times 4 low and 5 high ones, so |r_k| < (1 + 19·(4 + 1.5·5))·2^50 < 110·2^51, and
 * the carry of k is off 256 by at most 110. Limb 0 gets 19 times the carry of r_4, which has 5 low and 4 high parts and 19 times a high one: it is below
 * (5 + 1.5·4 + 19·1.5)·2^50 < 20·2^51, and 19·20 < 2^11. Each square is shorter: fewer products, one factor in two doubled.
 */
export function storeSums(
  out: usize,
  bias: usize,
  t0: v128,
  t1: v128,
  t2: v128,
  t3: v128,
  t4: v128,
  t5: v128,
  t6: v128,
  t7: v128,
  t8: v128,
  t9: v128,
): void {
  const r0 = i64x2.add(i64x2.add(t0, v128.load64_splat(bias)), times19(t5));
  const r1 = i64x2.add(i64x2.add(t1, v128.load64_splat(bias, 8)), times19(t6));
  const r2 = i64x2.add(i64x2.add(t2, v128.load64_splat(bias, 16)), times19(t7));
  const r3 = i64x2.add(i64x2.add(t3, v128.load64_splat(bias, 24)), times19(t8));
  const r4 = i64x2.add(i64x2.add(t4, v128.load64_splat(bias, 32)), times19(t9));
  if (!ASC_NO_ASSERT) assert(isCentered(r0) && isCentered(r1) && isCentered(r2) && isCentered(r3) && isCentered(r4));
  const mask = constant(LOW_51);
  const whole = constant(WHOLE);
  const center = constant(CENTER);
  const top = i64x2.shr_u(r4, 51);
  const limb0 = i64x2.add(v128.and(r0, mask), times19(top));
  const limb1 = i64x2.add(v128.and(r1, mask), i64x2.shr_u(r0, 51));
  const limb2 = i64x2.add(v128.and(r2, mask), i64x2.shr_u(r1, 51));
  const limb3 = i64x2.add(v128.and(r3, mask), i64x2.shr_u(r2, 51));
  const limb4 = i64x2.add(v128.and(r4, mask), i64x2.shr_u(r3, 51));
  // A whole number below 2^52 in the low bits of the pattern of 2^52 is 2^52 plus that number.
  v128.store(out, f64x2.sub(v128.or(limb0, whole), constant(CENTER_0)));
  v128.store(out, f64x2.sub(v128.or(limb1, whole), center), 16);
  v128.store(out, f64x2.sub(v128.or(limb2, whole), center), 32);
  v128.store(out, f64x2.sub(v128.or(limb3, whole), center), 48);
  v128.store(out, f64x2.sub(v128.or(limb4, whole), center), 64);
  if (!ASC_NO_ASSERT) assert(pairUnits(out) <= 1);
}

function times19(x: v128): v128 {
  return i64x2.add(x, i64x2.add(i64x2.shl(x, 1), i64x2.shl(x, 4)));
}
