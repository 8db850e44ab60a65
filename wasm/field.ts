// Arithmetic modulo p = 2^255 − 19.
//
// An element is ten signed limbs of 32 bits, 40 bytes in memory: a = a0 + a1·2^26 + a2·2^51 + a3·2^77 + … + a9·2^230, limb i at bit ⌈25.5·i⌉
// (Bernstein, "Curve25519: new Diffie-Hellman speed records", 2006, §4). Products of two limbs are summed in 64 bits.
//
// Bounds. One *unit* is what multiply, square, reduce and decode leave: |even limb| ≤ 2^25 + 2^13 and |odd limb| ≤ 2^24 + 2^13, except that
// decode leaves limbs of up to 2^26 and 2^25, which count as two units. add and subtract add the units of what they are given. multiply takes
// factors of m and n units with m·n ≤ 16, square takes up to 4; every function says what it needs, and no limb of up to 31 units leaves 32 bits.
// `out` may be the same address as any operand. Debug builds assert all of it.
import { isSum, units } from './bounds';

export const FIELD_SIZE: usize = 40;

/** p itself, limb by limb. */
const MODULUS = memory.data<i32>([
  67108845, 33554431, 67108863, 33554431, 67108863, 33554431, 67108863, 33554431, 67108863, 33554431,
]);

const LOW_25: u64 = (1 << 25) - 1;
const LOW_26: u64 = (1 << 26) - 1;

const limbs = memory.data(40, 16);

export function copy(out: usize, a: usize): void {
  memory.copy(out, a, FIELD_SIZE);
}

export function add(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(units(a) + units(b) <= 31);
  for (let i: usize = 0; i < FIELD_SIZE; i += 4) store<i32>(out + i, load<i32>(a + i) + load<i32>(b + i));
}

export function subtract(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(units(a) + units(b) <= 31);
  for (let i: usize = 0; i < FIELD_SIZE; i += 4) store<i32>(out + i, load<i32>(a + i) - load<i32>(b + i));
}

/** Changes the sign of a when `negative` is 1 (else it is 0), without a branch: −x is (x ^ −1) + 1. */
export function negateIf(a: usize, negative: i32): void {
  for (let i: usize = 0; i < FIELD_SIZE; i += 4) store<i32>(a + i, (load<i32>(a + i) ^ -negative) + negative);
}

/**
 * out = a·b for m and n units, m·n ≤ 16. Limb k of the product is the sum of a_i·b_j over i + j ≡ k (mod 10), twice when both are odd (their
 * half bits add up to a whole one), 19 times when i + j ≥ 10 (2^255 ≡ 19). The largest, h0, has five even pairs, four of them times 19, and five
 * odd pairs times 38: |h0| < m·n·1.01·(77·2^50 + 190·2^48) < m·n·2^57 ≤ 2^61.
 */
export function multiply(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(units(a) * units(b) <= 16);
  const a0 = i64(load<i32>(a));
  const a1 = i64(load<i32>(a, 4));
  const a2 = i64(load<i32>(a, 8));
  const a3 = i64(load<i32>(a, 12));
  const a4 = i64(load<i32>(a, 16));
  const a5 = i64(load<i32>(a, 20));
  const a6 = i64(load<i32>(a, 24));
  const a7 = i64(load<i32>(a, 28));
  const a8 = i64(load<i32>(a, 32));
  const a9 = i64(load<i32>(a, 36));
  const b0 = i64(load<i32>(b));
  const b1 = i64(load<i32>(b, 4));
  const b2 = i64(load<i32>(b, 8));
  const b3 = i64(load<i32>(b, 12));
  const b4 = i64(load<i32>(b, 16));
  const b5 = i64(load<i32>(b, 20));
  const b6 = i64(load<i32>(b, 24));
  const b7 = i64(load<i32>(b, 28));
  const b8 = i64(load<i32>(b, 32));
  const b9 = i64(load<i32>(b, 36));
  const d1 = a1 << 1;
  const d3 = a3 << 1;
  const d5 = a5 << 1;
  const d7 = a7 << 1;
  const d9 = a9 << 1;
  const w1 = 19 * b1;
  const w2 = 19 * b2;
  const w3 = 19 * b3;
  const w4 = 19 * b4;
  const w5 = 19 * b5;
  const w6 = 19 * b6;
  const w7 = 19 * b7;
  const w8 = 19 * b8;
  const w9 = 19 * b9;
  let h0 = a0 * b0 + d1 * w9 + a2 * w8 + d3 * w7 + a4 * w6 + d5 * w5 + a6 * w4 + d7 * w3 + a8 * w2 + d9 * w1;
  let h1 = a0 * b1 + a1 * b0 + a2 * w9 + a3 * w8 + a4 * w7 + a5 * w6 + a6 * w5 + a7 * w4 + a8 * w3 + a9 * w2;
  let h2 = a0 * b2 + d1 * b1 + a2 * b0 + d3 * w9 + a4 * w8 + d5 * w7 + a6 * w6 + d7 * w5 + a8 * w4 + d9 * w3;
  let h3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + a4 * w9 + a5 * w8 + a6 * w7 + a7 * w6 + a8 * w5 + a9 * w4;
  let h4 = a0 * b4 + d1 * b3 + a2 * b2 + d3 * b1 + a4 * b0 + d5 * w9 + a6 * w8 + d7 * w7 + a8 * w6 + d9 * w5;
  let h5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + a6 * w9 + a7 * w8 + a8 * w7 + a9 * w6;
  let h6 = a0 * b6 + d1 * b5 + a2 * b4 + d3 * b3 + a4 * b2 + d5 * b1 + a6 * b0 + d7 * w9 + a8 * w8 + d9 * w7;
  let h7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + a8 * w9 + a9 * w8;
  let h8 = a0 * b8 + d1 * b7 + a2 * b6 + d3 * b5 + a4 * b4 + d5 * b3 + a6 * b2 + d7 * b1 + a8 * b0 + d9 * w9;
  let h9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
  storeCarried(out, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
}

/** out = a², for at most 4 units: the same sums as in multiply, equal terms added up. */
export function square(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(units(a) <= 4);
  const a0 = i64(load<i32>(a));
  const a1 = i64(load<i32>(a, 4));
  const a2 = i64(load<i32>(a, 8));
  const a3 = i64(load<i32>(a, 12));
  const a4 = i64(load<i32>(a, 16));
  const a5 = i64(load<i32>(a, 20));
  const a6 = i64(load<i32>(a, 24));
  const a7 = i64(load<i32>(a, 28));
  const a8 = i64(load<i32>(a, 32));
  const a9 = i64(load<i32>(a, 36));
  const d0 = a0 << 1;
  const d1 = a1 << 1;
  const d2 = a2 << 1;
  const d3 = a3 << 1;
  const d4 = a4 << 1;
  const d5 = a5 << 1;
  const d6 = a6 << 1;
  const d7 = a7 << 1;
  const w5 = 38 * a5;
  const w6 = 19 * a6;
  const w7 = 38 * a7;
  const w8 = 19 * a8;
  const w9 = 38 * a9;
  let h0 = a0 * a0 + d1 * w9 + d2 * w8 + d3 * w7 + d4 * w6 + a5 * w5;
  let h1 = d0 * a1 + a2 * w9 + d3 * w8 + a4 * w7 + d5 * w6;
  let h2 = d0 * a2 + d1 * a1 + d3 * w9 + d4 * w8 + d5 * w7 + a6 * w6;
  let h3 = d0 * a3 + d1 * a2 + a4 * w9 + d5 * w8 + a6 * w7;
  let h4 = d0 * a4 + d1 * d3 + a2 * a2 + d5 * w9 + d6 * w8 + a7 * w7;
  let h5 = d0 * a5 + d1 * a4 + d2 * a3 + a6 * w9 + d7 * w8;
  let h6 = d0 * a6 + d1 * d5 + d2 * a4 + d3 * a3 + d7 * w9 + a8 * w8;
  let h7 = d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4 + a8 * w9;
  let h8 = d0 * a8 + d1 * d7 + d2 * a6 + d3 * d5 + a4 * a4 + a9 * w9;
  let h9 = d0 * a9 + d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;
  storeCarried(out, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9);
}

/** out = a in one unit, for up to 31 units. */
export function reduce(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(units(a) <= 31);
  storeCarried(
    out,
    i64(load<i32>(a)),
    i64(load<i32>(a, 4)),
    i64(load<i32>(a, 8)),
    i64(load<i32>(a, 12)),
    i64(load<i32>(a, 16)),
    i64(load<i32>(a, 20)),
    i64(load<i32>(a, 24)),
    i64(load<i32>(a, 28)),
    i64(load<i32>(a, 32)),
    i64(load<i32>(a, 36)),
  );
}

/**
 * Carries |h_k| < 2^61 down to one unit and stores it. Each step moves the nearest multiple of the limb's weight to the next limb and leaves at most
 * half a weight. Two chains run side by side, 0 → 4 and 4 → 9; only 5 and 1 get something after they were carried, each less than 2^13: from limb 4,
 * (2^61/2^25 + 2^25)/2^26 < 2^11; from limb 9 by way of 0, 19·2^32/2^26 < 2^11, since no product in h9 counts 19 times: |h9| < 10·16·1.01·2^49 < 2^57.
 */
function storeCarried(
  out: usize,
  h0: i64,
  h1: i64,
  h2: i64,
  h3: i64,
  h4: i64,
  h5: i64,
  h6: i64,
  h7: i64,
  h8: i64,
  h9: i64,
): void {
  if (!ASC_NO_ASSERT) assert(isSum(h0) && isSum(h1) && isSum(h2) && isSum(h3) && isSum(h4));
  if (!ASC_NO_ASSERT) assert(isSum(h5) && isSum(h6) && isSum(h7) && isSum(h8) && isSum(h9));
  let c: i64;
  c = (h0 + (1 << 25)) >> 26;
  h1 += c;
  h0 -= c << 26;
  c = (h4 + (1 << 25)) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h1 + (1 << 24)) >> 25;
  h2 += c;
  h1 -= c << 25;
  c = (h5 + (1 << 24)) >> 25;
  h6 += c;
  h5 -= c << 25;
  c = (h2 + (1 << 25)) >> 26;
  h3 += c;
  h2 -= c << 26;
  c = (h6 + (1 << 25)) >> 26;
  h7 += c;
  h6 -= c << 26;
  c = (h3 + (1 << 24)) >> 25;
  h4 += c;
  h3 -= c << 25;
  c = (h7 + (1 << 24)) >> 25;
  h8 += c;
  h7 -= c << 25;
  c = (h4 + (1 << 25)) >> 26;
  h5 += c;
  h4 -= c << 26;
  c = (h8 + (1 << 25)) >> 26;
  h9 += c;
  h8 -= c << 26;
  c = (h9 + (1 << 24)) >> 25;
  h0 += 19 * c;
  h9 -= c << 25;
  c = (h0 + (1 << 25)) >> 26;
  h1 += c;
  h0 -= c << 26;
  store<i32>(out, i32(h0));
  store<i32>(out, i32(h1), 4);
  store<i32>(out, i32(h2), 8);
  store<i32>(out, i32(h3), 12);
  store<i32>(out, i32(h4), 16);
  store<i32>(out, i32(h5), 20);
  store<i32>(out, i32(h6), 24);
  store<i32>(out, i32(h7), 28);
  store<i32>(out, i32(h8), 32);
  store<i32>(out, i32(h9), 36);
  if (!ASC_NO_ASSERT) assert(units(out) <= 1);
}

/** Reads 32 bytes, little-endian, without the top bit; values of p and above are taken modulo p. Leaves two units. */
export function decode(out: usize, bytes: usize): void {
  const w0 = load<u64>(bytes);
  const w1 = load<u64>(bytes, 8);
  const w2 = load<u64>(bytes, 16);
  const w3 = load<u64>(bytes, 24);
  store<i32>(out, i32(w0 & LOW_26));
  store<i32>(out, i32((w0 >> 26) & LOW_25), 4);
  store<i32>(out, i32(((w0 >> 51) | (w1 << 13)) & LOW_26), 8);
  store<i32>(out, i32((w1 >> 13) & LOW_25), 12);
  store<i32>(out, i32((w1 >> 38) & LOW_26), 16);
  store<i32>(out, i32(w2 & LOW_25), 20);
  store<i32>(out, i32((w2 >> 25) & LOW_26), 24);
  store<i32>(out, i32(((w2 >> 51) | (w3 << 13)) & LOW_25), 28);
  store<i32>(out, i32((w3 >> 12) & LOW_26), 32);
  store<i32>(out, i32((w3 >> 38) & LOW_25), 36);
  if (!ASC_NO_ASSERT) assert(units(out) <= 2);
}

/** Writes the one number below p that a (at most 31 units) stands for, as 32 bytes. */
export function encode(bytes: usize, a: usize): void {
  reduce(limbs, a);
  // One unit is less than 2^254 + 2^244 in absolute value, so v = a + p is above 0 and below 2p. The number is v − p if v ≥ p, else v;
  // v ≥ p shows as v + 19 ≥ 2^255, and then v + 19 − 2^255 is v − p.
  add(limbs, limbs, MODULUS);
  if (propagate(19) == 0) propagate(-19);
  const l0 = u64(load<u32>(limbs));
  const l1 = u64(load<u32>(limbs, 4));
  const l2 = u64(load<u32>(limbs, 8));
  const l3 = u64(load<u32>(limbs, 12));
  const l4 = u64(load<u32>(limbs, 16));
  const l5 = u64(load<u32>(limbs, 20));
  const l6 = u64(load<u32>(limbs, 24));
  const l7 = u64(load<u32>(limbs, 28));
  const l8 = u64(load<u32>(limbs, 32));
  const l9 = u64(load<u32>(limbs, 36));
  store<u64>(bytes, l0 | (l1 << 26) | (l2 << 51));
  store<u64>(bytes, (l2 >> 13) | (l3 << 13) | (l4 << 38), 8);
  store<u64>(bytes, l5 | (l6 << 25) | (l7 << 51), 16);
  store<u64>(bytes, (l7 >> 13) | (l8 << 12) | (l9 << 38), 24);
}

/** Adds a small number to `limbs`, leaves every limb in 0 … 2^26 − 1 or 2^25 − 1, and returns what goes beyond bit 255. */
function propagate(carry: i32): i32 {
  for (let i: usize = 0; i < 10; i++) {
    const width = 26 - i32(i & 1);
    const limb = load<i32>(limbs + 4 * i) + carry;
    if (!ASC_NO_ASSERT) assert(abs(limb) < 1 << 28);
    store<i32>(limbs + 4 * i, limb & ((1 << width) - 1));
    carry = limb >> width;
  }
  if (!ASC_NO_ASSERT) assert(carry >= -1 && carry <= 1);
  return carry;
}
