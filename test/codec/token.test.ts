// The envelope and the claims of an activation code: each limit on both sides, each rule broken once.
import { describe, expect, test } from 'vitest';
import { concat, fromHex, hex, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { sigStructure } from '../reference/token.ts';
import { bytesAt, codec, dice, type Finding, put, randomBytes, refusal, textAt, value } from './probe.ts';

const roll = dice(3);
const kid = randomBytes(roll, 8);
const payload = cbor.map([cbor.int(2), cbor.string('A')]);
const signature = randomBytes(roll, 64);
const header = cbor.map([cbor.int(1), cbor.int(-19)], [cbor.int(4), cbor.bytes(kid)]);
const TAG = fromHex('d2');

type Parts = [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

function parts(change: Partial<Record<'header' | 'unprotected' | 'payload' | 'signature', Uint8Array>> = {}): Parts {
  return [
    change.header ?? cbor.bytes(header),
    change.unprotected ?? cbor.map(),
    change.payload ?? cbor.bytes(payload),
    change.signature ?? cbor.bytes(signature),
  ];
}

function envelope(change: Parameters<typeof parts>[0] = {}): Uint8Array {
  return concat(TAG, cbor.array(...parts(change)));
}

function open(bytes: Uint8Array): Finding | undefined {
  return refusal(() => codec.readEnvelope(...put(bytes)));
}

describe('An envelope', () => {
  test('is taken apart, and gives the bytes that are signed', () => {
    expect(open(envelope())).toBeUndefined();
    expect(bytesAt(value('envelopeKid'), 8)).toEqual(kid);
    expect(bytesAt(value('envelopePayload'), value('envelopePayloadLength'))).toEqual(payload);
    expect(bytesAt(value('envelopeSignature'), 64)).toEqual(signature);
    expect(bytesAt(value('toBeSigned'), value('toBeSignedLength'))).toEqual(sigStructure(header, payload));
  });

  test('carries payloads of every length of head', () => {
    for (const length of [0, 1, 23, 24, 255, 256, 4096 - 86]) {
      const large = randomBytes(roll, length);
      expect(open(envelope({ payload: cbor.bytes(large) }))).toBeUndefined();
      expect(bytesAt(value('toBeSigned'), value('toBeSignedLength'))).toEqual(sigStructure(header, large));
    }
  });

  test.each<[string, Uint8Array, string]>([
    ['no tag', cbor.array(...parts()), 'ENVELOPE'],
    ['another tag', concat(fromHex('d1'), cbor.array(...parts())), 'ENVELOPE'],
    ['a tag that is not in its shortest form', concat(fromHex('d812'), cbor.array(...parts())), 'ENVELOPE'],
    ['the tag twice', concat(TAG, envelope()), 'ENVELOPE'],
    ['three members', concat(TAG, cbor.array(...parts().slice(0, 3))), 'ENVELOPE'],
    ['five members', concat(TAG, cbor.array(...parts(), cbor.NULL)), 'ENVELOPE'],
    ['something behind', concat(envelope(), fromHex('00')), 'ENVELOPE'],
    ['an indefinite array', concat(TAG, fromHex('9f'), ...parts(), fromHex('ff')), 'ENVELOPE'],
    ['a header that is no byte string', envelope({ header }), 'ENVELOPE'],
    ['no header', envelope({ header: cbor.bytes(new Uint8Array()) }), 'HEADER_PROTECTED'],
    ['a header that is no map', envelope({ header: cbor.bytes(cbor.array()) }), 'HEADER_PROTECTED'],
    [
      'a header with something behind',
      envelope({ header: cbor.bytes(concat(header, fromHex('00'))) }),
      'HEADER_PROTECTED',
    ],
    [
      'an unprotected member',
      envelope({ unprotected: cbor.map([cbor.int(4), cbor.bytes(kid)]) }),
      'HEADER_UNPROTECTED',
    ],
    ['no unprotected header', envelope({ unprotected: cbor.NULL }), 'ENVELOPE'],
    ['a detached payload', envelope({ payload: cbor.NULL }), 'ENVELOPE'],
    ['a text as payload', envelope({ payload: cbor.string('x') }), 'ENVELOPE'],
    ['a text as signature', envelope({ signature: cbor.string('x') }), 'ENVELOPE'],
    ['63 bytes of signature', envelope({ signature: cbor.bytes(randomBytes(roll, 63)) }), 'SIGNATURE_LENGTH'],
    ['65 bytes of signature', envelope({ signature: cbor.bytes(randomBytes(roll, 65)) }), 'SIGNATURE_LENGTH'],
    ['no bytes at all', new Uint8Array(), 'ENVELOPE'],
  ])('with %s is malformed', (_, bytes, detail) => {
    expect(open(bytes)).toEqual({ status: 'malformed', detail });
  });

  const alg = (item: Uint8Array, ...more: [Uint8Array, Uint8Array][]) =>
    cbor.bytes(cbor.map([cbor.int(1), item], [cbor.int(4), cbor.bytes(kid)], ...more));

  test.each<[string, Uint8Array, string, string]>([
    ['EdDSA', alg(cbor.int(-8)), 'unsupported', 'OTHER_ALGORITHM'],
    ['ES256', alg(cbor.int(-7)), 'unsupported', 'OTHER_ALGORITHM'],
    ['18', alg(cbor.int(18)), 'unsupported', 'OTHER_ALGORITHM'],
    ['0', alg(cbor.int(0)), 'unsupported', 'OTHER_ALGORITHM'],
    ['−2⁶⁴', alg(cbor.int(-(2n ** 64n))), 'unsupported', 'OTHER_ALGORITHM'],
    ['another, without kid', cbor.bytes(cbor.map([cbor.int(1), cbor.int(-8)])), 'unsupported', 'OTHER_ALGORITHM'],
    [
      'another, beside other members',
      alg(cbor.int(-8), [cbor.int(0), cbor.NULL], [cbor.string('x'), cbor.array()]),
      'unsupported',
      'OTHER_ALGORITHM',
    ],
    [
      'another, beside a float',
      cbor.bytes(concat(fromHex('a2012702'), fromHex('f93c00'))),
      'malformed',
      'HEADER_PROTECTED',
    ],
    ['another, in a header out of order', cbor.bytes(fromHex('a204400127')), 'malformed', 'HEADER_PROTECTED'],
    ['another, twice', cbor.bytes(fromHex('a201270127')), 'malformed', 'HEADER_PROTECTED'],
    ['a text', alg(cbor.string('Ed25519')), 'malformed', 'HEADER_ALGORITHM'],
    ['null', alg(cbor.NULL), 'malformed', 'HEADER_ALGORITHM'],
    ['missing', cbor.bytes(cbor.map([cbor.int(4), cbor.bytes(kid)])), 'malformed', 'HEADER_ALGORITHM'],
    ['under −2 only', cbor.bytes(cbor.map([cbor.int(-2), cbor.int(-19)])), 'malformed', 'HEADER_ALGORITHM'],
    ['−19 without kid', cbor.bytes(cbor.map([cbor.int(1), cbor.int(-19)])), 'malformed', 'HEADER_MEMBERS'],
    ['−19 beside another member', alg(cbor.int(-19), [cbor.int(5), cbor.NULL]), 'malformed', 'HEADER_MEMBERS'],
    [
      '−19 with a kid of 7 bytes',
      cbor.bytes(cbor.map([cbor.int(1), cbor.int(-19)], [cbor.int(4), cbor.bytes(kid.slice(1))])),
      'malformed',
      'HEADER_MEMBERS',
    ],
    [
      '−19 with a text as kid',
      cbor.bytes(cbor.map([cbor.int(1), cbor.int(-19)], [cbor.int(4), cbor.string('abcdefgh')])),
      'malformed',
      'HEADER_MEMBERS',
    ],
  ])('whose alg is %s', (_, protectedHeader, status, detail) => {
    const wanted = { status, detail };
    expect(open(envelope({ header: protectedHeader }))).toEqual(wanted);
    if (status === 'malformed') return;
    // Whatever the signature looks like – but not when the structure is wrong.
    expect(open(envelope({ header: protectedHeader, signature: cbor.bytes(new Uint8Array(3)) }))).toEqual(wanted);
    expect(open(envelope({ header: protectedHeader, signature: cbor.NULL }))?.status).toBe('malformed');
    expect(open(concat(envelope({ header: protectedHeader }), fromHex('00')))?.status).toBe('malformed');
  });

  test('cut off anywhere is malformed', () => {
    const whole = envelope();
    for (let length = 0; length < whole.length; length++)
      expect(open(whole.slice(0, length))?.status).toBe('malformed');
  });
});

const tokenId = randomBytes(roll, 8);
const base: [number, Uint8Array][] = [
  [2, cbor.string('7KQ2M9RA')],
  [3, cbor.string('com.example.editor')],
  [6, cbor.int(1_800_000_000)],
  [7, cbor.bytes(tokenId)],
];

function encoded(entries: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  return cbor.map(...entries.map(([key, item]) => [cbor.int(key), item] as const));
}

/** The least claims there can be, with one of them replaced or added. */
function withClaim(key: number, item: Uint8Array): Uint8Array {
  return encoded([...base.filter(([other]) => other !== key), [key, item]]);
}

function withTerm(key: number, item: Uint8Array): Uint8Array {
  return withClaim(-65537, encoded([[key, item]]));
}

function refused(bytes: Uint8Array): string | undefined {
  const wrong = refusal(() => codec.readClaims(...put(bytes)));
  if (wrong) expect(wrong.status).toBe('malformed');
  return wrong?.detail;
}

const text = (length: number) => cbor.string('x'.repeat(length));
const LAST = 253_402_300_799;
const different = (count: number) => cbor.bytes(Uint8Array.from({ length: 8 * count }, (_, i) => i >> 3));

describe('Claims', () => {
  test('are all read', () => {
    const terms = encoded([
      [1, cbor.string('customer')],
      [
        2,
        cbor.map(
          [cbor.string('pdf'), cbor.TRUE],
          [cbor.string('seats'), cbor.int(2 ** 53 - 1)],
          [cbor.string('to'), cbor.string('ü')],
        ),
      ],
      [3, cbor.array(cbor.string('example.com'), cbor.string('*.example.com'))],
      [4, cbor.array(cbor.int(2), different(3))],
      [5, cbor.int(1)],
      [6, cbor.int(0)],
      [7, cbor.string('plan')],
      [8, cbor.int(LAST)],
      [9, cbor.int(2 ** 32 - 1)],
    ]);
    const nonce = randomBytes(roll, 8);
    expect(
      refused(
        encoded([
          ...base,
          [1, cbor.string('Vendor')],
          [4, cbor.int(LAST)],
          [5, cbor.int(0)],
          [10, cbor.bytes(nonce)],
          [-65537, terms],
        ]),
      ),
    ).toBeUndefined();
    const read = (claim: number) => textAt(codec.addressOf(claim), codec.lengthOf(claim));
    const [issuer, license, product, customer, plan] = [1, 2, 3, 17, 23];
    expect([issuer, license, product, customer, plan].map((it) => read(it ?? 0))).toEqual([
      'Vendor',
      '7KQ2M9RA',
      'com.example.editor',
      'customer',
      'plan',
    ]);
    const times = [4, 5, 6, 21, 22, 24, 25]; // expiry, not before, issued at, refresh, offline, renewal, epoch
    expect(times.map((it) => Number(codec.numberOf(it)))).toEqual([LAST, 0, 1_800_000_000, 1, 0, LAST, 2 ** 32 - 1]);
    expect(bytesAt(codec.addressOf(7), codec.lengthOf(7))).toEqual(tokenId);
    expect(bytesAt(codec.addressOf(10), codec.lengthOf(10))).toEqual(nonce);
    expect(['machineNeeded', 'machineBound'].map(value)).toEqual([2, 3]);
    expect(bytesAt(value('machineBindings'), 24)).toEqual(Uint8Array.from({ length: 24 }, (_, i) => i >> 3));
    const domains = [0, 1].map((i) => textAt(codec.domain(i), codec.domainLength(i)));
    expect([value('domainCount'), ...domains]).toEqual([2, 'example.com', '*.example.com']);
    const features = [0, 1, 2].map((i) => [
      textAt(codec.featureName(i), codec.featureNameLength(i)),
      codec.featureType(i),
      codec.featureValue(i),
      textAt(codec.featureText(i), codec.featureTextLength(i)),
    ]);
    expect(features).toEqual([
      ['to', 2, -1n, 'ü'],
      ['pdf', 0, -1n, ''],
      ['seats', 1, 2n ** 53n - 1n, ''],
    ]);
  });

  test('that are optional are absent when they are not there, whatever was read before', () => {
    refused(
      withClaim(
        -65537,
        encoded([
          [1, text(3)],
          [2, cbor.map([text(1), cbor.TRUE])],
          [5, cbor.int(9)],
        ]),
      ),
    );
    expect(refused(encoded(base))).toBeUndefined();
    const times = [4, 5, 21, 22, 24, 25]; // expiry, not before, refresh, offline, renewal, epoch
    expect(times.map((it) => codec.numberOf(it))).toEqual(times.map(() => -1n));
    const others = [1, 10, 17, 23]; // issuer, nonce, customer, plan
    expect(others.map((it) => [codec.addressOf(it), codec.lengthOf(it)])).toEqual(others.map(() => [0, 0]));
    const counts = ['featureCount', 'domainCount', 'machineNeeded', 'machineBound'];
    expect(counts.map(value)).toEqual([0, 0, 0, 0]);
  });

  test.each([2, 3, 6, 7])('without claim %i are refused', (missing) => {
    expect(refused(encoded(base.filter(([key]) => key !== missing)))).toBe('CLAIM_MISSING');
  });

  const ok: [string, Uint8Array][] = [
    ['the least', encoded(base)],
    ['an issuer of 1 byte', withClaim(1, text(1))],
    ['an issuer of 64 bytes', withClaim(1, text(64))],
    ['a license id of 40 bytes', withClaim(2, text(40))],
    ['a product of 64 bytes', withClaim(3, cbor.string('ü'.repeat(32)))],
    ['the first second', withClaim(4, cbor.int(0))],
    ['the last second', withClaim(4, cbor.int(LAST))],
    ['an end before the start and the issue', encoded([...base, [4, cbor.int(1)], [5, cbor.int(2)]])],
    ['empty terms', withClaim(-65537, cbor.map())],
    ['a private claim', withClaim(-65538, cbor.array(cbor.array(cbor.array())))],
    [
      'the lowest private claim',
      cbor.map(...base.map(([k, v]) => [cbor.int(k), v] as const), [cbor.int(-(2n ** 64n)), cbor.NULL]),
    ],
    ['a private term', withTerm(-65537, cbor.map([cbor.int(1), cbor.array()]))],
    ['no features', withTerm(2, cbor.map())],
    [
      '64 features',
      withTerm(2, cbor.map(...Array.from({ length: 64 }, (_, i) => [cbor.string(`f${i}`), cbor.TRUE] as const))),
    ],
    ['a feature with a name of 64 bytes and a text of 256', withTerm(2, cbor.map([text(64), text(256)]))],
    ['a feature with an empty text', withTerm(2, cbor.map([text(1), text(0)]))],
    ['a feature of 0', withTerm(2, cbor.map([text(1), cbor.int(0)]))],
    ['64 domains', withTerm(3, cbor.array(...Array.from({ length: 64 }, () => text(1))))],
    ['a domain twice', withTerm(3, cbor.array(text(3), text(3)))],
    ['one binding', withTerm(4, cbor.array(cbor.int(1), different(1)))],
    ['eight bindings', withTerm(4, cbor.array(cbor.int(8), different(8)))],
    ['a plan of 40 bytes', withTerm(7, text(40))],
  ];
  test.each(ok)('with %s are accepted', (_, bytes) => expect(refused(bytes)).toBeUndefined());

  const wrong: [string, Uint8Array, string][] = [
    ['no issuer in its text', withClaim(1, text(0)), 'CLAIM_ISSUER'],
    ['an issuer of 65 bytes', withClaim(1, text(65)), 'CLAIM_ISSUER'],
    ['an empty license id', withClaim(2, text(0)), 'CLAIM_LICENSE_ID'],
    ['a license id of 41 bytes', withClaim(2, text(41)), 'CLAIM_LICENSE_ID'],
    ['bytes as license id', withClaim(2, cbor.bytes(utf8('A'))), 'CLAIM_LICENSE_ID'],
    ['an empty product', withClaim(3, text(0)), 'CLAIM_PRODUCT'],
    ['a product of 65 bytes', withClaim(3, cbor.string(`${'ü'.repeat(32)}x`)), 'CLAIM_PRODUCT'],
    ['a control character', withClaim(3, cbor.string('a\u007f')), 'CLAIM_PRODUCT'],
    ['an end in the year 10000', withClaim(4, cbor.int(LAST + 1)), 'CLAIM_EXPIRY'],
    ['an end of 2⁶⁴ − 1', withClaim(4, cbor.int(2n ** 64n - 1n)), 'CLAIM_EXPIRY'],
    ['a negative end', withClaim(4, cbor.int(-1)), 'CLAIM_EXPIRY'],
    ['null as its end', withClaim(4, cbor.NULL), 'CLAIM_EXPIRY'],
    ['a float as its end', withClaim(4, fromHex('fb41d954fc40000000')), 'CLAIM_EXPIRY'],
    ['a text as its end', withClaim(4, cbor.string('2030-01-01')), 'CLAIM_EXPIRY'],
    ['a start in the year 10000', withClaim(5, cbor.int(LAST + 1)), 'CLAIM_NOT_BEFORE'],
    ['an issue in the year 10000', withClaim(6, cbor.int(LAST + 1)), 'CLAIM_ISSUED_AT'],
    ['a token id of 7 bytes', withClaim(7, cbor.bytes(randomBytes(roll, 7))), 'CLAIM_TOKEN_ID'],
    ['a token id of 9 bytes', withClaim(7, cbor.bytes(randomBytes(roll, 9))), 'CLAIM_TOKEN_ID'],
    ['a nonce of 7 bytes', withClaim(10, cbor.bytes(randomBytes(roll, 7))), 'CLAIM_NONCE'],
    ['no nonce in its bytes', withClaim(10, cbor.bytes(new Uint8Array())), 'CLAIM_NONCE'],
    ['claim 0', withClaim(0, cbor.int(0)), 'CLAIMS'],
    ['claim 8', withClaim(8, cbor.int(0)), 'CLAIMS'],
    ['claim 9', withClaim(9, cbor.int(0)), 'CLAIMS'],
    ['claim 11', withClaim(11, cbor.int(0)), 'CLAIMS'],
    ['claim 2³² + 4, which is not claim 4', withClaim(2 ** 32 + 4, cbor.int(0)), 'CLAIMS'],
    ['claim −1', withClaim(-1, cbor.int(0)), 'CLAIMS'],
    ['claim −65536', withClaim(-65536, cbor.int(0)), 'CLAIMS'],
    [
      'a text as claim',
      cbor.map(...base.map(([k, v]) => [cbor.int(k), v] as const), [cbor.string('exp'), cbor.int(1)]),
      'CLAIMS',
    ],
    ['a tag in a private claim', withClaim(-65538, fromHex('c100')), 'CLAIM_PRIVATE'],
    ['a float in a private claim', withClaim(-65538, fromHex('f93c00')), 'CLAIM_PRIVATE'],
    ['a private claim five deep', withClaim(-65538, cbor.array(cbor.array(cbor.array(cbor.array())))), 'CLAIM_PRIVATE'],
    ['a private term five deep', withTerm(-65538, cbor.array(cbor.array(cbor.array()))), 'CLAIM_PRIVATE'],
    ['terms that are no map', withClaim(-65537, cbor.array()), 'CLAIM_TERMS'],
    ['term 0', withTerm(0, cbor.int(0)), 'CLAIM_TERMS'],
    ['term 10', withTerm(10, cbor.int(0)), 'CLAIM_TERMS'],
    ['term −1', withTerm(-1, cbor.int(0)), 'CLAIM_TERMS'],
    ['term −65536', withTerm(-65536, cbor.int(0)), 'CLAIM_TERMS'],
    ['an empty customer', withTerm(1, text(0)), 'CLAIM_CUSTOMER'],
    ['a customer of 65 bytes', withTerm(1, text(65)), 'CLAIM_CUSTOMER'],
    ['an empty plan', withTerm(7, text(0)), 'CLAIM_PLAN'],
    ['a plan of 41 bytes', withTerm(7, text(41)), 'CLAIM_PLAN'],
    [
      '65 features',
      withTerm(2, cbor.map(...Array.from({ length: 65 }, (_, i) => [cbor.string(`f${i}`), cbor.TRUE] as const))),
      'CLAIM_FEATURES',
    ],
    ['a list of features', withTerm(2, cbor.array(text(1))), 'CLAIM_FEATURES'],
    ['a feature without a name', withTerm(2, cbor.map([text(0), cbor.TRUE])), 'CLAIM_FEATURE_NAME'],
    ['a feature with a name of 65 bytes', withTerm(2, cbor.map([text(65), cbor.TRUE])), 'CLAIM_FEATURE_NAME'],
    ['a feature with a number as name', withTerm(2, cbor.map([cbor.int(1), cbor.TRUE])), 'CLAIM_FEATURE_NAME'],
    ['a feature twice', withTerm(2, cbor.rawMap([text(1), cbor.TRUE], [text(1), cbor.TRUE])), 'CLAIM_FEATURE_NAME'],
    [
      'features out of order',
      withTerm(2, cbor.rawMap([text(2), cbor.TRUE], [text(1), cbor.TRUE])),
      'CLAIM_FEATURE_NAME',
    ],
    ['a feature that is false', withTerm(2, cbor.map([text(1), cbor.FALSE])), 'CLAIM_FEATURE_VALUE'],
    ['a feature that is null', withTerm(2, cbor.map([text(1), cbor.NULL])), 'CLAIM_FEATURE_VALUE'],
    ['a feature of −1', withTerm(2, cbor.map([text(1), cbor.int(-1)])), 'CLAIM_FEATURE_VALUE'],
    ['a feature of 2⁵³', withTerm(2, cbor.map([text(1), cbor.int(2n ** 53n)])), 'CLAIM_FEATURE_VALUE'],
    ['a feature of 257 bytes', withTerm(2, cbor.map([text(1), text(257)])), 'CLAIM_FEATURE_VALUE'],
    ['a feature that is a list', withTerm(2, cbor.map([text(1), cbor.array()])), 'CLAIM_FEATURE_VALUE'],
    ['no domains in its list', withTerm(3, cbor.array()), 'CLAIM_DOMAINS'],
    ['65 domains', withTerm(3, cbor.array(...Array.from({ length: 65 }, () => text(1)))), 'CLAIM_DOMAINS'],
    ['one domain as text', withTerm(3, text(3)), 'CLAIM_DOMAINS'],
    ['k = 0', withTerm(4, cbor.array(cbor.int(0), different(2))), 'CLAIM_MACHINE'],
    ['k above n', withTerm(4, cbor.array(cbor.int(3), different(2))), 'CLAIM_MACHINE'],
    ['no bindings', withTerm(4, cbor.array(cbor.int(1), different(0))), 'CLAIM_MACHINE'],
    ['nine bindings', withTerm(4, cbor.array(cbor.int(5), different(9))), 'CLAIM_MACHINE'],
    ['half a binding', withTerm(4, cbor.array(cbor.int(1), cbor.bytes(randomBytes(roll, 12)))), 'CLAIM_MACHINE'],
    ['a binding twice', withTerm(4, cbor.array(cbor.int(1), cbor.bytes(new Uint8Array(16)))), 'CLAIM_MACHINE'],
    ['a machine with three members', withTerm(4, cbor.array(cbor.int(1), different(1), cbor.NULL)), 'CLAIM_MACHINE'],
    ['a machine with a text as k', withTerm(4, cbor.array(text(1), different(1))), 'CLAIM_MACHINE'],
    ['a negative refresh', withTerm(5, cbor.int(-1)), 'CLAIM_REFRESH'],
    ['a refresh beyond all times', withTerm(5, cbor.int(LAST + 1)), 'CLAIM_REFRESH'],
    ['offline beyond all times', withTerm(6, cbor.int(LAST + 1)), 'CLAIM_OFFLINE'],
    ['a renewal window beyond all times', withTerm(8, cbor.int(LAST + 1)), 'CLAIM_RENEWAL'],
    ['an epoch of 2³²', withTerm(9, cbor.int(2 ** 32)), 'CLAIM_EPOCH'],
    [
      'a claim twice',
      cbor.rawMap(...[...base, base[3]].flatMap((it) => (it ? [[cbor.int(it[0]), it[1]] as const] : []))),
      'CBOR_KEYS',
    ],
    ['claims out of order', cbor.rawMap(...base.toReversed().map(([k, v]) => [cbor.int(k), v] as const)), 'CBOR_KEYS'],
    ['something behind', concat(encoded(base), fromHex('00')), 'CBOR_BEHIND'],
    ['a tag around them', concat(fromHex('d83d'), encoded(base)), 'CLAIMS'],
    ['a list instead', cbor.array(), 'CLAIMS'],
    ['nothing', new Uint8Array(), 'CLAIMS'],
  ];
  test.each(wrong)('with %s are malformed', (_, bytes, detail) => expect(refused(bytes)).toBe(detail));

  test('cut off anywhere are malformed', () => {
    const bytes = withTerm(2, cbor.map([text(3), cbor.int(77)]));
    for (let length = 0; length < bytes.length; length++)
      expect(refused(bytes.slice(0, length)), `${length}`).toBeDefined();
  });

  test('never trap, whatever byte is changed', () => {
    const bytes = encoded([
      ...base,
      [
        -65537,
        encoded([
          [2, cbor.map([text(3), text(5)])],
          [3, cbor.array(text(4))],
          [4, cbor.array(cbor.int(1), different(1))],
        ]),
      ],
    ]);
    for (let at = 0; at < bytes.length; at++) {
      for (let byte = 0; byte < 256; byte++) refused(bytes.with(at, byte));
    }
    for (let round = 0; round < 5_000; round++)
      refused(concat(bytes.slice(0, roll(bytes.length)), randomBytes(roll, roll(60))));
    expect(refused(bytes), hex(bytes)).toBeUndefined();
  });
});

describe('A domain pattern', () => {
  const label = 'a'.repeat(63);
  const longest = `${label}.${label}.${label}.${label.slice(2)}`; // 253 bytes
  test.each([
    ['localhost', true],
    ['example.com', true],
    ['*.example.com', true],
    ['*.com', true],
    ['a-b_c.0', true],
    ['-.-', true],
    ['192.0.2.1', true],
    [label, true],
    [longest, true],
    [`*.${longest.slice(2)}`, true],
    ['', false],
    ['*', false],
    ['*.', false],
    ['.', false],
    ['.example.com', false],
    ['example.com.', false],
    ['a..b', false],
    ['*.*.example.com', false],
    ['a.*.example.com', false],
    ['*example.com', false],
    ['Example.com', false],
    ['exämple.com', false],
    ['example.com:443', false],
    ['a b', false],
    [`${label}a`, false],
    [`${longest}a`, false],
    [`*.${longest}`, false],
  ])('%s', (pattern, accepted) => {
    expect(refused(withTerm(3, cbor.array(cbor.string(pattern))))).toBe(accepted ? undefined : 'CLAIM_DOMAIN');
  });
});
