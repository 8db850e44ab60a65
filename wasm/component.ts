// Machine values: which kinds there are, how they are normalized, and which ones identify nothing (docs/token.md, "Derived values").
import * as detail from './detail';
import { BAD_INPUT, fail, UNUSABLE } from './reason';
import { looksLikeCode, looksLikeLicenseKey } from './text';
import { isAmong, skipText } from './words';

const KINDS = ascii('machine-id board disk mac cpu device-key raw ');

/** What firmware and systems report when nobody filled it in, in the bare form; a value that begins with 0123456789 is shared as well. */
const SHARED_VALUES = ascii(`\
tobefilledbyoem filledbyoem oem defaultstring default none null empty invalid unknown \
uninitialized \
n/a na notspecified notapplicable notavailable notpresent systemserialnumber systemproductname systemmanufacturer \
baseboardserialnumber boardserialnumber chassisserialnumber serialnumber noassettag 123456789 1234567890 \
03000200040005000006000700080009 12345678123456789012123456789abc fefefefefefefefefefefefefefefefe \
`); // uninitialized: systemd, before the first start has set a machine id; 0300…: the product UUID of unconfigured AMI firmware

const SHORTEST_FINGERPRINT: i32 = 4;
const LONGEST_FINGERPRINT: i32 = 64;

/** Letters and digits only, as the list of shared values compares them. No listed value is longer than this. */
const bare: usize = memory.data(64);
const LONGEST_BARE: i32 = 64;

/** Length of the value after `readComponent`, which normalizes it where it stands. */
export let normalizedLength: i32 = 0;

/** Normalizes a machine value in place and judges it; false with `unusable` and its detail when it identifies nothing. */
export function readComponent(kind: usize, kindLength: i32, value: usize, valueLength: i32): bool {
  if (isAmong(ascii('tpm '), kind, kindLength)) return fail(UNUSABLE, detail.RESERVED_KIND);
  if (!isAmong(KINDS, kind, kindLength)) return fail(BAD_INPUT, detail.UNKNOWN_KIND);
  const raw = isAmong(ascii('raw '), kind, kindLength);
  if (raw && looksLikeCode(value, valueLength)) return fail(UNUSABLE, detail.FINGERPRINT_IS_CODE);
  if (raw && looksLikeLicenseKey(value, valueLength)) return fail(UNUSABLE, detail.FINGERPRINT_IS_LICENSE_KEY);

  normalizedLength = normalize(value, valueLength);
  if (normalizedLength == 0) return fail(UNUSABLE, detail.EMPTY_VALUE);
  if (raw && normalizedLength < SHORTEST_FINGERPRINT) return fail(UNUSABLE, detail.FINGERPRINT_TOO_SHORT);
  if (raw && normalizedLength > LONGEST_FINGERPRINT) return fail(UNUSABLE, detail.FINGERPRINT_TOO_LONG);
  if (isShared(value, normalizedLength)) return fail(UNUSABLE, detail.SHARED_VALUE);
  if (isLocalAddress(value, normalizedLength, isAmong(ascii('mac '), kind, kindLength))) {
    return fail(UNUSABLE, detail.LOCAL_ADDRESS);
  }
  return true;
}

/** Removes 09–0D and 20, makes A–Z lower case, leaves every other byte; returns the new length. */
function normalize(value: usize, length: i32): i32 {
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(value + <usize>i);
    if (byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    store<u8>(value + <usize>kept, byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte);
    kept++;
  }
  return kept;
}

/** Whether a normalized value is one that many machines report: it says nothing about which machine this is. */
function isShared(value: usize, length: i32): bool {
  const bareLength = strip(value, length);
  if (allAre(value, length, 0x30 /* 0 */) || allAre(value, length, 0x66 /* f */)) return true;
  if (skipText(ascii('0123456789'), bare, bare + min(bareLength, LONGEST_BARE)) != 0) return true;
  return bareLength <= LONGEST_BARE && isAmong(SHARED_VALUES, bare, bareLength);
}

/** Whether nothing but `symbol` is left beside punctuation. */
function allAre(value: usize, length: i32, symbol: u8): bool {
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(value + <usize>i);
    if (byte != symbol && !isPunctuation(byte)) return false;
  }
  return true;
}

/** Copies the value without - : . _ and braces to `bare`, as far as it fits; returns the full length. */
function strip(value: usize, length: i32): i32 {
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(value + <usize>i);
    if (isPunctuation(byte)) continue;
    if (kept < LONGEST_BARE) store<u8>(bare + <usize>kept, byte);
    kept++;
  }
  return kept;
}

function isPunctuation(byte: u8): bool {
  return byte == 0x2d || byte == 0x3a || byte == 0x2e || byte == 0x5f || byte == 0x7b || byte == 0x7d; // - : . _ { }
}

/**
 * Whether the value is a locally administered network address (IEEE 802, second bit of the first byte): software made it up, containers
 * share it, and phones change it. Of a kind other than `mac` only what is written as an address, in pairs, is taken for one: twelve
 * hexadecimal digits may be a serial number.
 */
function isLocalAddress(value: usize, length: i32, isMac: bool): bool {
  if (strip(value, length) != 12 || !(isMac || (length == 17 && isInPairs(value)))) return false;
  for (let i = 0; i < 12; i++) {
    if (!isHexadecimal(load<u8>(bare + <usize>i))) return false;
  }
  const second = hexadecimalDigit(load<u8>(bare + 1));
  return (second & 2) != 0;
}

/** 17 bytes of which every third is - or : */
function isInPairs(value: usize): bool {
  for (let i = 2; i < 17; i += 3) {
    const byte = load<u8>(value + <usize>i);
    if (byte != 0x2d && byte != 0x3a) return false;
  }
  return true;
}

function isHexadecimal(byte: u8): bool {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/** The value of a lower-case hexadecimal digit. */
function hexadecimalDigit(byte: u8): u32 {
  return byte <= 0x39 ? <u32>byte - 0x30 : <u32>byte - 0x57;
}
