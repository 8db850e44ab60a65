// Half-size scalars: instead of S·B = R + h·A with h of 253 bits, a multiple of the equation in which A and R both get scalars of about 128 bits, and
// therefore half the doublings (Antipa, Brown, Gallant, Lambert, Struik, Vanstone, "Accelerated verification of ECDSA signatures", 2005; for Ed25519
// Pornin, "Optimized lattice basis reduction in dimension 2, and fast Schnorr and EdDSA signature verification", ePrint 2020/454, and on the odd multiplier,
// which keeps the cofactorless rule, his remark to curve25519-dalek #323).
//
// Wanted: c and d, both short, with c ≡ d·h modulo 8·L, and d odd and not 0 modulo L. Every point has an order that divides 8·L, so
// d·(S·B − R − h·A) = (d·S)·B − d·R − c·A holds for every A and R, and since d has an inverse modulo 8·L, one side is the identity exactly when
// the other is: the same signatures are accepted, not one more.
import { factors, isNegative, reduceTo, remainders, SIZE, subtractFrom } from './euclid';
import { multiplyWords, ORDER } from './scalar';

/** Half the bits of 8·L. */
const SHORT_BITS: i32 = 128;

const EIGHT = memory.data<u32>([8]);
const EIGHT_L = memory.data(40); // nine words
multiplyWords(EIGHT_L, ORDER, 8, EIGHT, 1);

const ZERO = memory.data(32);

/** What halve found: c, |d| (32 bytes each) and the sign of d. */
export let shortScalar: usize = 0;
export let multiplier: usize = 0;
export let multiplierNegative: bool = false;

/** Finds c and d for h (32 bytes, below L). */
export function halve(h: usize): void {
  // Stuck or not, the remainders and their factors are right. A stuck h (1 in 2^20, so anybody can find one) has a c of up to 253 bits: as many doublings
  // as without halving, and no other answer.
  reduceTo(SHORT_BITS, EIGHT_L, h);
  // Neighboring factors have no common divisor, so one of the two is odd. By r0·|t1| + r1·|t0| = 8·L both are at most 8·L/r0. r0 has not come below 2^128,
  // or hardly, so they have about 128 bits; and an odd multiple of L would take an r0 of at most 8.
  const chosen = (load<u8>(factors + SIZE) & 1) != 0 ? SIZE : 0;
  shortScalar = remainders + chosen;
  multiplier = factors + chosen;
  multiplierNegative = isNegative(multiplier);
  if (multiplierNegative) subtractFrom(multiplier, ZERO);
}
