// SHA-256 (FIPS 180-4), one message at a time: sha256Start, sha256Update as often as needed, sha256Finish.

/** K, FIPS 180-4 §4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_CONSTANTS = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

/** H(0), FIPS 180-4 §5.3.3: the same of the square roots of the first 8 primes. */
const INITIAL_STATE = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

const BLOCK_LENGTH: usize = 64;
const LENGTH_AT: usize = 56; // the message's length in bits ends the last block, as 64 bits

const state = memory.data(32, 16);
const block = memory.data(64, 16);
const schedule = memory.data(256, 16);

let buffered: usize = 0; // bytes waiting in `block`, always below BLOCK_LENGTH
let total: u64 = 0; // bytes of the message so far

/** Begins a new message; one that was under way is forgotten. */
export function sha256Start(): void {
  memory.copy(state, INITIAL_STATE, 32);
  buffered = 0;
  total = 0;
}

/** Takes the next `length` bytes of the message (length ≥ 0). */
export function sha256Update(data: usize, length: i32): void {
  const end = data + usize(length);
  total += u64(length);
  while (data < end) {
    const taken = min<usize>(BLOCK_LENGTH - buffered, end - data);
    memory.copy(block + buffered, data, taken);
    data += taken;
    buffered += taken;
    if (buffered == BLOCK_LENGTH) absorbBlock();
  }
}

/** Pads (FIPS 180-4 §5.1.1) and writes the 32 bytes of the digest. */
export function sha256Finish(digest: usize): void {
  store<u8>(block + buffered, 0x80);
  buffered += 1;
  if (buffered > LENGTH_AT) {
    memory.fill(block + buffered, 0, BLOCK_LENGTH - buffered);
    absorbBlock();
  }
  memory.fill(block + buffered, 0, LENGTH_AT - buffered);
  store<u64>(block + LENGTH_AT, bswap<u64>(total << 3));
  absorbBlock();
  for (let i: usize = 0; i < 32; i += 4) store<u32>(digest + i, bswap<u32>(load<u32>(state + i)));
}

/** Mixes the full `block` into `state` and leaves the block empty. */
function absorbBlock(): void {
  expandBlock();
  runRounds();
  buffered = 0;
}

/** The message schedule W, FIPS 180-4 §6.2.2 step 1. */
function expandBlock(): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(schedule + i, bswap<u32>(load<u32>(block + i)));
  for (let i: usize = 64; i < 256; i += 4) {
    const w15 = load<u32>(schedule + i - 60);
    const w2 = load<u32>(schedule + i - 8);
    const s0 = rotr<u32>(w15, 7) ^ rotr<u32>(w15, 18) ^ (w15 >> 3);
    const s1 = rotr<u32>(w2, 17) ^ rotr<u32>(w2, 19) ^ (w2 >> 10);
    store<u32>(schedule + i, load<u32>(schedule + i - 64) + s0 + load<u32>(schedule + i - 28) + s1);
  }
}

/** The 64 rounds, FIPS 180-4 §6.2.2 steps 2 to 4; a to h are the standard's working variables. */
function runRounds(): void {
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
    const t1 = h + sum1 + choice + load<u32>(ROUND_CONSTANTS + i) + load<u32>(schedule + i);
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
  addToState(0, a);
  addToState(4, b);
  addToState(8, c);
  addToState(12, d);
  addToState(16, e);
  addToState(20, f);
  addToState(24, g);
  addToState(28, h);
}

function addToState(at: usize, word: u32): void {
  store<u32>(state + at, load<u32>(state + at) + word);
}
