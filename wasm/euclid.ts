// Euclid's algorithm on numbers of 256 bits, for the two that need it: halve.ts and inverse.ts.
//
// On (m, a), each remainder r comes with a t so that r ≡ t·a modulo m, and for neighbors r0·|t1| + r1·|t0| = m with t's of different signs. The
// quotients are taken from the first 61 bits, some 26 steps at once (Lehmer, "Euclid's algorithm for large numbers", 1938). r ≡ t·a holds whatever
// the quotients are, and so does the equation, as none is negative; that they are right, or nearly, makes r and t short. A remainder that comes out
// above the one before it is exchanged with it by the next step, whose quotient is 0. Nothing here is secret, so time may vary.

export const SIZE: usize = 32;

const LEADING_BITS: i32 = 61;
/** Above every factor. Bits cut off are worth less than a factor, so that a remainder with a leading part from here on is positive. */
const FACTORS_BELOW: u64 = 1 << 30;

// Two neighbors each, 32 bytes: r, never negative; t with its sign, as two's complement.
export const remainders = memory.data(64, 16);
export const factors = memory.data(64, 16);

/**
 * Goes on until the second remainder has at most so many bits; false when it got stuck before, as it does where a remainder has lost some 30 bits or more
 * within two steps: about once in 2^19 inversions and in 2^20 halvings of random numbers.
 */
export function reduceTo(bits: i32, modulus: usize, a: usize): bool {
  memory.copy(remainders, modulus, SIZE);
  memory.copy(remainders + SIZE, a, SIZE);
  memory.fill(factors, 0, 2 * SIZE);
  store<u64>(factors + SIZE, 1);
  while (bitLength(remainders + SIZE) > bits) {
    if (!findSteps(bits)) return false;
    takeSteps(remainders);
    if (!ASC_NO_ASSERT) assert(!isNegative(remainders) && !isNegative(remainders + SIZE));
    takeSteps(factors);
  }
  return true;
}

// What some steps do to a pair: (u·a0 + v·a1, q·a0 + w·a1). u and v have different signs, as have q and w.
let u: i64 = 1;
let v: i64 = 0;
let q: i64 = 0;
let w: i64 = 1;

/** Makes Euclid's steps with the leading bits, down to where a remainder has so many bits at most. False when not one could be made. */
function findSteps(bits: i32): bool {
  const cut = max(bitLength(remainders) - LEADING_BITS, 0);
  const last = u64(1) << u64(max(bits - cut, 0));
  const least = cut == 0 ? 0 : FACTORS_BELOW; // without bits cut off, nothing is uncertain
  let x = leading(remainders, cut);
  let y = leading(remainders + SIZE, cut);
  u = w = 1;
  v = q = 0;
  while (y >= last) {
    const quotient = x / y;
    const rest = x - quotient * y;
    if (quotient >= FACTORS_BELOW || rest < least) break;
    const nextQ = u - i64(quotient) * q;
    const nextW = v - i64(quotient) * w;
    if (u64(abs(nextQ) | abs(nextW)) >= FACTORS_BELOW) break;
    x = y;
    y = rest;
    u = q;
    v = w;
    q = nextQ;
    w = nextW;
  }
  return q != 0;
}

/** The bits of a number from `cut` on, at most 64 of them. */
function leading(a: usize, cut: i32): u64 {
  const at = a + 8 * usize(cut >> 6);
  const bits = u64(cut & 63);
  const low = load<u64>(at) >> bits;
  return bits == 0 || cut >= 192 ? low : low | (load<u64>(at, 8) << (64 - bits));
}

/** Each sum is below 2^30·2^32 in absolute value, since the signs differ, and a carry below 2^31. */
function takeSteps(pair: usize): void {
  let sum0: i64 = 0;
  let sum1: i64 = 0;
  for (let i: usize = 0; i < SIZE; i += 4) {
    const a0 = i64(load<u32>(pair + i));
    const a1 = i64(load<u32>(pair + i, SIZE));
    sum0 += u * a0 + v * a1;
    sum1 += q * a0 + w * a1;
    if (!ASC_NO_ASSERT) assert(abs(sum0) < 1 << 62 && abs(sum1) < 1 << 62);
    store<u32>(pair + i, u32(sum0));
    store<u32>(pair + i, u32(sum1), SIZE);
    sum0 >>= 32;
    sum1 >>= 32;
  }
}

export function isNegative(a: usize): bool {
  return load<i64>(a, 24) < 0;
}

/** Of a number that is not negative. */
function bitLength(a: usize): i32 {
  for (let i: usize = SIZE; i > 0; i -= 8) {
    const word = load<u64>(a + i - 8);
    if (word != 0) return 8 * i32(i) - i32(clz<u64>(word));
  }
  return 0;
}

/** a = b − a, modulo 2^256. */
export function subtractFrom(a: usize, b: usize): void {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < SIZE; i += 8) {
    const x = load<u64>(b + i);
    const y = load<u64>(a + i);
    const difference = x - y;
    store<u64>(a + i, difference - borrow);
    borrow = u64(x < y) | u64(difference < borrow);
  }
}
