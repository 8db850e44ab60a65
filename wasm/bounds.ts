// The bounds that the comments of the arithmetic promise, as numbers to assert. Only debug builds do (`npm run build:wasm -- --debug`): a release is built
// without assertions, the compiler knows that `if (!ASC_NO_ASSERT)` is false there, and not a byte of this is left in it.

const EVEN_UNIT: i64 = (1 << 25) + (1 << 13);
const ODD_UNIT: i64 = (1 << 24) + (1 << 13);
const PAIR_UNIT: i64 = (1 << 50) + (1 << 11);

/** The longest limb of an element of ten limbs, in units of field.ts. */
export function units(a: usize): f64 {
  let most = 0.0;
  for (let i: usize = 0; i < 10; i++) {
    const unit = (i & 1) == 0 ? EVEN_UNIT : ODD_UNIT;
    most = max(most, abs(f64(load<i32>(a + 4 * i))) / f64(unit));
  }
  return most;
}

/** The longest limb of a pair, in units of pair-fused.ts; too many when one of them is not a whole number. */
export function pairUnits(a: usize): f64 {
  return max(laneUnits(a), laneUnits(a + 8));
}

/** The same of one lane. */
export function laneUnits(a: usize): f64 {
  let most = 0.0;
  for (let i: usize = 0; i < 80; i += 16) {
    const limb = load<f64>(a + i);
    if (!(floor(limb) == limb)) return Infinity; // not a number, either
    most = max(most, abs(limb) / f64(PAIR_UNIT));
  }
  return most;
}

/** Whether 64 bits have room for a sum of products with room to spare for what is carried in. */
export function isSum(h: i64): bool {
  return abs(h) < 1 << 61;
}

const ANCHOR_HIGH: u64 = 0x4668000000000000; // 1.5·2^103
const ANCHOR_LOW: u64 = 0x4338000000000000; // 1.5·2^52

/** Whether two parts of a product are all of it, in both lanes, and each no longer than it may be. */
export function isExact(a: v128, b: v128, high: v128, low: v128): bool {
  return (
    isExactLane(
      f64x2.extract_lane(a, 0),
      f64x2.extract_lane(b, 0),
      i64x2.extract_lane(high, 0),
      i64x2.extract_lane(low, 0),
    ) &&
    isExactLane(
      f64x2.extract_lane(a, 1),
      f64x2.extract_lane(b, 1),
      i64x2.extract_lane(high, 1),
      i64x2.extract_lane(low, 1),
    )
  );
}

/** The product has up to 102 bits. That it is high·2^51 + low shows modulo 2^64, since low has its 51 bits and high is known from the size of a·b. */
function isExactLane(a: f64, b: f64, high: i64, low: i64): bool {
  const upper = high - i64(ANCHOR_HIGH);
  const lower = low - i64(ANCHOR_LOW);
  const short = abs(lower) <= 1 << 50 && abs(upper) <= (3 << 49) + (1 << 13);
  return short && (upper << 51) + lower == i64(a) * i64(b) && abs(f64(upper) - (a * b) / f64(u64(1) << 51)) <= 1;
}

/** Whether a centered sum of carry-fused.ts is positive, and its carry off 256 by at most 110, in both lanes. */
export function isCentered(r: v128): bool {
  return isCenteredLane(i64x2.extract_lane(r, 0)) && isCenteredLane(i64x2.extract_lane(r, 1));
}

function isCenteredLane(r: i64): bool {
  const carry = r >> 51;
  return 256 - 110 <= carry && carry <= 256 + 110;
}
