// Many signatures under one key whose tables are there: each is decided by itself, by the same equation as alone, and only the inversion at the end is
// shared (Montgomery's trick; the scalar module, which has to weigh less, shares nothing). No random combination: one signature that holds never helps another, and one that fails never hurts another.

import { BATCH_SIGNATURES, BATCH_SUMS } from './areas';
import { same } from './bytes';
import { sumPrepared } from './ed25519';
import * as edwards from './edwards';
import { X, Y, Z } from './edwards';
import * as lanes from './lanes-fused';
import * as pair from './pair';
import { PAIR_SIZE } from './pair';

/** How many signatures share an inversion at most. */
export const BATCH: i32 = 64;

// For each signature, 240 bytes: the pair (X, Y) of its sum │ 80 Z in both lanes │ 160 the product of all Z up to it
const SUM_SIZE: usize = 3 * PAIR_SIZE;
const sums = BATCH_SUMS; // 64 · SUM_SIZE
const point = memory.data(320, 16);
const inverse = memory.data(80, 16);
const own = memory.data(80, 16);
const computed = memory.data(32, 16);

/** In the scalar module the answers, a byte each. Else: where the signature is whose sum was computed; else HOLDS or FAILS. 4 bytes each. */
const signatures = BATCH_SIGNATURES;
const FAILS: u32 = 0;
const HOLDS: u32 = 1;
let count: i32 = 0;

export function startBatch(): void {
  count = 0;
}

/** Takes a signature (64 bytes, which stay where they are) and its message, for the key that `prepare` returned this number for. */
export function addToBatch(
  number: usize,
  publicKey: usize,
  message: usize,
  messageLength: i32,
  signature: usize,
): void {
  const at = sums + usize(count) * SUM_SIZE;
  const summed = sumPrepared(point, number, publicKey, message, messageLength, signature);
  lanes.joinFirst(at, point + X, point + Y);
  append(summed ? u32(signature) : FAILS, summed ? point + Z : edwards.one); // Z is never 0: the formulas are complete
}

/** Takes a signature that was decided elsewhere. */
export function addDecided(holds: bool): void {
  if (ASC_FEATURE_RELAXED_SIMD) append(holds ? HOLDS : FAILS, edwards.one);
  else store<u8>(signatures + count++, u8(holds));
}

/** At most BATCH of them. */
function append(signature: u32, z: usize): void {
  if (!ASC_NO_ASSERT) assert(count < BATCH);
  const at = sums + usize(count) * SUM_SIZE;
  store<u32>(signatures + 4 * count, signature);
  pair.copy(at + PAIR_SIZE, z);
  if (count == 0) pair.copy(at + 2 * PAIR_SIZE, z);
  else pair.multiply(at + 2 * PAIR_SIZE, at - PAIR_SIZE, z);
  count += 1;
}

/** Writes 1 for each signature that holds and 0 for each other, a byte each, in the order in which they were added. */
export function decideBatch(answers: usize): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    memory.copy(answers, signatures, count);
    return;
  }
  if (count == 0) return;
  pair.invertBoth(inverse, sums + usize(count) * SUM_SIZE - PAIR_SIZE);
  for (let i = count - 1; i >= 0; i--) {
    const at = sums + usize(i) * SUM_SIZE;
    if (i > 0) pair.multiply(own, inverse, at - PAIR_SIZE);
    else pair.copy(own, inverse);
    pair.multiply(inverse, inverse, at + PAIR_SIZE);
    store<u8>(answers + i, u8(isRight(load<u32>(signatures + 4 * i), at)));
  }
}

/** Whether the sum at `at`, with `own` = 1/Z, is the R that the signature begins with. */
function isRight(signature: u32, at: usize): bool {
  if (signature <= HOLDS) return signature == HOLDS;
  edwards.encode(computed, at, own);
  return same(computed, signature, 32);
}
