// The rounds of SHA-256, FIPS 180-4 §6.2. Its constants (§4.2.2) are the first 32 bits of those of SHA-512.
import { ROUND_CONSTANTS, SCHEDULE } from './areas';

/** Mixes a block of 64 bytes into the state, eight words of 32 bits. */
export function absorb256(state: usize, block: usize): void {
  expand(block);
  runRounds(state);
}

/** The message schedule W, FIPS 180-4 §6.2.2 step 1. */
function expand(block: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(SCHEDULE + i, bswap<u32>(load<u32>(block + i)));
  for (let i: usize = 64; i < 256; i += 4) {
    const w15 = load<u32>(SCHEDULE + i - 60);
    const w2 = load<u32>(SCHEDULE + i - 8);
    const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >> 3);
    const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >> 10);
    store<u32>(SCHEDULE + i, load<u32>(SCHEDULE + i - 64) + s0 + load<u32>(SCHEDULE + i - 28) + s1);
  }
}

/** The 64 rounds, FIPS 180-4 §6.2.2 steps 2 to 4; a to h are the standard's working variables. */
function runRounds(state: usize): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let i: usize = 0; i < 256; i += 4) {
    const sum1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const choice = g ^ (e & (f ^ g));
    const t1 = h + sum1 + choice + load<u32>(ROUND_CONSTANTS + 2 * i, 4) + load<u32>(SCHEDULE + i);
    const sum0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + sum0 + majority;
  }
  add(state, 0, a);
  add(state, 4, b);
  add(state, 8, c);
  add(state, 12, d);
  add(state, 16, e);
  add(state, 20, f);
  add(state, 24, g);
  add(state, 28, h);
}

function add(state: usize, at: usize, word: u32): void {
  store<u32>(state + at, load<u32>(state + at) + word);
}
