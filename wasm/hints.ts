// Why a text could not be read, as exactly as can be said: the slips that people really make, each with a sentence of its own (detail.ts).
// Nothing here changes what is accepted, and a hint is never a correction.
import {
  CODE_IN_UTF16,
  FOREIGN_SYMBOL,
  GROUP_TOO_LONG,
  GROUP_TOO_SHORT,
  LAST_ROW_MISSING,
  LETTER_U,
  LICENSE_KEY_LENGTH,
  LICENSE_KEY_WRONG,
  LOOK_ALIKE,
  MARK_BEHIND,
  NO_PREFIX,
  NOT_UTF8,
  QUOTED_MAIL,
  ROW_MISPLACED,
  ROW_MISSING,
  ROW_REPEATED,
  ROW_SHIFTED,
  ROW_WRONG,
  ROWS_BEHIND_LAST,
  TEXT_EMPTY,
  TWO_CODES,
  WORDS_IN_FRONT,
} from './detail';
import { failAt, MALFORMED, NOWHERE } from './reason';
import { GROUP, ROW_SYMBOLS, rowHead, rowHolds } from './rows';
import { classify, FOREIGN, SYMBOLS } from './slips';
import { foreignCharacter, foreignOffset, isSeparated, symbolAt, symbolCount, symbolOffset } from './symbols';
import { codePointLength, decodeCodePoint, NO_CODE_POINT } from './utf8';

/** Symbols of the prefix. */
export const PREFIX: i32 = 4;

const L: u32 = 1; // `L` reads as 1
const K: u32 = 19;
const FIRST_LETTER: u32 = 10; // symbols below are digits

/** Whether the four symbols from `first` read as a prefix: LK, a letter, a digit. */
export function isPrefix(first: i32): bool {
  return (
    symbolCount >= first + PREFIX &&
    symbolAt(first) == L &&
    symbolAt(first + 1) == K &&
    symbolAt(first + 2) >= FIRST_LETTER &&
    symbolAt(first + 3) < FIRST_LETTER
  );
}

/** A character was refused. `first` is the first symbol of row 1, or −1 when rows are not to be named. */
export function failForeign(text: usize, length: i32, first: i32): bool {
  const index = symbolCount - first;
  const named = first >= 0 && index >= 0;
  const row = named ? index / ROW_SYMBOLS + 1 : 0;
  const group = named ? (index % ROW_SYMBOLS) / GROUP + 1 : 0;
  return failAt(MALFORMED, foreignDetail(text, length), row, group, foreignOffset);
}

function foreignDetail(text: usize, length: i32): u32 {
  const character = foreignCharacter;
  if (character == 0 || isUtf16(text, length)) return CODE_IN_UTF16;
  if (character == NO_CODE_POINT) return NOT_UTF8;
  if (character == 0x3e) return QUOTED_MAIL; // >
  if (character == 0x55 || character == 0x75) return LETTER_U;
  if (character >= 0x370 && character <= 0x52f) return LOOK_ALIKE; // Greek and Cyrillic
  if (endsBehind(text, length)) return MARK_BEHIND;
  return FOREIGN_SYMBOL;
}

/** Whether the text begins with UTF-16's byte order mark. */
function isUtf16(text: usize, length: i32): bool {
  if (length < 2) return false;
  const mark: u32 = load<u16>(text);
  return mark == 0xfeff || mark == 0xfffe;
}

/** Whether no symbol follows the refused character: then it only ends a sentence. */
function endsBehind(text: usize, length: i32): bool {
  const end = text + length;
  let at = text + foreignOffset;
  if (symbolCount == 0) return false;
  while (at < end) {
    const character = decodeCodePoint(at, end);
    if (character == NO_CODE_POINT || classify(character) < SYMBOLS) return false;
    at += codePointLength;
  }
  return true;
}

/** The text does not begin with a prefix, and is no license key either. */
export function failWithoutPrefix(text: usize, length: i32): bool {
  const foreign = foreignOffset != NOWHERE;
  if (symbolCount == 0 && !foreign) return failAt(MALFORMED, TEXT_EMPTY, 0, 0, NOWHERE);
  const at = foreign ? foreignOffset : symbolOffset(0);
  if (foreign && symbolCount < PREFIX) {
    const cause = foreignDetail(text, length);
    const general = cause == FOREIGN_SYMBOL || cause == LETTER_U;
    return failAt(MALFORMED, general && hasPrefixWithin(text, length) ? WORDS_IN_FRONT : cause, 0, 0, at);
  }
  if (hasPrefixWithin(text, length)) return failAt(MALFORMED, WORDS_IN_FRONT, 0, 0, at);
  if (!foreign && symbolCount == ROW_SYMBOLS) return failLicenseKey();
  return failAt(MALFORMED, NO_PREFIX, 0, 0, at);
}

/** Looks for the beginning of a code behind other words: a word that begins with LK, a letter and a digit. */
function hasPrefixWithin(text: usize, length: i32): bool {
  for (let i = 1; i <= length - PREFIX; i++) {
    const at = text + i;
    if (asciiClass(at - 1) < SYMBOLS || asciiClass(at) != L || asciiClass(at + 1) != K) continue;
    const letter = asciiClass(at + 2);
    if (letter >= FIRST_LETTER && letter < SYMBOLS && asciiClass(at + 3) < FIRST_LETTER) return true;
  }
  return false;
}

/** What an ASCII character stands for; any other byte is foreign here. */
function asciiClass(at: usize): u32 {
  const byte: u32 = load<u8>(at);
  return byte < 0x80 ? classify(byte) : FOREIGN;
}

/** Thirty symbols that are no license key, or another number of them where a license key is expected. */
export function failLicenseKey(): bool {
  const group = oddGroup(0);
  const cause = symbolCount == ROW_SYMBOLS ? LICENSE_KEY_WRONG : LICENSE_KEY_LENGTH;
  return failAt(MALFORMED, cause, 0, group, symbolOffset(0));
}

/** The check of a row does not hold. `first` is the first symbol of row 1; `rows` counts the last, short one too. */
export function failRow(first: i32, row: i32, rows: i32): bool {
  const start = first + (row - 1) * ROW_SYMBOLS;
  const shifted = !isSeparated(start) && oddGroup(start) != 0; // the row begins within a group
  if (shifted) return failAt(MALFORMED, ROW_SHIFTED, row, 0, symbolOffset(start));
  const group = oddGroup(start);
  return failAt(MALFORMED, rowDetail(first, row, rows, group), row, group, symbolOffset(start));
}

function rowDetail(first: i32, row: i32, rows: i32, group: i32): u32 {
  if (hasSecondPrefix(first)) return TWO_CODES;
  const last = row == rows;
  if (holdsAs(first, row, row, !last)) return last ? LAST_ROW_MISSING : ROWS_BEHIND_LAST;
  if (group != 0) return groupLength(first, row, group) < GROUP ? GROUP_TOO_SHORT : GROUP_TOO_LONG;
  if (row > 1 && holdsSomehow(first, row, row - 1)) return ROW_REPEATED;
  if (holdsSomehow(first, row, row + 1)) {
    return row < rows && holdsSomehow(first, row + 1, row) ? ROW_MISPLACED : ROW_MISSING;
  }
  for (let other = 1; other <= rows; other++) {
    if (other != row && holdsSomehow(first, row, other)) return ROW_MISPLACED;
  }
  return ROW_WRONG;
}

/** Whether the row at the place `row` holds as the row with another number. */
function holdsAs(first: i32, row: i32, number: i32, last: bool): bool {
  const start = first + (row - 1) * ROW_SYMBOLS;
  const count = min(ROW_SYMBOLS, symbolCount - start);
  return count > 2 && rowHolds(start, count, rowHead(number, last));
}

function holdsSomehow(first: i32, row: i32, number: i32): bool {
  return holdsAs(first, row, number, false) || holdsAs(first, row, number, true);
}

/** Whether a separated group of four symbols reads as a prefix where data belong. */
function hasSecondPrefix(first: i32): bool {
  for (let i = first; i <= symbolCount - PREFIX; i++) {
    const alone = isSeparated(i) && (i + PREFIX == symbolCount || isSeparated(i + PREFIX));
    if (alone && isPrefix(i)) return true;
  }
  return false;
}

/**
 * The first group of a row that has not five symbols, from 1; 0 when groups cannot be seen, all have five, or it is the text's last.
 * Groups are taken for visible while what stands between two separators has fewer than ten symbols.
 */
function oddGroup(start: i32): i32 {
  let groupStart = start;
  for (let group = 1; group <= ROW_SYMBOLS / GROUP; group++) {
    const end = endOfGroup(groupStart);
    const length = end - groupStart;
    if (length != GROUP) return length < 2 * GROUP && (length > GROUP || end < symbolCount) ? group : 0;
    if (end == symbolCount) return 0;
    groupStart = end;
  }
  return 0;
}

function groupLength(first: i32, row: i32, group: i32): i32 {
  const start = first + (row - 1) * ROW_SYMBOLS + (group - 1) * GROUP; // every group before has five
  return endOfGroup(start) - start;
}

function endOfGroup(start: i32): i32 {
  let end = start + 1;
  while (end < symbolCount && !isSeparated(end)) end++;
  return end;
}
