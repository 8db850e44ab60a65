// The two claims of an activation code that are lists: features and domains.
import { DOMAINS, FEATURES } from './areas';
import {
  argument,
  contentAt,
  contentLength,
  major,
  nextType,
  position,
  readHead,
  SIMPLE,
  TEXT,
  TRUE,
  takeArray,
  takeKey,
  takeMap,
  takeText,
  takeUnsigned,
  UNSIGNED,
} from './cbor';
import { CLAIM_DOMAIN, CLAIM_DOMAINS, CLAIM_FEATURE_NAME, CLAIM_FEATURE_VALUE, CLAIM_FEATURES } from './detail';
import { malformed } from './reason';

export const MAX_FEATURES: i32 = 64;
export const MAX_DOMAINS: i32 = 64;

/** Types of a feature's value. */
export const GRANTED: u32 = 0;
export const NUMBER: u32 = 1;
export const WORDS: u32 = 2;

const MAX_NUMBER: u64 = 0x1fffffffffffff; // 2⁵³ − 1, the largest integer that every host can hold

// A feature, 24 bytes: u32 name │ u32 its length │ i64 value (−1 unless a number) │ u32 text │ u16 its length │ u16 type
const FEATURE: i32 = 24;
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
export let domainCount: i32 = 0;

export function domain(index: i32): usize {
  return load<u32>(DOMAINS + index * DOMAIN);
}
export function domainLength(index: i32): i32 {
  return load<u32>(DOMAINS + index * DOMAIN, 4);
}

export function forgetLists(): void {
  featureCount = domainCount = 0;
}

/** Takes the map of features: different names, each with true, a number or a text. */
export function takeFeatures(): bool {
  if (!takeMap() || argument > <u64>MAX_FEATURES) return malformed(CLAIM_FEATURES);
  const count = <i32>argument;
  let previous: usize = 0;
  for (let i = 0; i < count; i++) {
    const key = position;
    const feature = FEATURES + i * FEATURE;
    const named = takeKey(previous) && major == TEXT && contentLength >= 1 && contentLength <= 64;
    if (!named) return malformed(CLAIM_FEATURE_NAME);
    store<u32>(feature, contentAt);
    store<u32>(feature, contentLength, 4);
    store<i64>(feature, -1, 8);
    store<u64>(feature, 0, 16);
    if (!takeFeatureValue(feature)) return malformed(CLAIM_FEATURE_VALUE);
    previous = key;
  }
  featureCount = count;
  return true;
}

function takeFeatureValue(feature: usize): bool {
  const type = nextType();
  if (type == TEXT) {
    if (!takeText(0, 256)) return false;
    store<u32>(feature, contentAt, 16);
    store<u16>(feature, <u16>contentLength, 20);
    store<u16>(feature, <u16>WORDS, 22);
    return true;
  }
  if (type == UNSIGNED) {
    if (!takeUnsigned(MAX_NUMBER)) return false;
    store<i64>(feature, argument, 8);
    store<u16>(feature, <u16>NUMBER, 22);
    return true;
  }
  return readHead() && major == SIMPLE && argument == TRUE; // GRANTED
}

/** Takes the array of domain patterns. */
export function takeDomains(): bool {
  if (!takeArray(1, MAX_DOMAINS)) return malformed(CLAIM_DOMAINS);
  const count = <i32>argument;
  for (let i = 0; i < count; i++) {
    if (!takeText(1, 253) || !isDomainPattern(contentAt, contentLength)) return malformed(CLAIM_DOMAIN);
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

/** The differences are unsigned: what is below the first of a range is far above its last. */
function isLabelByte(byte: u32): bool {
  return byte - 0x61 < 26 || byte - 0x30 < 10 || byte == 0x2d || byte == 0x5f;
}
