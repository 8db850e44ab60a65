// The inverse modulo p = 2^255 − 19, by divsteps: Bernstein and Yang, "Fast constant-time gcd computation and modular inversion", 2019, in its
// variable-time form (nothing here is secret). About three times as fast as a^(p − 2).
//
// Numbers are nine signed limbs of 30 bits, 64 bits apart: a = a0 + a1·2^30 + … + a8·2^240. Limbs 0 to 7 are 0 … 2^30 − 1, limb 8 carries the sign.
// Throughout, with a the number to be inverted: d·a ≡ f and e·a ≡ g (mod p). The steps turn (f, g) from (p, a) into (±1, 0); then d is ±1/a.

const LIMBS: usize = 9;
const SIZE: usize = LIMBS * 8;
const TOP: usize = SIZE - 8;
const LOW_30: i64 = (1 << 30) - 1;

/** p = 2^15·2^240 − 19, so as limbs −19, 0, …, 0, 2^15. */
const MODULUS_LOW: i64 = -19;
const MODULUS_TOP_SHIFT: i64 = 15;

/** 1/p modulo 2^30. */
const MODULUS_INVERSE: i64 = 395589093;

const f = memory.data(72, 16);
const g = memory.data(72, 16);
const d = memory.data(72, 16);
const e = memory.data(72, 16);

// What 30 divsteps do to (f, g), times 2^30: f' = (u·f + v·g) / 2^30, g' = (q·f + r·g) / 2^30; |u| + |v| ≤ 2^30, |q| + |r| ≤ 2^30.
let u: i64 = 0;
let v: i64 = 0;
let q: i64 = 0;
let r: i64 = 0;

/** −δ of the paper, which starts at δ = 1. */
let eta: i64 = -1;

/** out = 1/a modulo p, 0 for 0; 32 bytes each, a below p, out below p too. */
export function invert(out: usize, a: usize): void {
  start(a);
  do {
    divsteps30();
    updateInverses();
    updatePair();
  } while (!isZero(g));
  if (isNegative(d)) addModulus();
  if (isNegative(f)) negateInverse();
  if (isNegative(d)) addModulus();
  pack(out, d);
}

function start(a: usize): void {
  memory.fill(f, 0, SIZE);
  store<i64>(f, MODULUS_LOW & LOW_30);
  for (let i: usize = 8; i < TOP; i += 8) store<i64>(f + i, LOW_30);
  store<i64>(f, (1 << MODULUS_TOP_SHIFT) - 1, TOP);
  unpack(g, a);
  memory.fill(d, 0, SIZE);
  memory.fill(e, 0, SIZE);
  store<i64>(e, 1);
  eta = -1;
}

/** Thirty divsteps on the lowest 30 bits of f (odd) and g; leaves their matrix in u, v, q, r. Higher bits may wrap, nothing reads them. */
function divsteps30(): void {
  let fLow = load<i64>(f);
  let gLow = load<i64>(g);
  let left: i64 = 30;
  u = 1;
  v = 0;
  q = 0;
  r = 1;
  while (true) {
    // Every zero bit at the end of g is one divstep that halves g.
    const zeros = ctz<i64>(gLow | (-1 << left));
    gLow >>= zeros;
    u <<= zeros;
    v <<= zeros;
    eta -= zeros;
    left -= zeros;
    if (left == 0) return;
    if (eta < 0) {
      eta = -eta;
      const oldF = fLow;
      fLow = gLow;
      gLow = -oldF;
      swapRows();
    }
    // The next min(eta + 1, left) steps only add f to g where g is odd. Up to six of them at once: w·f cancels g's lowest bits.
    // f·(2 − f²) is 1/f modulo 2^6 because f² ≡ 1 (mod 2^3).
    const bits = min<i64>(min<i64>(eta + 1, left), 6);
    const w = (gLow * fLow * (fLow * fLow - 2)) & ((1 << bits) - 1);
    gLow += fLow * w;
    q += u * w;
    r += v * w;
  }
}

/** (f, g) becomes (g, −f), so the matrix's rows do the same. */
function swapRows(): void {
  const oldU = u;
  const oldV = v;
  u = q;
  v = r;
  q = -oldU;
  r = -oldV;
}

/**
 * (d, e) = matrix·(d, e) / 2^30 modulo p. d and e stay in −2p … p: multiples of p make the sums divisible by 2^30, chosen so that a negative d or e is
 * lifted by p first. A column is at most 2^30·2^30 + 2^30·2^15 and a carry of 2^31: far below 2^63.
 */
function updateInverses(): void {
  let forD = (u & (load<i64>(d, TOP) >> 63)) + (v & (load<i64>(e, TOP) >> 63));
  let forE = (q & (load<i64>(d, TOP) >> 63)) + (r & (load<i64>(e, TOP) >> 63));
  let sumD = u * load<i64>(d) + v * load<i64>(e);
  let sumE = q * load<i64>(d) + r * load<i64>(e);
  forD -= (MODULUS_INVERSE * (sumD & LOW_30) + forD) & LOW_30;
  forE -= (MODULUS_INVERSE * (sumE & LOW_30) + forE) & LOW_30;
  sumD = (sumD + MODULUS_LOW * forD) >> 30;
  sumE = (sumE + MODULUS_LOW * forE) >> 30;
  for (let i: usize = 8; i < SIZE; i += 8) {
    sumD += u * load<i64>(d + i) + v * load<i64>(e + i);
    sumE += q * load<i64>(d + i) + r * load<i64>(e + i);
    if (i == TOP) {
      sumD += forD << MODULUS_TOP_SHIFT;
      sumE += forE << MODULUS_TOP_SHIFT;
    }
    store<i64>(d + i - 8, sumD & LOW_30);
    store<i64>(e + i - 8, sumE & LOW_30);
    sumD >>= 30;
    sumE >>= 30;
  }
  store<i64>(d, sumD, TOP);
  store<i64>(e, sumE, TOP);
}

/** (f, g) = matrix·(f, g) / 2^30, which is whole. Neither ever leaves −p … p. */
function updatePair(): void {
  let sumF = (u * load<i64>(f) + v * load<i64>(g)) >> 30;
  let sumG = (q * load<i64>(f) + r * load<i64>(g)) >> 30;
  for (let i: usize = 8; i < SIZE; i += 8) {
    sumF += u * load<i64>(f + i) + v * load<i64>(g + i);
    sumG += q * load<i64>(f + i) + r * load<i64>(g + i);
    store<i64>(f + i - 8, sumF & LOW_30);
    store<i64>(g + i - 8, sumG & LOW_30);
    sumF >>= 30;
    sumG >>= 30;
  }
  store<i64>(f, sumF, TOP);
  store<i64>(g, sumG, TOP);
}

function isNegative(a: usize): bool {
  return load<i64>(a, TOP) < 0;
}

function isZero(a: usize): bool {
  let bits: i64 = 0;
  for (let i: usize = 0; i < SIZE; i += 8) bits |= load<i64>(a + i);
  return bits == 0;
}

/** d += p */
function addModulus(): void {
  store<i64>(d, load<i64>(d) + MODULUS_LOW);
  store<i64>(d, load<i64>(d, TOP) + (1 << MODULUS_TOP_SHIFT), TOP);
  carryInverse();
}

/** d = −d */
function negateInverse(): void {
  for (let i: usize = 0; i < SIZE; i += 8) store<i64>(d + i, -load<i64>(d + i));
  carryInverse();
}

/** Brings limbs 0 to 7 of d back to 0 … 2^30 − 1. */
function carryInverse(): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < TOP; i += 8) {
    carry += load<i64>(d + i);
    store<i64>(d + i, carry & LOW_30);
    carry >>= 30;
  }
  store<i64>(d, load<i64>(d, TOP) + carry, TOP);
}

/** Nine limbs from 32 bytes. Limb i begins at bit 30·i and is cut out of the 8 bytes around it; the last 8 begin at byte 24. */
function unpack(limbs: usize, bytes: usize): void {
  for (let i: usize = 0; i < LIMBS; i++) {
    const bit = i * 30;
    const byte = min<usize>(bit >> 3, 24);
    store<u64>(limbs + 8 * i, (load<u64>(bytes + byte) >> u64(bit - byte * 8)) & LOW_30);
  }
}

/** 32 bytes from nine limbs that are a number from 0 to 2^256 − 1. */
function pack(bytes: usize, limbs: usize): void {
  memory.fill(bytes, 0, 32);
  for (let i: usize = 0; i < LIMBS; i++) {
    const limb = load<u64>(limbs + 8 * i);
    const bit = i * 30;
    const word = bytes + 8 * (bit >> 6);
    const shift = u64(bit & 63);
    store<u64>(word, load<u64>(word) | (limb << shift));
    if (shift > 34) store<u64>(word, load<u64>(word, 8) | (limb >> (64 - shift)), 8);
  }
}
