// The text form of token.md §2, as the page reads: slips, prefix, rows with their CRC-10, files.
import { at } from './bytes.ts';
import { demand, malformed, Refusal } from './refusal.ts';

export type Letter = 'R' | 'A' | 'D' | 'B';

export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ROW_DATA = 28;
const ROW = ROW_DATA + 2;
const MAX_TEXT = 16_384;
const MAX_BYTES = 4_096;

const NAMES: Readonly<Record<Letter, string>> = { R: 'REQUEST', A: 'LICENSE', D: 'RECEIPT', B: 'TRUST BUNDLE' };

// ---- the table of slips

type Range = readonly [number, number];

const WHITE_SPACE: readonly Range[] = [
  [0x0009, 0x000d],
  [0x0020, 0x0020],
  [0x0085, 0x0085],
  [0x00a0, 0x00a0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

const INVISIBLE: readonly Range[] = [
  [0x00ad, 0x00ad],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
];

/** General category Pd of Unicode 16, then minus sign and hyphen bullet. */
const DASHES: readonly Range[] = [
  [0x002d, 0x002d],
  [0x058a, 0x058a],
  [0x05be, 0x05be],
  [0x1400, 0x1400],
  [0x1806, 0x1806],
  [0x2010, 0x2015],
  [0x2e17, 0x2e17],
  [0x2e1a, 0x2e1a],
  [0x2e3a, 0x2e3b],
  [0x2e40, 0x2e40],
  [0x2e5d, 0x2e5d],
  [0x301c, 0x301c],
  [0x3030, 0x3030],
  [0x30a0, 0x30a0],
  [0xfe31, 0xfe32],
  [0xfe58, 0xfe58],
  [0xfe63, 0xfe63],
  [0xff0d, 0xff0d],
  [0x10d6e, 0x10d6e],
  [0x10ead, 0x10ead],
  [0x2212, 0x2212],
  [0x2043, 0x2043],
];

const QUOTES: readonly Range[] = [
  [0x0022, 0x0022],
  [0x0027, 0x0027],
  [0x0060, 0x0060],
  [0x00ab, 0x00ab],
  [0x00b4, 0x00b4],
  [0x00bb, 0x00bb],
  [0x2018, 0x201f],
  [0x2039, 0x203a],
  [0x300c, 0x300f],
  [0x301d, 0x301f],
  [0xff02, 0xff02],
  [0xff07, 0xff07],
];

function within(ranges: readonly Range[], codePoint: number): boolean {
  return ranges.some(([first, last]) => first <= codePoint && codePoint <= last);
}

export const isWhiteSpace = (codePoint: number): boolean => within(WHITE_SPACE, codePoint);
export const isDash = (codePoint: number): boolean => within(DASHES, codePoint);
export const isQuote = (codePoint: number): boolean => within(QUOTES, codePoint);
export const isIgnored = (codePoint: number): boolean =>
  isWhiteSpace(codePoint) || isDash(codePoint) || within(INVISIBLE, codePoint);

/** The value of a letter or digit after its slips are repaired; undefined when it is no symbol. */
export function symbolValue(codePoint: number): number | undefined {
  const narrow = codePoint >= 0xff01 && codePoint <= 0xff5e ? codePoint - 0xfee0 : codePoint;
  const upper = narrow >= 0x61 && narrow <= 0x7a ? narrow - 0x20 : narrow;
  if (upper === 0x4f) return 0; // O
  if (upper === 0x49 || upper === 0x4c) return 1; // I, L
  const value = upper < 0x80 ? ALPHABET.indexOf(String.fromCharCode(upper)) : -1;
  return value < 0 ? undefined : value;
}

// ---- characters and lines

interface Character {
  /** -1 where the input is not UTF-8. */
  codePoint: number;
  offset: number;
}

/** The characters of the input with their offsets. A byte that begins no valid sequence is a character of its own. */
function characters(input: Uint8Array): Character[] {
  const result: Character[] = [];
  for (let offset = 0; offset < input.length; ) {
    const length = [1, 2, 3, 4].find((size) => codePointOf(input.slice(offset, offset + size)) !== undefined);
    result.push({ codePoint: codePointOf(input.slice(offset, offset + (length ?? 0))) ?? -1, offset });
    offset += length ?? 1;
  }
  return result;
}

/** The code point that these bytes are, if they are exactly one. */
function codePointOf(bytes: Uint8Array): number | undefined {
  if (bytes.length === 0) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return [...text].length === 1 ? text.codePointAt(0) : undefined;
  } catch {
    return undefined;
  }
}

/** Lines end in LF, CRLF or CR. */
function lines(text: readonly Character[]): Character[][] {
  const result: Character[][] = [[]];
  text.forEach((character, i) => {
    const { codePoint } = character;
    if (codePoint === 0x0a && text[i - 1]?.codePoint === 0x0d) return;
    if (codePoint === 0x0a || codePoint === 0x0d) result.push([]);
    else result.at(-1)?.push(character);
  });
  return result;
}

interface Marker {
  edge: string;
  name: string;
  line: number;
}

function marker(line: readonly Character[], index: number): Marker | undefined {
  const blank = ({ codePoint }: Character): boolean => isWhiteSpace(codePoint) || codePoint === 0xfeff;
  const first = line.findIndex((character) => !blank(character));
  const last = line.findLastIndex((character) => !blank(character));
  const middle = line.slice(Math.max(first, 0), last + 1).map(({ codePoint }) => Math.max(codePoint, 0));
  const match = /^-----(BEGIN|END) LATCHKEY (REQUEST|LICENSE|RECEIPT|TRUST BUNDLE)-----$/.exec(
    String.fromCodePoint(...middle),
  );
  return match?.[1] && match[2] ? { edge: match[1], name: match[2], line: index } : undefined;
}

interface Content {
  text: Character[];
  /** What the BEGIN line says, when there is one. */
  name?: string;
}

/** What is to be read: what stands between BEGIN and END, or everything when there is no such line. */
function content(text: Character[]): Content {
  const all = lines(text);
  const markers = all.flatMap((line, i) => marker(line, i) ?? []);
  if (markers.length === 0) return { text };
  const [begin, end] = markers;
  const block = markers.length === 2 && begin?.edge === 'BEGIN' && end?.edge === 'END' && begin.name === end.name;
  if (!block) malformed('a file is one block from BEGIN to END');
  return { text: all.slice(begin.line + 1, end.line).flat(), name: begin.name };
}

// ---- symbols

interface Symbols {
  values: number[];
  /** The first character that no slip explains. */
  strange?: Character;
}

/** The symbols up to the first strange character. */
function symbols(text: readonly Character[]): Symbols {
  const values: number[] = [];
  const end = text.findLastIndex(({ codePoint }) => !isIgnored(codePoint) && !isQuote(codePoint)) + 1;
  for (const [i, character] of text.entries()) {
    const { codePoint } = character;
    if (isIgnored(codePoint)) continue;
    if (isQuote(codePoint) && (values.length === 0 || i >= end)) continue;
    const value = symbolValue(codePoint);
    if (value === undefined) return { values, strange: character };
    values.push(value);
  }
  return { values };
}

// ---- rows

/** The ten bits of a row's check, over its number, whether it is the last, and its data symbols. */
export function rowCheck(row: number, last: boolean, data: readonly number[]): number {
  const inFront = 2 * row + (last ? 1 : 0);
  const bits = [...bitsOf(inFront, 10), ...data.flatMap((value) => bitsOf(value, 5))];
  let register = 0;
  for (const bit of bits) {
    const carry = (register >> 9) ^ bit;
    register = ((register << 1) & 0x3ff) ^ (carry ? 0x085 : 0);
  }
  return register ^ 0x3ff;
}

function bitsOf(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, i) => (value >> (width - 1 - i)) & 1);
}

function checkHolds(row: number, last: boolean, symbols: readonly number[]): boolean {
  const check = rowCheck(row, last, symbols.slice(0, -2));
  return symbols.at(-2) === check >> 5 && symbols.at(-1) === (check & 31);
}

/** The data symbols of all rows, once every row's check holds. */
function dataOf(values: readonly number[]): number[] {
  demand(values.length > 0, 'nothing behind the prefix');
  const count = Math.ceil(values.length / ROW);
  demand(count <= 511, 'more rows than ten bits can number');
  const data: number[] = [];
  for (let row = 1; row <= count; row++) {
    const symbols = values.slice((row - 1) * ROW, row * ROW);
    if (symbols.length < 3) malformed('a row without data', { row });
    if (!checkHolds(row, row === count, symbols)) malformed('the check of a row', { row });
    data.push(...symbols.slice(0, -2));
  }
  return data;
}

function bytesOf(data: readonly number[]): Uint8Array {
  demand(![1, 3, 6].includes(data.length % 8), 'a number of symbols that no bytes have');
  const bits = data.flatMap((value) => bitsOf(value, 5));
  const length = Math.floor(bits.length / 8);
  demand(!bits.slice(8 * length).includes(1), 'padding that is not zero');
  return Uint8Array.from({ length }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => 2 * byte + bit, 0));
}

function symbolsOf(bytes: Uint8Array): number[] {
  const bits = [...bytes].flatMap((byte) => bitsOf(byte, 8));
  return Array.from({ length: Math.ceil(bits.length / 5) }, (_, i) =>
    [0, 1, 2, 3, 4].reduce((value, bit) => 2 * value + (bits[5 * i + bit] ?? 0), 0),
  );
}

// ---- codes

/** Thirty symbols whose check is right for row 0 are a license key, whatever they look like. */
function isLicenseKey({ values, strange }: Symbols): boolean {
  return strange === undefined && values.length === ROW && checkHolds(0, true, values);
}

/** The prefix after its slips: letter and digit, when the first four symbols are one. */
function prefixOf(values: readonly number[]): { letter: string; digit: string } | undefined {
  const spelled = values.slice(0, 4).map((value) => ALPHABET.charAt(value));
  const match = /^1K([A-Z])([0-9])$/.exec(spelled.join(''));
  return match?.[1] && match[2] ? { letter: match[1], digit: match[2] } : undefined;
}

function expectPrefix(read: Symbols, letters: string): string {
  if (isLicenseKey(read)) throw new Refusal('unsupported', 'a license key where a code is expected');
  const prefix = prefixOf(read.values);
  if (!prefix) malformed('no prefix', read.strange ? { offset: read.strange.offset } : {});
  if (prefix.digit !== '1' || !letters.includes(prefix.letter)) {
    throw new Refusal('unsupported', 'another kind or version of code');
  }
  return prefix.letter;
}

/** Reads a code whose prefix letter is one of `letters`, in any spelling. */
export function decodeCode(input: Uint8Array, letters: string): { letter: string; bytes: Uint8Array } {
  demand(input.length <= MAX_TEXT, 'a text above 16,384 bytes');
  const { text, name } = content(characters(input));
  const read = symbols(text);
  const letter = expectPrefix(read, letters);
  if (name !== undefined)
    demand(
      Object.entries(NAMES).some(([l, n]) => l === letter && n === name),
      'prefix and BEGIN',
    );
  if (read.strange) malformed('a character that belongs to no code', { offset: read.strange.offset });
  const bytes = bytesOf(dataOf(read.values.slice(4)));
  demand(bytes.length <= MAX_BYTES, 'more than 4,096 bytes');
  return { letter, bytes };
}

/** Reads a license key; returns its canonical spelling. */
export function decodeLicenseKey(input: Uint8Array): string {
  demand(input.length <= MAX_TEXT, 'a text above 16,384 bytes');
  const { text, name } = content(characters(input));
  const read = symbols(text);
  if (!isLicenseKey(read)) {
    if (prefixOf(read.values)) throw new Refusal('unsupported', 'a code where a license key is expected');
    malformed('no license key', read.strange ? { offset: read.strange.offset } : {});
  }
  demand(name === undefined, 'no block has a license key');
  bytesOf(read.values.slice(0, ROW_DATA));
  return groups(read.values);
}

function groups(values: readonly number[]): string {
  const spelled = values.map((value) => ALPHABET.charAt(value)).join('');
  return (spelled.match(/.{1,5}/g) ?? []).join('-');
}

/** The rows of a code or license key, each with its check. A license key is row 0. */
export function rowsOf(data: readonly number[], firstRow = 1): number[][] {
  const count = Math.ceil(data.length / ROW_DATA);
  return Array.from({ length: count }, (_, i) => {
    const part = data.slice(i * ROW_DATA, (i + 1) * ROW_DATA);
    const check = rowCheck(firstRow + i, i === count - 1, part);
    return [...part, check >> 5, check & 31];
  });
}

/** The canonical line. */
export function encodeCode(letter: Letter, bytes: Uint8Array): string {
  return `LK${letter}1-${groups(rowsOf(symbolsOf(bytes)).flat())}`;
}

/** The file: one row per line. */
export function encodeFile(letter: Letter, bytes: Uint8Array): string {
  const name = NAMES[letter];
  const rows = rowsOf(symbolsOf(bytes)).map(groups);
  return [`-----BEGIN LATCHKEY ${name}-----`, `LK${letter}1`, ...rows, `-----END LATCHKEY ${name}-----`, ''].join('\n');
}

export function encodeLicenseKey(random: Uint8Array): string {
  if (random.length !== 17) throw new RangeError('a license key is 17 bytes');
  return groups(rowsOf(symbolsOf(random), 0).flat());
}

/** A code from data symbols that need not be bytes: for tests of padding and length. */
export function spellSymbols(letter: string, data: readonly number[]): string {
  return `LK${letter}-${groups(rowsOf(data).flat())}`;
}

/** The values of a canonical line behind its prefix. */
export function valuesOf(code: string): number[] {
  return [...code.slice(5).replaceAll('-', '')].map((symbol) => ALPHABET.indexOf(symbol));
}

/** The eight symbols of a license id from 5 random bytes. */
export function encodeLicenseId(random: Uint8Array): string {
  at(random, 4);
  return symbolsOf(random)
    .map((value) => ALPHABET.charAt(value))
    .join('');
}
