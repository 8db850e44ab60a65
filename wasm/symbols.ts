// From characters to symbols: repairs the slips, finds where a symbol stood, and stops at the first character that is refused.
import { SYMBOL_VALUES } from './areas';
import { NOWHERE } from './reason';
import { classify, FOREIGN, INVISIBLE, QUOTATION_MARK, SYMBOLS } from './slips';
import { codePointLength, decodeCodePoint, NO_CODE_POINT } from './utf8';

/** The longest text that is looked at, in bytes of UTF-8. No text has more symbols than bytes. */
export const MAX_TEXT: i32 = 16384;

// One byte for each symbol: bits 0–4 its value, bit 7 set when a separator stands in front of it (or nothing at all).
const VALUES = SYMBOL_VALUES;
const SEPARATED: u32 = 0x80;

const DASH: u32 = 0x2d;

/** What a byte stands for, for a quick reader (the scalar module has a small one, see rows.ts): a class for each of the first 128 characters, nearly all that a code is made of, and LONGER for the rest. */
const BYTE_CLASSES = memory.data(256);
const LONGER: u32 = FOREIGN + 1;
if (ASC_FEATURE_RELAXED_SIMD) {
  for (let byte: u32 = 0; byte < 256; byte++) {
    store<u8>(BYTE_CLASSES + byte, <u8>(byte < 0x80 ? classify(byte) : LONGER));
  }
}

export let symbolCount: i32 = 0;

/** Where the character stands that is refused, and which one it is; NOWHERE when all could be read. */
export let foreignOffset: u32 = NOWHERE;
export let foreignCharacter: i32 = 0;

// The text read last, and where its symbols begin and end.
let source: usize = 0;
let start: usize = 0;
let end: usize = 0;

/** Reads the symbols between two offsets of a text; false when a character is refused. What follows it is not read. */
export function readSymbols(text: usize, from: i32, to: i32): bool {
  source = text;
  start = text + from;
  end = text + to;
  const refused = readUpTo(text + from, text + to);
  foreignOffset = NOWHERE;
  if (refused == 0) return true;
  foreignOffset = <u32>(refused - text);
  foreignCharacter = decodeCodePoint(refused, end);
  return false;
}

/** Where the first character stands that is refused; 0 when there is none. */
function readUpTo(at: usize, behind: usize): usize {
  let next = VALUES; // for the next symbol
  let separated: u32 = SEPARATED;
  let quote: usize = 0; // the first quotation mark after a symbol: at the end it is a slip, before anything else it is not
  while (at < behind) {
    if (ASC_FEATURE_RELAXED_SIMD && separated != 0 && quote == 0 && at + 6 <= behind && takeGroup(at, next)) {
      at += 6; // the separator behind the group as well
      next += 5;
      continue;
    }
    let kind = ASC_FEATURE_RELAXED_SIMD ? classAt(at) : LONGER;
    let length = 1;
    if (kind == LONGER) {
      const character = decodeCodePoint(at, behind);
      kind = character == NO_CODE_POINT ? FOREIGN : classify(character);
      length = codePointLength;
    }
    if (kind < SYMBOLS && quote == 0) {
      store<u8>(next++, <u8>(kind | separated));
      separated = 0;
    } else if (kind < SYMBOLS || kind == FOREIGN) {
      symbolCount = <i32>(next - VALUES);
      return quote == 0 ? at : quote;
    } else if (kind == QUOTATION_MARK) {
      if (next != VALUES && quote == 0) quote = at;
    } else if (kind != INVISIBLE) {
      separated = SEPARATED;
    }
    at += length;
  }
  symbolCount = <i32>(next - VALUES);
  return 0;
}

/** Takes five symbols and the dash behind them, at once: nearly all of a code as it is printed. False when something else stands here. */
function takeGroup(at: usize, next: usize): bool {
  const a = classAt(at);
  const b = classAt(at + 1);
  const c = classAt(at + 2);
  const d = classAt(at + 3);
  const e = classAt(at + 4);
  if ((a | b | c | d | e) >= SYMBOLS || <u32>load<u8>(at, 5) != DASH) return false; // every other class has the bit of SYMBOLS
  store<u32>(next, a | SEPARATED | (b << 8) | (c << 16) | (d << 24));
  store<u8>(next, <u8>e, 4);
  return true;
}

function classAt(at: usize): u32 {
  return load<u8>(BYTE_CLASSES + load<u8>(at));
}

/** The value of a symbol, 0–31. `index` is below `symbolCount`. */
export function symbolAt(index: i32): u32 {
  return load<u8>(VALUES + index) & 31;
}

/** Whether a separator stands in front of a symbol. */
export function isSeparated(index: i32): bool {
  return (load<u8>(VALUES + index) & SEPARATED) != 0;
}

/** Where a symbol stands in the text, in bytes; looked for again, since only a fault asks. `index` is below `symbolCount`. */
export function symbolOffset(index: i32): u32 {
  let at = start;
  let found = at;
  for (let left = index; left >= 0; at += codePointLength) {
    found = at;
    if (classify(decodeCodePoint(at, end)) < SYMBOLS) left--;
  }
  return <u32>(found - source);
}
