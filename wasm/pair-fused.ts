// Two elements of the field modulo p = 2^255 − 19 side by side in the two lanes of a vector, by fused multiply-add of doubles.
//
// An element is five limbs a0 + a1·2^51 + … + a4·2^204, each a whole number in a double; a pair is five vectors, 80 bytes: limb i of lane l is at
// 16·i + 8·l. Doubles hold whole numbers exactly up to 2^53, and a fused a·b + c rounds only once; with that, the high and the low part of a
// product of 102 bits come out exactly (in the manner of Emmart, Zheng, Weems, "Faster modular exponentiation using double precision floating
// point arithmetic on the GPU", 2018). WebAssembly's relaxed_madd may fuse or not: selfTest says whether it does, and nothing here is right if it does not.
//
// Bounds. One *unit* is what multiply, square, reduce, decode and the reduced sums leave: |limb| ≤ 2^50 + 2^11. multiply takes factors of m and n
// units with m·n ≤ 3, square takes one, reduce and encode take up to 7. `out` may be the same address as any operand. Debug builds assert all of it.
import { isCentered, isExact, pairUnits } from './bounds';

/** Constants are loaded, not written into the code: engines would build each of them anew at every use, at almost twice the time. */
const CONSTANTS = memory.data<u64>([
  0x4668000000000000, // 1.5·2^103, whose last bit weighs 2^51
  0x4668000000000003, // 1.5·2^103 + 1.5·2^52
  0x0007ffffffffffff, // 2^51 − 1
  0x4330000000000000, // 2^52, whose last bit weighs 1
  0x4334000000000100, // 2^52 + 2^50 + 256
  0x4334000000001300, // 2^52 + 2^50 + 19·256
  0x3cc0000000000000, // 2^−51
  0x3d03000000000000, // 19·2^−51
]);
const SPLIT: usize = 0;
const SPLIT_LOW: usize = 8;
const LOW_51: usize = 16;
const WHOLE: usize = 24;
const CENTER: usize = 32;
const CENTER_0: usize = 40;
const DOWN: usize = 48;
const DOWN_19: usize = 56;

/** 2^30 + 1, 2^30 − 1 and −2^60. */
const FUSED_TEST = memory.data<f64>([1073741825, 1073741823, -1152921504606846976]);

/** Added to a sum r so that r is positive and its low 51 bits stand around 0: 2^50 + 256·2^51. Every |r| is below 134·2^51, see storeSums. */
const CENTERING: u64 = (1 << 50) + (256 << 51);

/** How many products end at position 0 … 8: a_i·b_j at i + j. */
const MULTIPLY_COUNTS = memory.data<u8>([1, 2, 3, 4, 5, 4, 3, 2, 1]);
const SQUARE_COUNTS = memory.data<u8>([1, 1, 2, 2, 3, 2, 2, 1, 1]);
const multiplyBias = memory.data(40, 16);
const squareBias = memory.data(40, 16);

fillBias(multiplyBias, MULTIPLY_COUNTS);
fillBias(squareBias, SQUARE_COUNTS);

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

/** As bits: anchor 1.5·2^103 plus a·b rounded to a multiple of 2^51, counted in 2^51. |a·b| < 2^102 keeps the sum between 2^103 and 2^104. */
function high(a: v128, b: v128): v128 {
  return v128.relaxed_madd<f64>(a, b, constant(SPLIT));
}

/** As bits: anchor 1.5·2^52 plus what high() rounded away, at most 2^50 either way. The difference inside is a multiple of 2^51 below 2^103: exact. */
function low(a: v128, b: v128, high: v128): v128 {
  const low = v128.relaxed_madd<f64>(a, b, f64x2.sub(constant(SPLIT_LOW), high));
  if (!ASC_NO_ASSERT) assert(isExact(a, b, high, low));
  return low;
}

/** Whether a·b + c is rounded once: (2^30 + 1)·(2^30 − 1) − 2^60 is −1 then, and 0 when the product is rounded first. */
export function selfTest(): bool {
  const a = f64x2.splat(load<f64>(FUSED_TEST));
  const b = f64x2.splat(load<f64>(FUSED_TEST, 8));
  const c = f64x2.splat(load<f64>(FUSED_TEST, 16));
  const result = v128.relaxed_madd<f64>(a, b, c);
  return f64x2.extract_lane(result, 0) == -1 && f64x2.extract_lane(result, 1) == -1;
}

export function copy(out: usize, a: usize): void {
  memory.copy(out, a, 80);
}

/** out = a + b, of as many units as both together. */
export function add(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  v128.store(out, f64x2.add(v128.load(a), v128.load(b)));
  v128.store(out, f64x2.add(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(out, f64x2.add(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(out, f64x2.add(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(out, f64x2.add(v128.load(a, 64), v128.load(b, 64)), 64);
}

export function subtract(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  v128.store(out, f64x2.sub(v128.load(a), v128.load(b)));
  v128.store(out, f64x2.sub(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(out, f64x2.sub(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(out, f64x2.sub(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(out, f64x2.sub(v128.load(a, 64), v128.load(b, 64)), 64);
}

/** out = a + b in one unit, for up to 7 units together. */
export function addReduced(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  storeCarried(
    out,
    f64x2.add(v128.load(a), v128.load(b)),
    f64x2.add(v128.load(a, 16), v128.load(b, 16)),
    f64x2.add(v128.load(a, 32), v128.load(b, 32)),
    f64x2.add(v128.load(a, 48), v128.load(b, 48)),
    f64x2.add(v128.load(a, 64), v128.load(b, 64)),
  );
}

export function subtractReduced(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  storeCarried(
    out,
    f64x2.sub(v128.load(a), v128.load(b)),
    f64x2.sub(v128.load(a, 16), v128.load(b, 16)),
    f64x2.sub(v128.load(a, 32), v128.load(b, 32)),
    f64x2.sub(v128.load(a, 48), v128.load(b, 48)),
    f64x2.sub(v128.load(a, 64), v128.load(b, 64)),
  );
}

/** out = a in one unit. */
export function reduce(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) <= 7);
  storeCarried(out, v128.load(a), v128.load(a, 16), v128.load(a, 32), v128.load(a, 48), v128.load(a, 64));
}

/** Carries limbs of up to 7 units: q is x rounded to a multiple of 2^51 (at most 4·2^51), so |x − q| ≤ 2^50, and 19·4 at most comes in. */
export function storeCarried(out: usize, x0: v128, x1: v128, x2: v128, x3: v128, x4: v128): void {
  const split = constant(SPLIT);
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

/** out = a·b, lane by lane, for m and n units with m·n ≤ 3: 25 products of two parts each. */
export function multiply(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) * pairUnits(b) <= 3);
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = v128.load(a, 32);
  const a3 = v128.load(a, 48);
  const a4 = v128.load(a, 64);
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  const b2 = v128.load(b, 32);
  const b3 = v128.load(b, 48);
  const b4 = v128.load(b, 64);
  let h: v128;
  h = high(a0, b0);
  let l0 = low(a0, b0, h);
  let h1 = h;
  h = high(a0, b1);
  let l1 = low(a0, b1, h);
  let h2 = h;
  h = high(a1, b0);
  l1 = i64x2.add(l1, low(a1, b0, h));
  h2 = i64x2.add(h2, h);
  h = high(a0, b2);
  let l2 = low(a0, b2, h);
  let h3 = h;
  h = high(a1, b1);
  l2 = i64x2.add(l2, low(a1, b1, h));
  h3 = i64x2.add(h3, h);
  h = high(a2, b0);
  l2 = i64x2.add(l2, low(a2, b0, h));
  h3 = i64x2.add(h3, h);
  h = high(a0, b3);
  let l3 = low(a0, b3, h);
  let h4 = h;
  h = high(a1, b2);
  l3 = i64x2.add(l3, low(a1, b2, h));
  h4 = i64x2.add(h4, h);
  h = high(a2, b1);
  l3 = i64x2.add(l3, low(a2, b1, h));
  h4 = i64x2.add(h4, h);
  h = high(a3, b0);
  l3 = i64x2.add(l3, low(a3, b0, h));
  h4 = i64x2.add(h4, h);
  h = high(a0, b4);
  let l4 = low(a0, b4, h);
  let h5 = h;
  h = high(a1, b3);
  l4 = i64x2.add(l4, low(a1, b3, h));
  h5 = i64x2.add(h5, h);
  h = high(a2, b2);
  l4 = i64x2.add(l4, low(a2, b2, h));
  h5 = i64x2.add(h5, h);
  h = high(a3, b1);
  l4 = i64x2.add(l4, low(a3, b1, h));
  h5 = i64x2.add(h5, h);
  h = high(a4, b0);
  l4 = i64x2.add(l4, low(a4, b0, h));
  h5 = i64x2.add(h5, h);
  h = high(a1, b4);
  let l5 = low(a1, b4, h);
  let h6 = h;
  h = high(a2, b3);
  l5 = i64x2.add(l5, low(a2, b3, h));
  h6 = i64x2.add(h6, h);
  h = high(a3, b2);
  l5 = i64x2.add(l5, low(a3, b2, h));
  h6 = i64x2.add(h6, h);
  h = high(a4, b1);
  l5 = i64x2.add(l5, low(a4, b1, h));
  h6 = i64x2.add(h6, h);
  h = high(a2, b4);
  let l6 = low(a2, b4, h);
  let h7 = h;
  h = high(a3, b3);
  l6 = i64x2.add(l6, low(a3, b3, h));
  h7 = i64x2.add(h7, h);
  h = high(a4, b2);
  l6 = i64x2.add(l6, low(a4, b2, h));
  h7 = i64x2.add(h7, h);
  h = high(a3, b4);
  let l7 = low(a3, b4, h);
  let h8 = h;
  h = high(a4, b3);
  l7 = i64x2.add(l7, low(a4, b3, h));
  h8 = i64x2.add(h8, h);
  h = high(a4, b4);
  let l8 = low(a4, b4, h);
  let h9 = h;
  storeSums(
    out,
    multiplyBias,
    l0,
    i64x2.add(l1, h1),
    i64x2.add(l2, h2),
    i64x2.add(l3, h3),
    i64x2.add(l4, h4),
    i64x2.add(l5, h5),
    i64x2.add(l6, h6),
    i64x2.add(l7, h7),
    i64x2.add(l8, h8),
    h9,
  );
}

/** out = a², lane by lane, for one unit: equal products once, doubled beforehand. */
export function square(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) <= 1);
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = v128.load(a, 32);
  const a3 = v128.load(a, 48);
  const a4 = v128.load(a, 64);
  const d0 = f64x2.add(a0, a0);
  const d1 = f64x2.add(a1, a1);
  const d2 = f64x2.add(a2, a2);
  const d3 = f64x2.add(a3, a3);
  let h: v128;
  h = high(a0, a0);
  let l0 = low(a0, a0, h);
  let h1 = h;
  h = high(d0, a1);
  let l1 = low(d0, a1, h);
  let h2 = h;
  h = high(d0, a2);
  let l2 = low(d0, a2, h);
  let h3 = h;
  h = high(a1, a1);
  l2 = i64x2.add(l2, low(a1, a1, h));
  h3 = i64x2.add(h3, h);
  h = high(d0, a3);
  let l3 = low(d0, a3, h);
  let h4 = h;
  h = high(d1, a2);
  l3 = i64x2.add(l3, low(d1, a2, h));
  h4 = i64x2.add(h4, h);
  h = high(d0, a4);
  let l4 = low(d0, a4, h);
  let h5 = h;
  h = high(d1, a3);
  l4 = i64x2.add(l4, low(d1, a3, h));
  h5 = i64x2.add(h5, h);
  h = high(a2, a2);
  l4 = i64x2.add(l4, low(a2, a2, h));
  h5 = i64x2.add(h5, h);
  h = high(d1, a4);
  let l5 = low(d1, a4, h);
  let h6 = h;
  h = high(d2, a3);
  l5 = i64x2.add(l5, low(d2, a3, h));
  h6 = i64x2.add(h6, h);
  h = high(d2, a4);
  let l6 = low(d2, a4, h);
  let h7 = h;
  h = high(a3, a3);
  l6 = i64x2.add(l6, low(a3, a3, h));
  h7 = i64x2.add(h7, h);
  h = high(d3, a4);
  let l7 = low(d3, a4, h);
  let h8 = h;
  h = high(a4, a4);
  let l8 = low(a4, a4, h);
  let h9 = h;
  storeSums(
    out,
    squareBias,
    l0,
    i64x2.add(l1, h1),
    i64x2.add(l2, h2),
    i64x2.add(l3, h3),
    i64x2.add(l4, h4),
    i64x2.add(l5, h5),
    i64x2.add(l6, h6),
    i64x2.add(l7, h7),
    i64x2.add(l8, h8),
    h9,
  );
}

/**
 * Folds positions 5 … 9 into 0 … 4 (2^255 ≡ 19), carries once and stores doubles. r_k = t_k + 19·t_(k+5) has at most 1 + 19·9 low or high parts; with
 * m·n ≤ 3 a low part is at most 2^50, a high one 1.5·2^50, so |r_k| < (1 + 19·(4 + 1.5·5))·2^50 < 134·2^51: the carry of k is off 256 by less
 * than 110, and 19·110 < 2^11 is what limb 0 gets at most.
 */
function storeSums(
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
