// The rounds of SHA-256 and SHA-512, FIPS 180-4 §6.2 and §6.4, in one: for the scalar module, 100 bytes lighter than sha256.ts and sha512.ts. The two differ
// in the length of a word, the number of rounds and how far words are rotated. A word of SHA-256 is the upper half of 64 bits here, with 0 below: sums, and
// what is done bit by bit, are right by themselves then.
import { ROUND_CONSTANTS, SCHEDULE } from './areas';
import { INITIAL_STATE } from './roots';

/** Bytes of a word: 4 in SHA-256, 8 in SHA-512. */
let word: usize = 0;
/** A word with all bits set. */
let mask: u64 = 0;

/** Begins a message: H(0), §5.3.3 and §5.3.5, is the first 32 or 64 bits of the same roots. */
export function start(state: usize, size: usize): void {
  word = size;
  mask = u64(-1) << ((8 * u64(size)) & 63); // by 32 bits or by none
  for (let i: usize = 0; i < 64; i += 8) store<u64>(state + i, load<u64>(INITIAL_STATE + i) & mask);
}

/** Mixes a block of sixteen words into the state. */
export function absorb(state: usize, block: usize): void {
  const end: usize = 8 * (48 + 4 * word); // 64 or 80 rounds
  expand(block, end);
  runRounds(state, end);
}

/** The message schedule W, step 1. With a word of SHA-256 the one behind it is read, too, and left out. */
function expand(block: usize, end: usize): void {
  for (let i: usize = 0; i < 16; i++) store<u64>(SCHEDULE + 8 * i, bswap<u64>(load<u64>(block + i * word)) & mask);
  for (let i: usize = 128; i < end; i += 8) {
    const s0 = schedule0(load<u64>(SCHEDULE + i - 120));
    const s1 = schedule1(load<u64>(SCHEDULE + i - 16));
    store<u64>(SCHEDULE + i, load<u64>(SCHEDULE + i - 128) + s0 + load<u64>(SCHEDULE + i - 56) + s1);
  }
}

/** Steps 2 to 4; a to h are the standard's working variables. SHA-256's constants, §4.2.2, are the first 32 bits of SHA-512's. */
function runRounds(state: usize, end: usize): void {
  let a = load<u64>(state);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  let e = load<u64>(state, 32);
  let f = load<u64>(state, 40);
  let g = load<u64>(state, 48);
  let h = load<u64>(state, 56);
  for (let i: usize = 0; i < end; i += 8) {
    const choice = g ^ (e & (f ^ g));
    const t1 = h + sum1(e) + choice + (load<u64>(ROUND_CONSTANTS + i) & mask) + load<u64>(SCHEDULE + i);
    const majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + sum0(a) + majority;
  }
  add(state, 0, a);
  add(state, 8, b);
  add(state, 16, c);
  add(state, 24, d);
  add(state, 32, e);
  add(state, 40, f);
  add(state, 48, g);
  add(state, 56, h);
}

// Σ1, Σ0, σ0 and σ1: of whole words §4.1.3, of upper halves §4.1.2.

function sum1(x: u64): u64 {
  if (word == 8) return rotr<u64>(x, 14) ^ rotr<u64>(x, 18) ^ rotr<u64>(x, 41);
  const y = u32(x >> 32);
  return u64(rotr<u32>(y, 6) ^ rotr<u32>(y, 11) ^ rotr<u32>(y, 25)) << 32;
}

function sum0(x: u64): u64 {
  if (word == 8) return rotr<u64>(x, 28) ^ rotr<u64>(x, 34) ^ rotr<u64>(x, 39);
  const y = u32(x >> 32);
  return u64(rotr<u32>(y, 2) ^ rotr<u32>(y, 13) ^ rotr<u32>(y, 22)) << 32;
}

function schedule0(x: u64): u64 {
  if (word == 8) return rotr<u64>(x, 1) ^ rotr<u64>(x, 8) ^ (x >> 7);
  const y = u32(x >> 32);
  return u64(rotr<u32>(y, 7) ^ rotr<u32>(y, 18) ^ (y >> 3)) << 32;
}

function schedule1(x: u64): u64 {
  if (word == 8) return rotr<u64>(x, 19) ^ rotr<u64>(x, 61) ^ (x >> 6);
  const y = u32(x >> 32);
  return u64(rotr<u32>(y, 17) ^ rotr<u32>(y, 19) ^ (y >> 10)) << 32;
}

function add(state: usize, at: usize, value: u64): void {
  store<u64>(state + at, load<u64>(state + at) + value);
}

/** Writes the state's words, most significant byte first. Behind those of SHA-256 come four bytes of 0. */
export function write(digest: usize, state: usize): void {
  for (let i: usize = 0; i < 8; i++) store<u64>(digest + i * word, bswap<u64>(load<u64>(state + 8 * i)));
}
