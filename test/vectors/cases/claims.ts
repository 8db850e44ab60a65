// The payload: types, limits, encoding, on both sides of every boundary. Everything here is correctly signed.
import { concat, fromHex, utf8 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import {
  bound,
  code,
  codeOf,
  collect,
  entries,
  ISSUED,
  LAST_SECOND,
  type Members,
  NONCE,
  PRODUCT,
  payload,
  TOKEN_ID,
} from './issue.ts';

export const { cases, add } = collect();

const bad = (name: string, text: string, ...threats: string[]): void =>
  add(name, 'malformed', { code: text }, {}, ...threats);
const good = (name: string, text: string, evidence: { product?: string; host?: string } = {}): void =>
  add(name, 'licensed', { code: text, ...evidence });

const text = cbor.string;
const a = (length: number): Uint8Array => text('a'.repeat(length));
const own = (members: Members): string => code({}, members);

// ---- payload

for (const [key, name] of [
  [2, 'sub'],
  [3, 'aud'],
  [6, 'iat'],
  [7, 'cti'],
] as const) {
  bad(`a payload without ${name} is malformed`, code({ [key]: undefined }));
}

const wrongTypes: readonly [number, string, Uint8Array][] = [
  [1, 'an iss that is an integer', cbor.int(1)],
  [1, 'an iss that is null', cbor.NULL],
  [2, 'a sub that is bytes', cbor.bytes(utf8('7K3MZ9QA'))],
  [2, 'a sub that is an array', cbor.array(text('7K3MZ9QA'))],
  [3, 'an aud that is an array of texts', cbor.array(text(PRODUCT))],
  [5, 'an nbf that is a text', text('0')],
  [5, 'a negative nbf', cbor.int(-1)],
  [5, 'an nbf that is null', cbor.NULL],
  [6, 'an iat that is a text', text('0')],
  [6, 'a negative iat', cbor.int(-1)],
  [6, 'an iat after the year 9999', cbor.int(LAST_SECOND + 1)],
  [7, 'a cti of 7 bytes', cbor.bytes(TOKEN_ID.slice(1))],
  [7, 'a cti of 9 bytes', cbor.bytes(concat(TOKEN_ID, fromHex('00')))],
  [7, 'a cti that is a text', text('a1b2c3d4')],
  [10, 'a nonce of 7 bytes', cbor.bytes(NONCE.slice(1))],
  [10, 'a nonce of 9 bytes', cbor.bytes(concat(NONCE, fromHex('00')))],
  [10, 'an empty nonce', cbor.bytes(new Uint8Array())],
  [10, 'a nonce that is null', cbor.NULL],
];
for (const [key, name, value] of wrongTypes) bad(`${name} is malformed`, code({ [key]: value }));

const wrongExp: readonly [string, Uint8Array][] = [
  ['a text', text('2027-01-01')],
  ['a float', fromHex('fb41da68b5c000000000'.slice(0, 18))],
  ['NaN', fromHex('f97e00')],
  ['infinity', fromHex('f97c00')],
  ['null', cbor.NULL],
  ['false', cbor.FALSE],
  ['negative', cbor.int(-1)],
  ['bytes', cbor.bytes(fromHex('00'))],
  ['a bignum', fromHex('c24169')],
  ['a tagged time', concat(fromHex('c1'), cbor.int(ISSUED))],
  ['undefined', fromHex('f7')],
  ['the last second of 9999 and one', cbor.int(LAST_SECOND + 1)],
  ['2^53', cbor.int(2n ** 53n)],
  ['2^64 - 1', cbor.int(2n ** 64n - 1n)],
  ['in nine bytes where five are enough', cbor.wideHead(0, 27, ISSUED)],
  ['in three bytes where one is enough', cbor.wideHead(0, 25, 0)],
];
for (const [name, value] of wrongExp)
  bad(`an exp that is ${name} is malformed, never perpetual`, code({ 4: value }), 'T23');
add('exp 0 has expired: it is no other word for perpetual', 'expired', { code: code({ 4: cbor.int(0) }) }, {}, 'T23');
good('the last second of 9999 is an exp', code({ 4: cbor.int(LAST_SECOND) }));
good('iat 0 is a time', code({ 6: cbor.int(0) }));

good('an iss of 1 byte is in its limits', code({ 1: a(1) }));
good('an iss of 64 bytes is in its limits', code({ 1: a(64) }));
good('an iss of 32 letters of two bytes is in its limits', code({ 1: text('ä'.repeat(32)) }));
bad('an iss of 65 bytes is malformed', code({ 1: a(65) }));
bad('an iss of 33 letters of two bytes is malformed: lengths count bytes', code({ 1: text('ä'.repeat(33)) }));
bad('an empty iss is malformed', code({ 1: a(0) }));
good('a sub of 40 bytes is in its limits', code({ 2: a(40) }));
bad('a sub of 41 bytes is malformed', code({ 2: a(41) }));
bad('an empty sub is malformed', code({ 2: a(0) }));
good('an aud of 64 bytes is in its limits', code({ 3: a(64) }), { product: 'a'.repeat(64) });
bad('an aud of 65 bytes is malformed', code({ 3: a(65) }));
bad('an empty aud is malformed', code({ 3: a(0) }));

for (const key of [0, 8, 9, 11, 38, -1, -65_536]) {
  bad(`a claim with the key ${key}, which is not listed, is malformed`, code({ [key]: cbor.int(1) }));
}
bad('a claim whose key is a text is malformed', codeOf(cbor.map(...payloadEntries(), [text('exp'), cbor.int(0)])));
bad(
  'a claim with the key 2^64 - 1 is malformed',
  codeOf(cbor.map(...payloadEntries(), [cbor.int(2n ** 64n - 1n), cbor.int(0)])),
);
good('a private claim is ignored', code({ [-65_538]: text('a note') }));
good(
  'the private claim with the least key of CBOR is ignored',
  codeOf(cbor.map(...payloadEntries(), [cbor.int(-(2n ** 64n)), cbor.NULL])),
);
good(
  'what a private claim holds is free: texts as keys, bytes, false, null, four deep',
  code({ [-70_000]: cbor.map([text('a'), cbor.array(cbor.array(cbor.NULL), cbor.FALSE, cbor.bytes(fromHex('00')))]) }),
);

function payloadEntries(): [Uint8Array, Uint8Array][] {
  return entries({ 2: text('7K3MZ9QA'), 3: text(PRODUCT), 6: cbor.int(ISSUED), 7: cbor.bytes(TOKEN_ID) });
}

const oddPrivate: readonly [string, Uint8Array, string][] = [
  ['with a tag', fromHex('c100'), 'T18'],
  ['with a float', fromHex('f93c00'), 'T18'],
  ['with undefined', fromHex('f7'), 'T18'],
  ['with simple value 16', fromHex('f0'), 'T21'],
  ['with simple value 255', fromHex('f8ff'), 'T21'],
  ['with simple value 20 in two bytes', fromHex('f814'), 'T21'],
  ['that ends in a break', fromHex('ff'), 'T21'],
  ['with a reserved head', fromHex('1c'), 'T21'],
  ['with a text of indefinite length', fromHex('7f6161ff'), 'T18'],
  ['with an array of indefinite length', fromHex('9f00ff'), 'T18'],
  ['with a map of indefinite length', fromHex('bfff'), 'T18'],
  ['with a length that is not the shortest', fromHex('780161'), 'T18'],
  ['with a map out of order', fromHex('a202000100'), 'T18'],
  ['with a repeated key', fromHex('a201000100'), 'T17'],
  ['with a map whose key is bytes', fromHex('a14000'), 'T18'],
  ['with a map whose key is null', fromHex('a1f600'), 'T18'],
  ['nested five deep', fromHex('8181818100'), 'T19'],
  ['with invalid UTF-8', fromHex('62c328'), 'T22'],
  ['with an overlong NUL', fromHex('62c080'), 'T22'],
  ['with a surrogate in UTF-8', fromHex('63eda080'), 'T22'],
  ['with a line break in a text', fromHex('610a'), 'T22'],
  ['with DEL in a text', fromHex('617f'), 'T22'],
  ['with a control character in the key of a map', fromHex('a1610000'), 'T22'],
];
for (const [name, value, threat] of oddPrivate) {
  bad(`a private claim ${name} is malformed`, code({ [-70_000]: value }), threat);
}
bad(
  'arrays nested 128 deep are malformed',
  code({ [-70_000]: concat(new Uint8Array(127).fill(0x81), fromHex('80')) }),
  'T19',
);
bad(
  'arrays nested 3,900 deep are malformed',
  code({ [-70_000]: concat(new Uint8Array(3_899).fill(0x81), fromHex('80')) }),
  'T19',
);
bad(
  'maps nested 1,000 deep are malformed',
  code({
    [-70_000]: concat(
      new Uint8Array(2_000).map((_, i) => (i % 2 ? 0 : 0xa1)),
      fromHex('00'),
    ),
  }),
  'T19',
);
bad(
  'tags nested 1,000 deep are malformed',
  code({ [-70_000]: concat(new Uint8Array(1_000).fill(0xc1), fromHex('00')) }),
  'T19',
);
bad('an array that claims 2^32 - 1 items is malformed', code({ [-70_000]: fromHex('9affffffff00') }), 'T20');
bad('a map that claims 2^64 - 1 entries is malformed', code({ [-70_000]: fromHex('bbffffffffffffffff00') }), 'T20');
bad('a text that claims 2^63 bytes is malformed', code({ [-70_000]: fromHex('7b800000000000000061') }), 'T20');
bad(
  'an array that claims one item more than there is is malformed',
  codeOf(concat(cbor.head(5, 5), payload().slice(1))),
  'T20',
);

bad('a payload out of order is malformed', codeOf(cbor.rawMap(...payloadEntries().toReversed())), 'T18');
bad(
  'a payload with exp twice is malformed',
  codeOf(
    cbor.rawMap(...payloadEntries().toSpliced(2, 0, [cbor.int(4), cbor.int(0)], [cbor.int(4), cbor.int(LAST_SECOND)])),
  ),
  'T17',
);
bad(
  'claims of indefinite length are malformed',
  codeOf(concat(fromHex('bf'), payload().slice(1), fromHex('ff'))),
  'T18',
);
bad('a payload with its length in two bytes is malformed', codeOf(concat(fromHex('b804'), payload().slice(1))), 'T18');
bad(
  'a key in two bytes where one is enough is malformed',
  codeOf(cbor.rawMap(...payloadEntries().slice(0, 3), [fromHex('1807'), cbor.bytes(TOKEN_ID)])),
  'T18',
);
bad('claims in an array are malformed', codeOf(cbor.array(...payloadEntries().flat())));
bad('a payload behind tag 61 is malformed', codeOf(concat(fromHex('d83d'), payload())), 'T28');
bad('a payload cut by a byte is malformed', codeOf(payload().slice(0, -1)), 'T2');
bad('the empty map is no payload', codeOf(cbor.map()));
bad('NUL in a sub is malformed', code({ 2: text('7K3M\0') }), 'T22');
bad('invalid UTF-8 in a sub is malformed', code({ 2: text(fromHex('37ff')) }), 'T22');
good('a byte order mark is a letter of a text like any other', code({ 1: text('\ufeffExample') }));
add(
  'a look-alike product is another product',
  'wrong-product',
  { code: code({ 3: text('com.ex\u0430mple.editor') }) },
  {},
  'T22',
);

// ---- Latchkey's own claims

good('an empty map of own claims restricts nothing', own({}));
bad('own claims that are no map are malformed', code({ [-65_537]: cbor.array() }));
bad('own claims that are null are malformed', code({ [-65_537]: cbor.NULL }));
bad('own claims with the key 0 are malformed', own({ 0: cbor.int(1) }));
bad('own claims with the key 10 are malformed', own({ 10: cbor.int(1) }));
bad('own claims with the key -1 are malformed', own({ [-1]: cbor.int(1) }));
bad('own claims with the key -65536 are malformed', own({ [-65_536]: cbor.int(1) }));
bad('own claims with a key that is a text are malformed', code({ [-65_537]: cbor.map([text('x'), cbor.int(1)]) }));
good('a private key among the own claims is ignored', own({ [-65_537]: cbor.int(1), [-65_538]: text('x') }));
bad('a private key among the own claims with a float is malformed', own({ [-65_538]: fromHex('f90000') }));
bad('a private key among the own claims nested five deep in all is malformed', own({ [-65_538]: fromHex('81818100') }));
good('a private key among the own claims nested four deep in all is ignored', own({ [-65_538]: fromHex('818100') }));

good('a customer id of 64 bytes is in its limits', own({ 1: a(64) }));
bad('a customer id of 65 bytes is malformed', own({ 1: a(65) }));
bad('an empty customer id is malformed', own({ 1: a(0) }));
good('a plan of 40 bytes is in its limits', own({ 7: a(40) }));
bad('a plan of 41 bytes is malformed', own({ 7: a(41) }));
bad('an empty plan is malformed', own({ 7: a(0) }));
bad('a plan that is an integer is malformed', own({ 7: cbor.int(1) }));
good('epoch 2^32 - 1 is in its limits', own({ 9: cbor.int(2n ** 32n - 1n) }));
bad('epoch 2^32 is malformed', own({ 9: cbor.int(2n ** 32n) }));
bad('a negative epoch is malformed', own({ 9: cbor.int(-1) }));
for (const [key, name] of [
  [5, 'refresh'],
  [6, 'offline'],
  [8, 'a renewal window'],
] as const) {
  good(`${name} of 253402300799 seconds is in its limits`, own({ [key]: cbor.int(LAST_SECOND) }));
  bad(`${name} of one second more is malformed`, own({ [key]: cbor.int(LAST_SECOND + 1) }));
  bad(`${name} below zero is malformed`, own({ [key]: cbor.int(-1) }));
  bad(`${name} that is null is malformed`, own({ [key]: cbor.NULL }));
}

const features = (...list: readonly (readonly [Uint8Array, Uint8Array])[]): string => own({ 2: cbor.map(...list) });
const many = (count: number): string =>
  features(...Array.from({ length: count }, (_, i): [Uint8Array, Uint8Array] => [text(`f${i}`), cbor.TRUE]));
good('an empty map of features is in its limits', features());
good('64 features are in their limits', many(64));
bad('65 features are malformed', many(65));
good(
  'a feature is true, an integer or a text',
  features([text('export'), cbor.TRUE], [text('seats'), cbor.int(25)], [text('tier'), text('gold')]),
);
good(
  'a feature is 0, 2^53 - 1 or an empty text',
  features([text('a'), cbor.int(0)], [text('b'), cbor.int(2n ** 53n - 1n)], [text('c'), a(0)]),
);
good('a feature may be called __proto__', features([text('__proto__'), cbor.int(1)], [text('constructor'), cbor.TRUE]));
good('a feature of 256 bytes and a name of 64 are in their limits', features([a(64), a(256)]));
bad('a feature of 257 bytes is malformed', features([text('a'), a(257)]));
bad('a name of a feature of 65 bytes is malformed', features([a(65), cbor.TRUE]));
bad('an empty name of a feature is malformed', features([a(0), cbor.TRUE]));
bad('a feature with an integer for a name is malformed', features([cbor.int(1), cbor.TRUE]));
bad('a feature with a private integer for a name is malformed', features([cbor.int(-70_000), cbor.TRUE]));
bad('a feature that is false is malformed', features([text('a'), cbor.FALSE]));
bad('a feature that is null is malformed', features([text('a'), cbor.NULL]));
bad('a feature that is negative is malformed', features([text('a'), cbor.int(-1)]));
bad('a feature of 2^53 is malformed', features([text('a'), cbor.int(2n ** 53n)]));
bad('a feature of bytes is malformed', features([text('a'), cbor.bytes(fromHex('00'))]));
bad('a feature that is an array is malformed', features([text('a'), cbor.array()]));
bad(
  'a feature named twice is malformed',
  own({ 2: cbor.rawMap([text('a'), cbor.TRUE], [text('a'), cbor.int(1)]) }),
  'T17',
);
bad(
  'features out of order are malformed: a longer name comes later',
  own({ 2: cbor.rawMap([text('aa'), cbor.TRUE], [text('b'), cbor.TRUE]) }),
);
bad('features that are an array are malformed', own({ 2: cbor.array(text('a')) }));

// ---- the machine claim

const eight = (count: number): Uint8Array => Uint8Array.from({ length: 8 * count }, (_, i) => i >> 3);
const machine = (k: Uint8Array, b: Uint8Array): string => own({ 4: cbor.array(k, cbor.bytes(b)) });
add('eight bindings are in their limits, and foreign to this machine', 'wrong-machine', {
  code: machine(cbor.int(8), eight(8)),
});
bad('nine bindings are malformed', machine(cbor.int(1), eight(9)));
bad('no bindings are malformed', machine(cbor.int(0), eight(0)));
bad('k = 0 is malformed', machine(cbor.int(0), eight(2)));
bad('k above n is malformed', machine(cbor.int(3), eight(2)));
bad('a negative k is malformed', machine(cbor.int(-1), eight(2)));
bad('k as a text is malformed', machine(text('1'), eight(2)));
bad('bindings of 15 bytes are malformed', machine(cbor.int(1), eight(2).slice(1)));
bad('bindings that are equal are malformed', machine(cbor.int(1), new Uint8Array(16)));
bad('bindings that are an array are malformed', own({ 4: cbor.array(cbor.int(1), cbor.array(cbor.bytes(eight(1)))) }));
bad('a machine claim of one member is malformed', own({ 4: cbor.array(cbor.int(1)) }));
bad(
  'a machine claim of three members is malformed',
  own({ 4: cbor.array(cbor.int(1), cbor.bytes(eight(1)), cbor.int(1)) }),
);
bad('a machine claim that is a map is malformed', own({ 4: cbor.map([cbor.int(1), cbor.bytes(eight(1))]) }));
bad('a machine claim that is null is malformed', own({ 4: cbor.NULL }));
bad('a machine claim with k = 2^32 + 1 is malformed', machine(cbor.int(2n ** 32n + 1n), eight(2)));
bad('a machine claim that is only bound bytes is malformed', own({ 4: cbor.bytes(bound(1, 1)) }));

// ---- domain patterns

const host = (pattern: string): string => own({ 3: cbor.array(text(pattern)) });
const right: readonly [string, string, string][] = [
  ['one label', 'localhost', 'localhost'],
  ['digits, dashes and underscores', '-_9.example.com', '-_9.example.com'],
  ['a label of 63', `${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
  ['253 bytes', longDomain(253), longDomain(253)],
  ['253 bytes with its asterisk', `*.${longDomain(251)}`, `x.${longDomain(251)}`],
  ['an asterisk over one label', '*.com', 'example.com'],
];
for (const [name, pattern, matching] of right)
  good(`a domain pattern of ${name} is in its limits`, host(pattern), { host: matching });

const wrong: readonly [string, string][] = [
  ['that is empty', ''],
  ['that is an asterisk alone', '*'],
  ['that is an asterisk and a dot', '*.'],
  ['with two asterisks', '*.*.example.com'],
  ['with an asterisk in the middle', 'www.*.com'],
  ['with an asterisk at the end', 'example.*'],
  ['with an asterisk as a part of a label', 'www*.example.com'],
  ['in upper case', 'Example.com'],
  ['with an empty label', 'a..example.com'],
  ['with a dot in front', '.example.com'],
  ['with a dot at the end', 'example.com.'],
  ['with a label of 64', `${'a'.repeat(64)}.com`],
  ['of 254 bytes', longDomain(254)],
  ['of 254 bytes with its asterisk', `*.${longDomain(252)}`],
  ['with a port', 'example.com:443'],
  ['with a scheme', 'https://example.com'],
  ['with a path', 'example.com/'],
  ['with a space', 'example .com'],
  ['in Unicode', 'b\u00fccher.example'],
  ['that is an IPv6 address', '[::1]'],
];
for (const [name, pattern] of wrong)
  add(`a domain pattern ${name} is malformed`, 'malformed', { code: host(pattern), host: pattern });

function longDomain(length: number): string {
  const labels = 'a'.repeat(length).replaceAll(/a{49}a/g, `${'a'.repeat(49)}.`);
  return labels.replace(/\.$/, 'a');
}

const patterns = (count: number): string =>
  own({ 3: cbor.array(...Array.from({ length: count }, (_, i) => text(`h${i}.example`))) });
add('64 domain patterns are in their limits', 'licensed', { code: patterns(64), host: 'h63.example' });
add('65 domain patterns are malformed', 'malformed', { code: patterns(65), host: 'h63.example' });
bad('an empty list of domains is malformed', own({ 3: cbor.array() }));
bad('domains that are a text are malformed', own({ 3: text('example.com') }));
bad('a domain that is an integer is malformed', own({ 3: cbor.array(cbor.int(1)) }));
