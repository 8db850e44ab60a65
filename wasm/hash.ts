// SHA-256 and SHA-512 (FIPS 180-4), one message at a time: start256 or start512, update as often as needed, finish. What the two share is here, their
// rounds are in sha256.ts and sha512.ts; the scalar module, which has to weigh less, has one way for both, in sha2-small.ts.
import { INITIAL_STATE } from './roots';
import * as small from './sha2-small';
import { absorb256 } from './sha256';
import { absorb512 } from './sha512';

const state = memory.data(64, 16);
const block = memory.data(128, 16);

let blockLength: usize = 0; // 64 or 128 bytes: sixteen words
let buffered: usize = 0; // bytes waiting in `block`, always below blockLength
let total: u64 = 0; // bytes of the message so far

/** Begins a new message for SHA-256; one that was under way is forgotten. */
export function start256(): void {
  start(64);
  if (!ASC_FEATURE_RELAXED_SIMD) {
    small.start(state, 4);
    return;
  }
  // §5.3.3: the first 32 bits of the same roots.
  for (let i: usize = 0; i < 8; i++) store<u32>(state + 4 * i, load<u32>(INITIAL_STATE + 8 * i, 4));
}

/** The same for SHA-512. */
export function start512(): void {
  start(128);
  if (ASC_FEATURE_RELAXED_SIMD) memory.copy(state, INITIAL_STATE, 64);
  else small.start(state, 8);
}

function start(length: usize): void {
  blockLength = length;
  buffered = 0;
  total = 0;
}

/** Takes the next `length` bytes of the message (length ≥ 0). */
export function update(data: usize, length: i32): void {
  if (!ASC_NO_ASSERT) assert(length >= 0 && buffered < blockLength);
  const end = data + usize(length);
  total += u64(length);
  while (data < end) {
    const taken = min<usize>(blockLength - buffered, end - data);
    memory.copy(block + buffered, data, taken);
    data += taken;
    buffered += taken;
    if (buffered == blockLength) absorbBlock();
  }
}

/** Pads (§5.1) and writes the 32 or 64 bytes of the digest, which needs room for 64. */
export function finish(digest: usize): void {
  if (!ASC_NO_ASSERT) assert(buffered < blockLength);
  const word = blockLength >> 4;
  store<u8>(block + buffered, 0x80);
  buffered += 1;
  // The message's length in bits ends the last block: two words, of which the last 8 bytes are enough here.
  if (buffered > blockLength - 2 * word) {
    memory.fill(block + buffered, 0, blockLength - buffered);
    absorbBlock();
  }
  memory.fill(block + buffered, 0, blockLength - buffered);
  store<u64>(block + blockLength - 8, bswap<u64>(total << 3));
  absorbBlock();
  if (!ASC_FEATURE_RELAXED_SIMD) {
    small.write(digest, state);
    return;
  }
  // The state's words, most significant byte first.
  for (let i: usize = 0; i < 8 * word; i++) store<u8>(digest + i, load<u8>(state + (i ^ (word - 1))));
}

const digest = memory.data(64, 16);

/** The same, but only the first `length` bytes of the digest. */
export function finishShort(to: usize, length: usize): void {
  finish(digest);
  memory.copy(to, digest, length);
}

/** Mixes the full `block` into `state` and leaves the block empty. */
function absorbBlock(): void {
  if (!ASC_FEATURE_RELAXED_SIMD) small.absorb(state, block);
  else if (blockLength == 64) absorb256(state, block);
  else absorb512(state, block);
  buffered = 0;
}
