// The rounds of SHA-512, FIPS 180-4 §6.4.
import { ROUND_CONSTANTS, SCHEDULE } from './areas';

/** Mixes a block of 128 bytes into the state, eight words of 64 bits. */
export function absorb512(state: usize, block: usize): void {
  expand(block);
  runRounds(state);
}

/** The message schedule W, FIPS 180-4 §6.4.2 step 1. */
function expand(block: usize): void {
  for (let i: usize = 0; i < 128; i += 8) store<u64>(SCHEDULE + i, bswap<u64>(load<u64>(block + i)));
  for (let i: usize = 128; i < 640; i += 8) {
    const w15 = load<u64>(SCHEDULE + i - 120);
    const w2 = load<u64>(SCHEDULE + i - 16);
    const s0 = rotr<u64>(w15, 1) ^ rotr<u64>(w15, 8) ^ (w15 >> 7);
    const s1 = rotr<u64>(w2, 19) ^ rotr<u64>(w2, 61) ^ (w2 >> 6);
    store<u64>(SCHEDULE + i, load<u64>(SCHEDULE + i - 128) + s0 + load<u64>(SCHEDULE + i - 56) + s1);
  }
}

/** The 80 rounds, FIPS 180-4 §6.4.2 steps 2 to 4; a to h are the standard's working variables. */
function runRounds(state: usize): void {
  let a = load<u64>(state);
  let b = load<u64>(state, 8);
  let c = load<u64>(state, 16);
  let d = load<u64>(state, 24);
  let e = load<u64>(state, 32);
  let f = load<u64>(state, 40);
  let g = load<u64>(state, 48);
  let h = load<u64>(state, 56);
  for (let i: usize = 0; i < 640; i += 8) {
    const sum1 = rotr<u64>(e, 14) ^ rotr<u64>(e, 18) ^ rotr<u64>(e, 41);
    const choice = g ^ (e & (f ^ g));
    const t1 = h + sum1 + choice + load<u64>(ROUND_CONSTANTS + i) + load<u64>(SCHEDULE + i);
    const sum0 = rotr<u64>(a, 28) ^ rotr<u64>(a, 34) ^ rotr<u64>(a, 39);
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
  add(state, 8, b);
  add(state, 16, c);
  add(state, 24, d);
  add(state, 32, e);
  add(state, 40, f);
  add(state, 48, g);
  add(state, 56, h);
}

function add(state: usize, at: usize, word: u64): void {
  store<u64>(state + at, load<u64>(state + at) + word);
}
