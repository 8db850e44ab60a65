// What a portal may have signed, and what not: each claim at both sides of its limits, machines of every k and n, lists of every length, codes up to the
// largest and beyond. Answers are compared whole: the bytes to be signed with those of the reference, refusals with their detail. Records are written here by hand.
import { Abi, partsOf } from '../abi.ts';
import { quickClaims } from '../fuzz/quick-token.ts';
import { concat } from '../reference/bytes.ts';
import { encodeCode, encodeFile, encodeLicenseId, encodeLicenseKey } from '../reference/text.ts';
import { headerOf, sign1 } from '../reference/token.ts';
import { VENDOR } from '../vectors/cases/issue.ts';
import {
  BASE,
  data,
  type Feature,
  fill,
  type Given,
  payloadOf,
  recordOf,
  text,
  toBeSigned,
} from './claims-to-issue.ts';

const [BAD_INPUT, CANNOT_ISSUE] = [50, 51];
const MAX_TIME = 253_402_300_799n;
const MOST = 512;
const TOO_LARGE = 150;

// ---- what is asked

interface Case {
  given: Given;
  /** Why it is refused; −1 for a refusal without a detail. */
  detail?: number;
}

const good = (change: Partial<Given>): Case => ({ given: { ...BASE, ...change } });
const bad = (detail: number, change: Partial<Given>): Case => ({ given: { ...BASE, ...change }, detail });

const INTEGERS = [
  { detail: 117, most: MAX_TIME },
  { detail: 116, most: MAX_TIME },
  { detail: 115, most: MAX_TIME },
  { detail: 128, most: MAX_TIME },
  { detail: 129, most: MAX_TIME },
  { detail: 131, most: MAX_TIME },
  { detail: 132, most: 2n ** 32n - 1n },
];
const TEXTS = [
  { detail: 112, most: 64 },
  { detail: 113, most: 40 },
  { detail: 114, most: 64 },
  { detail: 121, most: 64 },
  { detail: 130, most: 40 },
];

function single(): Case[] {
  const integers = INTEGERS.flatMap(({ detail, most }, i) => {
    const set = (value: bigint) => ({ integers: BASE.integers.with(i, value) });
    const fine = [0n, 1n, 23n, 24n, 255n, 256n, 65_535n, 65_536n, most - 1n, most].map((value) => good(set(value)));
    const wrong = [-2n, -24n, -25n, -(2n ** 63n), most + 1n, 2n ** 53n, 2n ** 63n - 1n].map((value) =>
      bad(detail, set(value)),
    );
    return [...fine, ...wrong, i === 0 ? bad(111, set(-1n)) : good(set(-1n))];
  });
  const texts = TEXTS.flatMap(({ detail, most }, i) => {
    const set = (value: string) => ({ texts: BASE.texts.with(i, value) });
    const fine = ['x', 'x'.repeat(23), 'x'.repeat(24), 'x'.repeat(most), 'ü'.repeat(most / 2)].map((it) =>
      good(set(it)),
    );
    const wrong = ['x'.repeat(most + 1), 'x'.repeat(256), 'x'.repeat(300), 'a\tb', '\u007f'].map((it) =>
      bad(detail, set(it)),
    );
    return [...fine, ...wrong, i === 1 || i === 2 ? bad(111, set('')) : good(set(''))];
  });
  const nonces = [8, 7, 9, 1, 16, 255].map((length) =>
    (length === 8 ? good : (it: Partial<Given>) => bad(119, it))({ nonce: fill(length, 3) }),
  );
  const keys = [fill(32, 255), VENDOR.publicKey.subarray(1), concat(VENDOR.publicKey, fill(1, 0)), new Uint8Array()];
  return [...integers, ...texts, ...nonces, ...keys.map((key) => bad(-1, { key }))];
}

function machines(): Case[] {
  const all: Case[] = [];
  const some = (count: number) => Uint8Array.from({ length: 16 * count }, (_, i) => i >> 4);
  for (let needed = 0; needed <= 10; needed++) {
    for (let count = 0; count <= 10; count++) {
      const change = { needed, components: some(count), lock: fill(16, needed) };
      if (needed === 0 && count === 0) all.push(good(change));
      else if (needed < 1 || needed > count || count > 8) all.push(bad(127, change));
      else all.push(2 * needed > count ? good(change) : bad(151, change));
    }
  }
  const twice = concat(some(3), some(1));
  const odd = [1, 8, 15, 17, 33].map((length) => bad(127, { needed: 1, components: fill(length, 1) }));
  const huge = [2 ** 31, 2 ** 32 - 1, 256].map((needed) => bad(127, { needed, components: some(1) }));
  return [...all, ...odd, ...huge, bad(127, { needed: 3, components: twice })];
}

function lists(): Case[] {
  const named = (count: number): Feature[] => Array.from({ length: count }, (_, i) => [`${(i * 37) % 101}`, 0, 0n, '']);
  const one = (name: string, type: number, value = 0n, words = ''): Partial<Given> => ({
    features: [[name, type, value, words]],
  });
  const sorted: Feature[] = ['b', 'a', 'aa', 'c', 'ab', 'B', '\u00e9', 'aaa', 'a!', 'z'].map((name, i) => [
    name,
    i % 3,
    BigInt(i),
    name,
  ]);
  return [
    ...[1, 2, 63, 64].map((count) => good({ features: named(count) })),
    ...[65, 66, 300].map((count) => bad(122, { features: named(count) })),
    ...[sorted, sorted.toReversed(), sorted.slice(3).concat(sorted.slice(0, 3))].map((features) => good({ features })),
    ...[0n, 23n, 24n, 2n ** 32n, 2n ** 53n - 1n].map((value) => good(one('a', 1, value))),
    ...[-1n, -(2n ** 63n), 2n ** 53n, 2n ** 63n - 1n].map((value) => bad(124, one('a', 1, value))),
    ...[0, 1, 23, 24, 255, 256].map((length) => good(one('a', 2, 0n, 'x'.repeat(length)))),
    ...[257, 400].map((length) => bad(124, one('a', 2, 0n, 'x'.repeat(length)))),
    ...[1, 64].map((length) => good(one('n'.repeat(length), 0, 5n, 'text'))),
    ...['', 'n'.repeat(65), 'a\n'].map((name) => bad(123, one(name, 0))),
    bad(123, { features: [sorted[0], sorted[1], sorted[0]].filter((it) => it !== undefined) }),
    bad(124, one('a', 2, 0n, '\u0001')),
    ...[1, 2, 63, 64].map((count) => good({ domains: Array.from({ length: count }, (_, i) => `d${i}`) })),
    ...[65, 66, 300].map((count) => bad(125, { domains: Array.from({ length: count }, () => 'd') })),
    bad(125, { domains: Array.from({ length: 7_900 }, () => '') }), // as many as a record holds
    ...['', '*', 'A.b', 'a..b', '*.*.a', 'x'.repeat(64), `${'x'.repeat(63)}.`.repeat(4)].map((it) =>
      bad(126, { domains: ['a', it] }),
    ),
    ...['*.a', 'a-b_c.d', 'x'.repeat(63)].map((pattern) => good({ domains: ['z', pattern, 'a'] })),
    bad(126, { domains: ['ü'] }),
  ];
}

/** Codes of each length around the largest, and claims that no area holds. */
function sizes(): Case[] {
  const around = Array.from({ length: 48 }, (_, i): Case => {
    const features: Feature[] = [
      ['a', 2, 0n, 'x'.repeat(256)],
      ['b', 2, 0n, 'y'.repeat(95 + i)],
    ];
    const given = { ...BASE, features };
    const length = sign1(headerOf(given.key), payloadOf(given), fill(64, 0)).length;
    return length <= MOST ? good(given) : bad(TOO_LARGE, given);
  });
  const huge: Feature[] = Array.from({ length: 40 }, (_, i) => [`f${i}`, 2, 0n, 'x'.repeat(200)]);
  const everything: Given = {
    ...BASE,
    integers: [1n, 2n, 3n, 4n, 5n, 6n, 7n],
    ...{ nonce: fill(8, 1), texts: ['i', 'l', 'p', 'c', 'n'], needed: 2, components: concat(fill(16, 1), fill(16, 2)) },
    ...{ domains: ['a.b'], features: [['f', 1, 1n, '']] },
  };
  if (!around.some(({ detail }) => detail === TOO_LARGE) || around.every(({ detail }) => detail === TOO_LARGE))
    throw new Error('sizes');
  return [...around, bad(TOO_LARGE, { features: huge }), good(everything), good({})];
}

/** Claims that fill the area in which they are written, or go beyond it by a byte; a number that is below 0 takes one, and is refused for itself. */
function rooms(): Case[] {
  const filled = (last: number): Partial<Given> => {
    const filler = Array.from({ length: 16 }, (_, i): Feature => [`f${i}`, 2, 0n, 'x'.repeat(i === 15 ? last : 250)]);
    return { features: [['a', 1, -1n, ''], ...filler] };
  };
  const lengthOf = (change: Partial<Given>) => payloadOf({ ...BASE, ...change }).length;
  const lasts = Array.from({ length: 257 }, (_, i) => filled(i));
  const found = [4_089, 4_095, 4_096, 4_097].map((size) => lasts.find((it) => lengthOf(it) === size));
  return found.map((change, i) => {
    if (!change) throw new Error('rooms');
    return bad(i === 3 ? TOO_LARGE : 124, change);
  });
}

const CASES = [...single(), ...machines(), ...lists(), ...rooms(), ...sizes()];
const SIGNATURE = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
/** Cases after one that sets everything, so that what it left would be noticed. */
const ASKED = CASES.map((it) => ({ ...it, record: recordOf(it.given), expected: expectedOf(it) }));

function expectedOf({ given, detail }: Case): string {
  if (detail !== undefined) return `${CANNOT_ISSUE} ${Math.max(detail, 0)} `;
  return `0 0 ${Buffer.from(data(toBeSigned(given))).toString('hex')}`;
}

function told(answer: Uint8Array): string {
  const { numbers, body } = partsOf(answer);
  return `${numbers[0]} ${numbers[1]} ${Buffer.from(body).toString('hex')}`;
}

/** The first answer that is another. */
export function wrongIssue(module: WebAssembly.Module): string | undefined {
  const abi = new Abi(module);
  const everything = ASKED.at(-2);
  for (const [i, { record, expected }] of ASKED.entries()) {
    if (everything && i % 3 === 0) abi.call({ name: 'signing_input', record: everything.record });
    const found = told(abi.call({ name: 'signing_input', record }));
    if (found !== expected) return `claims ${i}: ${found.slice(0, 60)} and not ${expected.slice(0, 60)}`;
  }
  return wrongAssembly(abi) ?? wrongRandom(abi);
}

/** What was given to be signed, with a signature of every length; and with each of its bytes changed. */
function wrongAssembly(abi: Abi): string | undefined {
  const assemble = (signed: Uint8Array, signature: Uint8Array) =>
    told(abi.call({ name: 'assemble_code', record: concat(data(signed), data(signature)) }));
  const refused = `${BAD_INPUT} 152 `;
  for (const { given, detail } of CASES) {
    if (detail === TOO_LARGE && assemble(toBeSigned(given), SIGNATURE) !== refused) return 'a code that is too large';
    if (detail !== undefined) continue;
    const bytes = sign1(headerOf(given.key), payloadOf(given), SIGNATURE);
    const code = concat(text(encodeCode('A', bytes)), text(encodeFile('A', bytes)));
    if (assemble(toBeSigned(given), SIGNATURE) !== `0 0 ${Buffer.from(code).toString('hex')}`) return 'a code';
  }
  const given = {
    ...BASE,
    texts: ['', 'A', 'p', 'customer', ''],
    needed: 2,
    components: concat(fill(16, 1), fill(16, 2)),
  };
  const whole = toBeSigned(given);
  for (const length of [0, 63, 65, 128])
    if (assemble(whole, fill(length, 1)) !== refused) return `a signature of ${length}`;
  const header = Buffer.from(whole).indexOf(Buffer.from(headerOf(BASE.key)));
  const [kid, claims] = [header + 5, whole.length - payloadOf(given).length];
  for (let at = 0; at < whole.length; at++) {
    for (const bit of [1, 2, 128]) {
      const changed = whole.with(at, (whole[at] ?? 0) ^ bit);
      const isKid = at >= kid && at < kid + 8; // which key signs, the caller knows
      const stands = isKid || (at >= claims && quickClaims(changed.slice(claims)));
      const found = assemble(changed, SIGNATURE);
      if (stands ? !found.startsWith('0 0 ') : found !== refused) return `what is to be signed with byte ${at} changed`;
    }
    if (assemble(whole.subarray(0, at), SIGNATURE) !== refused) return `what is to be signed, cut to ${at}`;
  }
  return assemble(concat(whole, fill(1, 0)), SIGNATURE) === refused ? undefined : 'a byte more to be signed';
}

function wrongRandom(abi: Abi): string | undefined {
  const calls = [
    { name: 'encode_license_key', length: 17, spelled: encodeLicenseKey },
    { name: 'encode_license_id', length: 5, spelled: encodeLicenseId },
  ];
  for (const { name, length, spelled } of calls) {
    for (const some of [length, length - 1, length + 1, 0]) {
      const random = Uint8Array.from({ length: some }, (_, i) => (i * 83 + 250) & 255);
      const expected =
        some === length ? `0 0 ${Buffer.from(text(spelled(random))).toString('hex')}` : `${BAD_INPUT} 0 `;
      if (told(abi.call({ name, record: random })) !== expected) return `${name} of ${some} bytes`;
    }
  }
  return undefined;
}
