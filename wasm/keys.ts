// The keys that are trusted, and which of them a token names.
import { TRUSTED_KEY_IDS, TRUSTED_KEYS } from './areas';
import { same } from './bytes';
import { checkPublicKey, verify, verifyPrepared } from './ed25519';
import { finishShort, start256, update } from './hash';
import { forgetTables, prepare } from './prepared';
import { BAD_SIGNATURE, LICENSED, TOO_MANY_KEYS, UNKNOWN_KEY } from './reason';

const CAPACITY: usize = 32;
const KEY_SIZE: usize = 32;
const KEY_ID_SIZE: usize = 8;

/** A key gets its tables at its 32nd use: about when verifying without them has taken as long as building them does, so that nobody waits in vain. */
const USES_BEFORE_TABLES: u32 = 32;

const keys = TRUSTED_KEYS; // 32 × 32 bytes
const keyIds = TRUSTED_KEY_IDS; // 32 × 8 bytes
const uses = memory.data(128, 16); // 32 × 4 bytes
const tableNumbers = memory.data(128, 16); // 32 × 4 bytes, 0 without tables

let count: usize = 0;

/** Writes a key's id: the first 8 bytes of SHA-256 of the 32 bytes of the key. A hint, not a proof. */
export function keyId(key: usize, kid: usize): void {
  start256();
  update(key, 32);
  finishShort(kid, KEY_ID_SIZE);
}

/** Adds a key to those that are trusted, once. LICENSED, or why the key cannot be trusted. */
export function trustKey(key: usize, length: i32): u32 {
  const fault = checkPublicKey(key, length);
  if (fault != LICENSED) return fault;
  if (indexOf(key) < count) return LICENSED;
  if (count == CAPACITY) return TOO_MANY_KEYS;
  memory.copy(keys + count * KEY_SIZE, key, KEY_SIZE);
  keyId(key, keyIds + count * KEY_ID_SIZE);
  count += 1;
  return LICENSED;
}

/** Tries a signature of 64 bytes under every trusted key with this id: LICENSED, UNKNOWN_KEY (there is none) or BAD_SIGNATURE. */
export function verifyTrusted(kid: usize, message: usize, messageLength: i32, signature: usize): u32 {
  let answer = UNKNOWN_KEY;
  for (let i: usize = 0; i < count; i++) {
    if (load<u64>(keyIds + i * KEY_ID_SIZE) != load<u64>(kid)) continue;
    if (verifyUnder(i, message, messageLength, signature)) return LICENSED;
    answer = BAD_SIGNATURE;
  }
  return answer;
}

/** Whether a signature holds under a key that may be trusted or not; only trusted keys get tables. */
export function verifyUnderKey(
  key: usize,
  keyLength: i32,
  message: usize,
  messageLength: i32,
  signature: usize,
  signatureLength: i32,
): bool {
  const i = keyLength == 32 && signatureLength == 64 ? indexOf(key) : count;
  if (i < count) return verifyUnder(i, message, messageLength, signature);
  return verify(key, keyLength, message, messageLength, signature, signatureLength);
}

/** The number of a key's tables, 0 when it has none. */
export function tablesOf(key: usize): usize {
  const i = indexOf(key);
  return i < count ? load<u32>(tableNumbers + 4 * i) : 0;
}

/** Where a key stands among those that are trusted; `count` when it does not. */
function indexOf(key: usize): usize {
  let i: usize = 0;
  while (i < count && !same(keys + i * KEY_SIZE, key, KEY_SIZE)) i++;
  return i;
}

/**
 * Gives up all tables, and builds those of the keys listed (32 bytes each, all trusted, the first ones first) as far as memory goes, with windows of this
 * many bits. With 0 bits there are no tables from here on. Returns how many keys have tables, or −1 when one is not trusted.
 */
export function prepareKeys(listed: usize, listLength: usize, width: i32): i32 {
  for (let at: usize = 0; at < listLength; at += KEY_SIZE) {
    if (indexOf(listed + at) == count) return -1;
  }
  forgetTables(width);
  memory.fill(tableNumbers, 0, 128);
  let prepared = 0;
  for (let at: usize = 0; at < listLength; at += KEY_SIZE) {
    const i = indexOf(listed + at);
    prepareKey(i);
    if (load<u32>(tableNumbers + 4 * i) != 0) prepared += 1;
  }
  return prepared;
}

/** The first verification never waits for tables; without room for them there are none. */
function verifyUnder(i: usize, message: usize, messageLength: i32, signature: usize): bool {
  const key = keys + i * KEY_SIZE;
  const used = load<u32>(uses + 4 * i) + 1;
  if (used <= USES_BEFORE_TABLES) store<u32>(uses + 4 * i, used);
  if (used == USES_BEFORE_TABLES) prepareKey(i);
  const number = load<u32>(tableNumbers + 4 * i);
  if (number != 0) return verifyPrepared(number, key, message, messageLength, signature);
  return verify(key, 32, message, messageLength, signature, 64);
}

/** Builds a key's table unless it has one. */
function prepareKey(i: usize): void {
  store<u32>(uses + 4 * i, USES_BEFORE_TABLES);
  if (load<u32>(tableNumbers + 4 * i) == 0) store<u32>(tableNumbers + 4 * i, u32(prepare(keys + i * KEY_SIZE)));
}
