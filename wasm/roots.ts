// The constants of SHA-512, computed as FIPS 180-4 defines them when the module starts: nothing of them compresses, and this is shorter than 704 bytes.
// Every hash that test/crypto/hash.test.ts compares with another implementation of it proves all of them.

// ROUND_CONSTANTS is K, §4.2.3: the first 64 bits of the fractional parts of the cube roots of the first 80 primes.
import { ROUND_CONSTANTS } from './areas';

/** H(0), §5.3.5: the same of the square roots of the first 8 of them. */
export const INITIAL_STATE = memory.data(64, 16);

const PRIMES: u32 = 80;
const SQUARES: u32 = 8;

for (let n: u32 = 0, candidate: u32 = 2; n < PRIMES; candidate++) {
  if (!isPrime(candidate)) continue;
  store<u64>(ROUND_CONSTANTS + 8 * n, cubeRoot(candidate));
  if (n < SQUARES) store<u64>(INITIAL_STATE + 8 * n, squareRoot(candidate));
  n++;
}

function isPrime(candidate: u32): bool {
  for (let divisor: u32 = 2; divisor * divisor <= candidate; divisor++) {
    if (candidate % divisor == 0) return false;
  }
  return true;
}

// Both roots: X is the root's integer part at 2^27 or 2^32, so that p at 2^81 or 2^64 is 0 modulo 2^64 and −X³ or −X² is exactly what is left
// of p, which fits into 63 bits. B, below 1, is what X lacks: a quotient t and the next term of its series. What is left out is below 2^-54, and none of the
// 88 roots is nearer than 2^-45 to where its last bit, which weighs 2^-37 or 2^-32 here, would change.

/** The first 64 bits behind the point of the cube root of p: (X + B)³ = p·2^81, so B ≈ t − t²/X with t = left / 3X². */
function cubeRoot(p: u32): u64 {
  let root: f64 = 8; // above all of them, so that Newton's steps only go down
  for (let step = 0; step < 9; step++) root -= (root - f64(p) / (root * root)) / 3;
  const whole = u64(root * 134217728); // 2^27
  const x = f64(whole);
  const t = f64(i64(0 - whole * whole * whole)) / (3 * x * x);
  return (whole << 37) + u64((t - (t * t) / x) * 137438953472); // 2^37
}

/** The same of the square root: (X + B)² = p·2^64, so B ≈ t − t²/2X with t = left / 2X. */
function squareRoot(p: u32): u64 {
  const whole = u64(sqrt<f64>(f64(p)) * 4294967296); // 2^32
  const x = f64(whole);
  const t = f64(i64(0 - whole * whole)) / (2 * x);
  return (whole << 32) + u64((t - (t * t) / (2 * x)) * 4294967296);
}
