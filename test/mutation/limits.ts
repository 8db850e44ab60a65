// Inputs at the limits of the format, both sides: the ends of UTF-8, every byte in a domain, every pair of equal bindings, every key of a map.
import { concat, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';

const { int, string, bytes, map, array, TRUE } = cbor;

/** Texts of one character, right and wrong, as CBOR. */
export function texts(): Buffer[] {
  const lists: number[][] = [];
  const ends = [0x7f, 0x80, 0xbf, 0xc0];
  for (let first = 0; first < 256; first++) {
    lists.push([first]);
    for (let second = 0; second < 256; second++) {
      lists.push([first, second]);
      if (first < 0xdf || second % 16 > 1) continue;
      for (const third of ends) {
        lists.push([first, second, third]);
        if (first >= 0xee) for (const fourth of ends) lists.push([first, second, third, fourth]);
      }
    }
  }
  for (const first of [0xe0, 0xed, 0xf0, 0xf4]) {
    for (const second of [0x8f, 0x90, 0x9f, 0xa0, 0xbf]) lists.push([first, second, 0x80], [first, second, 0xbf, 0xbf]);
  }
  return lists.map((list) => Buffer.from(string(Uint8Array.from(list))));
}

/** Maps whose second or only key is a text with more bytes than are left, in front of what would be a value. */
export function cutKeys(): Buffer[] {
  const values = [int(1), TRUE, bytes(Uint8Array.of(0x61)), string('a')];
  return [1, 2, 3, 10, 23, 24, 255, 65_536].flatMap((length) =>
    values.flatMap((value) => {
      const key = cbor.head(3, BigInt(length));
      return [
        Buffer.from(concat(Uint8Array.of(0xa1), key, value)),
        Buffer.from(concat(Uint8Array.of(0xa2), int(1), int(2), key, value)),
      ];
    }),
  );
}

const LEAST: [Uint8Array, Uint8Array][] = [
  [int(2), string('7KQ2M9XD')],
  [int(3), string('editor')],
  [int(6), int(1_800_000_000)],
  [int(7), bytes(new Uint8Array(8))],
];

function claims(...more: [Uint8Array, Uint8Array][]): Buffer {
  return Buffer.from(map(...LEAST, ...more));
}

function terms(key: number, item: Uint8Array): Buffer {
  return claims([int(-65_537), map([int(key), item])]);
}

function domains(...list: (string | Uint8Array)[]): Buffer {
  return terms(3, array(...list.map(string)));
}

/** Claims with one thing at a limit or beyond it. */
export function payloads(): Buffer[] {
  return [...domainLists(), ...bindings(), ...besideBindings(), ...keys(), ...features(), ...lengths()];
}

/** Bindings that are the bytes in front of the list, or those behind it: different from each other all the same. And lists of one or three without brackets of their own. */
function besideBindings(): Buffer[] {
  const own = Uint8Array.from({ length: 8 }, (_, i) => i);
  const list = (other: Uint8Array): Buffer =>
    claims([
      int(-65_537),
      map([int(4), array(int(1), bytes(concat(own, other)))], [int(5), int(2 ** 31)], [int(6), int(2 ** 31 + 1)]),
    ]);
  const sample = list(new Uint8Array(8));
  const at = sample.indexOf(Buffer.from(own));
  const two = bytes(
    concat(
      own,
      own.map((byte) => byte + 8),
    ),
  );
  const heads = [[0x80], [0x81], [0x83], [0x84], [0x98, 0x02], [0x41], [0x01]];
  const loose = heads.flatMap((head) =>
    [int(1), new Uint8Array()].map((needed) =>
      claims([int(-65_537), concat(Uint8Array.of(0xa2, 0x04, ...head), needed, two, int(5), int(0))]),
    ),
  );
  return [list(sample.subarray(at - 8, at)), list(sample.subarray(at + 16, at + 24)), ...loose];
}

function domainLists(): Buffer[] {
  const labels = [
    '',
    'a',
    '*',
    '*.',
    '*.a',
    '**.a',
    'a.*',
    '*a',
    'a.',
    '.a',
    'a..b',
    '*.*.a',
    '*..a',
    '-',
    '_',
    'x'.repeat(63),
    'x'.repeat(64),
  ];
  const long = (length: number) => `${'x'.repeat(63)}.`.repeat(4).slice(0, length);
  const every = Array.from({ length: 256 }, (_, byte) => [
    Uint8Array.of(byte),
    Uint8Array.of(0x61, byte, 0x61),
    Uint8Array.of(byte, 0x2e, 0x62),
    Uint8Array.of(0x2a, byte, 0x62),
  ]).flat();
  const counts = [0, 1, 2, 63, 64, 65].map((count) => domains(...Array.from({ length: count }, (_, i) => `d${i}`)));
  return [
    ...[...labels, ...labels.map((label) => `${label}.b`), ...every].map((label) => domains(label)),
    ...[252, 253, 254].map((length) => domains(`${long(length - 1)}y`)),
    ...labels.map((label) => domains('good.example', label)),
    ...counts,
  ];
}

/** Every pair of equal bindings among eight, every k and n. */
function bindings(): Buffer[] {
  const all: Buffer[] = [];
  const binding = (i: number) => Uint8Array.of(i, 1, 2, 3, 4, 5, 6, i);
  for (let i = 0; i < 8; i++) {
    for (let j = 0; j < i; j++) {
      const list = Array.from({ length: 8 }, (_, n) => binding(n === i ? j : n));
      all.push(terms(4, array(int(5), bytes(concat(...list)))));
    }
  }
  for (let needed = 0; needed <= 10; needed++) {
    for (let length = 0; length <= 80; length += 4) {
      const list = Uint8Array.from({ length }, (_, i) => i);
      all.push(terms(4, array(int(needed), bytes(list))));
    }
  }
  const two = bytes(Uint8Array.from({ length: 16 }, (_, i) => i));
  all.push(terms(4, array(int(1))), terms(4, array(int(1), two, int(1))), terms(4, array(two, int(1))), terms(4, two));
  return all;
}

/** Each key that is an integer near a limit, above and below, with each kind of value. */
function keys(): Buffer[] {
  const numbers = [
    -65_538,
    -65_537,
    -65_536,
    -65_535,
    -70_000,
    -20,
    -2,
    -1,
    0,
    ...Array.from({ length: 40 }, (_, i) => i),
  ];
  const values = [
    int(1),
    bytes(new Uint8Array(8)),
    string('a'),
    TRUE,
    map(),
    array(),
    array(int(1), bytes(new Uint8Array(8))),
  ];
  return numbers.flatMap((number) =>
    values.flatMap((value) => [
      Buffer.from(
        map(...LEAST.filter(([key]) => key[0] !== int(number)[0] || key.length !== int(number).length), [
          int(number),
          value,
        ]),
      ),
      terms(number, value),
    ]),
  );
}

function features(): Buffer[] {
  const many = (count: number) =>
    map(...Array.from({ length: count }, (_, i): [Uint8Array, Uint8Array] => [string(`f${i}`), TRUE]));
  const named = (name: string, value: Uint8Array) => terms(2, map([string(name), value]));
  const values = [
    cbor.FALSE,
    cbor.NULL,
    TRUE,
    int(0),
    int(2 ** 53 - 1),
    int(2n ** 53n),
    int(-1),
    string(''),
    string('x'.repeat(256)),
    string('x'.repeat(257)),
  ];
  return [
    ...[0, 1, 63, 64, 65].map((count) => terms(2, many(count))),
    ...values.flatMap((value) => [named('a', value), terms(2, map([string('a'), TRUE], [string('b'), value]))]),
    ...['', 'n'.repeat(64), 'n'.repeat(65)].map((name) => named(name, TRUE)),
    terms(2, cbor.rawMap([string('b'), TRUE], [string('a'), TRUE])),
    terms(2, cbor.rawMap([string('a'), TRUE], [string('a'), TRUE])),
    terms(2, map([int(1), TRUE])),
    named('a', int(-22)),
    // A name of 21 bytes: 21 is also what true is numbered.
    ...Array.from({ length: 256 }, (_, byte) => named('n'.repeat(21), Uint8Array.of(byte))),
    terms(2, map([string('a'), bytes(utf8('a'))])),
  ];
}

/** Texts and times at their ends. */
function lengths(): Buffer[] {
  const sizes = [0, 1, 39, 40, 41, 63, 64, 65];
  const times = [
    0n,
    253_402_300_798n,
    253_402_300_799n,
    253_402_300_800n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 63n,
    2n ** 64n - 1n,
  ];
  const without = (key: number) => LEAST.filter(([own]) => own[0] !== key);
  return [
    ...sizes.flatMap((size) =>
      [1, 2, 3].map((key) => Buffer.from(map(...without(key), [int(key), string('t'.repeat(size))]))),
    ),
    ...sizes.flatMap((size) => [terms(1, string('t'.repeat(size))), terms(7, string('t'.repeat(size)))]),
    ...times.flatMap((time) => [4, 5, 6].map((key) => Buffer.from(map(...without(key), [int(key), int(time)])))),
    ...times.flatMap((time) => [5, 6, 8, 9].map((key) => terms(key, int(time)))),
    ...[0, 7, 8, 9].flatMap((size) =>
      [7, 10].map((key) => Buffer.from(map(...without(key), [int(key), bytes(new Uint8Array(size))]))),
    ),
    ...[2, 3, 6, 7].map((key) => Buffer.from(map(...without(key)))),
  ];
}
