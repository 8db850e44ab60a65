// The text form of codes and license keys: what people read, type, paste and scan (docs/token.md, text form).
//
//   LKA1-XXXXX-XXXXX-…      the canonical line: prefix, then rows of 30 symbols (rows.ts) in groups of five
//
// Reading goes: length, block, symbols, prefix, BEGIN line, refused characters, rows, padding, size. The first fault is the answer.
import { TEXT_BYTES } from './areas';
import {
  BEGIN,
  blockFault,
  blockLetter,
  contentEnd,
  contentStart,
  END,
  findBlock,
  KINDS,
  kindOf,
  writeFrame,
} from './block';
import {
  BLOCK_DISAGREES,
  CODE_TOO_LARGE,
  IS_CODE,
  IS_LICENSE_KEY,
  IS_REQUEST,
  LAST_ROW_TOO_SHORT,
  NOTHING_FOLLOWS,
  OTHER_KIND,
  OTHER_VERSION,
  PADDING,
  SYMBOLS_MISSING,
  TEXT_EMPTY,
  TEXT_TOO_LONG,
} from './detail';
import { failForeign, failLicenseKey, failRow, failWithoutPrefix, isPrefix, PREFIX } from './hints';
import { failAt, MALFORMED, malformed, NOWHERE, UNSUPPORTED } from './reason';
import {
  dataSymbols,
  joinSymbols,
  letterOf,
  ROW_DATA,
  ROW_SYMBOLS,
  rowHead,
  rowHolds,
  writeRow,
  writeSymbols,
} from './rows';
import { foreignOffset, MAX_TEXT, readSymbols, symbolAt, symbolCount, symbolOffset } from './symbols';

/** The most bytes that a code may carry. */
export const MAX_CODE: i32 = 4096;
/** The bytes of a license key and of a license id. */
export const LICENSE_KEY: i32 = 17;
export const LICENSE_ID: i32 = 5;

const VERSION: u32 = 1;
const LF: u32 = 0x0a;
const DASH: u32 = 0x2d;

/** The prefix letter of the text read last, and the bytes that it carries. */
export let textLetter: u32 = 0;
export const textBytes: usize = TEXT_BYTES;
export let textByteLength: i32 = 0;

/** The 17 bytes of the license key read last. */
export const licenseKeyBytes: usize = memory.data(24);

/** Reads a code in any spelling. `wanted` is the letter of the prefix that the caller can use, or 0 for any of the four. */
export function readText(text: usize, length: i32, wanted: u32): bool {
  if (!openText(text, length)) return false;
  if (isLicenseKey()) return failAt(UNSUPPORTED, IS_LICENSE_KEY, 0, 0, symbolOffset(0));
  if (!isPrefix(0)) return failWithoutPrefix(text, length);
  const letter = letterOf(symbolAt(2));
  const cause = unsupportedDetail(letter, symbolAt(3), wanted);
  if (cause != 0) return failAt(UNSUPPORTED, cause, 0, 0, symbolOffset(0));
  if (blockFault != 0) return malformed(blockFault);
  if (blockLetter != 0 && blockLetter != letter) return failAt(MALFORMED, BLOCK_DISAGREES, 0, 0, symbolOffset(0));
  if (foreignOffset != NOWHERE) return failForeign(text, length, PREFIX);
  textLetter = letter;
  return readRows();
}

function openText(text: usize, length: i32): bool {
  return scan(text, length) || malformed(TEXT_TOO_LONG);
}

/** Finds the block and the symbols in it. False, and nothing of it, when the text is too long to be looked at. */
function scan(text: usize, length: i32): bool {
  if (length > MAX_TEXT) return false;
  findBlock(text, length);
  readSymbols(text, contentStart, contentEnd);
  return true;
}

/** Thirty symbols whose check is right for row 0. */
function isLicenseKey(): bool {
  return foreignOffset == NOWHERE && symbolCount == ROW_SYMBOLS && rowHolds(0, ROW_SYMBOLS, rowHead(0, true));
}

/** Why the caller cannot use a code with this prefix; 0 when it can. */
function unsupportedDetail(letter: u32, version: u32, wanted: u32): u32 {
  const kind = kindOf(letter);
  if (kind == KINDS) return OTHER_KIND;
  if (wanted != 0 && letter != wanted) return IS_REQUEST + kind; // the details stand in the order of the letters
  return version == VERSION ? 0 : OTHER_VERSION;
}

/** Checks every row behind the prefix, and joins their symbols to bytes. */
function readRows(): bool {
  const symbols = symbolCount - PREFIX;
  if (symbols == 0) return failAt(MALFORMED, NOTHING_FOLLOWS, 0, 0, NOWHERE);
  const rows = (symbols + ROW_SYMBOLS - 1) / ROW_SYMBOLS;
  const data = symbols - 2 * rows;
  if ((data * 5) >> 3 > MAX_CODE) return malformed(CODE_TOO_LARGE); // so there are at most 235 rows
  for (let row = 1; row <= rows; row++) {
    const first = PREFIX + (row - 1) * ROW_SYMBOLS;
    const count = min(ROW_SYMBOLS, symbolCount - first);
    if (count < 3) return failAt(MALFORMED, LAST_ROW_TOO_SHORT, row, 0, symbolOffset(first));
    if (!rowHolds(first, count, rowHead(row, row == rows))) return failRow(PREFIX, row, rows);
  }
  const lastRow = PREFIX + (rows - 1) * ROW_SYMBOLS;
  const over = data & 7;
  if (over == 1 || over == 3 || over == 6) return failAt(MALFORMED, SYMBOLS_MISSING, rows, 0, symbolOffset(lastRow));
  if (joinSymbols(PREFIX, data, textBytes) != 0) return failAt(MALFORMED, PADDING, rows, 0, symbolOffset(lastRow));
  textByteLength = (data * 5) >> 3;
  return true;
}

/** Reads a license key in any spelling. */
export function readLicenseKey(text: usize, length: i32): bool {
  if (!openText(text, length)) return false;
  if (isLicenseKey() && blockLetter == 0) {
    if (joinSymbols(0, ROW_DATA, licenseKeyBytes) == 0) return true;
    return failAt(MALFORMED, PADDING, 0, 0, symbolOffset(0));
  }
  if (isPrefix(0)) return failAt(UNSUPPORTED, IS_CODE, 0, 0, symbolOffset(0));
  if (foreignOffset != NOWHERE) return failForeign(text, length, -1);
  return symbolCount == 0 ? malformed(TEXT_EMPTY) : failLicenseKey();
}

/** Whether a text begins like a code, so that it is never taken for a fingerprint. */
export function looksLikeCode(text: usize, length: i32): bool {
  return scan(text, length) && isPrefix(0);
}

/** Whether a text passes a license key's check, so that it is never taken for a fingerprint. */
export function looksLikeLicenseKey(text: usize, length: i32): bool {
  return scan(text, length) && isLicenseKey();
}

/** Writes the canonical line, the only spelling that is stored; returns its length. */
export function writeLine(letter: u32, bytes: usize, length: i32, out: usize): i32 {
  return <i32>(writeRows(bytes, length, DASH, writePrefix(letter, out)) - out);
}

/** Writes the file: the frame around one line for the prefix and one for each row; returns its length. */
export function writeFile(letter: u32, bytes: usize, length: i32, out: usize): i32 {
  let at = writeFrame(BEGIN, letter, out);
  at = writePrefix(letter, at);
  at = writeRows(bytes, length, LF, at);
  store<u8>(at++, <u8>LF);
  return <i32>(writeFrame(END, letter, at) - out);
}

function writePrefix(letter: u32, out: usize): usize {
  store<u8>(out, 0x4c); // L
  store<u8>(out, 0x4b, 1); // K
  store<u8>(out, <u8>letter, 2);
  store<u8>(out, <u8>(0x30 + VERSION), 3);
  return out + PREFIX;
}

/** Writes all rows, each behind a separator; returns where they end. */
function writeRows(bytes: usize, length: i32, separator: u32, out: usize): usize {
  const data = dataSymbols(length);
  for (let from = 0, row = 1; from < data; from += ROW_DATA, row++) {
    const count = min(ROW_DATA, data - from);
    store<u8>(out++, <u8>separator);
    out = writeRow(bytes, length, from, count, rowHead(row, from + count == data), out);
  }
  return out;
}

/** Writes the canonical spelling of 17 bytes as a license key; returns its length, 35. */
export function writeLicenseKey(bytes: usize, out: usize): i32 {
  return <i32>(writeRow(bytes, LICENSE_KEY, 0, ROW_DATA, rowHead(0, true), out) - out);
}

/** Writes 5 bytes as the 8 symbols of a license id; returns their number. */
export function writeLicenseId(bytes: usize, out: usize): i32 {
  return <i32>(writeSymbols(bytes, LICENSE_ID, out) - out);
}
