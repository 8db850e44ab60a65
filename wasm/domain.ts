// Whether a web application's host name is one of the license's domains: label by label, never by substring (docs/decisions.md, step 10).
import { HOST_NAME } from './areas';
import { same } from './bytes';

const DOT: u8 = 0x2e;
const COLON: u8 = 0x3a;

const lowered = HOST_NAME;
/** A domain pattern has at most 253 bytes, so a longer name (254 with its trailing dot) matches none. */
const LONGEST_NAME: i32 = 254;

let nameLength: i32 = 0;
let isAddress: bool = false;

/** Takes the host name that is asked about: lower-cased (ASCII), without one trailing dot. Returns false when there is none. */
export function takeHostName(name: usize, length: i32): bool {
  nameLength = 0;
  if (length <= 0 || length > LONGEST_NAME) return false;
  for (let i = 0; i < length; i++) store<u8>(lowered + <usize>i, toLower(load<u8>(name + <usize>i)));
  nameLength = load<u8>(lowered + <usize>(length - 1)) == DOT ? length - 1 : length;
  isAddress = looksLikeAddress();
  return nameLength > 0;
}

/** Whether a pattern of the license (its grammar was checked when it was read) covers the name taken last. */
export function matchesDomain(pattern: usize, length: i32): bool {
  if (load<u8>(pattern) != 0x2a /* * */) return nameLength == length && same(lowered, pattern, length);
  if (isAddress) return false;
  const label = labelLength(0);
  if (label == 0) return false; // the star stands for a label, and an empty one is none
  return nameLength - label == length - 1 && same(lowered + <usize>label, pattern + 1, length - 1);
}

/** IPv6, or a name whose last label is a number, which every URL parser takes for IPv4 (WHATWG URL, "ends in a number"). */
function looksLikeAddress(): bool {
  let from = 0;
  for (let i = 0; i < nameLength; i++) {
    const byte = load<u8>(lowered + <usize>i);
    if (byte == COLON || byte == 0x5b /* [ */) return true;
    if (byte == DOT) from = i + 1;
  }
  return from < nameLength && isNumber(from);
}

/** Decimal digits, or 0x and hexadecimal digits, from `from` to the end of the name. */
function isNumber(from: i32): bool {
  const hexadecimal = nameLength - from >= 2 && load<u16>(lowered + <usize>from) == 0x7830; // "0x", little-endian
  for (let i = hexadecimal ? from + 2 : from; i < nameLength; i++) {
    const byte = load<u8>(lowered + <usize>i);
    const decimal = byte >= 0x30 && byte <= 0x39;
    if (!decimal && !(hexadecimal && byte >= 0x61 && byte <= 0x66)) return false;
  }
  return true;
}

/** Bytes from `from` to the next dot or the end. */
function labelLength(from: i32): i32 {
  let i = from;
  while (i < nameLength && load<u8>(lowered + <usize>i) != DOT) i++;
  return i - from;
}

function toLower(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
