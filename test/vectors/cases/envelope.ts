// The COSE envelope and its headers: steps 2 to 4.
import { createHmac } from 'node:crypto';
import { ascii, concat, fromHex, hex, utf8 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import { encodeCode } from '../../reference/text.ts';
import { headerOf, kidOf, sign1 } from '../../reference/token.ts';
import { code, codeOf, collect, PLAIN_CODE, payload, SECOND, STRANGER, spell, token, VENDOR } from './issue.ts';

export const { cases, add } = collect();

const content = payload();
const plain = token(content);
const header = headerOf(VENDOR.publicKey);
const kid = cbor.bytes(kidOf(VENDOR.publicKey));
const signature = plain.slice(-64);
const TAG = Uint8Array.of(0xd2);
const ALG = cbor.int(-19);

const bad = (name: string, text: string, ...threats: string[]): void =>
  add(name, 'malformed', { code: text }, {}, ...threats);
const other = (name: string, text: string, ...threats: string[]): void =>
  add(name, 'unsupported', { code: text }, {}, ...threats);

// ---- the tag and the four members

/** The four members of the plain token, some of them exchanged. */
function envelope(changes: {
  header?: Uint8Array;
  unprotected?: Uint8Array;
  payload?: Uint8Array;
  signature?: Uint8Array;
}): string {
  const members = {
    header: cbor.bytes(header),
    unprotected: cbor.map(),
    payload: cbor.bytes(content),
    signature: cbor.bytes(signature),
    ...changes,
  };
  return spell(TAG, cbor.array(members.header, members.unprotected, members.payload, members.signature));
}

bad('a token without its tag is malformed', spell(plain.slice(1)), 'T28');
for (const tag of [16, 17, 19]) {
  bad(`tag ${tag} is not tag 18`, spell(Uint8Array.of(0xc0 + tag), plain.slice(1)), 'T28');
}
for (const tag of [61, 96, 97, 98]) bad(`tag ${tag} is not tag 18`, spell(cbor.head(6, tag), plain.slice(1)), 'T28');
bad('tag 61 (CWT) in front of tag 18 is malformed', spell(cbor.head(6, 61), plain), 'T28');
bad('tag 55799 in front of tag 18 is malformed', spell(cbor.head(6, 55_799), plain), 'T28');
bad('tag 18 twice is malformed', spell(TAG, plain), 'T28');
bad('tag 18 in two bytes is malformed', spell(fromHex('d812'), plain.slice(1)), 'T18', 'T28');
bad('an array of three is no COSE_Sign1', spell(TAG, cbor.array(cbor.bytes(header), cbor.map(), cbor.bytes(content))));
bad('an array of five is no COSE_Sign1', spell(TAG, fromHex('85'), plain.slice(2), cbor.bytes(new Uint8Array(8))));
bad('a map is no COSE_Sign1', spell(TAG, cbor.map([cbor.int(1), cbor.bytes(content)])));
bad('an array of indefinite length is malformed', spell(TAG, fromHex('9f'), plain.slice(2), fromHex('ff')), 'T18');
bad('the length of the array in two bytes is malformed', spell(TAG, fromHex('9804'), plain.slice(2)), 'T18');
bad('a byte behind the token is malformed', spell(plain, fromHex('00')), 'T2', 'T27');
bad('ff behind the token is malformed', spell(plain, fromHex('ff')), 'T2');
bad('the token twice is malformed', spell(plain, plain), 'T2');
bad('a token without its last byte is malformed', spell(plain.slice(0, -1)), 'T2');
bad('a token without its first byte is malformed', spell(plain.slice(1)), 'T2');
bad('a token cut in half is malformed', spell(plain.slice(0, plain.length >> 1)), 'T2');
bad('a tag alone is malformed', spell(TAG));
bad('one zero byte is malformed', spell(fromHex('00')));
bad('a COSE array within an array is malformed', spell(TAG, cbor.array(plain.slice(1))));
bad('JSON is no token', spell(utf8('{"alg":"EdDSA"}')), 'T27');

bad('a protected header that is a map instead of bytes is malformed', envelope({ header }));
bad('a protected header that is a text is malformed', envelope({ header: cbor.string('abc') }));
bad('a payload that is null (detached) is malformed', envelope({ payload: cbor.NULL }), 'T27');
bad('a payload that is a map instead of bytes is malformed', envelope({ payload: content }), 'T27');
bad('a payload that is a text is malformed', envelope({ payload: cbor.string('{}') }), 'T27');
bad(
  'a payload of indefinite length is malformed',
  envelope({ payload: concat(fromHex('5f'), cbor.bytes(content), fromHex('ff')) }),
  'T18',
);
bad('a signature that is a text is malformed', envelope({ signature: cbor.string('a'.repeat(64)) }));
bad('a signature that is null is malformed', envelope({ signature: cbor.NULL }));
bad('an array of signatures (COSE_Sign) is malformed', envelope({ signature: cbor.array(cbor.bytes(signature)) }));
bad('an unprotected header with an entry is malformed', envelope({ unprotected: cbor.map([cbor.int(5), kid]) }), 'T15');
bad(
  'an unprotected header with a kid is malformed',
  envelope({ unprotected: cbor.map([cbor.int(4), kid]) }),
  'T6',
  'T15',
);
bad(
  'an unprotected header with an alg is malformed',
  envelope({ unprotected: cbor.map([cbor.int(1), ALG]) }),
  'T5',
  'T15',
);
bad(
  'an unprotected header with a key in it is malformed',
  envelope({ unprotected: cbor.map([cbor.int(-1), cbor.bytes(STRANGER.publicKey)]) }),
  'T7',
  'T15',
);
bad('an unprotected header that is an array is malformed', envelope({ unprotected: cbor.array() }), 'T15');
bad('an unprotected header that is null is malformed', envelope({ unprotected: cbor.NULL }), 'T15');
bad(
  'an unprotected header of empty bytes is malformed',
  envelope({ unprotected: cbor.bytes(new Uint8Array()) }),
  'T15',
);
bad(
  'an unprotected header with a repeated key is malformed',
  envelope({ unprotected: fromHex('a205000500') }),
  'T15',
  'T17',
);
bad(
  'an unprotected header of indefinite length is malformed',
  envelope({ unprotected: fromHex('bfff') }),
  'T15',
  'T18',
);
for (const size of [0, 1, 32, 63, 65, 128]) {
  const wrong = cbor.bytes(Uint8Array.from({ length: size }, (_, i) => signature[i % 64] ?? 0));
  bad(`a signature of ${size} bytes is malformed`, envelope({ signature: wrong }), 'T12');
}
bad(
  'a DER signature is malformed',
  envelope({ signature: cbor.bytes(concat(fromHex('3044022000'), signature, fromHex('0201'))) }),
  'T32',
);

bad('a payload that claims 2^31 bytes is malformed', hugeLength(26, 2n ** 31n), 'T20');
bad('a payload that claims 2^32 - 1 bytes is malformed', hugeLength(26, 2n ** 32n - 1n), 'T20');
bad('a payload that claims 2^53 bytes is malformed', hugeLength(27, 2n ** 53n), 'T20');
bad('a payload that claims 2^64 - 1 bytes is malformed', hugeLength(27, 2n ** 64n - 1n), 'T20');

function hugeLength(info: number, length: bigint): string {
  return spell(TAG, fromHex('84'), cbor.bytes(header), cbor.map(), cbor.wideHead(2, info, length), content);
}

// ---- the protected header, always correctly signed

function withHeader(...entries: readonly (readonly [Uint8Array, Uint8Array])[]): string {
  return rawHeader(cbor.map(...entries));
}

function rawHeader(bytes: Uint8Array): string {
  return encodeCode('A', token(content, VENDOR, bytes));
}

const alg = (value: Uint8Array): string => withHeader([cbor.int(1), value], [cbor.int(4), kid]);

other('alg 0 is unsupported', alg(cbor.int(0)), 'T3');
other('alg -7 (ES256) is unsupported', alg(cbor.int(-7)), 'T3');
other('alg -8 (EdDSA, which names no curve) is unsupported', alg(cbor.int(-8)), 'T3');
other('alg 5 (HMAC) keyed with the public key is unsupported', hmacToken(5), 'T3', 'T4');
other('alg -53 (Ed448) is unsupported', alg(cbor.int(-53)), 'T3');
other('alg -20, beside ours, is unsupported', alg(cbor.int(-20)));
other('alg -18, beside ours, is unsupported', alg(cbor.int(-18)));
other('alg 18, ours without its sign, is unsupported', alg(cbor.int(18)));
other('alg -2^64, the least integer of CBOR, is unsupported', alg(cbor.int(-(2n ** 64n))));
other('alg 2^64 - 19 is not -19 modulo 2^64', alg(cbor.int(2n ** 64n - 19n)));
other('alg -2^32 - 19 is not -19 modulo 2^32', alg(cbor.int(-(2n ** 32n) - 19n)));
other('another alg without a kid is unsupported', withHeader([cbor.int(1), cbor.int(-7)]));
other(
  'another alg with further headers is unsupported',
  withHeader([cbor.int(1), cbor.int(-7)], [cbor.int(2), cbor.array()], [cbor.string('x'), cbor.NULL]),
);
other(
  'another alg with a signature of another length is unsupported',
  encodeCode('A', sign1(cbor.map([cbor.int(1), cbor.int(-7)]), content, new Uint8Array(96))),
);
other(
  'another alg is unsupported although no key has its kid',
  encodeCode(
    'A',
    token(
      content,
      STRANGER,
      cbor.map([cbor.int(1), cbor.int(-8)], [cbor.int(4), cbor.bytes(kidOf(STRANGER.publicKey))]),
    ),
  ),
);
bad(
  'another alg in a header out of order is malformed',
  rawHeader(cbor.rawMap([cbor.int(4), kid], [cbor.int(1), cbor.int(-7)])),
);
bad(
  'another alg in a header with a tag is malformed',
  withHeader([cbor.int(1), cbor.int(-7)], [cbor.int(4), concat(fromHex('c2'), kid)]),
);
bad('alg as a text is malformed', alg(cbor.string('EdDSA')), 'T3');
bad('alg null is malformed', alg(cbor.NULL), 'T3');
bad('alg true is malformed', alg(cbor.TRUE), 'T3');
bad('alg as bytes is malformed', alg(cbor.bytes(fromHex('32'))), 'T3');
bad('alg as a bignum is malformed', alg(fromHex('c34112')), 'T3');
bad('alg as a float is malformed', alg(fromHex('f9ccc0')), 'T3');
bad('alg in two bytes where one is enough is malformed', alg(fromHex('3812')), 'T3', 'T18');
bad('a header without alg is malformed', withHeader([cbor.int(4), kid]), 'T5');
bad('an empty header map is malformed', rawHeader(cbor.map()), 'T5');
bad('an empty protected header is malformed', rawHeader(new Uint8Array()), 'T5');
bad('alg in both headers is malformed', envelope({ unprotected: cbor.map([cbor.int(1), cbor.int(-7)]) }), 'T5');
bad('a header without kid is malformed', withHeader([cbor.int(1), ALG]), 'T6');
bad(
  'a kid of 7 bytes is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(kidOf(VENDOR.publicKey).slice(1))]),
  'T6',
);
bad(
  'a kid of 9 bytes is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(concat(kidOf(VENDOR.publicKey), fromHex('00')))]),
  'T6',
);
bad('an empty kid is malformed', withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(new Uint8Array())]), 'T6');
bad(
  'a kid of 1,024 bytes is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(new Uint8Array(1_024))]),
  'T6',
);
bad('a kid as a text is malformed', withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.string('../keys1')]), 'T6');
bad('a kid as an integer is malformed', withHeader([cbor.int(1), ALG], [cbor.int(4), cbor.int(1)]), 'T6');
bad(
  'a header with crit is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(2), cbor.array(cbor.int(1))], [cbor.int(4), kid]),
  'T16',
);
bad(
  'a header with a content type is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(3), cbor.int(61)], [cbor.int(4), kid]),
);
bad(
  'a header with an x5chain is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), kid], [cbor.int(33), cbor.bytes(STRANGER.publicKey)]),
  'T7',
);
bad(
  'a header with an x5u is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), kid], [cbor.int(35), cbor.string('https://example.com/key')]),
  'T7',
);
bad(
  'a header with a private label is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), kid], [cbor.int(-70_000), cbor.int(1)]),
);
bad(
  'a header with a label that is a text is malformed',
  withHeader([cbor.int(1), ALG], [cbor.int(4), kid], [cbor.string('a'), cbor.int(1)]),
);
bad('a header out of order is malformed', rawHeader(cbor.rawMap([cbor.int(4), kid], [cbor.int(1), ALG])), 'T18');
bad(
  'a header with alg twice is malformed',
  rawHeader(cbor.rawMap([cbor.int(1), ALG], [cbor.int(1), ALG], [cbor.int(4), kid])),
  'T17',
);
bad(
  'a header with kid twice is malformed',
  rawHeader(cbor.rawMap([cbor.int(1), ALG], [cbor.int(4), kid], [cbor.int(4), kid])),
  'T17',
);
bad(
  'a header of indefinite length is malformed',
  rawHeader(concat(fromHex('bf'), header.slice(1), fromHex('ff'))),
  'T18',
);
bad('a byte behind the header is malformed', rawHeader(concat(header, fromHex('00'))));
bad('a header that is an array is malformed', rawHeader(cbor.array(cbor.int(1), ALG)));
bad('a header wrapped in bytes twice is malformed', rawHeader(cbor.bytes(header)));
bad('with our alg a MAC of 32 bytes is malformed', hmacToken(-19), 'T4');

function hmacToken(algorithm: number): string {
  const bytes = cbor.map([cbor.int(1), cbor.int(algorithm)], [cbor.int(4), kid]);
  const mac = createHmac('sha256', VENDOR.publicKey).update(content).digest();
  return encodeCode('A', sign1(bytes, content, new Uint8Array(mac)));
}

// ---- which key

const unknown = (name: string, evidence: { code?: string; keys?: Uint8Array[] }, ...threats: string[]): void =>
  add(name, 'unknown-key', { code: PLAIN_CODE, ...evidence }, {}, ...threats);

unknown(
  'a token of a key that is not trusted has an unknown key',
  { code: encodeCode('A', token(content, STRANGER)) },
  'T6',
);
unknown('without any trusted key every key is unknown', { keys: [] });
unknown('another trusted key does not help', { keys: [SECOND.publicKey] });
unknown(
  'a kid of zeros is unknown',
  {
    code: encodeCode(
      'A',
      token(content, VENDOR, cbor.map([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(new Uint8Array(8))])),
    ),
  },
  'T6',
);
unknown(
  'a kid that differs in its last bit is unknown',
  {
    code: encodeCode(
      'A',
      token(
        content,
        VENDOR,
        cbor.map(
          [cbor.int(1), ALG],
          [cbor.int(4), cbor.bytes(kidOf(VENDOR.publicKey).with(7, (kidOf(VENDOR.publicKey)[7] ?? 0) ^ 1))],
        ),
      ),
    ),
  },
  'T6',
);
unknown('a kid that is the end of the hash instead of its start is unknown', {
  code: encodeCode(
    'A',
    token(content, VENDOR, cbor.map([cbor.int(1), ALG], [cbor.int(4), cbor.bytes(VENDOR.publicKey.slice(0, 8))])),
  ),
});
unknown('the key is looked for before the signature and the payload are', {
  code: encodeCode('A', sign1(headerOf(STRANGER.publicKey), fromHex('ff'), new Uint8Array(64))),
});
add('each of several trusted keys is found by its kid', 'licensed', {
  code: encodeCode('A', token(content, SECOND)),
  keys: [VENDOR.publicKey, SECOND.publicKey],
});
add('a key that is trusted twice is one key', 'licensed', { code: code(), keys: [VENDOR.publicKey, VENDOR.publicKey] });
add(
  'the kid of another trusted key is a bad signature',
  'bad-signature',
  {
    code: encodeCode('A', token(content, VENDOR, headerOf(SECOND.publicKey))),
    keys: [VENDOR.publicKey, SECOND.publicKey],
  },
  {},
  'T6',
);

// ---- what a signature of ours is not enough for

bad('a payload that is a token itself is malformed', codeOf(plain), 'T27');
bad('an empty payload is malformed', codeOf(new Uint8Array()), 'T27');
bad('a payload in JSON is malformed', codeOf(utf8('{"sub":"7K3MZ9QA"}')), 'T27');
bad('a payload that is the hash of a payload is malformed', codeOf(ascii(hex(content).slice(0, 64))), 'T27');
