// The text form: which slips are repaired, what is refused and where, and what is said about it.
import { describe, expect, test } from 'vitest';
import { utf8 } from '../reference/bytes.ts';
import { Refusal } from '../reference/refusal.ts';
import {
  ALPHABET,
  decodeCode,
  encodeCode,
  encodeFile,
  encodeLicenseId,
  encodeLicenseKey,
  isIgnored,
  isQuote,
  symbolValue,
} from '../reference/text.ts';
import {
  bytesAt,
  codec,
  details,
  dice,
  type Finding,
  LETTERS,
  put,
  randomBytes,
  readCode,
  refusal,
  slot,
  spell,
  spellFile,
  textAt,
  value,
} from './probe.ts';

const roll = dice(11);
const bytes = randomBytes(roll, 29);
const line = encodeCode('A', bytes);
const file = encodeFile('A', bytes);

function accepts(text: string | Uint8Array, wanted = LETTERS.A): boolean {
  const result = readCode(text, wanted);
  return result instanceof Uint8Array && result.length === bytes.length && result.every((byte, i) => byte === bytes[i]);
}

function wrong(text: string | Uint8Array, wanted = LETTERS.A): Finding {
  const result = readCode(text, wanted);
  if (result instanceof Uint8Array) throw new Error('it is accepted');
  return result;
}

describe('A code', () => {
  test('is written as one line and as a file, and read back from both', () => {
    expect(spell('A', bytes)).toBe(line);
    expect(spellFile('A', bytes)).toBe(file);
    for (const letter of ['R', 'A', 'D', 'B'] as const) {
      for (const text of [spell(letter, bytes), spellFile(letter, bytes)]) {
        expect(readCode(text, LETTERS[letter])).toEqual(bytes);
        expect(readCode(text)).toEqual(bytes);
        expect(value('textLetter')).toBe(LETTERS[letter]);
      }
    }
  });

  test.each([
    ['without dashes, as in a QR code', line.replaceAll('-', '')],
    ['in lower case', line.toLowerCase()],
    ['with O for 0, I and L for 1', line.replaceAll('0', 'O').replaceAll('1', 'I').replace('LKA', 'IKA')],
    ['with o, i and l', line.replaceAll('0', 'o').replaceAll('1', 'l').replace('L', 'i')],
    ['as 1KA1', line.replace('L', '1')],
    ['one symbol to a line', [...line].join('\r\n')],
    ['with a byte order mark and blanks', `\u{feff} \t${line} \n`],
    ['in quotation marks, typographic and plain', `“"'${line}'"”`],
    ['in quotation marks with blanks between', `« “ ${line} ” »`],
    ['in full-width forms', line.replaceAll(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ['in full-width quotation marks', `＂${line}＇`],
    ['with soft hyphens and zero-width blanks', [...line].join('\u{ad}\u{200b}')],
  ])('is read %s', (_, text) => expect(accepts(text)).toBe(true));
});

/** The text with a character put between two symbols of its second group. */
function insert(character: string): string {
  return `${line.slice(0, 13)}${character}${line.slice(13)}`;
}

describe('Every character of Unicode', () => {
  test('between two symbols is a symbol, nothing, or refused at its place', { timeout: 120_000 }, () => {
    const different: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const result = readCode(insert(String.fromCodePoint(point)), LETTERS.A);
      const found = result instanceof Uint8Array ? 'nothing' : result.offset === 13 ? 'refused' : 'symbol';
      const folded = point >= 0xff01 && point <= 0xff5e ? point - 0xfee0 : point;
      const expected = symbolValue(point) !== undefined ? 'symbol' : isIgnored(folded) ? 'nothing' : 'refused';
      if (found !== expected) different.push(`U+${point.toString(16)} ${found}`);
    }
    expect(different).toEqual([]);
  });

  test('of white space and of category Pd is nothing, as this Unicode has them', () => {
    const missed: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      if (/[\p{White_Space}\p{Pd}]/u.test(character) && !accepts(insert(character))) missed.push(point.toString(16));
    }
    expect(missed).toEqual([]);
  });

  test('reads as the symbol that it is a slip for', () => {
    for (const [symbol, slips] of Object.entries({ 0: '0Oo０Ｏｏ', 1: '1IiLl１ＩｉＬｌ', Z: 'ZzＺｚ', V: 'VvＶｖ' })) {
      const data = randomBytes(roll, 17);
      const spelled = spell('A', data);
      const at = spelled.indexOf(symbol, 5);
      if (at < 0) continue;
      for (const slip of slips) {
        expect(readCode(spelled.slice(0, at) + slip + spelled.slice(at + 1)), `${slip} for ${symbol}`).toEqual(data);
      }
    }
    for (const symbol of ALPHABET) expect(symbolValue(symbol.charCodeAt(0))).toBe(ALPHABET.indexOf(symbol));
  });

  test('that is a quotation mark is nothing at either end, in any number', () => {
    for (let point = 0; point < 0x10000; point++) {
      if (!isQuote(point)) continue;
      const mark = String.fromCodePoint(point);
      expect(accepts(`${mark}${line}${mark} ${mark}`), point.toString(16)).toBe(true);
      expect(wrong(insert(mark)).offset).toBe(13);
    }
  });
});

test('A repair never turns one valid code into another: all spellings of a symbol are that symbol', () => {
  const spellings = new Map<number, Set<number>>();
  for (let point = 0; point < 0x10000; point++) {
    const symbol = symbolValue(point);
    if (symbol !== undefined) spellings.set(symbol, (spellings.get(symbol) ?? new Set()).add(point));
  }
  const all = [...spellings.values()].flatMap((set) => [...set]);
  expect(new Set(all).size).toBe(all.length);
  expect(spellings.size).toBe(32);
});

describe('What is refused is named', () => {
  const cyrillic = line.replace('A', 'А'); // U+0410
  test.each<[string, string | Uint8Array, Partial<Finding>]>([
    ['an empty text', '', { detail: 'TEXT_EMPTY' }],
    ['a text of dashes and quotation marks', ' -- “” ', { detail: 'TEXT_EMPTY' }],
    ['a code without its prefix', line.slice(5), { detail: 'NO_PREFIX', offset: 0 }],
    ['a word in front', `Code ${line}`, { detail: 'WORDS_IN_FRONT', offset: 0 }],
    ['words in front', `Your code: ${line}`, { detail: 'WORDS_IN_FRONT', offset: 2 }],
    ['a word and a colon in front', `Code: ${line}`, { detail: 'WORDS_IN_FRONT', offset: 4 }],
    ['a quoted mail', `> ${line}`, { detail: 'QUOTED_MAIL', offset: 0 }],
    ['a quoted file', file.replaceAll(/^/gm, '> '), { detail: 'QUOTED_MAIL', offset: 0 }],
    ['a quoted line in the middle', line.replace('-', '-\n> '), { detail: 'QUOTED_MAIL', row: 1, group: 1, offset: 6 }],
    ['a full stop behind', `${line}.`, { detail: 'MARK_BEHIND', offset: line.length }],
    ['a full stop and a quotation mark behind', `"${line}."`, { detail: 'MARK_BEHIND', offset: line.length + 1 }],
    ['a Cyrillic letter in the prefix', cyrillic, { detail: 'LOOK_ALIKE', offset: 2 }],
    [
      'a Cyrillic letter in row 2',
      `${line.slice(0, 45)}В${line.slice(46)}`,
      { detail: 'LOOK_ALIKE', row: 2, group: 1, offset: 45 },
    ],
    ['a Greek letter', insert('Ο'), { detail: 'LOOK_ALIKE', row: 1, group: 2, offset: 13 }],
    ['the letter U', insert('U'), { detail: 'LETTER_U', row: 1, group: 2, offset: 13 }],
    ['another character', insert('*'), { detail: 'FOREIGN_SYMBOL', row: 1, group: 2, offset: 13 }],
    ['a letter with an accent', insert('É'), { detail: 'FOREIGN_SYMBOL', offset: 13 }],
    ['a Kelvin sign', line.replace('K', '\u{212a}'), { detail: 'FOREIGN_SYMBOL', offset: 1 }],
    ['a text that is not UTF-8', utf8(line).with(13, 0xff), { detail: 'NOT_UTF8', offset: 13 }],
    [
      'UTF-16 with its mark',
      new Uint8Array([0xff, 0xfe, ...Buffer.from(line, 'utf16le')]),
      { detail: 'CODE_IN_UTF16', offset: 0 },
    ],
    ['UTF-16 without', new Uint8Array(Buffer.from(line, 'utf16le')), { detail: 'CODE_IN_UTF16', offset: 1 }],
    ['only the beginning', 'LKA1-', { detail: 'NOTHING_FOLLOWS' }],
    ['three symbols', 'LKA', { detail: 'NO_PREFIX', offset: 0 }],
    ['two letters behind LK', line.replace('LKA1', 'LKAA'), { detail: 'NO_PREFIX' }],
    ['two digits behind LK', line.replace('LKA1', 'LK11'), { detail: 'NO_PREFIX' }],
    ['a second L, which reads as 1', line.replace('LKA1', 'LKL1'), { detail: 'NO_PREFIX' }],
    [
      'U as the letter of the prefix',
      line.replace('LKA1', 'LKU1'),
      { status: 'malformed', detail: 'LETTER_U', offset: 2 },
    ],
  ])('%s', (_, text, expected) => expect(wrong(text)).toMatchObject({ status: 'malformed', ...expected }));

  test('offsets count bytes of UTF-8', () => {
    expect(wrong(`\u{3000}„${insert('é')}`).detail).toBe('FOREIGN_SYMBOL');
    expect(wrong(`\u{3000}“${insert('é')}`)).toMatchObject({ detail: 'FOREIGN_SYMBOL', offset: 19 });
  });

  test('a text of 16,384 bytes is read, a longer one is refused before anything else', () => {
    expect(accepts(line.padEnd(16_384))).toBe(true);
    expect(wrong(line.padEnd(16_385))).toEqual({ status: 'malformed', detail: 'TEXT_TOO_LONG' });
    expect(wrong('LKZ9'.padEnd(16_385))).toEqual({ status: 'malformed', detail: 'TEXT_TOO_LONG' });
  });
});

describe('The prefix decides first', () => {
  test.each([
    ['LKR1', 'IS_REQUEST'],
    ['LKD1', 'IS_RECEIPT'],
    ['LKB1', 'IS_BUNDLE'],
    ['LKZ1', 'OTHER_KIND'],
    ['LKA2', 'OTHER_VERSION'],
    ['LKA0', 'OTHER_VERSION'],
    ['lkao', 'OTHER_VERSION'],
    ['1kz9', 'OTHER_KIND'],
  ])('%s is unsupported where an activation code is wanted, whatever follows', (prefix, detail) => {
    for (const rest of ['', '-', '-00000', '*', '\0', ' ü > .', line.slice(4)]) {
      expect(wrong(`${prefix}${rest}`), rest).toEqual({ status: 'unsupported', detail, offset: 0 });
    }
    expect(wrong(Uint8Array.of(...utf8(prefix), 0xff))).toMatchObject({ status: 'unsupported', detail });
  });

  test('before the BEGIN line and the rest of the file', () => {
    const odd = file.replace('LKA1', 'LKR1');
    expect(wrong(odd)).toMatchObject({ status: 'unsupported', detail: 'IS_REQUEST' });
    expect(wrong(odd.replace(/-----END.*\n/, ''))).toMatchObject({ status: 'unsupported' });
    expect(wrong(file.replace('LKA1', 'LKA7').replaceAll('LICENSE', 'REQUEST'))).toMatchObject({
      status: 'unsupported',
    });
  });

  test('an activation code is unsupported where another is wanted', () => {
    for (const letter of [LETTERS.R, LETTERS.D, LETTERS.B]) {
      expect(wrong(line, letter)).toMatchObject({ status: 'unsupported', detail: 'IS_ACTIVATION' });
    }
  });
});

describe('A file', () => {
  test.each([
    ['with CRLF', file.replaceAll('\n', '\r\n')],
    ['with CR', file.replaceAll('\n', '\r')],
    ['without a last line break', file.trimEnd()],
    ['with blanks and a byte order mark around its frame', `\u{feff}${file.replaceAll(/^-----.*$/gm, ' \t$& \u{a0}')}`],
    ['with words around it', `Hello Ms. Ünal,\n\n${file}\nBest > LKR1 *\n`],
    ['with bytes around it that are no text', new Uint8Array([0xff, 0, 10, ...utf8(file), 0xc3])],
    ['with its rows in one line', file.replaceAll(/(?<=\w)\n(?=\w)/g, ' ')],
    ['in quotation marks between the frame', file.replace('LKA1', '"LKA1').replace('\n-----END', '"\n-----END')],
  ])('is read %s', (_, text) => expect(accepts(text)).toBe(true));

  test.each<[string, string, Partial<Finding>]>([
    ['whose BEGIN names another kind', file.replaceAll('LICENSE', 'REQUEST'), { detail: 'BLOCK_DISAGREES' }],
    [
      'whose END names another kind',
      file.replace('END LATCHKEY LICENSE', 'END LATCHKEY RECEIPT'),
      { detail: 'BLOCK_ENDS_DIFFERENTLY' },
    ],
    ['without END', file.replace(/-----END.*\n/, ''), { detail: 'BLOCK_WITHOUT_END' }],
    ['without BEGIN', file.replace(/-----BEGIN.*\n/, ''), { detail: 'BLOCK_WITHOUT_BEGIN' }],
    ['with a second block', file + file, { detail: 'TWO_BLOCKS' }],
    [
      'with a second BEGIN inside',
      file.replace('LKA1\n', 'LKA1\n-----BEGIN LATCHKEY LICENSE-----\n'),
      { detail: 'TWO_BLOCKS' },
    ],
    ['with END first', `-----END LATCHKEY LICENSE-----\n${file}`, { detail: 'BLOCK_WITHOUT_BEGIN' }],
    ['with END twice', `${file}-----END LATCHKEY LICENSE-----`, { detail: 'TWO_BLOCKS' }],
    [
      'with nothing in it',
      '-----BEGIN LATCHKEY LICENSE-----\n-----END LATCHKEY LICENSE-----',
      { detail: 'TEXT_EMPTY' },
    ],
    ['with words in it', file.replace('LKA1', 'Version: 1\nLKA1'), { detail: 'WORDS_IN_FRONT' }],
    [
      'whose frame is in lower case',
      file.replace('BEGIN', 'begin').replace('END', 'end'),
      { detail: 'WORDS_IN_FRONT', offset: 5 },
    ],
    ['whose frame has words beside it', file.replaceAll(/^-----|-----$/gm, '$&x'), {}],
    ['of a kind that does not exist', file.replaceAll('LICENSE', 'TICKET'), {}],
  ])('is refused %s', (_, text, expected) => {
    expect(wrong(text)).toMatchObject({ status: 'malformed', ...expected });
  });
});

describe('A license key', () => {
  const random = randomBytes(roll, 17);
  const key = encodeLicenseKey(random);
  const readKey = (text: string) => refusal(() => codec.readLicenseKey(...put(text)));

  test('is written as six groups of five, and read in any spelling', () => {
    expect(textAt(slot(1), codec.writeLicenseKey(put(random)[0], slot(1)))).toBe(key);
    for (const text of [
      key,
      key.toLowerCase(),
      key.replaceAll('-', ''),
      ` “${key}”\n`,
      key.replaceAll('1', 'I').replaceAll('0', 'o'),
    ]) {
      expect(readKey(text)).toBeUndefined();
      expect(bytesAt(value('licenseKeyBytes'), 17)).toEqual(random);
    }
  });

  test('is unsupported where a code is expected, also in a file', () => {
    for (const text of [key, `"${key.toLowerCase()}"`, file.replace(/LKA1[\s\S]*?(?=\n-----END)/, key)]) {
      expect(wrong(text)).toMatchObject({ status: 'unsupported', detail: 'IS_LICENSE_KEY' });
    }
  });

  test('with a wrong symbol is said to look like one', () => {
    const mistyped = key.replace(/.$/, (last) => (last === '0' ? '2' : '0'));
    expect(wrong(mistyped)).toEqual({ status: 'malformed', detail: 'LICENSE_KEY_WRONG', offset: 0 });
    expect(readKey(mistyped)).toEqual({ status: 'malformed', detail: 'LICENSE_KEY_WRONG', offset: 0 });
    expect(readKey(`${key.slice(0, 8)}${key.slice(9)}`)).toMatchObject({ detail: 'LICENSE_KEY_LENGTH', group: 2 });
    expect(readKey(`${key}0`)).toMatchObject({ detail: 'LICENSE_KEY_LENGTH', group: 6 });
    expect(readKey(insert('*').slice(5))).toMatchObject({ detail: 'FOREIGN_SYMBOL', offset: 8 });
    expect(readKey(' ')).toMatchObject({ detail: 'TEXT_EMPTY' });
    expect(readKey(file.replace(/LKA1[\s\S]*?(?=\n-----END)/, key))).toMatchObject({ status: 'malformed' });
  });

  test('must have zeros in the four bits that are left over', () => {
    const symbols = key.replaceAll('-', '').slice(0, 27);
    let accepted = 0;
    for (const last of ALPHABET) {
      for (const a of ALPHABET) {
        for (const b of ALPHABET) {
          const found = readKey(symbols + last + a + b)?.detail;
          if (found === undefined) accepted++;
          else if (found === 'PADDING') expect(wrong(symbols + last + a + b).detail).toBe('IS_LICENSE_KEY');
        }
      }
    }
    expect(accepted).toBe(2); // the last symbol has one bit of data: 00000 or 10000
  });

  test('is not what a code is', () => {
    expect(readKey(line)).toMatchObject({ status: 'unsupported', detail: 'IS_CODE', offset: 0 });
    expect(readKey(file)).toMatchObject({ status: 'unsupported', detail: 'IS_CODE' });
    expect(readKey('LKZ9*')).toMatchObject({ status: 'unsupported', detail: 'IS_CODE' });
  });

  test('and a code are never taken for a fingerprint', () => {
    const looks = (text: string) => [codec.looksLikeCode(...put(text)), codec.looksLikeLicenseKey(...put(text))];
    expect(looks(key)).toEqual([key.startsWith('1K') ? 1 : 0, 1]);
    expect(looks(line)).toEqual([1, 0]);
    expect(looks('ika9 what follows')).toEqual([1, 0]);
    expect(looks('lk a-1*')).toEqual([1, 0]);
    expect(looks('LKAA')).toEqual([0, 0]);
    expect(looks('4c4c4544-0042-3510-8052-b4c04f4d3432')).toEqual([0, 0]);
    expect(looks('L*KA1')).toEqual([0, 0]);
  });

  test('has an id of eight symbols, drawn from five bytes', () => {
    for (let round = 0; round < 50; round++) {
      const five = randomBytes(roll, 5);
      expect(textAt(slot(1), codec.writeLicenseId(put(five)[0], slot(1)))).toBe(encodeLicenseId(five));
    }
  });
});

describe('Sentences', () => {
  const MALFORMED = 1;
  const sentence = (detail: number) => {
    const at = codec.sentenceOf(MALFORMED, detail);
    const end = new Uint8Array(codec.memory.buffer).indexOf(0x0a, at);
    return new TextDecoder().decode(bytesAt(at, end - at));
  };
  /** Faults that whoever has the code cannot mend, however they differ. */
  const madeWrong = (number: number) => number === 28 || number === 29 || (number >= 60 && number <= 133);

  test.each([...details].map(([number, name]) => [name, number] as const))(
    '%s has one that says what to do',
    (name, number) => {
      const text = sentence(number);
      expect(text).toMatch(/^[A-Z][ -~]*; [ -~]+\.$/);
      expect(text).not.toMatch(/please|oops|sorry|!/i);
      expect(name).not.toBe('');
    },
  );

  test('are few enough to be read: what nobody can mend who only has the code shares one', () => {
    const shared = [...details.keys()].filter((it) => madeWrong(it) && (it < 80 || it > 87)).map(sentence);
    expect(new Set(shared)).toEqual(new Set([sentence(28)]));
    const others = [...details.keys()].filter((it) => !madeWrong(it) && it < 150).map(sentence);
    const twice = others.filter((text, i) => others.indexOf(text) !== i);
    expect(twice, 'two codes, END missing, BEGIN missing').toHaveLength(3);
  });

  test('are the reason itself behind numbers that do not exist', () => {
    for (const number of [0, 34, 59, 70, 91, 99, 106, 134, 199, 209, 0xffffffff]) {
      expect(sentence(number), String(number)).toBe('This code is damaged or incomplete; copy all of it again.');
    }
  });
});

describe('Against the plain reader', () => {
  const alphabet = [
    ...ALPHABET,
    '-',
    ' ',
    '\n',
    'o',
    'U',
    '>',
    '.',
    '"',
    'ü',
    '\u{feff}',
    '\0',
    '０',
    '-----BEGIN LATCHKEY LICENSE-----\n',
  ];

  /** What the reference says: the bytes in hex, or reason, row and offset. */
  function expected(text: string, letter: string): unknown {
    try {
      return [...decodeCode(utf8(text), letter).bytes];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { reason: error.reason, offset: error.place.offset };
    }
  }

  test('codes and files with one to three random changes are read alike', () => {
    for (let round = 0; round < 6_000; round++) {
      let text = roll(2) ? line : file;
      for (let changes = 1 + roll(3); changes > 0; changes--) {
        const at = roll(text.length);
        text = text.slice(0, at) + (roll(4) ? (alphabet[roll(alphabet.length)] ?? '') : '') + text.slice(at + roll(3));
      }
      const result = readCode(text, LETTERS.A);
      const reference = expected(text, 'A');
      if (result instanceof Uint8Array) {
        expect([...result], JSON.stringify(text)).toEqual(reference);
      } else {
        expect(reference, JSON.stringify(text)).toHaveProperty('reason');
        // The reference judges the frame before the prefix; the page has the prefix first.
        const frame = /BLOCK/.test(result.detail) || text.includes('-----BEGIN');
        if (!frame) expect(reference, JSON.stringify(text)).toHaveProperty('reason', result.status);
        const place = typeof reference === 'object' && reference !== null && Reflect.get(reference, 'offset');
        if (typeof place === 'number') expect(result.offset, JSON.stringify(text)).toBe(place);
      }
    }
  });

  test('random bytes never trap', () => {
    for (let round = 0; round < 3_000; round++) {
      const noise = randomBytes(roll, roll(400));
      for (const text of [
        noise,
        Uint8Array.of(...utf8('LKA1'), ...noise),
        Uint8Array.of(...utf8(file.slice(0, 60)), ...noise),
      ]) {
        expect(readCode(text)).toHaveProperty('status');
        refusal(() => codec.readLicenseKey(...put(text)));
      }
    }
  });
});
