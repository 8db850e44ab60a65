// The activation request (LKR1): what a machine asks for. Not signed, and nothing in it is trusted.
//
//   a5                      a map of five members, a6 with a license key
//   01 48 ········          nonce, 8 bytes
//   02 6x …                 product, text of 1–64 bytes
//   03 8n 50 ····… 50 …     components, n = 1–8, 16 bytes each, all different
//   04 50 ········…         lock, 16 bytes; zeros when the machine has no secret
//   05 6x …                 label, text of 0–64 bytes
//   06 6x …                 license key, text of 1–64 bytes (optional)
import { areDifferent } from './bytes';
import {
  ARRAY,
  argument,
  closeCbor,
  contentAt,
  contentLength,
  MAP,
  major,
  openCbor,
  startCbor,
  takeArray,
  takeBytes,
  takeKey,
  takeMap,
  takeText,
  UNSIGNED,
  writeByteString,
  writeHead,
  writeText,
  written,
} from './cbor';
import {
  REQUEST_COMPONENTS,
  REQUEST_LABEL,
  REQUEST_LICENSE_KEY,
  REQUEST_LOCK,
  REQUEST_MEMBERS,
  REQUEST_NONCE,
  REQUEST_PRODUCT,
  REQUEST_SAME_COMPONENTS,
} from './detail';
import { BAD_INPUT, detail, fail, malformed } from './reason';

/** The members by their keys. */
export const NONCE: u32 = 1;
export const PRODUCT: u32 = 2;
export const COMPONENTS: u32 = 3;
export const LOCK: u32 = 4;
export const LABEL: u32 = 5;
export const LICENSE_KEY: u32 = 6;

const COMPONENT: i32 = 16;
const MAX_COMPONENTS: i32 = 8;

// How each member is read: its kind, how many bytes it has at least and at most, and the detail of a bad one.
const BYTES: u32 = 0;
const TEXT: u32 = 1;
const LIST: u32 = 2;
const RULES = memory.data<u32>([
  BYTES | (8 << 8) | (8 << 16) | (REQUEST_NONCE << 24),
  TEXT | (1 << 8) | (64 << 16) | (REQUEST_PRODUCT << 24),
  LIST | (REQUEST_COMPONENTS << 24),
  BYTES | (16 << 8) | (16 << 16) | (REQUEST_LOCK << 24),
  TEXT | (0 << 8) | (64 << 16) | (REQUEST_LABEL << 24),
  TEXT | (1 << 8) | (64 << 16) | (REQUEST_LICENSE_KEY << 24),
]);
const KIND: u32 = 0;
const LEAST: u32 = 1;
const MOST: u32 = 2;
const FAULT: u32 = 3;

/** Room for a request while it is made: 368 bytes at most when it is valid, and a little more when a member is too long. */
export const REQUEST_ROOM: i32 = 512;

// The members of the request read last, or to be written: u32 address │ u32 length, at 8 × the key. All addresses point into the bytes that were
// passed, except for the components, which are put one behind the other. A license key of length 0 is none.
const members = memory.data(56, 8);
const components: usize = memory.data(128);

export function setMember(key: u32, bytes: usize, length: i32): void {
  store<u32>(members + 8 * key, u32(bytes));
  store<u32>(members + 8 * key, length, 4);
}

export function memberAt(key: u32): usize {
  return load<u32>(members + 8 * key);
}

export function memberLength(key: u32): i32 {
  return load<u32>(members + 8 * key, 4);
}

function rule(key: u32, part: u32): i32 {
  return load<u8>(RULES + 4 * (key - 1) + part);
}

/** Reads a request; it must be in exactly the form drawn above. */
export function readRequest(bytes: usize, length: i32): bool {
  setMember(LICENSE_KEY, 0, 0);
  openCbor(bytes, length);
  if (!takeMap() || argument < LABEL || argument > LICENSE_KEY) return malformed(REQUEST_MEMBERS);
  const last = <u32>argument;
  for (let key = NONCE; key <= last; key++) {
    if (!takeKey(0) || major != UNSIGNED || argument != key) return malformed(REQUEST_MEMBERS);
    if (!takeMember(key)) return malformed(rule(key, FAULT));
    if (key != COMPONENTS) setMember(key, contentAt, contentLength);
  }
  const count = memberLength(COMPONENTS) / COMPONENT;
  if (!areDifferent(components, count, COMPONENT)) return malformed(REQUEST_SAME_COMPONENTS);
  return closeCbor();
}

function takeMember(key: u32): bool {
  const kind = rule(key, KIND);
  if (kind == LIST) return takeComponents();
  return kind == TEXT ? takeText(rule(key, LEAST), rule(key, MOST)) : takeBytes(rule(key, LEAST), rule(key, MOST));
}

function takeComponents(): bool {
  if (!takeArray(1, MAX_COMPONENTS)) return false;
  const length = <i32>argument * COMPONENT;
  for (let at = 0; at < length; at += COMPONENT) {
    if (!takeBytes(COMPONENT, COMPONENT)) return false;
    memory.copy(components + at, contentAt, COMPONENT);
  }
  setMember(COMPONENTS, components, length);
  return true;
}

/**
 * Writes a request of the members that were set and returns its length; 0 when one is out of its limits (BAD_INPUT, with the detail). The nonce has
 * 8 bytes, the lock 16, the components a multiple of 16. `out` has room for REQUEST_ROOM bytes.
 */
export function writeRequest(out: usize): i32 {
  const last = memberLength(LICENSE_KEY) > 0 ? LICENSE_KEY : LABEL;
  startCbor(out, REQUEST_ROOM);
  writeHead(MAP, last);
  for (let key = NONCE; key <= last; key++) {
    writeHead(UNSIGNED, key);
    // Cut so that the reader sees that it is too long: the limits exist once, there.
    if (key == COMPONENTS) writeComponents(min(memberLength(key), (MAX_COMPONENTS + 1) * COMPONENT));
    else if (rule(key, KIND) == TEXT) writeText(memberAt(key), min(memberLength(key), rule(key, MOST) + 1));
    else writeByteString(memberAt(key), memberLength(key));
  }
  const length = <i32>(written - out);
  if (readRequest(out, length)) return length;
  fail(BAD_INPUT, detail);
  return 0;
}

function writeComponents(length: i32): void {
  writeHead(ARRAY, length / COMPONENT);
  for (let at = 0; at < length; at += COMPONENT) writeByteString(memberAt(COMPONENTS) + at, COMPONENT);
}
