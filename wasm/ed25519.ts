// Ed25519 verification by one rule, "strict plus" (docs/decisions.md): S below L; A and R canonical; neither of small order; the cofactorless
// equation S·B = R + h·A of RFC 8032 §5.1.7; exact lengths. Nothing here is secret, so nothing takes care to run in constant time.
import * as edwards from './edwards';
import { POINT_SIZE } from './edwards';
import { KEY_LENGTH, KEY_NOT_CANONICAL, KEY_NOT_ON_CURVE, KEY_SMALL_ORDER, LICENSED } from './reason';
import * as scalar from './scalar';
import { sha512Finish, sha512Start, sha512Update } from './sha512';

const DIGITS: usize = 64; // a scalar in radix 16
const MULTIPLES: usize = 8; // 1·P … 8·P
const SIGNATURE_LENGTH: i32 = 64;
const PUBLIC_KEY_LENGTH: i32 = 32;

const key = memory.data(160, 16);
const sum = memory.data(160, 16);
const running = memory.data(160, 16);
const negated = memory.data(160, 16);
const keyTable = memory.data(1280, 16);
const baseTable = memory.data(1280, 16);
const digest = memory.data(64, 16);
const challenge = memory.data(32, 16);
const computed = memory.data(32, 16);
const keyDigits = memory.data(64, 16);
const baseDigits = memory.data(64, 16);

let baseTableReady = false;

/** LICENSED when a key may be trusted, else what is wrong with it. */
export function checkPublicKey(publicKey: usize, length: i32): u32 {
  if (length != PUBLIC_KEY_LENGTH) return KEY_LENGTH;
  if (!edwards.isCanonical(publicKey)) return KEY_NOT_CANONICAL;
  if (!edwards.decode(key, publicKey)) return KEY_NOT_ON_CURVE;
  if (edwards.isSmallOrder(publicKey)) return KEY_SMALL_ORDER;
  return LICENSED;
}

/** Whether the signature holds for this message under this key. The three areas are only read. */
export function verify(
  publicKey: usize,
  publicKeyLength: i32,
  message: usize,
  messageLength: i32,
  signature: usize,
  signatureLength: i32,
): bool {
  if (signatureLength != SIGNATURE_LENGTH) return false;
  if (!scalar.isCanonical(signature + 32)) return false;
  if (checkPublicKey(publicKey, publicKeyLength) != LICENSED) return false; // leaves A in `key`
  hashToScalar(signature, publicKey, message, messageLength);
  edwards.negate(key, key);
  multiplyAndAdd(challenge, signature + 32);
  edwards.encode(computed, sum);
  // What was computed is canonical, so an R that equals it is, too.
  return memory.compare(computed, signature, 32) == 0 && !edwards.isSmallOrder(signature);
}

/** challenge = SHA-512(R ‖ A ‖ message) mod L, RFC 8032 §5.1.7 step 2. */
function hashToScalar(r: usize, publicKey: usize, message: usize, messageLength: i32): void {
  sha512Start();
  sha512Update(r, 32);
  sha512Update(publicKey, 32);
  sha512Update(message, messageLength);
  sha512Finish(digest);
  scalar.reduce(challenge, digest);
}

/** sum = a·key + b·B, both scalars digit by digit in one chain of doublings (Straus). */
function multiplyAndAdd(a: usize, b: usize): void {
  if (!baseTableReady) {
    edwards.decode(running, edwards.BASE_ENCODED);
    fillTable(baseTable, running);
    baseTableReady = true;
  }
  fillTable(keyTable, key);
  splitDigits(keyDigits, a);
  splitDigits(baseDigits, b);
  edwards.setIdentity(sum);
  for (let i = DIGITS; i > 0; i--) {
    for (let j = 0; j < 4; j++) edwards.double(sum, sum);
    addDigit(keyTable, load<i8>(keyDigits + i - 1));
    addDigit(baseTable, load<i8>(baseDigits + i - 1));
  }
}

/** Writes the cached forms of 1·P … 8·P. */
function fillTable(table: usize, point: usize): void {
  edwards.cache(table, point);
  memory.copy(sum, point, POINT_SIZE);
  for (let i: usize = 1; i < MULTIPLES; i++) {
    edwards.addCached(sum, sum, table);
    edwards.cache(table + i * POINT_SIZE, sum);
  }
}

/** Writes a scalar (below 2^253) as 64 digits of −8 … 7, the lowest first. The last one is at most 2. */
function splitDigits(digits: usize, from: usize): void {
  let carry: i32 = 0;
  for (let i: usize = 0; i < DIGITS; i++) {
    const nibble = (i32(load<u8>(from + (i >> 1))) >> (i32(i & 1) << 2)) & 15;
    const digit = nibble + carry;
    carry = digit >= 8 ? 1 : 0;
    store<i8>(digits + i, i8(digit - (carry << 4)));
  }
}

/** sum += digit·P */
function addDigit(table: usize, digit: i32): void {
  if (digit > 0) {
    edwards.addCached(sum, sum, table + usize(digit - 1) * POINT_SIZE);
  } else if (digit < 0) {
    edwards.negateCached(negated, table + usize(-digit - 1) * POINT_SIZE);
    edwards.addCached(sum, sum, negated);
  }
}
