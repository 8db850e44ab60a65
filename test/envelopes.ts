// Envelopes that are nearly right: a byte that is another, a header with other members, members that only stand where others should. Each comes after the plain code.
import { type Question, question } from './question.ts';
import { ascii, concat, hex } from './reference/bytes.ts';
import * as cbor from './reference/cbor.ts';
import { encodeCode } from './reference/text.ts';
import { headerOf, sign1 } from './reference/token.ts';
import { codeOf, payload, STRANGER, spell, token, VENDOR } from './vectors/cases/issue.ts';

const { int, bytes, string, array, map } = cbor;
const content = payload();
const plain = token(content);
const header = headerOf(VENDOR.publicKey);
const TAG = Uint8Array.of(0xd2);

/** The heads of the envelope with every value, and the bits of the bytes in the header. */
function spoiled(): Uint8Array[] {
  const heads = [0, 1, 2, 3, 16, 17, 18, plain.length - 66, plain.length - 65];
  const inside = Array.from({ length: 12 }, (_, i) => i + 4);
  return [
    ...heads.flatMap((at) => Array.from({ length: 256 }, (_, value) => plain.with(at, value))),
    ...inside.flatMap((at) => Array.from({ length: 8 }, (_, bit) => plain.with(at, (plain[at] ?? 0) ^ (1 << bit)))),
  ];
}

/** Nested arrays around nothing. */
const nested = (depth: number): Uint8Array => (depth === 0 ? int(7) : array(nested(depth - 1)));

function headers(): Uint8Array[] {
  const keys = [
    int(0),
    int(1),
    int(2),
    int(4),
    int(24),
    int(-1),
    int(-2),
    string('a'),
    bytes(Uint8Array.of(1)),
    string(''),
  ];
  const values = [int(-19), int(-8), int(5), string('x'), bytes(new Uint8Array(8)), map(), ...[1, 2, 3, 4].map(nested)];
  const pairs = keys.flatMap((key) => values.map((value) => [key, value] as const));
  const kid = [int(4), bytes(header.slice(5))] as const;
  const algorithms = [int(-19), int(-8), string('x')].map((value) => [int(1), value] as const);
  return [
    ...pairs.map((pair) => map(pair)),
    ...pairs.flatMap((pair) => algorithms.map((algorithm) => map(pair, algorithm))),
    ...pairs.flatMap((pair) => algorithms.map((algorithm) => cbor.rawMap(algorithm, pair))),
    ...pairs.map((pair) => map(pair, kid, [int(1), int(-19)])),
    ...[new Uint8Array(), concat(header, Uint8Array.of(0)), header.slice(0, 12), array(), int(1), int(-19)],
  ];
}

/** As COSE would not have them, though each part can be read. */
function arrangements(): Uint8Array[] {
  const signature = bytes(plain.slice(-64));
  const members = [bytes(header), map(), bytes(content), signature];
  const all = concat(...members);
  const sixtyFour = payload({ 1: string('i'.repeat(64 - payload({ 1: string('i') }).length + 1)) }).slice(0, 64);
  return [
    ...[0x83, 0x84, 0x85, 0x80, 0x9f].map((head) => concat(TAG, Uint8Array.of(head), all)),
    concat(TAG, Uint8Array.of(0x84), bytes(header), Uint8Array.of(0xa1), bytes(content), signature),
    concat(TAG, Uint8Array.of(0x84), all, Uint8Array.of(0xf6)),
    sign1(header, new Uint8Array(), plain.slice(-64)),
    sign1(headerOf(STRANGER.publicKey), new Uint8Array(), plain.slice(-64)),
    ...[string(''), int(1), map(), array(), cbor.NULL].flatMap((wrong) =>
      members.map((_, i) => concat(TAG, array(...members.with(i, wrong)))),
    ),
    ...[string(''), int(1)].map((wrong) => concat(TAG, array(bytes(header), map(), bytes(sixtyFour), wrong))),
    ...[63, 65, 0].map((length) => sign1(header, content, new Uint8Array(length).fill(1))),
  ];
}

/** What may stand in place of the protected header: a text, or nothing in an array of three. */
const HEADLESS = [concat(Uint8Array.of(0x84), string('')), Uint8Array.of(0x83)];

/** Tokens without a header whose payload has one at the place where the token before had its last member, of as many bytes. */
function misplaced(): Question[] {
  const before = payload({ 1: string('issuer'.repeat(8)) }, { 7: string('thirteen-long') });
  const place = hex(token(before)).indexOf(hex(ascii('thirteen-long'))) / 2;
  return HEADLESS.flatMap((start) => [
    question('a header to be remembered', codeOf(before)),
    question('a header elsewhere', encodeCode('A', hiding(start, place))),
  ]);
}

function hiding(start: Uint8Array, place: number): Uint8Array {
  for (let length = 1; length <= 64; length++) {
    const hidden = payload({ 1: string('i'.repeat(length)), [-70_000]: bytes(header) });
    const made = concat(TAG, start, map(), bytes(hidden), bytes(new Uint8Array(64)));
    if (hex(made).lastIndexOf(hex(header)) / 2 !== place) continue;
    return concat(made.slice(0, -64), token(hidden).slice(-64));
  }
  throw new Error('no length of the issuer puts the header there');
}

export function envelopes(): Question[] {
  const tokens = [...headers().map((one) => sign1(one, content, plain.slice(-64))), ...arrangements()];
  const whole = question('the plain code', codeOf(content));
  return [
    ...spoiled().map((one, i) => question(`spoiled byte ${i}`, encodeCode('A', one))),
    ...tokens.flatMap((one) => [whole, question(`envelope ${hex(one).slice(0, 60)}`, spell(one))]),
    ...misplaced(),
  ];
}
