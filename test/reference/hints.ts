// What is said about a text that cannot be read: the detail of docs/abi.md, the row and the group where a person should look, and the byte. Written over strings
// and lists, from what each detail means; the module has one pass over bytes. It tells only, and accepts nothing that text.ts refuses.
import { isDash, isIgnored, isQuote, isWhiteSpace, rowCheck, symbolValue } from './text.ts';

/** status, detail, row, group, offset. */
export type Hint = [number, number, number, number, number];

const NOWHERE = 0xffffffff;
const [MALFORMED, UNSUPPORTED] = [1, 2];
const KINDS = ['R', 'A', 'D', 'B'];
const NAMES = ['REQUEST', 'LICENSE', 'RECEIPT', 'TRUST BUNDLE'];
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ROW = 30;

const DETAIL = {
  ...{ tooLong: 1, empty: 2, noPrefix: 3, wordsInFront: 4, quotedMail: 5, markBehind: 6, lookAlike: 7, notUtf8: 8 },
  ...{ utf16: 9, foreign: 10, letterU: 11, twoCodes: 12, twoBlocks: 13, withoutEnd: 14, withoutBegin: 15 },
  ...{ endsDifferently: 16, disagrees: 17, nothingFollows: 18, rowWrong: 19, groupShort: 20, groupLong: 21 },
  ...{ rowMissing: 22, rowRepeated: 23, rowMisplaced: 24, lastMissing: 25, behindLast: 26, lastShort: 27 },
  ...{ symbolsMissing: 28, padding: 29, tooLarge: 30, keyWrong: 31, keyLength: 32, rowShifted: 33 },
  ...{ isRequest: 40, isLicenseKey: 44, isCode: 45, otherKind: 46, otherVersion: 47 },
};

interface Character {
  point: number;
  at: number;
  size: number;
}

interface Symbol {
  value: number;
  at: number;
  /** Whether something that people see, or nothing at all, stands in front of it. */
  separated: boolean;
}

interface Reading {
  text: Buffer;
  symbols: Symbol[];
  strange: Character | undefined;
  block: { name?: string; fault: number };
}

/** The character at a byte; −1 where there is none. */
function characterAt(text: Buffer, at: number, end: number): Character {
  const first = text[at] ?? 0;
  if (first < 0x80) return { point: first, at, size: 1 };
  for (let size = 2; size <= 4 && at + size <= end; size++) {
    const found = text.toString('utf8', at, at + size);
    if (Buffer.from(found).equals(text.subarray(at, at + size)) && [...found].length === 1)
      return { point: found.codePointAt(0) ?? -1, at, size };
  }
  return { point: -1, at, size: 1 };
}

function* charactersIn(text: Buffer, from: number, to: number): Generator<Character> {
  for (let at = from; at < to; ) {
    const character = characterAt(text, at, to);
    yield character;
    at += character.size;
  }
}

// ---- the frame

interface Frame {
  edge: string;
  name: string;
  from: number;
  to: number;
}

function framesOf(text: Buffer): Frame[] {
  const frames: Frame[] = [];
  let from = 0;
  for (let to = 0; to <= text.length; to++) {
    if (to < text.length && text[to] !== 0x0a && text[to] !== 0x0d) continue;
    const line = [...charactersIn(text, from, to)].map(({ point }) =>
      point < 0 ? '\0' : isWhiteSpace(point) || point === 0xfeff ? ' ' : String.fromCodePoint(point),
    );
    const plain = line.join('').trim();
    const match = /^-----(BEGIN|END) LATCHKEY (REQUEST|LICENSE|RECEIPT|TRUST BUNDLE)-----$/.exec(plain);
    if (match?.[1] && match[2] && plainBlanks(text, from, to, plain))
      frames.push({ edge: match[1], name: match[2], from, to });
    from = to + 1;
  }
  return frames;
}

/** Within the words of a frame a blank is U+0020. */
function plainBlanks(text: Buffer, from: number, to: number, words: string): boolean {
  return text.toString('latin1', from, to).includes(words);
}

/** What is to be read of a text, and what is wrong with its frame. */
function contentOf(text: Buffer): { from: number; to: number; block: Reading['block'] } {
  const frames = framesOf(text);
  const first = frames.findIndex(({ edge }) => edge === 'BEGIN');
  const begin = frames[first];
  if (!begin) return { from: 0, to: text.length, block: { fault: frames.length > 0 ? DETAIL.withoutBegin : 0 } };
  const next = frames[first + 1];
  const block = { name: begin.name, fault: faultOf(frames, first) };
  return { from: begin.to, to: next?.from ?? text.length, block };
}

/** The last fault that a line of a frame makes is told. */
function faultOf(frames: readonly Frame[], first: number): number {
  const begin = frames[first];
  let fault: number = first > 0 ? DETAIL.withoutBegin : DETAIL.withoutEnd;
  for (const [i, { edge, name }] of frames.slice(first + 1).entries()) {
    if (edge === 'BEGIN' || i > 0) fault = DETAIL.twoBlocks;
    else if (name !== begin?.name) fault = DETAIL.endsDifferently;
    else if (fault === DETAIL.withoutEnd) fault = 0;
  }
  return fault;
}

// ---- symbols

function read(text: Buffer): Reading {
  const { from, to, block } = contentOf(text);
  const symbols: Symbol[] = [];
  let separated = true;
  let quote: Character | undefined;
  for (const character of charactersIn(text, from, to)) {
    const { point, at } = character;
    const value = point < 0 ? undefined : symbolValue(point);
    const folded = point >= 0xff01 && point <= 0xff5e ? point - 0xfee0 : point;
    if (isQuote(folded)) {
      if (symbols.length > 0) quote ??= character;
    } else if (isIgnored(folded)) {
      if (isWhiteSpace(folded) || isDash(folded)) separated = true;
    } else if (value === undefined || quote) {
      return { text, symbols, strange: quote ?? character, block };
    } else {
      symbols.push({ value, at, separated });
      separated = false;
    }
  }
  return { text, symbols, strange: undefined, block };
}

const spelled = (symbols: readonly Symbol[]) => symbols.map(({ value }) => ALPHABET.charAt(value)).join('');
const isPrefix = (symbols: readonly Symbol[], from: number) =>
  /^1K[A-Z][0-9]$/.test(spelled(symbols.slice(from, from + 4)));

function holds(symbols: readonly Symbol[], number: number, last: boolean): boolean {
  const values = symbols.map(({ value }) => value);
  const check = rowCheck(number, last, values.slice(0, -2));
  return values.length > 2 && values.at(-2) === check >> 5 && values.at(-1) === (check & 31);
}

const isLicenseKey = ({ symbols, strange }: Reading) => !strange && symbols.length === ROW && holds(symbols, 0, true);

// ---- what is said

/** About a code whose letter is `wanted`, or any of the four; undefined when it is read. */
export function hintOf(text: Buffer, wanted?: string): Hint | undefined {
  if (text.length > 16_384) return [MALFORMED, DETAIL.tooLong, 0, 0, NOWHERE];
  const reading = read(text);
  const { symbols, strange, block } = reading;
  const start = symbols[0]?.at ?? NOWHERE;
  if (isLicenseKey(reading)) return [UNSUPPORTED, DETAIL.isLicenseKey, 0, 0, start];
  if (!isPrefix(symbols, 0)) return withoutPrefix(reading);
  const [letter = '', digit] = spelled(symbols.slice(2, 4));
  const kind = KINDS.indexOf(letter);
  if (kind < 0) return [UNSUPPORTED, DETAIL.otherKind, 0, 0, start];
  if (wanted !== undefined && wanted !== letter) return [UNSUPPORTED, DETAIL.isRequest + kind, 0, 0, start];
  if (digit !== '1') return [UNSUPPORTED, DETAIL.otherVersion, 0, 0, start];
  if (block.fault !== 0) return [MALFORMED, block.fault, 0, 0, NOWHERE];
  if (block.name !== undefined && block.name !== NAMES[kind]) return [MALFORMED, DETAIL.disagrees, 0, 0, start];
  if (strange) return aboutCharacter(reading, strange, symbols.length - 4);
  return aboutRows(symbols.slice(4));
}

/** About a license key. */
export function licenseKeyHint(text: Buffer): Hint | undefined {
  if (text.length > 16_384) return [MALFORMED, DETAIL.tooLong, 0, 0, NOWHERE];
  const reading = read(text);
  const { symbols, strange, block } = reading;
  const start = symbols[0]?.at ?? NOWHERE;
  if (isLicenseKey(reading) && block.name === undefined) {
    return ((symbols[27]?.value ?? 0) & 15) === 0 ? undefined : [MALFORMED, DETAIL.padding, 0, 0, start];
  }
  if (isPrefix(symbols, 0)) return [UNSUPPORTED, DETAIL.isCode, 0, 0, start];
  if (strange) return aboutCharacter(reading, strange, undefined);
  if (symbols.length === 0) return [MALFORMED, DETAIL.empty, 0, 0, NOWHERE];
  return aboutLicenseKey(symbols);
}

function aboutLicenseKey(symbols: readonly Symbol[]): Hint {
  const cause = symbols.length === ROW ? DETAIL.keyWrong : DETAIL.keyLength;
  return [MALFORMED, cause, 0, oddGroup(symbols)?.number ?? 0, symbols[0]?.at ?? NOWHERE];
}

function withoutPrefix(reading: Reading): Hint {
  const { symbols, strange, text } = reading;
  if (symbols.length === 0 && !strange) return [MALFORMED, DETAIL.empty, 0, 0, NOWHERE];
  const at = strange?.at ?? symbols[0]?.at ?? NOWHERE;
  // A word that begins with a prefix, behind something else.
  const later = hasPrefixBehind(text);
  if (strange && symbols.length < 4) {
    const cause = causeOf(reading, strange);
    const general = cause === DETAIL.foreign || cause === DETAIL.letterU;
    return [MALFORMED, general && later ? DETAIL.wordsInFront : cause, 0, 0, at];
  }
  if (later) return [MALFORMED, DETAIL.wordsInFront, 0, 0, at];
  return !strange && symbols.length === ROW ? aboutLicenseKey(symbols) : [MALFORMED, DETAIL.noPrefix, 0, 0, at];
}

function hasPrefixBehind(text: Buffer): boolean {
  return /[^0-9A-TV-Za-tv-z][1ILil][Kk](?![IiLlOo])[A-TV-Za-tv-z][0-9IiLlOo]/s.test(text.toString('latin1'));
}

/** `index`: how many symbols of rows stand in front; unknown where rows are not to be named. */
function aboutCharacter(reading: Reading, strange: Character, index: number | undefined): Hint {
  const named = index !== undefined && index >= 0;
  const [row, group] = named ? [Math.floor(index / ROW) + 1, Math.floor((index % ROW) / 5) + 1] : [0, 0];
  return [MALFORMED, causeOf(reading, strange), row, group, strange.at];
}

function causeOf({ text, symbols }: Reading, { point, at }: Character): number {
  if (point === 0 || /^(\xff\xfe|\xfe\xff)/.test(text.toString('latin1', 0, 2))) return DETAIL.utf16;
  if (point < 0) return DETAIL.notUtf8;
  const character = String.fromCodePoint(point);
  if (character === '>') return DETAIL.quotedMail;
  if (character === 'U' || character === 'u') return DETAIL.letterU;
  if (point >= 0x370 && point <= 0x52f) return DETAIL.lookAlike;
  const rest = [...charactersIn(text, at, text.length)];
  const ends = symbols.length > 0 && rest.every((it) => it.point >= 0 && symbolValue(it.point) === undefined);
  return ends ? DETAIL.markBehind : DETAIL.foreign;
}

// ---- rows

function aboutRows(symbols: readonly Symbol[]): Hint | undefined {
  if (symbols.length === 0) return [MALFORMED, DETAIL.nothingFollows, 0, 0, NOWHERE];
  const count = Math.ceil(symbols.length / ROW);
  const data = symbols.length - 2 * count;
  if (Math.floor((5 * data) / 8) > 4_096) return [MALFORMED, DETAIL.tooLarge, 0, 0, NOWHERE];
  const rows = Array.from({ length: count }, (_, i) => symbols.slice(ROW * i, ROW * i + ROW));
  for (const [i, row] of rows.entries()) {
    const at = row[0]?.at ?? NOWHERE;
    if (row.length < 3) return [MALFORMED, DETAIL.lastShort, i + 1, 0, at];
    if (!holds(row, i + 1, i + 1 === count)) return aboutRow(symbols, rows, i);
  }
  const at = rows.at(-1)?.[0]?.at ?? NOWHERE;
  if ([1, 3, 6].includes(data % 8)) return [MALFORMED, DETAIL.symbolsMissing, count, 0, at];
  const left = (5 * data) % 8;
  const last = rows.at(-1)?.at(-3)?.value ?? 0;
  return (last & ((1 << left) - 1)) === 0 ? undefined : [MALFORMED, DETAIL.padding, count, 0, at];
}

function aboutRow(symbols: readonly Symbol[], rows: readonly Symbol[][], i: number): Hint {
  const at = symbols[ROW * i]?.at ?? NOWHERE;
  const odd = oddGroup(symbols.slice(ROW * i));
  if (symbols[ROW * i]?.separated === false && odd) return [MALFORMED, DETAIL.rowShifted, i + 1, 0, at];
  return [MALFORMED, rowCause(symbols, rows, i, odd), i + 1, odd?.number ?? 0, at];
}

function rowCause(symbols: readonly Symbol[], rows: readonly Symbol[][], i: number, odd: Group | undefined): number {
  const [row = [], number, last] = [rows[i], i + 1, i + 1 === rows.length];
  const as = (other: number, one = row) => holds(one, other, false) || holds(one, other, true);
  if (hasSecondPrefix(symbols)) return DETAIL.twoCodes;
  if (holds(row, number, !last)) return last ? DETAIL.lastMissing : DETAIL.behindLast;
  if (odd) return odd.length < 5 ? DETAIL.groupShort : DETAIL.groupLong;
  if (i > 0 && as(i)) return DETAIL.rowRepeated;
  if (as(number + 1)) return !last && as(number, rows[i + 1]) ? DETAIL.rowMisplaced : DETAIL.rowMissing;
  return rows.some((_, other) => other !== i && as(other + 1)) ? DETAIL.rowMisplaced : DETAIL.rowWrong;
}

/** Four symbols that stand alone and are a prefix, among those of data. */
function hasSecondPrefix(symbols: readonly Symbol[]): boolean {
  const begins = (i: number) => symbols[i]?.separated !== false;
  return symbols.some((_, i) => isPrefix(symbols, i) && begins(i) && begins(i + 4));
}

interface Group {
  number: number;
  from: number;
  length: number;
}

function groupsOf(symbols: readonly Symbol[]): Group[] {
  const starts = symbols.flatMap(({ separated }, i) => (i === 0 || separated ? [i] : []));
  return starts.map((from, i) => ({ number: i + 1, from, length: (starts[i + 1] ?? symbols.length) - from }));
}

/** The first of a row's six groups that has not five symbols; none when groups are not to be seen, or only the end of the text is short. */
function oddGroup(symbols: readonly Symbol[]): Group | undefined {
  const odd = groupsOf(symbols)
    .slice(0, 6)
    .find(({ length }) => length !== 5);
  if (!odd || odd.length >= 10) return undefined;
  return odd.length > 5 || odd.from + odd.length < symbols.length ? odd : undefined;
}
