// What the portal needs beyond a verifier: the claims as the bytes to be signed, and the code around a signature. Only in issuer.wasm.
// The caller sets claims in any order and calls writeSigningInput; the limits of the format exist once, in claims.ts, which reads what
// was written before anybody signs it.
import { same } from './bytes';
import {
  ARRAY,
  closeCbor,
  contentAt,
  contentLength,
  MAP,
  NEGATIVE,
  openCbor,
  overflowed,
  SIMPLE,
  startCbor,
  TRUE,
  takeArray,
  takeBytes,
  takeText,
  UNSIGNED,
  writeByteString,
  writeHead,
  writeText,
  written,
} from './cbor';
import { ABSENT, BINDING, DOMAIN_LIST, FEATURE_MAP, MACHINE, readClaims, TERMS } from './claims';
import { CLAIM_DOMAINS, CLAIM_FEATURES, ISSUE_INPUT, ISSUE_MINORITY, ISSUE_TOO_LARGE } from './detail';
import { GRANTED, MAX_DOMAINS, MAX_FEATURES, NUMBER } from './lists';
import { BAD_INPUT, CANNOT_ISSUE, detail, fail } from './reason';
import { HEADER, KEY_ID, SIGNATURE, toBeSigned, toBeSignedLength, writeEnvelope, writeToBeSigned } from './token';

/** The most bytes that the portal issues. */
export const MAX_ISSUED: i32 = 512;

const CLAIMS: u32 = TERMS + 10;

// A claim, 16 bytes at 16 × its number: u32 kind │ u32 length │ i64 the integer, or the address of text or bytes
const SLOT: u32 = 16;
const SLOTS = memory.data(26 * 16, 8);
const NOTHING: u32 = 0;
const INTEGER_CLAIM: u32 = 1;
const TEXT_CLAIM: u32 = 2;
const BYTES_CLAIM: u32 = 3;

// A feature, 32 bytes: u32 name │ u32 its length │ u32 type │ u32 – │ i64 value │ u32 text │ u32 its length. Kept in the order of the encoding.
const FEATURE: i32 = 32;
const FEATURES = memory.data(64 * 32, 8);
let featureTotal: i32 = 0;

// A domain, 8 bytes: u32 text │ u32 its length
const DOMAIN: i32 = 8;
const DOMAINS = memory.data(64 * 8, 8);
let domainTotal: i32 = 0;

let machineNeeds: i32 = 0;
let machineBinds: i32 = 0;
let machineList: usize = 0;

const PAYLOAD_ROOM: i32 = 4096;
const PAYLOAD = memory.data(4096);

/** Forgets what was set before. */
export function startClaims(): void {
  memory.fill(SLOTS, 0, CLAIMS * SLOT);
  featureTotal = domainTotal = machineNeeds = machineBinds = 0;
}

/** Sets a time, a duration or the epoch; −1 leaves it out. */
export function setInteger(claim: u32, value: i64): void {
  setSlot(claim, value == ABSENT ? NOTHING : INTEGER_CLAIM, 0, value);
}

/** Sets a text; an empty one is left out. The bytes stay where they are until the call ends. */
export function setText(claim: u32, text: usize, length: i32): void {
  setSlot(claim, length == 0 ? NOTHING : TEXT_CLAIM, length, text);
}

/** Sets the token id or the nonce; no bytes leave it out. */
export function setBytes(claim: u32, bytes: usize, length: i32): void {
  setSlot(claim, length == 0 ? NOTHING : BYTES_CLAIM, length, bytes);
}

function setSlot(claim: u32, kind: u32, length: i32, value: i64): void {
  const slot = SLOTS + claim * SLOT;
  store<u32>(slot, kind);
  store<u32>(slot, length, 4);
  store<i64>(slot, value, 8);
}

/** Binds the code to a machine: `needed` of the `bound` bindings must match. 0 of 0 is not bound. */
export function setMachine(needed: i32, bindings: usize, bound: i32): void {
  machineNeeds = needed;
  machineBinds = bound;
  machineList = bindings;
}

/** Adds a domain pattern; they keep their order. */
export function addDomain(text: usize, length: i32): void {
  if (domainTotal < MAX_DOMAINS) {
    store<u32>(DOMAINS + domainTotal * DOMAIN, text);
    store<u32>(DOMAINS + domainTotal * DOMAIN, length, 4);
  }
  domainTotal++;
}

/** Adds a feature; `type` is GRANTED, NUMBER (then `value` counts) or WORDS (then the text). Any order will do. */
export function addFeature(name: usize, nameLength: i32, type: u32, value: i64, text: usize, textLength: i32): void {
  if (featureTotal < MAX_FEATURES) {
    const feature = makeRoom(name, nameLength);
    store<u32>(feature, name);
    store<u32>(feature, nameLength, 4);
    store<u32>(feature, type, 8);
    store<i64>(feature, value, 16);
    store<u32>(feature, text, 24);
    store<u32>(feature, textLength, 28);
  }
  featureTotal++;
}

/** Moves the features that come after this name one place on, and returns the place that is free then. */
function makeRoom(name: usize, nameLength: i32): usize {
  const end = FEATURES + featureTotal * FEATURE;
  let place = FEATURES;
  while (place < end && !comesBefore(name, nameLength, place)) place += FEATURE;
  memory.copy(place + FEATURE, place, end - place);
  return place;
}

/** Bytewise order of encoded texts: the shorter one first, because the length stands in front. */
function comesBefore(name: usize, nameLength: i32, feature: usize): bool {
  const other = <i32>load<u32>(feature, 4);
  if (nameLength != other) return nameLength < other;
  return memory.compare(name, load<u32>(feature), nameLength) < 0;
}

/** Writes the bytes to be signed (`toBeSigned` in token.ts) for the key with this id, when the claims keep every limit. */
export function writeSigningInput(kid: usize): bool {
  if (featureTotal > MAX_FEATURES) return fail(CANNOT_ISSUE, CLAIM_FEATURES);
  if (domainTotal > MAX_DOMAINS) return fail(CANNOT_ISSUE, CLAIM_DOMAINS);
  startCbor(PAYLOAD, PAYLOAD_ROOM);
  writeMap(1, TERMS);
  if (overflowed) return fail(CANNOT_ISSUE, ISSUE_TOO_LARGE);
  const length = <i32>(written - PAYLOAD);
  if (!readClaims(PAYLOAD, length)) return fail(CANNOT_ISSUE, detail);
  // Otherwise components collected from several machines could make one code fit them all.
  if (machineBinds > 0 && 2 * machineNeeds <= machineBinds) return fail(CANNOT_ISSUE, ISSUE_MINORITY);
  if (envelopeLength(length) > MAX_ISSUED) return fail(CANNOT_ISSUE, ISSUE_TOO_LARGE);
  writeToBeSigned(kid, PAYLOAD, length);
  return true;
}

/** Writes the claims from `first` to `last` that are set, as a map; TERMS itself stands for the license terms. */
function writeMap(first: u32, last: u32): void {
  let members = 0;
  for (let claim = first; claim <= last; claim++) members += i32(isSet(claim));
  writeHead(MAP, members);
  for (let claim = first; claim <= last; claim++) {
    if (isSet(claim)) writeClaim(claim);
  }
}

function isSet(claim: u32): bool {
  if (claim == TERMS) return hasTerms();
  if (claim == FEATURE_MAP) return featureTotal > 0;
  if (claim == DOMAIN_LIST) return domainTotal > 0;
  if (claim == MACHINE) return machineNeeds != 0 || machineBinds != 0;
  return load<u32>(SLOTS + claim * SLOT) != NOTHING;
}

function hasTerms(): bool {
  for (let claim = TERMS + 1; claim < CLAIMS; claim++) {
    if (isSet(claim)) return true;
  }
  return false;
}

function writeClaim(claim: u32): void {
  if (claim == TERMS) {
    writeHead(NEGATIVE, 65536); // −65537
    writeMap(TERMS + 1, CLAIMS - 1); // no member of it is TERMS again
    return;
  }
  writeHead(UNSIGNED, claim < TERMS ? claim : claim - TERMS);
  if (claim == FEATURE_MAP) writeFeatures();
  else if (claim == DOMAIN_LIST) writeDomains();
  else if (claim == MACHINE) writeMachine();
  else writeSlot(SLOTS + claim * SLOT);
}

function writeSlot(slot: usize): void {
  const kind = load<u32>(slot);
  const length = <i32>load<u32>(slot, 4);
  const value = load<i64>(slot, 8);
  if (kind == INTEGER_CLAIM) writeInteger(value);
  else if (kind == TEXT_CLAIM) writeText(<usize>value, length);
  else writeByteString(<usize>value, length);
}

/** A negative number is written as one, so that the reader refuses it. */
function writeInteger(value: i64): void {
  writeHead(value < 0 ? NEGATIVE : UNSIGNED, value < 0 ? ~value : value);
}

function writeFeatures(): void {
  writeHead(MAP, featureTotal);
  for (let i = 0; i < featureTotal; i++) {
    const feature = FEATURES + i * FEATURE;
    writeText(load<u32>(feature), load<u32>(feature, 4));
    const type = load<u32>(feature, 8);
    if (type == GRANTED) writeHead(SIMPLE, TRUE);
    else if (type == NUMBER) writeInteger(load<i64>(feature, 16));
    else writeText(load<u32>(feature, 24), load<u32>(feature, 28));
  }
}

function writeDomains(): void {
  writeHead(ARRAY, domainTotal);
  for (let i = 0; i < domainTotal; i++) {
    writeText(load<u32>(DOMAINS + i * DOMAIN), load<u32>(DOMAINS + i * DOMAIN, 4));
  }
}

function writeMachine(): void {
  writeHead(ARRAY, 2);
  writeInteger(machineNeeds);
  writeByteString(machineList, machineBinds * BINDING);
}

/** The length of the envelope around a payload (drawn in token.ts). */
function envelopeLength(payloadLength: i32): i32 {
  const head = payloadLength < 24 ? 1 : payloadLength < 256 ? 2 : 3;
  return 17 + head + payloadLength + 2 + SIGNATURE;
}

/**
 * Writes the code's bytes around what was signed and its signature, and returns their length; 0 (BAD_INPUT) when the first is not exactly
 * what writeSigningInput makes. `out` has room for MAX_ISSUED bytes.
 */
export function assembleCode(signed: usize, length: i32, signature: usize, signatureLength: i32, out: usize): i32 {
  if (signatureLength == SIGNATURE && readSigningInput(signed, length)) {
    return writeEnvelope(signingKid, signingPayload, signingPayloadLength, signature, out);
  }
  fail(BAD_INPUT, ISSUE_INPUT);
  return 0;
}

let signingKid: usize = 0;
let signingPayload: usize = 0;
let signingPayloadLength: i32 = 0;

/** Takes a Sig_structure apart, and compares it with the one that its parts make: there is only one for them. */
function readSigningInput(signed: usize, length: i32): bool {
  openCbor(signed, length);
  if (!takeArray(4, 4) || !takeText(10, 10) || !takeBytes(HEADER, HEADER)) return false;
  signingKid = contentAt + HEADER - KEY_ID;
  if (!takeBytes(4, 4) || !takeBytes(1, MAX_ISSUED) || !closeCbor()) return false;
  signingPayload = contentAt;
  signingPayloadLength = contentLength;
  if (envelopeLength(signingPayloadLength) > MAX_ISSUED) return false;
  writeToBeSigned(signingKid, signingPayload, signingPayloadLength);
  const unchanged = toBeSignedLength == length && same(toBeSigned, signed, length);
  return unchanged && readClaims(signingPayload, signingPayloadLength);
}
