// The frame around the rows of a file (.lkr, .lic, .lkd), in both directions:
//
//   -----BEGIN LATCHKEY LICENSE-----
//   LKA1
//   XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX
//   -----END LATCHKEY LICENSE-----
//
// The frame stands alone on its line (blanks and a byte order mark around it are ignored); what stands outside is for people.
import { BLOCK_ENDS_DIFFERENTLY, BLOCK_WITHOUT_BEGIN, BLOCK_WITHOUT_END, TWO_BLOCKS } from './detail';
import { isWhiteSpace } from './slips';
import { codePointLength, decodeCodePoint } from './utf8';
import { skipText, textLength } from './words';

const DASHES = ascii('-----');
const PRODUCT = ascii(' LATCHKEY ');
export const BEGIN = ascii('BEGIN');
export const END = ascii('END');

export const REQUEST: u32 = 0x52; // R
export const ACTIVATION: u32 = 0x41; // A
export const RECEIPT: u32 = 0x44; // D
export const BUNDLE: u32 = 0x42; // B

const LETTERS = ascii('RADB');
/** How many letters there are. */
export const KINDS: u32 = 4;

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const BYTE_ORDER_MARK: i32 = 0xfeff;

/** The prefix letter that the BEGIN line stands for; 0 when the text has no block. */
export let blockLetter: u32 = 0;
/** What is between the frame's lines, as offsets in the text; the whole text when there is no block. */
export let contentStart: i32 = 0;
export let contentEnd: i32 = 0;
/** The detail of what is wrong with the frame, 0 if nothing. It counts only after the prefix, which decides first. */
export let blockFault: u32 = 0;

/** Looks through all lines of a text for the one block that it may have. */
export function findBlock(text: usize, length: i32): void {
  blockLetter = 0;
  contentStart = 0;
  contentEnd = length;
  blockFault = 0;
  let open = false;
  for (let line = 0; line < length; ) {
    const lineEnd = endOfLine(text, line, length);
    const frame = skipText(DASHES, skipBlanks(text + line, text + lineEnd), text + lineEnd);
    const begin = frameLetter(BEGIN, frame, text + lineEnd);
    const end = frameLetter(END, frame, text + lineEnd);
    if (begin != 0 && blockLetter == 0) {
      blockLetter = begin;
      contentStart = lineEnd;
      contentEnd = length;
      if (blockFault == 0) blockFault = BLOCK_WITHOUT_END;
      open = true;
    } else if (begin != 0 || end != 0) {
      if (open) contentEnd = line;
      blockFault = frameFault(begin, end, open);
      open = false;
    }
    line = lineEnd + 1; // CRLF makes an empty line more, which says nothing
  }
}

/** What a frame's line says about the block, when it is not the first BEGIN line. */
function frameFault(begin: u32, end: u32, open: bool): u32 {
  if (blockLetter == 0) return BLOCK_WITHOUT_BEGIN;
  if (begin != 0 || !open) return TWO_BLOCKS;
  if (end != blockLetter) return BLOCK_ENDS_DIFFERENTLY;
  return blockFault == BLOCK_WITHOUT_END ? 0 : blockFault;
}

/** The scalar module looks at one byte after the other: it has to weigh less (see rows.ts). */
function endOfLine(text: usize, from: i32, length: i32): i32 {
  let at = from;
  while (at < length) {
    if (ASC_FEATURE_RELAXED_SIMD && at + 8 <= length && !hasControl(load<u64>(text + at))) {
      at += 8;
      continue;
    }
    const byte: u32 = load<u8>(text + at);
    if (byte == LF || byte == CR) break;
    at++;
  }
  return at;
}

/** Whether one of eight bytes is below 0E, as LF and CR are: it borrows from its top bit, which was not set. */
function hasControl(bytes: u64): bool {
  return ((bytes - 0x0e0e0e0e0e0e0e0e) & ~bytes & 0x8080808080808080) != 0;
}

/** The letter that a line stands for when it is the BEGIN or END line of a block, else 0. `at` is behind its dashes, 0 when it has none. */
function frameLetter(word: usize, at: usize, end: usize): u32 {
  at = skipText(word, at, end);
  at = skipText(PRODUCT, at, end);
  if (at == 0) return 0;
  for (let kind: u32 = 0; kind < KINDS; kind++) {
    const letter = load<u8>(LETTERS + kind);
    if (closesFrame(skipText(blockName(letter), at, end), end)) return letter;
  }
  return 0;
}

/** Which of the four kinds of codes a letter stands for, in the order of LETTERS; KINDS when it stands for none. */
export function kindOf(letter: u32): u32 {
  let kind: u32 = 0;
  while (kind < KINDS && load<u8>(LETTERS + kind) != letter) kind++;
  return kind;
}

function closesFrame(at: usize, end: usize): bool {
  const behind = skipText(DASHES, at, end);
  return behind != 0 && skipBlanks(behind, end) == end;
}

function blockName(letter: u32): usize {
  if (letter == REQUEST) return ascii('REQUEST');
  if (letter == ACTIVATION) return ascii('LICENSE');
  return letter == RECEIPT ? ascii('RECEIPT') : ascii('TRUST BUNDLE');
}

function skipBlanks(at: usize, end: usize): usize {
  while (at < end) {
    const character = decodeCodePoint(at, end);
    if (character != BYTE_ORDER_MARK && !isWhiteSpace(character)) break;
    at += codePointLength;
  }
  return at;
}

/** Writes a line of the frame; returns where it ends. */
export function writeFrame(word: usize, letter: u32, out: usize): usize {
  out = writeLiteral(DASHES, out);
  out = writeLiteral(word, out);
  out = writeLiteral(PRODUCT, out);
  out = writeLiteral(blockName(letter), out);
  return writeLiteral(ascii('-----\n'), out);
}

/** Writes a text of ours; returns where it ends. */
function writeLiteral(text: usize, out: usize): usize {
  const length = textLength(text);
  memory.copy(out, text, length);
  return out + length;
}
