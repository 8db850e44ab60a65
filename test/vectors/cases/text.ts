// The text form: slips that are repaired, everything else refused with its place.
import { ascii, concat, fromHex, utf8 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import {
  ALPHABET,
  encodeCode,
  encodeFile,
  encodeLicenseKey,
  rowCheck,
  rowsOf,
  spellSymbols,
  valuesOf,
} from '../../reference/text.ts';
import { code, collect, PLAIN_CODE, payload, token } from './issue.ts';

export const { cases, add } = collect();

const bare = PLAIN_CODE.replaceAll('-', '');
const plain = token(payload());
const file = encodeFile('A', plain);
const rows = rowsOf(dataOf(PLAIN_CODE));
const body = bare.slice(4);

function dataOf(canonical: string): number[] {
  const values = valuesOf(canonical);
  return values.filter((_, i) => i < values.length - 2 && i % 30 < 28);
}

function symbols(values: readonly number[]): string {
  return values.map((value) => ALPHABET.charAt(value)).join('');
}

/** The code of these rows as they are, checks included. */
function spelled(...kept: readonly (readonly number[] | undefined)[]): string {
  return `LKA1${kept.map((row) => symbols(row ?? [])).join('')}`;
}

/** The plain code with the symbol at one place (behind the prefix) exchanged for the next of the alphabet. */
function wrongAt(place: number): string {
  const wrong = ALPHABET.charAt((ALPHABET.indexOf(body.charAt(place)) + 1) % 32);
  return `LKA1${body.slice(0, place)}${wrong}${body.slice(place + 1)}`;
}

function swappedAt(place: number): string {
  return `LKA1${body.slice(0, place)}${body.charAt(place + 1)}${body.charAt(place)}${body.slice(place + 2)}`;
}

function points(...ranges: readonly (readonly [number, number])[]): string {
  return ranges
    .flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)))
    .join('');
}

function between(text: string): string {
  return `${bare.slice(0, 9)}${text}${bare.slice(9)}`;
}

// ---- spellings that are repaired

const good = (name: string, text: string | Uint8Array, ...threats: string[]): void =>
  add(name, 'licensed', { code: text }, {}, ...threats);

good('the canonical line is read', PLAIN_CODE);
good('the spelling of a QR code, without dashes, is read', bare);
good('lower case is repaired', PLAIN_CODE.toLowerCase(), 'A12');
good('O for 0 and I for 1 are repaired', PLAIN_CODE.replaceAll('0', 'O').replaceAll('1', 'I'), 'A12');
good('o for 0 and l for 1 are repaired', PLAIN_CODE.replaceAll('0', 'o').replaceAll('1', 'l'), 'A12');
good('the prefix is read after the slip table', `1ka${PLAIN_CODE.slice(3)}`, 'A12');
good('the digit of the prefix may be an I', `LKAI${PLAIN_CODE.slice(4)}`, 'A12');
good(
  'every white space between symbols is skipped',
  between(
    points(
      [9, 13],
      [0x20, 0x20],
      [0x85, 0x85],
      [0xa0, 0xa0],
      [0x1680, 0x1680],
      [0x2000, 0x200a],
      [0x2028, 0x2029],
      [0x202f, 0x202f],
      [0x205f, 0x205f],
      [0x3000, 0x3000],
    ),
  ),
  'A12',
);
good(
  'every invisible character is skipped',
  between(
    points(
      [0xad, 0xad],
      [0x180e, 0x180e],
      [0x200b, 0x200f],
      [0x202a, 0x202e],
      [0x2060, 0x2064],
      [0x2066, 0x2069],
      [0xfeff, 0xfeff],
    ),
  ),
  'A12',
);
good(
  'every dash of Unicode is skipped',
  between(
    points(
      [0x2d, 0x2d],
      [0x58a, 0x58a],
      [0x5be, 0x5be],
      [0x1400, 0x1400],
      [0x1806, 0x1806],
      [0x2010, 0x2015],
      [0x2212, 0x2212],
      [0x2043, 0x2043],
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
    ),
  ),
  'A12',
);
const quotes = points(
  [0x22, 0x22],
  [0x27, 0x27],
  [0x60, 0x60],
  [0xab, 0xab],
  [0xb4, 0xb4],
  [0xbb, 0xbb],
  [0x2018, 0x201f],
  [0x2039, 0x203a],
  [0x300c, 0x300f],
  [0x301d, 0x301f],
  [0xff02, 0xff02],
  [0xff07, 0xff07],
);
good('every quotation mark at the two ends is skipped', `${quotes}${PLAIN_CODE}${quotes}`, 'A12');
good('quotation marks may stand among blanks at the ends', ` "${PLAIN_CODE}" \r\n`, 'A12');
good('full-width letters, digits and dashes are repaired', fullWidth(PLAIN_CODE), 'A12');
good('full-width lower case is repaired', fullWidth(PLAIN_CODE.toLowerCase()), 'A12');
good('a byte order mark in front is skipped', `\ufeff${PLAIN_CODE}\r\n`, 'A12');
good('dashes and blanks behind the code are skipped', `${PLAIN_CODE}- -\n\n`);
good('a text of 16,384 bytes is read', PLAIN_CODE.padEnd(16_384));
good('a file is read', file);
good('a file with CRLF is read', file.replaceAll('\n', '\r\n'), 'A17');
good('a file with CR alone is read', file.replaceAll('\n', '\r'), 'A17');
good('what stands outside the block is ignored', `Dear customer! LKZ9 – your code:\n\n${file}\nBest wishes.`);
good(
  'blanks and a BOM around the BEGIN and END lines are ignored',
  `\ufeff \t${file.replace('\n', ' \t\n').replace('\n-----END', '\n  -----END')}`,
  'A17',
);
good('a file without a line break at its end is read', file.trimEnd());
good('in a block line breaks are white space like any other', wrapped(bare.match(/.{1,7}/g) ?? []));
good('a block in lower case is read when its BEGIN and END lines are exact', wrapped([PLAIN_CODE.toLowerCase()]));
good('a last row of all 28 data symbols is read', lastRowFull());
good('a token of 4,096 bytes is read', ofSize(4_096), 'T29');

function fullWidth(text: string): string {
  return [...text].map((symbol) => String.fromCodePoint((symbol.codePointAt(0) ?? 0) + 0xfee0)).join('');
}

function wrapped(lines: readonly string[], begin = 'LICENSE', end = begin): string {
  return [`-----BEGIN LATCHKEY ${begin}-----`, ...lines, `-----END LATCHKEY ${end}-----`, ''].join('\n');
}

/** A token whose size is exactly this many bytes, filled up with a private claim. */
function ofSize(size: number): string {
  const fill = (length: number): string => code({ [-70_000]: cbor.bytes(new Uint8Array(length)) });
  const sizes = (text: string): number => Math.floor((dataOf(text).length * 5) / 8);
  for (let length = size - 160; length < size; length++) {
    if (length >= 0 && sizes(fill(length)) === size) return fill(length);
  }
  throw new RangeError(`no token has ${size} bytes`);
}

function lastRowFull(): string {
  return ofSize(175);
}

// ---- size, prefix and kind

const bad = (
  name: string,
  text: string | Uint8Array,
  place: { row?: number; offset?: number } = {},
  ...threats: string[]
): void => add(name, 'malformed', { code: text }, place, ...threats);
const other = (name: string, text: string | Uint8Array, ...threats: string[]): void =>
  add(name, 'unsupported', { code: text }, {}, ...threats);

bad('an empty text is malformed', '', {}, 'A17');
bad('a text of blanks is malformed', ' \r\n\t', {}, 'A17');
bad('a prefix alone is malformed', 'LKA1');
bad('a prefix and a dash are malformed', 'LKA1-');
bad('three letters are malformed', 'LKA');
bad('a text of 16,385 bytes is malformed', PLAIN_CODE.padEnd(16_385), {}, 'T29');
bad('a text above the limit is malformed before its prefix is read', PLAIN_CODE.replace('LKA1', 'LKR1').padEnd(16_385));
bad('a token of 4,097 bytes is malformed', ofSize(4_097), {}, 'T29');

other('an activation request is another kind of code', encodeCode('R', plain), 'T26');
other('a deactivation receipt is another kind of code', encodeCode('D', plain), 'T26');
other('a trust bundle is another kind of code', encodeCode('B', plain), 'T26');
other('a letter that no code has yet is another kind', PLAIN_CODE.replace('LKA1', 'LKC1'));
other('version 2 of an activation code is unsupported', PLAIN_CODE.replace('LKA1', 'LKA2'));
other('version 0, spelled with the letter O, is unsupported', PLAIN_CODE.replace('LKA1', 'LKAO'));
other('another kind is unsupported whatever follows', 'LKR1 %%% no code at all');
other('another version is unsupported even when nothing follows', 'lka7');
other('another kind is unsupported although its rows are wrong', wrongAt(3).replace('LKA1', 'LKD1'));
bad('U is no letter in a prefix', PLAIN_CODE.replace('LKA1', 'LKU1'), { offset: 2 });
bad('u is no letter in a prefix, also behind a slip of three bytes', `\u200bLKu1${PLAIN_CODE.slice(4)}`, { offset: 5 });
bad('I, the slip of a digit, is no letter in a prefix', PLAIN_CODE.replace('LKA1', 'LKI1'));
bad('a prefix needs a digit', PLAIN_CODE.replace('LKA1', 'LKAA'));
bad('a prefix begins with LK', PLAIN_CODE.replace('LKA1', 'LXA1'));
bad('a code without its prefix is malformed', PLAIN_CODE.slice(5));
bad('a word in front of the code is malformed', `code ${PLAIN_CODE}`);

const key = encodeLicenseKey(fromHex('00112233445566778899aabbccddeeff01'));
other('a license key where a code is expected is unsupported', key);
other('a license key in lower case without dashes is unsupported too', key.replaceAll('-', '').toLowerCase());
other(
  'a license key that begins like a prefix is a license key',
  encodeLicenseKey(concat(fromHex('0cd41000'), new Uint8Array(13))),
);
bad(
  'thirty symbols whose check is wrong for row 0 are no license key',
  key.replace(/.$/, (symbol) => (symbol === 'Z' ? 'Y' : 'Z')),
);

// ---- characters that no slip explains

const strange = (name: string, text: string, offset: number, ...threats: string[]): void =>
  bad(name, text, { offset }, 'A12', ...threats);

strange('U is no symbol', `${PLAIN_CODE.slice(0, 20)}U${PLAIN_CODE.slice(21)}`, 20);
strange('an exclamation mark is refused with its offset', `${PLAIN_CODE.slice(0, 33)}!${PLAIN_CODE.slice(33)}`, 33);
strange('a Cyrillic A is refused with its offset', PLAIN_CODE.replace('A', '\u0410'), 2);
strange('a Greek capital alpha is refused', PLAIN_CODE.replace('A', '\u0391'), 2);
strange('a Kelvin sign is no K, although its lower case is k', PLAIN_CODE.replace('K', '\u212a'), 1);
strange('a dotless i is no I, although its upper case is I', `LKA\u0131${PLAIN_CODE.slice(4)}`, 3);
strange('a long s is no S, although its upper case is S', `${PLAIN_CODE}\u017f`, PLAIN_CODE.length);
strange(
  'a letter with an accent is refused at the accent',
  `${PLAIN_CODE.slice(0, 12)}\u0301${PLAIN_CODE.slice(12)}`,
  12,
);
strange('a superscript one is no one', `${PLAIN_CODE}\u00b9`, PLAIN_CODE.length);
strange('an Arabic digit is no digit', `${PLAIN_CODE}\u0661`, PLAIN_CODE.length);
strange('a mathematical bold letter is refused', `\u{1d40b}KA1${PLAIN_CODE.slice(4)}`, 0);
strange('an emoji is refused', `${PLAIN_CODE.slice(0, 9)}\u{1f511}${PLAIN_CODE.slice(9)}`, 9);
strange('NUL is refused', `${PLAIN_CODE.slice(0, 9)}\0${PLAIN_CODE.slice(9)}`, 9);
strange('the offset counts bytes, not characters', `\u2011\u2011${PLAIN_CODE.slice(0, 9)}?${PLAIN_CODE.slice(9)}`, 15);
strange('the mark of a quoted mail is refused', `> ${PLAIN_CODE}`, 0);
strange('a full stop behind the code is refused', `${PLAIN_CODE}.`, PLAIN_CODE.length);
strange('a full-width full stop behind the code is refused', `${PLAIN_CODE}\uff0e`, PLAIN_CODE.length);
strange('a word and a colon in front are refused at the colon', `Code: ${PLAIN_CODE}`, 4);
strange('a quotation mark inside the code is refused', `${PLAIN_CODE.slice(0, 22)}"${PLAIN_CODE.slice(22)}`, 22);
strange('a character of the private use area is refused', between('\ue000'), 9);
strange('an underscore is no dash', PLAIN_CODE.replace('-', '_'), 4);
strange('a tilde is no dash', PLAIN_CODE.replace('-', '~'), 4);
strange('an invisible character that is not in the table is refused', between('\u034f'), 9);
bad(
  'a byte that is no UTF-8 is refused with its offset',
  concat(ascii(bare.slice(0, 9)), Uint8Array.of(0xff), ascii(bare.slice(9))),
  { offset: 9 },
  'T22',
);
bad('an overlong dash is no UTF-8', concat(ascii('LKA1'), fromHex('c0ad'), ascii(body)), { offset: 4 }, 'T22');
bad('a dash cut in the middle is no UTF-8', concat(ascii(bare), fromHex('e280')), { offset: bare.length }, 'T22');
bad(
  'UTF-16 is refused at its first zero byte',
  concat(...[...PLAIN_CODE].map((symbol) => ascii(`${symbol}\0`))),
  { offset: 1 },
  'A17',
);
bad(
  'UTF-16 with a byte order mark is refused at once',
  concat(fromHex('fffe'), ...[...PLAIN_CODE].map((symbol) => ascii(`${symbol}\0`))),
  { offset: 0 },
  'A17',
);

// ---- rows

const last = rows.length;
const damaged = (name: string, text: string, row: number): void => bad(name, text, { row }, 'A13');

damaged('a wrong symbol in row 1 is found', wrongAt(0), 1);
damaged('a wrong symbol in the middle of row 2 is found', wrongAt(30 + 14), 2);
damaged('a wrong check symbol is found in its row', wrongAt(2 * 30 + 29), 3);
damaged('a wrong symbol in the last row is found', wrongAt(30 * (last - 1)), last);
damaged('a wrong last symbol is found', wrongAt(body.length - 1), last);
damaged('two neighbors exchanged are found', swappedAt(neighbors(30)), 2);
damaged('a missing row 1 is found', spelled(...rows.slice(1)), 1);
damaged('a missing row in the middle is named where the gap is', spelled(...rows.toSpliced(2, 1)), 3);
damaged('a missing last row is found in the row that ends too early', spelled(...rows.slice(0, -1)), last - 1);
damaged('a repeated row is found', spelled(...rows.toSpliced(2, 0, rows[1] ?? [])), 3);
damaged('two exchanged rows are found at the first', spelled(rows[0], rows[2], rows[1], ...rows.slice(3)), 2);
damaged('a symbol too few is found in its row', `LKA1${body.slice(0, 40)}${body.slice(41)}`, 2);
damaged('a symbol too many is found in its row', `LKA1${body.slice(0, 40)}0${body.slice(40)}`, 2);
damaged('the code pasted twice is found where the first should end', `${bare}${body}`, last);
damaged('a last row without its last symbol is found', bare.slice(0, -1), last);
damaged(
  'the rows of another code do not continue this one',
  spelled(...rows.slice(0, 4), ...rowsOf(dataOf(code({ 1: cbor.string('Other') }))).slice(5)),
  5,
);
bad('one symbol alone is no row', 'LKA10');
bad('two check symbols alone are no row', spelled([rowCheck(1, true, []) >> 5, rowCheck(1, true, []) & 31]));

const first = rows[0]?.slice(0, 28) ?? [];
const withCheck = (check: number): number[] => [...first, check >> 5, check & 31];
damaged(
  'a check that forgets the number of the row is found',
  spelled(withCheck(rowCheck(0, false, first)), ...rows.slice(1)),
  1,
);
damaged(
  'a first row that says it is the last is found',
  spelled(withCheck(rowCheck(1, true, first)), ...rows.slice(1)),
  1,
);
damaged(
  'a check without its final XOR is found',
  spelled(withCheck(rowCheck(1, false, first) ^ 0x3ff), ...rows.slice(1)),
  1,
);
damaged('a last row that says it is not the last is found', spelled(...rows.slice(0, -1), notLast()), last);

function notLast(): number[] {
  const data = rows.at(-1)?.slice(0, -2) ?? [];
  const check = rowCheck(last, false, data);
  return [...data, check >> 5, check & 31];
}

/** A place at or behind `from` where two neighbors differ. */
function neighbors(from: number): number {
  for (let place = from; ; place++) if (body.charAt(place) !== body.charAt(place + 1)) return place;
}

const data = dataOf(PLAIN_CODE);
for (const extra of [1, 3, 6]) {
  const length = 8 * Math.floor(data.length / 8) + extra;
  const text = spellSymbols('A1', [...data, ...Array<number>(8).fill(0)].slice(0, length));
  bad(`a number of data symbols that is ${extra} modulo 8 is malformed, although its checks hold`, text, {}, 'T2');
}
// 177 bytes are 284 symbols with four bits of padding.
const whole = dataOf(ofSize(177));
bad('padding that is not zero is malformed', spellSymbols('A1', [...whole.slice(0, -1), (whole.at(-1) ?? 0) | 1]));
bad('the highest bit of padding counts too', spellSymbols('A1', [...whole.slice(0, -1), (whole.at(-1) ?? 0) | 8]));

// ---- files

bad('a file without its END line is malformed', file.slice(0, file.indexOf('-----END')), {}, 'A17');
bad('a file without its BEGIN line is malformed', file.slice(file.indexOf('\n') + 1));
bad('two blocks in one text are malformed', `${file}\n${file}`, {}, 'A14');
bad('a block that begins twice is malformed', `-----BEGIN LATCHKEY LICENSE-----\n${file}`);
bad(
  'a block that begins as a license and ends as a request is malformed',
  wrapped(['LKA1', body], 'LICENSE', 'REQUEST'),
);
bad('an activation code in a block that says request is malformed', wrapped(['LKA1', body], 'REQUEST'), {}, 'T26');
bad(
  'an activation code in a block that says trust bundle is malformed',
  wrapped(['LKA1', body], 'TRUST BUNDLE'),
  {},
  'T26',
);
other(
  'a request in a block that says license is unsupported: the prefix decides first',
  wrapped(['LKR1', body]),
  'T26',
);
other('a request file where an activation code is expected is unsupported', encodeFile('R', plain), 'T26');
other('a receipt file where an activation code is expected is unsupported', encodeFile('D', plain), 'T26');
bad('an empty block is malformed', wrapped([]), {}, 'A17');
bad('a block with a prefix and no rows is malformed', wrapped(['LKA1']));
bad('a BEGIN line with four dashes is no BEGIN line', file.replace('-----BEGIN', '----BEGIN'));
bad('a BEGIN line in lower case is no BEGIN line', file.replace('BEGIN LATCHKEY', 'begin latchkey'));
bad('a BEGIN line with two spaces is no BEGIN line', file.replace('BEGIN LATCHKEY', 'BEGIN  LATCHKEY'));
bad('a word behind the BEGIN line makes it none', file.replace('LICENSE-----\n', 'LICENSE----- hello\n'));
bad('a file quoted by a mail program is refused at its mark', file.replaceAll(/^(?=.)/gm, '> '), { offset: 0 });
bad('a strange character in a block has its offset in the whole text', file.replace('LKA1\n', 'LKA1\n#'), {
  offset: file.indexOf('LKA1') + 5,
});
bad('a wrong row of a file is named', wrapped(['LKA1', wrongAt(31).slice(4)]), { row: 2 });
bad(
  'rows of a file in the wrong order are named',
  wrapped(['LKA1', ...[0, 2, 1].map((i) => symbols(rows[i] ?? [])), ...rows.slice(3).map(symbols)]),
  { row: 2 },
);
bad('an END line in the middle ends the block', file.replace('LKA1\n', 'LKA1\n-----END LATCHKEY LICENSE-----\n'));
bad('a PEM block is no Latchkey file', `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
bad('JSON is no code', utf8('{"code":"LKA1"}'), { offset: 0 });
