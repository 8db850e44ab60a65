// The claims of an activation code: a CWT (RFC 8392), one map. Looked at only after the signature holds – or before it is made (issue.ts).
//
//   1 iss  2 sub  3 aud  4 exp  5 nbf  6 iat  7 cti  10 nonce  −65537 license terms:
//   1 customer  2 features  3 domains  4 machine  5 refresh  6 offline  7 plan  8 renewal window  9 epoch
//
// Keys stand in bytewise order. Private keys (below −65536; among the terms −65537 is one too) are checked and ignored; any other key is malformed.
import { areDifferent } from './bytes';
import {
  argument,
  closeCbor,
  contentAt,
  contentLength,
  major,
  NEGATIVE,
  openCbor,
  position,
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
  CLAIM_EPOCH,
  CLAIM_EXPIRY,
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
import { forgetLists, takeDomains, takeFeatures } from './lists';
import { malformed } from './reason';

/** The last second of the year 9999; durations end there too. */
export const MAX_TIME: u64 = 253402300799;
export const ABSENT: i64 = -1;

export const BINDING: i32 = 8;
export const MAX_BINDINGS: i32 = 8;

/** Member m of the license terms (the map under −65537) is claim TERMS + m; the other claims have their own number. */
export const TERMS: u32 = 16;

export const ISSUER: u32 = 1;
export const LICENSE: u32 = 2;
export const PRODUCT: u32 = 3;
export const EXPIRY: u32 = 4;
export const NOT_BEFORE: u32 = 5;
export const ISSUED_AT: u32 = 6;
export const TOKEN: u32 = 7;
export const NONCE: u32 = 10;
export const CUSTOMER: u32 = TERMS + 1;
export const FEATURE_MAP: u32 = TERMS + 2;
export const DOMAIN_LIST: u32 = TERMS + 3;
export const MACHINE: u32 = TERMS + 4;
export const REFRESH: u32 = TERMS + 5;
export const OFFLINE: u32 = TERMS + 6;
export const PLAN: u32 = TERMS + 7;
export const RENEWAL: u32 = TERMS + 8;
export const EPOCH: u32 = TERMS + 9;
const NUMBERS: u32 = 32; // no key beyond 15 in either map

const PRIVATE: u64 = 65536; // the argument of −65537; larger ones are below it

// Kinds of claims. A text has 1 to so many bytes.
const TEXT_40: u32 = 40 << 8;
const TEXT_64: u32 = 64 << 8;
const TIME: u32 = 1 << 8; // or a duration
const COUNT: u32 = 2 << 8;
const EIGHT_BYTES: u32 = 3 << 8;
const OWN: u32 = 4 << 8; // read by a function of its own, with faults of its own

/** The kind of each claim by its number, with the detail of a bad one; 0 where there is no such claim. */
const RULES = memory.data<u32>([
  0,
  TEXT_64 | CLAIM_ISSUER,
  TEXT_40 | CLAIM_LICENSE_ID,
  TEXT_64 | CLAIM_PRODUCT,
  TIME | CLAIM_EXPIRY,
  TIME | CLAIM_NOT_BEFORE,
  TIME | CLAIM_ISSUED_AT,
  EIGHT_BYTES | CLAIM_TOKEN_ID,
  0,
  0,
  EIGHT_BYTES | CLAIM_NONCE,
  0,
  0,
  0,
  0,
  0,
  0,
  TEXT_64 | CLAIM_CUSTOMER,
  OWN,
  OWN,
  OWN,
  TIME | CLAIM_REFRESH,
  TIME | CLAIM_OFFLINE,
  TEXT_40 | CLAIM_PLAN,
  TIME | CLAIM_RENEWAL,
  COUNT | CLAIM_EPOCH,
  0,
  0,
  0,
  0,
  0,
  0,
]);

// A claim as it was read, 16 bytes at 16 × its number: u32 address of text or bytes in the payload │ u32 length │ i64 number.
// Absent: 0 │ 0 │ ABSENT.
const SLOT: u32 = 16;
const slots = memory.data(512, 8);

/** Where the text or the bytes of a claim are, 0 when it is absent. */
export function addressOf(claim: u32): usize {
  return load<u32>(slots + claim * SLOT);
}

export function lengthOf(claim: u32): i32 {
  return load<u32>(slots + claim * SLOT, 4);
}

/** A time, a duration or a number; ABSENT when there is none. */
export function numberOf(claim: u32): i64 {
  return load<i64>(slots + claim * SLOT, 8);
}

/** How many bindings must match, and how many there are, 8 bytes each; 0 of 0 when the code is not bound to a machine. */
export let machineNeeded: i32 = 0;
export let machineBound: i32 = 0;
export let machineBindings: usize = 0;

/** Reads the claims. Anything that is not exactly as the format says is malformed, however well it is signed. */
export function readClaims(payload: usize, length: i32): bool {
  memory.fill(slots, 0, NUMBERS * SLOT);
  for (let claim: u32 = 0; claim < NUMBERS; claim++) store<i64>(slots + claim * SLOT, ABSENT, 8);
  machineNeeded = machineBound = 0;
  forgetLists();
  openCbor(payload, length);
  if (!takeMembers(0)) return false;
  const complete = addressOf(LICENSE) != 0 && addressOf(PRODUCT) != 0 && addressOf(TOKEN) != 0;
  return complete && numberOf(ISSUED_AT) != ABSENT ? closeCbor() : malformed(CLAIM_MISSING);
}

/** Takes a map: the claims (0) or the license terms (TERMS). The first leads to the second, and the second to nothing. */
function takeMembers(base: u32): bool {
  if (!takeMap()) return unknown(base);
  let previous: usize = 0;
  for (let left = argument; left > 0; left--) {
    const key = position;
    if (!takeKey(previous) || !takeMember(base)) return false;
    previous = key;
  }
  return true;
}

/** Takes the value behind the key that was just taken. */
function takeMember(base: u32): bool {
  if (major == NEGATIVE && argument >= PRIVATE) {
    if (base == 0 && argument == PRIVATE) return takeMembers(TERMS);
    return takeItem(base == 0 ? 2 : 3) || malformed(CLAIM_PRIVATE);
  }
  if (major != UNSIGNED || argument >= TERMS) return unknown(base);
  const claim = base + <u32>argument;
  const rule = load<u32>(RULES + 4 * claim);
  if (rule == 0) return unknown(base);
  if (claim == FEATURE_MAP) return takeFeatures();
  if (claim == DOMAIN_LIST) return takeDomains();
  if (claim == MACHINE) return takeMachine();
  return takeValue(rule & 0xff00, slots + claim * SLOT) || malformed(rule & 0xff);
}

function unknown(base: u32): bool {
  return malformed(base == 0 ? CLAIMS : CLAIM_TERMS);
}

function takeValue(kind: u32, slot: usize): bool {
  if (kind == TIME || kind == COUNT) {
    if (!takeUnsigned(kind == TIME ? MAX_TIME : 0xffffffff)) return false;
    store<i64>(slot, argument, 8);
    return true;
  }
  if (!(kind == EIGHT_BYTES ? takeBytes(8, 8) : takeText(1, kind >> 8))) return false;
  store<u32>(slot, contentAt);
  store<u32>(slot, contentLength, 4);
  return true;
}

/** `[k, b]`: k of the n bindings in b must match. */
function takeMachine(): bool {
  if (!takeArray(2, 2) || !takeUnsigned(MAX_BINDINGS)) return malformed(CLAIM_MACHINE);
  const needed = <i32>argument;
  if (!takeBytes(BINDING, MAX_BINDINGS * BINDING)) return malformed(CLAIM_MACHINE);
  const bound = contentLength / BINDING;
  const good = bound * BINDING == contentLength && needed >= 1 && needed <= bound;
  if (!good || !areDifferent(contentAt, bound, BINDING)) return malformed(CLAIM_MACHINE);
  machineNeeded = needed;
  machineBound = bound;
  machineBindings = contentAt;
  return true;
}
