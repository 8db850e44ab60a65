// The claims of an activation code: a CWT (RFC 8392), one map. Looked at only after the signature holds – or before it is made (issue.ts).
//
//   1 iss  2 sub  3 aud  4 exp  5 nbf  6 iat  7 cti  10 nonce  −65537 license terms:
//   1 customer  2 features  3 domains  4 machine  5 refresh  6 offline  7 plan  8 renewal window  9 epoch
//
// Keys stand in bytewise order. Private keys (below −65536, and not −65537 itself) are checked and ignored; any other key is malformed.
import { areDifferent } from './bytes';
import {
  argument,
  closeCbor,
  contentAt,
  contentLength,
  major,
  NEGATIVE,
  nextType,
  openCbor,
  position,
  readHead,
  SIMPLE,
  TEXT,
  TRUE,
  takeArray,
  takeBytes,
  takeItem,
  takeKey,
  takeMap,
  takeText,
  takeUnsigned,
  UNSIGNED,
} from './cbor';
import {
  CLAIM_CUSTOMER,
  CLAIM_DOMAIN,
  CLAIM_DOMAINS,
  CLAIM_EPOCH,
  CLAIM_EXPIRY,
  CLAIM_FEATURE_NAME,
  CLAIM_FEATURE_VALUE,
  CLAIM_FEATURES,
  CLAIM_ISSUED_AT,
  CLAIM_ISSUER,
  CLAIM_LICENSE_ID,
  CLAIM_MACHINE,
  CLAIM_MISSING,
  CLAIM_NONCE,
  CLAIM_NOT_BEFORE,
  CLAIM_OFFLINE,
  CLAIM_PLAN,
  CLAIM_PRIVATE,
  CLAIM_PRODUCT,
  CLAIM_REFRESH,
  CLAIM_RENEWAL,
  CLAIM_TERMS,
  CLAIM_TOKEN_ID,
  CLAIMS,
} from './detail';
import { fail, MALFORMED } from './reason';

/** The last second of the year 9999; durations end there too. */
export const MAX_TIME: u64 = 253402300799;
export const ABSENT: i64 = -1;

export const TOKEN_ID: i32 = 8;
export const BINDING: i32 = 8;
export const MAX_BINDINGS: i32 = 8;
export const MAX_FEATURES: i32 = 64;
export const MAX_DOMAINS: i32 = 64;

/** Types of a feature's value. */
export const GRANTED: u32 = 0;
export const NUMBER: u32 = 1;
export const WORDS: u32 = 2;

const MAX_NUMBER: u64 = 0x1fffffffffffff; // 2⁵³ − 1, the largest integer that every host can hold
const PRIVATE: u64 = 65536; // the argument of −65537; larger ones are below it

// The claims read last. Texts and bytes are addresses in the payload that was passed, with a length of 0 (address 0) when absent; times and
// durations are ABSENT (−1) when absent.
export let claimIssuer: usize = 0;
export let claimIssuerLength: i32 = 0;
export let claimLicenseId: usize = 0;
export let claimLicenseIdLength: i32 = 0;
export let claimProduct: usize = 0;
export let claimProductLength: i32 = 0;
export let claimExpiry: i64 = ABSENT;
export let claimNotBefore: i64 = ABSENT;
export let claimIssuedAt: i64 = ABSENT;
export let claimTokenId: usize = 0;
export let claimNonce: usize = 0;
export let claimCustomer: usize = 0;
export let claimCustomerLength: i32 = 0;
export let claimRefresh: i64 = ABSENT;
export let claimOffline: i64 = ABSENT;
export let claimPlan: usize = 0;
export let claimPlanLength: i32 = 0;
export let claimRenewal: i64 = ABSENT;
export let claimEpoch: i64 = ABSENT;

/** How many bindings must match, and how many there are, 8 bytes each; 0 of 0 when the code is not bound to a machine. */
export let machineNeeded: i32 = 0;
export let machineBound: i32 = 0;
export let machineBindings: usize = 0;

// A feature, 24 bytes: u32 name │ u32 its length │ i64 value (−1 unless a number) │ u32 text │ u16 its length │ u16 type
const FEATURE: i32 = 24;
const FEATURES = memory.data(64 * 24, 8);
export let featureCount: i32 = 0;

export function featureName(index: i32): usize {
  return load<u32>(FEATURES + index * FEATURE);
}
export function featureNameLength(index: i32): i32 {
  return load<u32>(FEATURES + index * FEATURE, 4);
}
export function featureValue(index: i32): i64 {
  return load<i64>(FEATURES + index * FEATURE, 8);
}
export function featureText(index: i32): usize {
  return load<u32>(FEATURES + index * FEATURE, 16);
}
export function featureTextLength(index: i32): i32 {
  return load<u16>(FEATURES + index * FEATURE, 20);
}
export function featureType(index: i32): u32 {
  return load<u16>(FEATURES + index * FEATURE, 22);
}

// A domain pattern, 8 bytes: u32 text │ u32 its length
const DOMAIN: i32 = 8;
const DOMAINS = memory.data(64 * 8, 8);
export let domainCount: i32 = 0;

export function domain(index: i32): usize {
  return load<u32>(DOMAINS + index * DOMAIN);
}
export function domainLength(index: i32): i32 {
  return load<u32>(DOMAINS + index * DOMAIN, 4);
}

/** Reads the claims. Anything that is not exactly as the format says is malformed, however well it is signed. */
export function readClaims(payload: usize, length: i32): bool {
  forgetClaims();
  openCbor(payload, length);
  if (!takeMap()) return fail(MALFORMED, CLAIMS);
  let previous: usize = 0;
  for (let left = argument; left > 0; left--) {
    const key = position;
    if (!takeKey(previous) || !takeClaim()) return false;
    previous = key;
  }
  const complete = claimLicenseId != 0 && claimProduct != 0 && claimIssuedAt != ABSENT && claimTokenId != 0;
  return complete ? closeCbor() : fail(MALFORMED, CLAIM_MISSING);
}

function forgetClaims(): void {
  claimIssuer = claimLicenseId = claimProduct = claimCustomer = claimPlan = claimTokenId = claimNonce = 0;
  claimIssuerLength = claimLicenseIdLength = claimProductLength = claimCustomerLength = claimPlanLength = 0;
  claimExpiry = claimNotBefore = claimIssuedAt = ABSENT;
  claimRefresh = claimOffline = claimRenewal = claimEpoch = ABSENT;
  machineNeeded = machineBound = 0;
  machineBindings = 0;
  featureCount = domainCount = 0;
}

/** Takes the value behind the key that was just taken. */
function takeClaim(): bool {
  if (isPrivateKey()) return argument == PRIVATE ? takeTerms() : takePrivate(2);
  if (major != UNSIGNED || argument > 10) return fail(MALFORMED, CLAIMS);
  switch (<u32>argument) {
    case 1:
      return takeIssuer();
    case 2:
      return takeLicenseId();
    case 3:
      return takeProduct();
    case 4:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_EXPIRY);
      claimExpiry = argument;
      return true;
    case 5:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_NOT_BEFORE);
      claimNotBefore = argument;
      return true;
    case 6:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_ISSUED_AT);
      claimIssuedAt = argument;
      return true;
    case 7:
      if (!takeBytes(TOKEN_ID, TOKEN_ID)) return fail(MALFORMED, CLAIM_TOKEN_ID);
      claimTokenId = contentAt;
      return true;
    case 10:
      if (!takeBytes(8, 8)) return fail(MALFORMED, CLAIM_NONCE);
      claimNonce = contentAt;
      return true;
    default:
      return fail(MALFORMED, CLAIMS);
  }
}

/** Whether the key that was just taken is an integer below −65536. */
function isPrivateKey(): bool {
  return major == NEGATIVE && argument >= PRIVATE;
}

/** Checks and ignores the value of a private key. */
function takePrivate(depth: i32): bool {
  return takeItem(depth) || fail(MALFORMED, CLAIM_PRIVATE);
}

function takeIssuer(): bool {
  if (!takeText(1, 64)) return fail(MALFORMED, CLAIM_ISSUER);
  claimIssuer = contentAt;
  claimIssuerLength = contentLength;
  return true;
}

function takeLicenseId(): bool {
  if (!takeText(1, 40)) return fail(MALFORMED, CLAIM_LICENSE_ID);
  claimLicenseId = contentAt;
  claimLicenseIdLength = contentLength;
  return true;
}

function takeProduct(): bool {
  if (!takeText(1, 64)) return fail(MALFORMED, CLAIM_PRODUCT);
  claimProduct = contentAt;
  claimProductLength = contentLength;
  return true;
}

/** The map under −65537. */
function takeTerms(): bool {
  if (!takeMap()) return fail(MALFORMED, CLAIM_TERMS);
  let previous: usize = 0;
  for (let left = argument; left > 0; left--) {
    const key = position;
    if (!takeKey(previous) || !takeTerm()) return false;
    previous = key;
  }
  return true;
}

function takeTerm(): bool {
  if (isPrivateKey()) return takePrivate(3);
  if (major != UNSIGNED || argument > 9) return fail(MALFORMED, CLAIM_TERMS);
  switch (<u32>argument) {
    case 1:
      return takeCustomer();
    case 2:
      return takeFeatures();
    case 3:
      return takeDomains();
    case 4:
      return takeMachine();
    case 5:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_REFRESH);
      claimRefresh = argument;
      return true;
    case 6:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_OFFLINE);
      claimOffline = argument;
      return true;
    case 7:
      return takePlan();
    case 8:
      if (!takeUnsigned(MAX_TIME)) return fail(MALFORMED, CLAIM_RENEWAL);
      claimRenewal = argument;
      return true;
    case 9:
      if (!takeUnsigned(0xffffffff)) return fail(MALFORMED, CLAIM_EPOCH);
      claimEpoch = argument;
      return true;
    default:
      return fail(MALFORMED, CLAIM_TERMS);
  }
}

function takeCustomer(): bool {
  if (!takeText(1, 64)) return fail(MALFORMED, CLAIM_CUSTOMER);
  claimCustomer = contentAt;
  claimCustomerLength = contentLength;
  return true;
}

function takePlan(): bool {
  if (!takeText(1, 40)) return fail(MALFORMED, CLAIM_PLAN);
  claimPlan = contentAt;
  claimPlanLength = contentLength;
  return true;
}

function takeFeatures(): bool {
  if (!takeMap() || argument > <u64>MAX_FEATURES) return fail(MALFORMED, CLAIM_FEATURES);
  const count = <i32>argument;
  let previous: usize = 0;
  for (let i = 0; i < count; i++) {
    const key = position;
    if (!takeKey(previous) || major != TEXT) return fail(MALFORMED, CLAIM_FEATURE_NAME);
    if (contentLength < 1 || contentLength > 64) return fail(MALFORMED, CLAIM_FEATURE_NAME);
    store<u32>(FEATURES + i * FEATURE, contentAt);
    store<u32>(FEATURES + i * FEATURE, contentLength, 4);
    if (!takeFeatureValue(FEATURES + i * FEATURE)) return fail(MALFORMED, CLAIM_FEATURE_VALUE);
    previous = key;
  }
  featureCount = count;
  return true;
}

function takeFeatureValue(feature: usize): bool {
  const type = nextType();
  if (type == TEXT) return takeText(0, 256) && keepValue(feature, WORDS, ABSENT, contentAt, contentLength);
  if (type == UNSIGNED) return takeUnsigned(MAX_NUMBER) && keepValue(feature, NUMBER, argument, 0, 0);
  return readHead() && major == SIMPLE && argument == TRUE && keepValue(feature, GRANTED, ABSENT, 0, 0);
}

function keepValue(feature: usize, type: u32, value: i64, text: usize, textLength: i32): bool {
  store<i64>(feature, value, 8);
  store<u32>(feature, text, 16);
  store<u16>(feature, <u16>textLength, 20);
  store<u16>(feature, <u16>type, 22);
  return true;
}

function takeDomains(): bool {
  if (!takeArray(1, MAX_DOMAINS)) return fail(MALFORMED, CLAIM_DOMAINS);
  const count = <i32>argument;
  for (let i = 0; i < count; i++) {
    if (!takeText(1, 253) || !isDomainPattern(contentAt, contentLength)) return fail(MALFORMED, CLAIM_DOMAIN);
    store<u32>(DOMAINS + i * DOMAIN, contentAt);
    store<u32>(DOMAINS + i * DOMAIN, contentLength, 4);
  }
  domainCount = count;
  return true;
}

const DOT: u32 = 0x2e;
const STAR: u32 = 0x2a;

/** Labels of a–z, 0–9, - and _, 1 to 63 bytes each, joined by dots, after at most one leading `*.`. */
function isDomainPattern(text: usize, length: i32): bool {
  const wild = length >= 2 && <u32>load<u8>(text) == STAR && <u32>load<u8>(text, 1) == DOT;
  let label = 0; // bytes of the label under way
  for (let i = wild ? 2 : 0; i < length; i++) {
    const byte: u32 = load<u8>(text + i);
    if (byte == DOT) {
      if (label == 0) return false;
      label = 0;
    } else {
      label++;
      if (label > 63 || !isLabelByte(byte)) return false;
    }
  }
  return label > 0;
}

function isLabelByte(byte: u32): bool {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2d || byte == 0x5f;
}

/** `[k, b]`: k of the n bindings in b must match. */
function takeMachine(): bool {
  if (!takeArray(2, 2) || !takeUnsigned(MAX_BINDINGS)) return fail(MALFORMED, CLAIM_MACHINE);
  const needed = <i32>argument;
  if (!takeBytes(BINDING, MAX_BINDINGS * BINDING)) return fail(MALFORMED, CLAIM_MACHINE);
  const bound = contentLength / BINDING;
  const whole = bound * BINDING == contentLength;
  if (!whole || needed < 1 || needed > bound) return fail(MALFORMED, CLAIM_MACHINE);
  if (!areDifferent(contentAt, bound, BINDING)) return fail(MALFORMED, CLAIM_MACHINE);
  machineNeeded = needed;
  machineBound = bound;
  machineBindings = contentAt;
  return true;
}
