// The text form once more, written from docs/token.md section 3 alone and for speed, so that a hundred million texts can be compared with the module:
// one table over all of Unicode, one over the states of the check. test/fuzz.test.ts holds it against the plain reference.
import { ALPHABET } from '../reference/text.ts';

const IGNORED = 32;
const QUOTE = 33;
const STRANGE = 34;
const ROW = 30;
const MAX_TEXT = 16_384;
const MAX_BYTES = 4_096;

const OK = 0;
const MALFORMED = 1;
const UNSUPPORTED = 2;

/** What a code point stands for: a symbol's value or one of the classes above. White space and dashes come from this engine's own Unicode. */
const CLASSES = classes();
/** The check's register after five more bits: 32 × register + symbol. */
const NEXT = registers();

export interface Decoded {
  status: number;
  /** Index of the prefix letter in the alphabet. */
  letter: number;
  length: number;
  /** The row that is wrong; 0 where the specification names none. */
  row: number;
  /** Where the character stands that belongs to no code; −1 where the specification names none. */
  offset: number;
  /** The frame is wrong, so that only the refusal is specified, not its reason. */
  loose: boolean;
}

/** What was read last, and its bytes. */
export const decoded: Decoded = { status: 0, letter: 0, length: 0, row: 0, offset: -1, loose: false };
export const decodedBytes = new Uint8Array(MAX_TEXT);

const values = new Uint8Array(MAX_TEXT);
let count = 0;
let strangeAt = -1;

/** Reads a code whose letter is one of `letters` (values in the alphabet), like the module's `canonical` and `decode_…`. */
export function quickText(text: Buffer, letters: readonly number[]): void {
  decoded.row = 0;
  decoded.offset = -1;
  decoded.loose = false;
  decoded.status = statusOf(text, letters);
}

function statusOf(text: Buffer, letters: readonly number[]): number {
  if (text.length > MAX_TEXT) return MALFORMED;
  let name = '';
  let from = 0;
  let to = text.length;
  if (text.includes('LATCHKEY')) {
    const frames = framesOf(text);
    if (frames.length > 0) {
      const [begin, end] = frames;
      const block = frames.length === 2 && begin?.edge === 'BEGIN' && end?.edge === 'END' && begin.name === end.name;
      decoded.loose = !block;
      if (!block) return MALFORMED;
      name = begin.name;
      from = begin.to;
      to = end.from;
    }
  }
  readSymbols(text, from, to);
  return readCode(letters, name);
}

function readCode(letters: readonly number[], name: string): number {
  if (strangeAt < 0 && count === ROW && rowHolds(0, ROW, 1)) return UNSUPPORTED;
  if (!isPrefixed()) {
    decoded.offset = strangeAt;
    return MALFORMED;
  }
  decoded.letter = at(2);
  if (at(3) !== 1 || !letters.includes(at(2))) return UNSUPPORTED;
  if (name !== '' && NAMES[name] !== at(2)) return MALFORMED;
  decoded.offset = strangeAt;
  if (strangeAt >= 0) return MALFORMED;
  return rowsHold() && joinBytes() ? OK : MALFORMED;
}

/** Reads a license key, like the module's `decode_license_key`: the status. */
export function quickLicenseKey(text: Buffer): number {
  if (text.length > MAX_TEXT) return MALFORMED;
  const frames = text.includes('LATCHKEY') ? framesOf(text) : [];
  decoded.loose = frames.length > 0; // no block has a license key, and what stands in one may be a code
  readSymbols(text, 0, text.length);
  if (strangeAt < 0 && count === ROW && rowHolds(0, ROW, 1)) return (at(27) & 15) === 0 ? OK : MALFORMED;
  return isPrefixed() ? UNSUPPORTED : MALFORMED;
}

function isPrefixed(): boolean {
  return count >= 4 && values[0] === 1 && values[1] === 19 && at(2) >= 10 && at(3) < 10;
}

const NAMES: Record<string, number> = {
  REQUEST: ALPHABET.indexOf('R'),
  LICENSE: ALPHABET.indexOf('A'),
  RECEIPT: ALPHABET.indexOf('D'),
  'TRUST BUNDLE': ALPHABET.indexOf('B'),
};

function at(index: number): number {
  return values[index] ?? 0;
}

function rowsHold(): boolean {
  const rows = Math.ceil((count - 4) / ROW);
  if (rows === 0 || Math.floor(((count - 4 - 2 * rows) * 5) / 8) > MAX_BYTES) return false;
  for (let row = 1; row <= rows; row++) {
    const first = 4 + (row - 1) * ROW;
    const size = Math.min(ROW, count - first);
    if (size >= 3 && rowHolds(first, size, 2 * row + (row === rows ? 1 : 0))) continue;
    decoded.row = row;
    return false;
  }
  return true;
}

function rowHolds(first: number, size: number, head: number): boolean {
  let register = nextRegister(nextRegister(0, head >> 5), head & 31);
  for (let i = 0; i < size - 2; i++) register = nextRegister(register, at(first + i));
  return (register ^ 0x3ff) === at(first + size - 2) * 32 + at(first + size - 1);
}

/** The register of a check after one more symbol. */
export function nextRegister(register: number, symbol: number): number {
  return NEXT[32 * register + symbol] ?? 0;
}

function registers(): Uint16Array {
  return Uint16Array.from({ length: 32_768 }, (_, state) => {
    let register = state >> 5;
    for (let bit = 4; bit >= 0; bit--) {
      const out = (register >> 9) ^ ((state >> bit) & 1);
      register = ((register << 1) & 0x3ff) ^ (out === 1 ? 0x085 : 0);
    }
    return register;
  });
}

/** The bits of all data symbols as bytes; false for a number of them that no bytes have, or padding that is not zero. */
function joinBytes(): boolean {
  let bits = 0;
  let held = 0;
  let length = 0;
  let data = 0;
  for (let i = 4; i < count; i++) {
    const place = (i - 4) % ROW;
    const size = Math.min(ROW, count - (i - place));
    if (place >= size - 2) continue;
    data++;
    bits = (bits * 32 + at(i)) & 0xfff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      decodedBytes[length++] = bits >> held;
      bits &= (1 << held) - 1;
    }
  }
  decoded.length = length;
  return data % 8 !== 1 && data % 8 !== 3 && data % 8 !== 6 && bits === 0;
}

/** Symbols up to the first character that no slip explains. A quotation mark is one if symbols or strange characters follow it and symbols went before. */
function readSymbols(text: Uint8Array, from: number, to: number): void {
  count = 0;
  strangeAt = -1;
  let quoteAt = -1;
  for (let i = from; i < to; ) {
    const start = i;
    const size = sequence(text, i, to);
    const kind = size === 0 ? STRANGE : (CLASSES[codePoint(text, i, size)] ?? STRANGE);
    i += size || 1;
    if (kind === IGNORED) continue;
    if (kind === QUOTE) {
      if (count > 0 && quoteAt < 0) quoteAt = start;
      continue;
    }
    if (quoteAt >= 0 || kind === STRANGE) {
      strangeAt = quoteAt >= 0 ? quoteAt : start;
      return;
    }
    values[count++] = kind;
  }
}

/** How many bytes the UTF-8 sequence at i has; 0 when it is none (RFC 3629 section 4, by its grammar). */
export function sequence(text: Uint8Array, i: number, end: number): number {
  const first = text[i] ?? 0;
  if (first < 0x80) return 1;
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (first < 0xc2 || first > 0xf4 || i + size > end) return 0;
  const second = text[i + 1] ?? 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let j = 2; j < size; j++) if (((text[i + j] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

function codePoint(text: Uint8Array, i: number, size: number): number {
  const byte = (j: number): number => (text[i + j] ?? 0) & 63;
  if (size === 1) return text[i] ?? 0;
  if (size === 2) return ((text[i] ?? 0) & 31) * 64 + byte(1);
  if (size === 3) return ((text[i] ?? 0) & 15) * 4096 + byte(1) * 64 + byte(2);
  return ((text[i] ?? 0) & 7) * 262_144 + byte(1) * 4096 + byte(2) * 64 + byte(3);
}

interface Frame {
  edge: string;
  name: string;
  from: number;
  to: number;
}

const FRAME =
  /^[\s\u0085\ufeff]*-----(BEGIN|END) LATCHKEY (REQUEST|LICENSE|RECEIPT|TRUST BUNDLE)-----[\s\u0085\ufeff]*$/;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The BEGIN and END lines of a text, and where they begin and end. */
function framesOf(text: Buffer): Frame[] {
  const frames: Frame[] = [];
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text[i] !== 10 && text[i] !== 13) continue;
    const match = FRAME.exec(decoder.decode(text.subarray(from, i)));
    if (match?.[1] && match[2]) frames.push({ edge: match[1], name: match[2], from, to: i });
    from = i + 1;
  }
  return frames;
}

function classes(): Uint8Array {
  const table = new Uint8Array(0x110000).fill(STRANGE);
  for (let point = 0; point < 0x110000; point++) {
    if (/[\p{White_Space}\p{Pd}]/u.test(String.fromCodePoint(point))) table[point] = IGNORED;
  }
  const set = (kind: number, ...ranges: [number, number][]) => {
    for (const [first, last] of ranges) table.fill(kind, first, last + 1);
  };
  set(IGNORED, [0x2212, 0x2212], [0x2043, 0x2043], [0xad, 0xad], [0x180e, 0x180e], [0x200b, 0x200f], [0x202a, 0x202e]);
  set(IGNORED, [0x2060, 0x2064], [0x2066, 0x2069], [0xfeff, 0xfeff]);
  for (const quote of '"\'`«´»‘’‚‛“”„‟‹›「」『』〝〞〟')
    set(QUOTE, [quote.codePointAt(0) ?? 0, quote.codePointAt(0) ?? 0]);
  for (const [value, letter] of [...ALPHABET].entries()) spell(table, letter, value);
  spell(table, 'O', 0);
  spell(table, 'I', 1);
  spell(table, 'L', 1);
  // Full-width forms of all that.
  for (let point = 0x21; point <= 0x7e; point++) table[point + 0xfee0] = table[point] ?? STRANGE;
  return table;
}

function spell(table: Uint8Array, letter: string, value: number): void {
  table[letter.charCodeAt(0)] = value;
  table[letter.toLowerCase().charCodeAt(0)] = value;
}
