// Texts that cannot be read, each with all that is to be said about it (test/reference/hints.ts): every slip at every place of short codes and files, rows that
// are missing, repeated and exchanged, frames with a byte that is another, and the ends of every list of characters.
import { Abi, partsOf } from '../abi.ts';
import { change } from '../fuzz/change.ts';
import { Dice } from '../fuzz/dice.ts';
import type { Lab } from '../fuzz/lab.ts';
import * as seeds from '../fuzz/seeds.ts';
import { type Hint, hintOf, licenseKeyHint } from '../reference/hints.ts';
import { ALPHABET, encodeCode, encodeFile, encodeLicenseKey, rowCheck, spellSymbols } from '../reference/text.ts';

const content = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 89 + 7 * length) & 255);
const short = encodeCode('A', content(20));
const file = encodeFile('A', content(20));
const key = encodeLicenseKey(content(17));
const long = encodeCode('A', content(90));

/** One character put in, left out, exchanged with the next, or another. */
function edits(text: string, characters: readonly string[]): string[] {
  return [...text].flatMap((_, at) => {
    const [front, behind] = [text.slice(0, at), text.slice(at)];
    return [
      front + behind.slice(1),
      front,
      front + behind.charAt(1) + behind.charAt(0) + behind.slice(2),
      ...characters.flatMap((character) => [front + character + behind, front + character + behind.slice(1)]),
    ];
  });
}

const SLIPS = ['-', ' ', '7', '8', 'U', '*', '.', '>', '"', '\u{ad}', '\u{416}', '\0', '\n', 'LKA1 '];

/** The rows of a code as their symbols. */
function rows(): string[] {
  const prefix = long.slice(0, 5);
  const list: string[] = long.slice(5).match(/.{1,36}/g) ?? [];
  const of = (some: readonly string[], by = '') => prefix + some.map((row) => row.replace(/-?$/, '-')).join(by);
  const exchanged = list.flatMap((_, i) =>
    list.map((_, j) => list.map((row, at) => (at === i ? list[j] : at === j ? list[i] : row) ?? '')),
  );
  const shifted = list.flatMap((_, i) => [
    of(list.with(i, `7${list[i]}`)).replaceAll('-', ''),
    `${of(list.slice(0, i))}${of(list.slice(i), '').slice(5).replace(/^(.)/, '7$1')}`,
    `${of(list.slice(0, i + 1)).slice(0, -1)}7-${list.slice(i + 1).join('')}`,
    `${of(list.slice(0, i + 1)).slice(0, -1)}7${list.slice(i + 1).join('')}`,
    `${of(list.slice(0, i + 1)).slice(0, -2)}-${list.slice(i + 1).join('')}`,
  ]);
  return [
    ...exchanged.map((some) => of(some)),
    ...list.flatMap((_, i) => [
      of(list.toSpliced(i, 1)),
      of(list.toSpliced(i, 0, list[i] ?? '')),
      of(list.slice(0, i)),
    ]),
    ...list.flatMap((row, i) => [of([...list, row]), of(list.slice(i)), of(list.with(i, list[0] ?? ''))]),
    ...shifted,
    ...[' ', '', '-', '\n\n'].flatMap((by) => [
      long + by + long,
      long + by + short,
      short + by + long,
      short + by + key,
    ]),
    ...['LKA1', 'LK A1', 'LKR1', 'LKAA', 'LKA12', 'XLKA1'].flatMap((group) => [
      `${short} ${group}`,
      `${short} ${group} 7`,
    ]),
  ];
}

/** Rows that are all full, so that any may stand in the place of the last; a last row of three symbols, and of two; a license key as a row. */
function fullRows(): string[] {
  const full =
    encodeCode('A', content(70))
      .slice(5)
      .match(/.{1,36}/g) ?? [];
  const [one = '', two = '', three = '', four = ''] = full.map((row) => row.replace('-', '').replace(/-?$/, '-'));
  const tail = (spelledSymbols(57, 1).split('-').at(-1) ?? '').slice(-3);
  const alone = rowCheck(1, true, []);
  const check = ALPHABET.charAt(alone >> 5) + ALPHABET.charAt(alone & 31);
  return [
    [four, two, three, one],
    [four, two, three],
    [one, two, three, four, one],
    [one, two, four, three],
    [one, four],
    [one, tail],
    [one, two, tail],
    [two, check],
    [one, three, check],
    [one, three, check.slice(1)],
    [`${key}-`],
    [one, `${key}-`],
  ].map((some) => `LKA1-${some.join('')}`);
}

/** Numbers of symbols that no code has, bits behind the last byte, and codes up to the largest and beyond. */
function symbols(): string[] {
  const counts = Array.from({ length: 70 }, (_, i) => i + 1);
  const large = [6_552, 6_553, 6_554, 6_555, 6_556, 6_560].map((count) => spelledSymbols(count, 1));
  return [...large, ...counts.flatMap((count) => [0, 1, 2, 4, 8, 16, 31].map((last) => spelledSymbols(count, last)))];
}

function spelledSymbols(count: number, last: number): string {
  return spellSymbols(
    'A1',
    Array.from({ length: count }, (_, i) => (i === count - 1 ? last : (i * 7) & 31)),
  );
}

/** License keys whose check holds and whose last data symbol carries bits behind the seventeenth byte, one at a time and none; behind a blank as well. */
function paddedKeys(): string[] {
  return [0, 1, 2, 4, 8].flatMap((bits) => {
    const data = Array.from({ length: 28 }, (_, i) => (i === 27 ? 16 + bits : (i * 7 + 3) & 31));
    const check = rowCheck(0, true, data);
    const spelled = [...data, check >> 5, check & 31].map((symbol) => ALPHABET.charAt(symbol)).join('');
    return [spelled, ` ${spelled}`];
  });
}

function frames(): string[] {
  const [begin, , ...rest] = file.split('\n');
  const end = rest.at(-2) ?? '';
  const names = ['REQUEST', 'LICENSE', 'RECEIPT', 'TRUST BUNDLE', 'TRUST', 'LICENS', 'LICENSES', ''];
  const blanks = [' ', '\t', '\u{feff}', '\u{a0}', '\u{3000}', '\u{200b}', '-', 'x', '\u{e9}', '\r'];
  const named = names.flatMap((a) => names.map((b) => file.replace('LICENSE', a).replace(/LICENSE(?=-+\n$)/, b)));
  const lines = file.split('\n');
  const mixed = lines.flatMap((_, i) => [
    lines.toSpliced(i, 1),
    ...[begin, end].map((it) => lines.toSpliced(i, 0, it ?? '')),
  ]);
  return [
    ...named,
    ...blanks.flatMap((blank) => [
      file.replaceAll(/^(?=-)/gm, blank),
      file.replaceAll(/(?<=-)$/gm, blank),
      file.replaceAll(' ', blank),
      blank + file,
      file + blank,
    ]),
    ...mixed.flatMap((some) => ['\n', '\r', '\r\n'].map((by) => some.join(by))),
    ...[
      file + file,
      `${file}x`,
      `x\n${file}`,
      file.toLowerCase(),
      file.replace('LKA1', 'LKR1'),
      file.replace('LKA1', key),
    ],
    file.replace(/LKA1[\s\S]*?(?=\n-+END)/, key),
    `${begin}\n${end}`,
    `${begin}\n${begin}\n${rest[0]}`,
    `${begin}\n${file}`,
    file.replace('LKA1', begin ?? ''),
    file.slice(0, file.indexOf(end)).replace('LKA1', `LKA1\n${begin}`),
    `LKA1\n${begin}\n${rest[0]}\n${end}`,
    `${key}*`,
    `${key.slice(0, -1)}${key.endsWith('7') ? '8' : '7'}*`,
    ...Array.from({ length: 26 }, (_, i) => `${'-'.repeat(i)}${file.slice(5, 40)}\n`),
  ];
}

/** The ends of what is white space, a dash, invisible or a quotation mark, and their neighbors; in front of a code, in it and behind it. */
function characters(): string[] {
  const kinds = /[\p{White_Space}\p{Pd}\p{Cf}\p{Pi}\p{Pf}"'`]/u;
  const points = new Set<number>([
    0x7f, 0x80, 0x2212, 0x2043, 0xfeff, 0x36f, 0x370, 0x52f, 0x530, 0xff00, 0xffff, 0x10_ffff,
  ]);
  for (let point = 0; point <= 0x1_1000; point++) {
    if (point < 256 || (point >= 0xff00 && point < 0xff70)) points.add(point);
    else if (kinds.test(String.fromCodePoint(point))) for (const near of [-1, 0, 1]) points.add(point + near);
  }
  return [...points]
    .filter((point) => point < 0xd800 || point > 0xdfff)
    .map((point) => String.fromCodePoint(point))
    .flatMap((it) => [it + short, short.slice(0, 13) + it + short.slice(13), short + it, `LKA${it}`]);
}

function words(): string[] {
  const beginnings = [
    'LKA1',
    'lkr1',
    'IKA1',
    '1KAO',
    'LKU1',
    'LKAA',
    'LK11',
    'LKZ9',
    'LKA',
    'LK',
    'L',
    '',
    'U',
    '*',
    ' -- ',
  ];
  const before = [
    '',
    'U',
    '*',
    'Code ',
    'Code: ',
    'xLKA1',
    '(LKA1',
    'é',
    '> ',
    'LK',
    'LKA',
    'U:LKA1',
    '*lkai',
    '.lkio',
    ',LKUL',
  ];
  const tails = ['', '-', '.', short.slice(4), ' U', ' \u{416}', '"', '".', '" 7'];
  return before.flatMap((a) => beginnings.flatMap((b) => tails.map((c) => a + b + c)));
}

function asBytes(): Buffer[] {
  const raw = Array.from({ length: 256 }, (_, byte) => byte).flatMap((byte) =>
    [0, 2, 4, 12, 20].flatMap((at) => [
      Buffer.from(short).fill(byte, at, at + 1),
      Buffer.concat([Buffer.from(short), Buffer.of(byte)]),
    ]),
  );
  const wide = Buffer.from(short, 'utf16le');
  const marks = [[0xff, 0xfe], [0xff], [0xfe, 0xff], [0xfe], [0xff, 0xff]].flatMap((mark) => [
    Buffer.from(mark),
    Buffer.concat([Buffer.from(mark), wide]),
    Buffer.concat([Buffer.from(mark), Buffer.from(short)]),
  ]);
  // A character that is cut at the end of the text: what the text before left behind it in memory would complete it.
  const smiling = Buffer.from(`${short}\u{1f600}`);
  const cut = [0, 3, 2, 1].map((left) => smiling.subarray(0, left === 0 ? smiling.length : short.length + left));
  const behind = [0xff, 0x80, 0xc3].map((byte) => Buffer.concat([Buffer.from(`${short}.`), Buffer.of(byte)]));
  const padded = [16_383, 16_384, 16_385].map((length) => Buffer.from(short.padEnd(length)));
  return [...raw, ...cut, wide, wide.swap16(), ...marks, ...behind, ...padded];
}

const prefixes = [...ALPHABET].flatMap((a) => [...ALPHABET].map((b) => `LK${a}${b}${short.slice(4)}`));

/** Every text once, and some changed ones of other seeds. */
function inputs(): Buffer[] {
  const dice = new Dice(5);
  const some = seeds.texts.filter((_, i) => i % 7 === 0);
  const changed = Array.from({ length: 700 }, () => change(dice, dice.pick(some), dice.pick(some), 'text', 2000));
  const texts = [
    ...edits(short, SLIPS),
    ...edits(short.replaceAll('-', ''), ['7', '-', 'U']),
    ...edits(file, ['-', ' ', '7', '\n', '.']),
    ...edits(key, ['-', '7', 'U', ' ']),
    ...[rows(), fullRows(), paddedKeys(), symbols(), frames(), characters(), words(), prefixes].flat(),
  ];
  const all = [...texts.map((text) => Buffer.from(text)), ...asBytes(), ...changed];
  return [...new Map(all.map((text) => [text.toString('latin1'), text])).values()];
}

/** Details of CBOR and of the members of a request. */
const isOfContent = (detail: number) => detail >= 60 && detail < 90;

interface Asked {
  text: Buffer;
  code: Hint | undefined;
  request: Hint | undefined;
  key: Hint | undefined;
}

const TEXTS: Asked[] = inputs().map((text) => {
  return { text, code: hintOf(text), request: hintOf(text, 'R'), key: licenseKeyHint(text) };
});

/** The first text about which something else is said: `told` asks for any code, for a request, or for a license key. */
function firstWrong(told: (text: Buffer, asked: number) => string): string | undefined {
  for (const { text, code, request, key: asKey } of TEXTS) {
    for (const [asked, hint] of [code, request, asKey].entries()) {
      const [found, expected] = [told(text, asked), hint?.join() ?? ''];
      if (found !== expected)
        return `${JSON.stringify(text.toString().slice(0, 90))} ${asked}: ${found} and not ${expected}`;
    }
  }
  return undefined;
}

/** In the codecs alone. Behind each text in memory stands an older one, which often makes it whole. */
export function wrongHint(lab: Lab): string | undefined {
  const at = lab.call('scratch');
  return firstWrong((text, asked) => {
    lab.memory.set(text, at);
    lab.call('clearFinding');
    const call = asked === 2 ? ['readLicenseKey', at, text.length] : ['readText', at, text.length, asked * 82];
    const [name, ...numbers] = call;
    if (lab.call(String(name), ...numbers.map(Number)) !== 0) return '';
    return ['status', 'detail', 'row', 'group', 'offset'].map((it) => lab.value(it) >>> 0).join();
  });
}

/** In a whole module. A request is decoded as well, so what is wrong with its content is left to others. */
export function wrongHintIn(module: WebAssembly.Module): string | undefined {
  const abi = new Abi(module);
  return firstWrong((text, asked) => {
    const name = ['canonical', 'decode_request', 'decode_license_key'][asked] ?? '';
    const asRecord = new Uint8Array(4 + text.length);
    new DataView(asRecord.buffer).setUint32(0, text.length, true);
    asRecord.set(text, 4);
    const { numbers } = partsOf(abi.call({ name, record: asRecord }));
    return numbers[0] === 0 || (asked === 1 && isOfContent(numbers[1] ?? 0)) ? '' : numbers.join();
  });
}
