// Arithmetic modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the base point (RFC 8032 §5.1). Numbers are 32-bit words,
// the lowest first; a scalar is eight of them, 32 bytes as they stand in a signature.

/** L in nine words. */
export const ORDER = memory.data<u32>([
  0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0x00000000, 0x00000000, 0x00000000, 0x10000000, 0x00000000,
]);

/** ⌊2^512 / L⌋ in nine words. */
const RECIPROCAL = memory.data<u32>([
  0x0a2c131b, 0xed9ce5a3, 0x086329a7, 0x2106215d, 0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff, 0x0000000f,
]);

const WORD: usize = 4;

const product = memory.data(64, 16); // 16 words
const quotient = memory.data(72, 16); // 18 words
const multiple = memory.data(72, 16); // 18 words
const remainder = memory.data(36, 16); // nine words

/** Whether these 32 bytes are a number below L: RFC 8032 §5.1.7 step 1. */
export function isCanonical(scalar: usize): bool {
  return compare(scalar, ORDER, 8) < 0;
}

/**
 * out (32 bytes) = wide (64 bytes) mod L: Barrett's reduction, Handbook of Applied Cryptography, algorithm 14.42, with b = 2^32 and k = 8. Montgomery's
 * form would have to be entered and left for one product or none.
 */
export function reduce(out: usize, wide: usize): void {
  // q = ⌊⌊wide / b^7⌋ · RECIPROCAL / b^9⌋ is the quotient by L or up to 2 less.
  multiplyWords(quotient, wide + 7 * WORD, 9, RECIPROCAL, 9);
  multiplyWords(multiple, quotient + 9 * WORD, 9, ORDER, 9);
  // So wide − q·L is below 3·L < b^9, and its nine lowest words are all of it.
  subtractWords(remainder, wide, multiple, 9);
  if (!ASC_NO_ASSERT) assert(load<u32>(remainder, 32) == 0 && load<u32>(remainder, 28) < 0x30000003);
  while (compare(remainder, ORDER, 9) >= 0) subtractWords(remainder, remainder, ORDER, 9);
  memory.copy(out, remainder, 32);
}

/** out (32 bytes) = a·b mod L, for any a and b of 32 bytes. */
export function multiply(out: usize, a: usize, b: usize): void {
  multiplyWords(product, a, 8, b, 8);
  reduce(out, product);
}

/** out (aCount + bCount words) = a·b. Each step is at most (2^32 − 1)^2 + 2·(2^32 − 1) = 2^64 − 1. */
export function multiplyWords(out: usize, a: usize, aCount: usize, b: usize, bCount: usize): void {
  memory.fill(out, 0, (aCount + bCount) * WORD);
  for (let i: usize = 0; i < aCount; i++) {
    const factor = u64(load<u32>(a + i * WORD));
    let carry: u64 = 0;
    for (let j: usize = 0; j < bCount; j++) {
      const at = out + (i + j) * WORD;
      const step = factor * u64(load<u32>(b + j * WORD)) + u64(load<u32>(at)) + carry;
      if (!ASC_NO_ASSERT) assert(step - carry >= factor * u64(load<u32>(b + j * WORD)) && step >= carry);
      store<u32>(at, u32(step));
      carry = step >> 32;
    }
    store<u32>(out + (i + bCount) * WORD, u32(carry));
  }
}

/** out = a − b modulo 2^(32·count) */
function subtractWords(out: usize, a: usize, b: usize, count: usize): void {
  let borrow: i64 = 0; // 0 or −1
  for (let i: usize = 0; i < count * WORD; i += WORD) {
    const step = i64(load<u32>(a + i)) - i64(load<u32>(b + i)) + borrow;
    store<u32>(out + i, u32(step));
    borrow = step >> 32;
  }
}

/** −1, 0 or 1 as a is below, equal to or above b. */
function compare(a: usize, b: usize, count: usize): i32 {
  for (let i = count; i > 0; i--) {
    const x = load<u32>(a + (i - 1) * WORD);
    const y = load<u32>(b + (i - 1) * WORD);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}
