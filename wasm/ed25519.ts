// Ed25519 verification by one rule, "strict plus" (docs/decisions.md): S below L; A and R canonical; neither of small order; the cofactorless
// equation S·B = R + h·A of RFC 8032 §5.1.7; exact lengths. Nothing here is secret, so nothing takes care to run in constant time.
import { same } from './bytes';
import * as edwards from './edwards';
import { selfTest } from './halves-fused';
import { finish, start512, update } from './hash';
import { sumWithTables } from './prepared';
import { KEY_LENGTH, KEY_NOT_CANONICAL, KEY_NOT_ON_CURVE, KEY_SMALL_ORDER, LICENSED } from './reason';
import * as scalar from './scalar';
import { equationHolds } from './straus';

export const SIGNATURE_LENGTH: i32 = 64;
export const PUBLIC_KEY_LENGTH: i32 = 32;
const HALF: usize = 32; // R is the first half of a signature, S the second

const points = memory.data(320, 16);
const digest = memory.data(64, 16);
const challenge = memory.data(32, 16);
const computed = memory.data(32, 16);

/** Whether this engine computes what the module was built on. Where it does not, no signature holds: a host then takes the scalar module. */
export const arithmeticWorks: bool = ASC_FEATURE_RELAXED_SIMD ? selfTest() : true;

/** LICENSED when a key may be trusted, else what is wrong with it. */
export function checkPublicKey(publicKey: usize, length: i32): u32 {
  if (length != PUBLIC_KEY_LENGTH) return KEY_LENGTH;
  if (!edwards.isCanonical(publicKey)) return KEY_NOT_CANONICAL;
  if (!edwards.decode(points, publicKey, publicKey)) return KEY_NOT_ON_CURVE;
  if (edwards.isSmallOrder(publicKey)) return KEY_SMALL_ORDER;
  return LICENSED;
}

/** Whether the signature holds for this message under a key that nothing is known about. The three areas are only read. */
export function verify(
  publicKey: usize,
  publicKeyLength: i32,
  message: usize,
  messageLength: i32,
  signature: usize,
  signatureLength: i32,
): bool {
  if (publicKeyLength != PUBLIC_KEY_LENGTH || signatureLength != SIGNATURE_LENGTH || !arithmeticWorks) return false;
  if (!isStrict(publicKey) || !isStrict(signature) || !scalar.isCanonical(signature + HALF)) return false;
  if (!edwards.decodeTwo(points, publicKey, signature)) return false;
  hashToScalar(signature, publicKey, message, messageLength);
  return equationHolds(points, signature + HALF, challenge);
}

/**
 * The same for a key that checkPublicKey accepted and that `prepare` returned this number for. The signature has 64 bytes. R is not decoded but compared:
 * what S·B − h·A is encoded as is canonical and on the curve, so an R that is not equals nothing.
 */
export function verifyPrepared(
  number: usize,
  publicKey: usize,
  message: usize,
  messageLength: i32,
  signature: usize,
): bool {
  if (!sumPrepared(points, number, publicKey, message, messageLength, signature)) return false;
  edwards.encodeBoth(computed, points);
  return same(computed, signature, HALF);
}

/** point = S·B − h·A, which has to be R; false when the signature is refused without computing it. */
export function sumPrepared(
  point: usize,
  number: usize,
  publicKey: usize,
  message: usize,
  messageLength: i32,
  signature: usize,
): bool {
  if (!arithmeticWorks || edwards.isSmallOrder(signature) || !scalar.isCanonical(signature + HALF)) return false;
  hashToScalar(signature, publicKey, message, messageLength);
  sumWithTables(point, signature + HALF, challenge, number);
  return true;
}

function isStrict(encoded: usize): bool {
  return edwards.isCanonical(encoded) && !edwards.isSmallOrder(encoded);
}

/**
 * challenge = SHA-512(R ‖ A ‖ message) mod L, RFC 8032 §5.1.7 step 2. For a key with a torsion part it matters that the remainder is multiplied and not the
 * whole digest; it is part of the rule, as in libsodium, OpenSSL and dalek.
 */
function hashToScalar(r: usize, publicKey: usize, message: usize, messageLength: i32): void {
  start512();
  update(r, 32);
  update(publicKey, 32);
  update(message, messageLength);
  finish(digest);
  scalar.reduce(challenge, digest);
}
