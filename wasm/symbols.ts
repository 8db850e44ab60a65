// From characters to symbols: repairs the slips, remembers where each symbol stood, and stops at the first character that is refused.
import { SYMBOL_OFFSETS, SYMBOL_VALUES } from './areas';
import { NOWHERE } from './reason';
import { classify, FOREIGN, INVISIBLE, QUOTATION_MARK, SYMBOLS } from './slips';
import { codePointLength, decodeCodePoint, NO_CODE_POINT } from './utf8';

/** The longest text that is looked at, in bytes of UTF-8. No text has more symbols than bytes. */
export const MAX_TEXT: i32 = 16384;

// One byte for each symbol: bits 0–4 its value, bit 7 set when a separator stands in front of it (or nothing at all).
const VALUES = SYMBOL_VALUES;
const SEPARATED: u32 = 0x80;

// Two bytes for each symbol: its offset in the text, which is below 16,384.
const OFFSETS = SYMBOL_OFFSETS;

/** What the first 128 characters stand for: nearly all that a code is made of. */
const ASCII_CLASSES = memory.data(128);
for (let character: u32 = 0; character < 128; character++) {
  store<u8>(ASCII_CLASSES + character, <u8>classify(character));
}

export let symbolCount: i32 = 0;

/** Where the character stands that is refused, and which one it is; NOWHERE when all could be read. */
export let foreignOffset: u32 = NOWHERE;
export let foreignCharacter: i32 = 0;

/** Reads the symbols between two offsets of a text; false when a character is refused. What follows it is not read. */
export function readSymbols(text: usize, from: i32, to: i32): bool {
  symbolCount = 0;
  foreignOffset = NOWHERE;
  const end = text + to;
  let at = text + from;
  let separated: u32 = SEPARATED;
  let quoteOffset: u32 = NOWHERE; // the first quotation mark after a symbol: at the end it is a slip, before anything else it is not
  let quote: i32 = 0;
  while (at < end) {
    const offset = <u32>(at - text);
    let character: i32 = load<u8>(at);
    let kind: u32 = FOREIGN;
    if (character < 0x80) {
      kind = load<u8>(ASCII_CLASSES + character);
      at += 1;
    } else {
      character = decodeCodePoint(at, end);
      if (character != NO_CODE_POINT) kind = classify(character);
      at += codePointLength;
    }
    if (kind == FOREIGN) return quoteOffset == NOWHERE ? refuse(offset, character) : refuse(quoteOffset, quote);
    if (kind == INVISIBLE) continue;
    if (kind == QUOTATION_MARK) {
      if (symbolCount > 0 && quoteOffset == NOWHERE) {
        quoteOffset = offset;
        quote = character;
      }
    } else if (kind >= SYMBOLS) {
      separated = SEPARATED;
    } else {
      if (quoteOffset != NOWHERE) return refuse(quoteOffset, quote);
      store<u8>(VALUES + symbolCount, <u8>(kind | separated));
      store<u16>(OFFSETS + (symbolCount << 1), <u16>offset);
      symbolCount++;
      separated = 0;
    }
  }
  return true;
}

function refuse(offset: u32, character: i32): bool {
  foreignOffset = offset;
  foreignCharacter = character;
  return false;
}

/** The value of a symbol, 0–31. `index` is below `symbolCount`. */
export function symbolAt(index: i32): u32 {
  return load<u8>(VALUES + index) & 31;
}

/** Whether a separator stands in front of a symbol. */
export function isSeparated(index: i32): bool {
  return (load<u8>(VALUES + index) & SEPARATED) != 0;
}

/** Where a symbol stands in the text, in bytes. */
export function symbolOffset(index: i32): u32 {
  return load<u16>(OFFSETS + (index << 1));
}
