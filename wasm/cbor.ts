// Deterministic CBOR (RFC 8949 §4.2.1) in the profile of docs/token.md: shortest integers, definite lengths, map keys in bytewise order and
// without duplicates, keys integers or texts, no tags, no floats, simple values only false, true and null, texts in valid UTF-8 without
// control characters, at most four arrays and maps deep. One reader and one writer, each with one cursor; nothing is copied.
import {
  CBOR_BEHIND,
  CBOR_DEPTH,
  CBOR_ENDS,
  CBOR_FORBIDDEN,
  CBOR_INDEFINITE,
  CBOR_KEYS,
  CBOR_LENGTH,
  CBOR_NOT_SHORTEST,
  CBOR_TEXT,
  CBOR_TYPE,
} from './detail';
import { malformed } from './reason';
import { codePointLength, decodeCodePoint, NO_CODE_POINT } from './utf8';

// Major types (RFC 8949 §3.1).
export const UNSIGNED: u32 = 0;
export const NEGATIVE: u32 = 1;
export const BYTES: u32 = 2;
export const TEXT: u32 = 3;
export const ARRAY: u32 = 4;
export const MAP: u32 = 5;
export const SIMPLE: u32 = 7;

/** The argument of the simple value `true`. */
export const TRUE: u64 = 21;

const MAX_DEPTH: i32 = 4;

// ── Reading ──

/** Where the reader stands; it never goes beyond `end`. */
export let position: usize = 0;
let end: usize = 0;

/** The head read last: its major type and its argument (a value, a length, a count). */
export let major: u32 = 0;
export let argument: u64 = 0;

/** The content of the byte string or text taken last. */
export let contentAt: usize = 0;
export let contentLength: i32 = 0;

/** Puts the reader in front of the first byte. */
export function openCbor(bytes: usize, length: i32): void {
  position = bytes;
  end = bytes + length;
}

/** Nothing may follow what has been read. */
export function closeCbor(): bool {
  return position == end || malformed(CBOR_BEHIND);
}

/** Reads one head, whatever its type, and refuses every form of it that is not the shortest. */
export function readHead(): bool {
  if (position >= end) return malformed(CBOR_ENDS);
  const initial: u32 = load<u8>(position++);
  major = initial >> 5;
  const info = initial & 31;
  if (info < 24) {
    argument = info;
    return major != SIMPLE || (info >= 20 && info <= 22) || malformed(CBOR_FORBIDDEN);
  }
  if (info > 27) return malformed(CBOR_INDEFINITE);
  if (major == SIMPLE) return malformed(CBOR_FORBIDDEN); // a float, or a simple value in two bytes
  return readArgument(1 << (info - 24));
}

/** Reads an argument of 1, 2, 4 or 8 bytes, most significant first. */
function readArgument(size: u32): bool {
  if (end - position < size) return malformed(CBOR_ENDS);
  argument = 0;
  for (let i: u32 = 0; i < size; i++) argument = (argument << 8) | load<u8>(position++);
  // Half the bytes would have been enough below 2^(4 × size); a single byte is for 24 and more.
  const least: u64 = size == 1 ? 24 : (<u64>1) << (4 * size);
  return argument >= least || malformed(CBOR_NOT_SHORTEST);
}

/** The major type that comes next; 8, which is none, at the end. */
export function nextType(): u32 {
  return position < end ? load<u8>(position) >> 5 : 8;
}

function takeHead(type: u32): bool {
  if (!readHead()) return false;
  return major == type || malformed(CBOR_TYPE);
}

/** Takes an unsigned integer up to `most` into `argument`. */
export function takeUnsigned(most: u64): bool {
  if (!takeHead(UNSIGNED)) return false;
  return argument <= most || malformed(CBOR_LENGTH);
}

/** Takes a byte string of `least` to `most` bytes. */
export function takeBytes(least: i32, most: i32): bool {
  return takeHead(BYTES) && takeContent() && hasLength(least, most);
}

/** Takes a text of `least` to `most` bytes. */
export function takeText(least: i32, most: i32): bool {
  return takeHead(TEXT) && takeContent() && hasLength(least, most) && isCleanText();
}

/** Takes the head of an array with `least` to `most` items; their number is in `argument`. */
export function takeArray(least: u64, most: u64): bool {
  if (!takeHead(ARRAY)) return false;
  return (argument >= least && argument <= most) || malformed(CBOR_LENGTH);
}

/** Takes the head of a map; the number of its members is in `argument`. */
export function takeMap(): bool {
  return takeHead(MAP);
}

/** Takes a map key; `previous` is where the key before it stands, 0 for the first one. Afterwards `major` is UNSIGNED, NEGATIVE or TEXT. */
export function takeKey(previous: usize): bool {
  const key = position;
  if (!readHead()) return false;
  if (major == TEXT) {
    if (!takeContent() || !isCleanText()) return false;
  } else if (major > NEGATIVE) {
    // no integer either
    return malformed(CBOR_KEYS);
  }
  return previous == 0 || isAfter(key, previous, position - key) || malformed(CBOR_KEYS);
}

/** Bytewise order. An encoded key is never the beginning of another one, so the first `length` bytes decide. */
function isAfter(key: usize, previous: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    const left: u32 = load<u8>(previous + i);
    const right: u32 = load<u8>(key + i);
    if (left != right) return left < right;
  }
  return false;
}

/** Takes any one item. `depth` is the level on which an array or a map would be here, the outermost being 1. */
export function takeItem(depth: i32): bool {
  if (!readHead()) return false;
  if (major <= NEGATIVE || major == SIMPLE) return true; // an integer, or false, true or null
  if (major == BYTES) return takeContent();
  if (major == TEXT) return takeContent() && isCleanText();
  if (major != ARRAY && major != MAP) return malformed(CBOR_FORBIDDEN); // a tag
  if (depth > MAX_DEPTH) return malformed(CBOR_DEPTH);
  return major == ARRAY ? takeItems(depth + 1) : takeMembers(depth + 1);
}

/** The items of an array. Each takes a byte or more, so that a huge count ends with the bytes; the recursion ends at MAX_DEPTH. */
function takeItems(depth: i32): bool {
  for (let left = argument; left > 0; left--) {
    if (!takeItem(depth)) return false;
  }
  return true;
}

function takeMembers(depth: i32): bool {
  let previous: usize = 0;
  for (let left = argument; left > 0; left--) {
    const key = position;
    if (!takeKey(previous) || !takeItem(depth)) return false;
    previous = key;
  }
  return true;
}

/** Whether these bytes are exactly one item of the profile. */
export function checkItem(bytes: usize, length: i32): bool {
  openCbor(bytes, length);
  return takeItem(1) && closeCbor();
}

function takeContent(): bool {
  if (argument > end - position) return malformed(CBOR_ENDS);
  contentAt = position;
  contentLength = <i32>argument;
  position += contentLength;
  return true;
}

function hasLength(least: i32, most: i32): bool {
  return (contentLength >= least && contentLength <= most) || malformed(CBOR_LENGTH);
}

function isCleanText(): bool {
  const textEnd = contentAt + contentLength;
  for (let at = contentAt; at < textEnd; at += codePointLength) {
    const character = decodeCodePoint(at, textEnd);
    if (character == NO_CODE_POINT || character < 0x20 || character == 0x7f) return malformed(CBOR_TEXT);
  }
  return true;
}

// ── Writing ──

/** Where the writer stands. It stops in front of `limit`, and `overflowed` tells. */
export let written: usize = 0;
let limit: usize = 0;
export let overflowed: bool = false;

/** Puts the writer in front of an area of `capacity` bytes. */
export function startCbor(out: usize, capacity: i32): void {
  written = out;
  limit = out + capacity;
  overflowed = false;
}

/** Takes back what was written behind a place. */
export function rewindCbor(to: usize): void {
  written = to;
}

export function writeHead(type: u32, value: u64): void {
  const initial = type << 5;
  if (value < 24) {
    writeByte(initial | <u32>value);
    return;
  }
  const power: u32 = value < 0x100 ? 0 : value < 0x10000 ? 1 : value < 0x100000000 ? 2 : 3;
  writeByte(initial | (24 + power));
  for (let shift = 8 << power; shift > 0; ) {
    shift -= 8;
    writeByte(<u32>(value >> shift) & 0xff);
  }
}

export function writeByteString(bytes: usize, length: i32): void {
  writeHead(BYTES, length);
  writeRaw(bytes, length);
}

export function writeText(text: usize, length: i32): void {
  writeHead(TEXT, length);
  writeRaw(text, length);
}

/** Writes bytes as they are. */
export function writeRaw(bytes: usize, length: i32): void {
  if (limit - written < <usize>length) {
    overflowed = true;
    return;
  }
  memory.copy(written, bytes, length);
  written += length;
}

function writeByte(byte: u32): void {
  if (written >= limit) {
    overflowed = true;
    return;
  }
  store<u8>(written++, <u8>byte);
}
