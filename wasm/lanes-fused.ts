// Getting numbers into and out of the lanes of a pair, in the layout and the units of pair-fused.ts.
import { laneUnits } from './bounds';

const LIMB_MASK: u64 = (1 << 51) - 1;

const limbs = memory.data(40, 16);

/** out = (the element at e0, the element at e1), each five doubles in a row. */
export function gather(out: usize, e0: usize, e1: usize): void {
  v128.store(out, v128.load64_lane(e1, v128.load64_zero(e0), 1));
  v128.store(out, v128.load64_lane(e1, v128.load64_zero(e0, 8), 1, 8), 16);
  v128.store(out, v128.load64_lane(e1, v128.load64_zero(e0, 16), 1, 16), 32);
  v128.store(out, v128.load64_lane(e1, v128.load64_zero(e0, 24), 1, 24), 48);
  v128.store(out, v128.load64_lane(e1, v128.load64_zero(e0, 32), 1, 32), 64);
}

/** The same, with the sign bits of a lane flipped when its `negative` is 1. */
export function gatherSigned(out: usize, e0: usize, e1: usize, negative0: u32, negative1: u32): void {
  const signs = i64x2.replace_lane(i64x2.splat(i64(negative0) << 63), 1, i64(negative1) << 63);
  gather(out, e0, e1);
  v128.store(out, v128.xor(v128.load(out), signs));
  v128.store(out, v128.xor(v128.load(out, 16), signs), 16);
  v128.store(out, v128.xor(v128.load(out, 32), signs), 32);
  v128.store(out, v128.xor(v128.load(out, 48), signs), 48);
  v128.store(out, v128.xor(v128.load(out, 64), signs), 64);
}

/** Writes the element in one lane as five doubles in a row. */
export function storeLane(element: usize, a: usize, lane: usize): void {
  for (let i: usize = 0; i < 5; i++) store<f64>(element + 8 * i, load<f64>(a + 16 * i + 8 * lane));
}

export function negateLane(a: usize, lane: usize): void {
  for (let i: usize = 0; i < 80; i += 16) store<f64>(a + i + 8 * lane, -load<f64>(a + i + 8 * lane));
}

/** Reads 32 bytes into one lane, little-endian, without the top bit. Leaves limbs of up to 2^51: two units. */
export function decodeLane(out: usize, lane: usize, bytes: usize): void {
  const w0 = load<u64>(bytes);
  const w1 = load<u64>(bytes, 8);
  const w2 = load<u64>(bytes, 16);
  const w3 = load<u64>(bytes, 24);
  const at = out + 8 * lane;
  store<f64>(at, f64(w0 & LIMB_MASK));
  store<f64>(at, f64(((w0 >> 51) | (w1 << 13)) & LIMB_MASK), 16);
  store<f64>(at, f64(((w1 >> 38) | (w2 << 26)) & LIMB_MASK), 32);
  store<f64>(at, f64(((w2 >> 25) | (w3 << 39)) & LIMB_MASK), 48);
  store<f64>(at, f64((w3 >> 12) & LIMB_MASK), 64);
  if (!ASC_NO_ASSERT) assert(laneUnits(at) <= 2);
}

/** Writes the one number below p that a reduced lane stands for, as 32 bytes. */
export function encodeLane(bytes: usize, a: usize, lane: usize): void {
  // One unit is below 2^254 + 2^216 in absolute value: v = a + p is above 0 and below 2p. As in field.encode, v + 19 ≥ 2^255 shows v ≥ p.
  const at = a + 8 * lane;
  if (!ASC_NO_ASSERT) assert(laneUnits(at) <= 1);
  for (let i: usize = 0; i < 5; i++) {
    store<i64>(limbs + 8 * i, i64(load<f64>(at + 16 * i)) + i64(LIMB_MASK) - (i == 0 ? 18 : 0));
  }
  if (propagate(19) == 0) propagate(-19);
  const l0 = load<u64>(limbs);
  const l1 = load<u64>(limbs, 8);
  const l2 = load<u64>(limbs, 16);
  const l3 = load<u64>(limbs, 24);
  const l4 = load<u64>(limbs, 32);
  store<u64>(bytes, l0 | (l1 << 51));
  store<u64>(bytes, (l1 >> 13) | (l2 << 38), 8);
  store<u64>(bytes, (l2 >> 26) | (l3 << 25), 16);
  store<u64>(bytes, (l3 >> 39) | (l4 << 12), 24);
}

/** Adds a small number to `limbs`, leaves every limb in 0 … 2^51 − 1, and returns what goes beyond bit 255. */
function propagate(carry: i64): i64 {
  for (let i: usize = 0; i < 40; i += 8) {
    const limb = load<i64>(limbs + i) + carry;
    store<i64>(limbs + i, limb & i64(LIMB_MASK));
    carry = limb >> 51;
  }
  if (!ASC_NO_ASSERT) assert(carry >= -1 && carry <= 1);
  return carry;
}

export function copyLane(out: usize, a: usize, lane: usize): void {
  for (let i = lane * 8; i < 80; i += 16) store<f64>(out + i, load<f64>(a + i));
}

export function swap(out: usize, a: usize): void {
  for (let i: usize = 0; i < 80; i += 16) {
    const limb = v128.load(a + i);
    v128.store(out + i, v128.shuffle<i64>(limb, limb, 1, 0));
  }
}

export function joinFirst(out: usize, a: usize, b: usize): void {
  for (let i: usize = 0; i < 80; i += 16)
    v128.store(out + i, v128.shuffle<i64>(v128.load(a + i), v128.load(b + i), 0, 2));
}
