// Half-size scalars: instead of S·B = R + h·A with h of 253 bits, a multiple of the equation in which A and R both get scalars of about 128 bits, and
// therefore half the doublings (Antipa, Brown, Gallant, Lambert, Struik, Vanstone, "Accelerated verification of ECDSA signatures", 2005; for Ed25519
// without giving up the cofactorless rule: Pornin, "Optimized lattice basis reduction in dimension 2", 2020, §4).
//
// Wanted: c and d, both short, with c ≡ d·h modulo 8·L and d odd and not 0 modulo L. Every point has an order that divides 8·L, so
// d·(S·B − R − h·A) = (d·S)·B − d·R − c·A holds for every A and R, and since d has an inverse modulo 8·L, one side is the identity exactly when
// the other is: the same signatures are accepted, not one more.
//
// Euclid on (8·L, h): each remainder r_i comes with t_i so that r_i ≡ ±t_i·h, signs alternating, and r_(i−1)·t_i + r_i·t_(i−1) = 8·L for neighbors.

const WORDS: i32 = 4; // 64 bits each, the lowest first
const SIZE: usize = 32;

/** Where a remainder is short: half the bits of 8·L. */
const SHORT_BITS: i32 = 128;
/** d below 2^160 is below L, so never 0 modulo L. Longer ones do not occur but for h's that nobody can find; then c = h and d = 1. */
const LONGEST_MULTIPLIER: i32 = 160;

const EIGHT_L = memory.data<u64>([0xc09318d2e7ae9f68, 0xa6f7cef517bce6b2, 0x0000000000000000, 0x8000000000000000]);

const remainder0 = memory.data(32, 16);
const remainder1 = memory.data(32, 16);
const factor0 = memory.data(32, 16);
const factor1 = memory.data(32, 16);

/** What halve found: c, |d| (32 bytes each) and the sign of d. */
export let shortScalar: usize = 0;
export let multiplier: usize = 0;
export let multiplierNegative: bool = false;

/** Finds c and d for h (32 bytes, below L). */
export function halve(h: usize): void {
  let r0 = remainder0;
  let r1 = remainder1;
  let t0 = factor0;
  let t1 = factor1;
  let negative = false; // the sign of t1; t0 has the other one
  memory.copy(r0, EIGHT_L, SIZE);
  memory.copy(r1, h, SIZE);
  memory.fill(t0, 0, SIZE);
  setOne(t1);
  while (bitLength(r1) >= SHORT_BITS) {
    reduceBelow(r0, r1, t0, t1, bitLength(r1));
    let swapped = r0;
    r0 = r1;
    r1 = swapped;
    swapped = t0;
    t0 = t1;
    t1 = swapped;
    negative = !negative;
  }
  if (load<u64>(t1) & 1) {
    choose(r1, t1, negative);
  } else {
    // Neighbors t0 and t1 are never both even. Adding multiples of an even t1 keeps t0 odd while its remainder gets short.
    reduceBelow(r0, r1, t0, t1, SHORT_BITS);
    choose(r0, t0, !negative);
  }
  if (bitLength(multiplier) > LONGEST_MULTIPLIER) {
    memory.copy(remainder0, h, SIZE);
    setOne(factor0);
    choose(remainder0, factor0, false);
  }
}

function choose(c: usize, d: usize, negative: bool): void {
  shortScalar = c;
  multiplier = d;
  multiplierNegative = negative;
}

/**
 * Subtracts multiples 2^k of r1 from r0 (and adds them to t0: their signs differ) until r0 has fewer than `bits` bits or is below r1. Nothing leaves
 * 256 bits: r0·t1 + r1·t0 stays 8·L.
 */
function reduceBelow(r0: usize, r1: usize, t0: usize, t1: usize, bits: i32): void {
  const length1 = bitLength(r1);
  if (length1 == 0) return;
  while (true) {
    const length0 = bitLength(r0);
    if (length0 < bits || length0 < length1) return;
    let shift = length0 - length1;
    if (isBelowShifted(r0, r1, shift)) {
      if (shift == 0) return;
      shift -= 1;
    }
    subtractShifted(r0, r1, shift);
    addShifted(t0, t1, shift);
  }
}

function setOne(a: usize): void {
  memory.fill(a, 0, SIZE);
  store<u64>(a, 1);
}

function bitLength(a: usize): i32 {
  for (let i = WORDS - 1; i >= 0; i--) {
    const word = load<u64>(a + 8 * usize(i));
    if (word != 0) return 64 * i + 64 - i32(clz<u64>(word));
  }
  return 0;
}

/** Word i of b·2^shift. */
function shiftedWord(b: usize, i: i32, shift: i32): u64 {
  const from = i - (shift >> 6);
  const bits = u64(shift & 63);
  if (from < 0) return 0;
  let word = load<u64>(b + 8 * usize(from)) << bits;
  if (bits != 0 && from > 0) word |= load<u64>(b + 8 * usize(from - 1)) >> (64 - bits);
  return word;
}

/** a < b·2^shift, when b·2^shift has at most 256 bits. */
function isBelowShifted(a: usize, b: usize, shift: i32): bool {
  for (let i = WORDS - 1; i >= 0; i--) {
    const x = load<u64>(a + 8 * usize(i));
    const y = shiftedWord(b, i, shift);
    if (x != y) return x < y;
  }
  return false;
}

function subtractShifted(a: usize, b: usize, shift: i32): void {
  let borrow: u64 = 0;
  for (let i = 0; i < WORDS; i++) {
    const x = load<u64>(a + 8 * usize(i));
    const y = shiftedWord(b, i, shift);
    const difference = x - y;
    store<u64>(a + 8 * usize(i), difference - borrow);
    borrow = u64(x < y) | u64(difference < borrow);
  }
}

function addShifted(a: usize, b: usize, shift: i32): void {
  let carry: u64 = 0;
  for (let i = 0; i < WORDS; i++) {
    const x = load<u64>(a + 8 * usize(i));
    const sum = x + shiftedWord(b, i, shift);
    store<u64>(a + 8 * usize(i), sum + carry);
    carry = u64(sum < x) | u64(sum + carry < sum);
  }
}
