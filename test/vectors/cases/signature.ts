// The signature itself and the keys behind it: steps 4 and 5, by the rule strict plus.
import { ED25519_TORSION_SUBGROUP, ed25519, ed25519ctx, ed25519ph } from '@noble/curves/ed25519.js';
import { ascii, concat, fromHex, sha512 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import { encodeCode } from '../../reference/text.ts';
import { headerOf, sign1, sigStructure } from '../../reference/token.ts';
import {
  codeOf,
  collect,
  type Members,
  PLAIN_CODE,
  payload,
  SECOND,
  STRANGER,
  TOKEN_ID,
  token,
  VENDOR,
} from './issue.ts';

export const { cases, add } = collect();

const { Point } = ed25519;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;

const content = payload();
const header = headerOf(VENDOR.publicKey);
const message = sigStructure(header, content);
const good = ed25519.sign(message, VENDOR.seed);
const R = good.slice(0, 32);
const S = littleEndian(good.slice(32));

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function thirtyTwo(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

function signedBy(signature: Uint8Array): string {
  return encodeCode('A', sign1(header, content, signature));
}

const wrong = (name: string, signature: Uint8Array, ...threats: string[]): void =>
  add(name, 'bad-signature', { code: signedBy(signature) }, {}, ...threats);

// ---- signatures

add('the signature of the right key holds', 'licensed', { code: signedBy(good) });
wrong('a signature with its first bit flipped does not hold', good.with(0, (good[0] ?? 0) ^ 1), 'T1');
wrong('a signature with the sign bit of R flipped does not hold', good.with(31, (good[31] ?? 0) ^ 0x80), 'T1');
wrong('a signature with a bit of S flipped does not hold', good.with(40, (good[40] ?? 0) ^ 4), 'T1');
wrong('a signature of zeros does not hold', new Uint8Array(64));
wrong('a signature of ff does not hold', new Uint8Array(64).fill(255));
wrong('R and S exchanged do not hold', concat(good.slice(32), R));
wrong('R = identity and S = 0 do not hold', concat(thirtyTwo(1n), thirtyTwo(0n)), 'T8');
wrong(
  'the signature of another message does not hold',
  ed25519.sign(sigStructure(header, payload({ 6: cbor.int(1) })), VENDOR.seed),
);
wrong('the signature of another key does not hold', ed25519.sign(message, STRANGER.seed));
wrong('S + L does not hold, although the equation does', concat(R, thirtyTwo(S + L)), 'T9');
wrong('S + 15 L does not hold, although the equation does', concat(R, thirtyTwo(S + 15n * L)), 'T9');
wrong('S = L does not hold', concat(R, thirtyTwo(L)), 'T9');
wrong('S = L - 1, which is in range, does not hold either', concat(R, thirtyTwo(L - 1n)), 'T9');
wrong('S = 0 does not hold', concat(R, thirtyTwo(0n)), 'T9');
wrong('the negative of S does not hold', concat(R, thirtyTwo(L - S)), 'T9');
wrong('a payload with one bit flipped does not fit its signature', flippedPayload(), 'T1');

function flippedPayload(): Uint8Array {
  // The signature of the neighbor payload, which differs in one bit of sub.
  return ed25519.sign(sigStructure(header, content.with(4, (content[4] ?? 0) ^ 1)), VENDOR.seed);
}

for (const [i, encoding] of ED25519_TORSION_SUBGROUP.entries()) {
  wrong(`R of small order (number ${i} of the torsion subgroup) does not hold`, smallR(fromHex(encoding)), 'T10');
}

/** S that solves SB = R + kA up to the small-order R; for R = identity even exactly, so that only the rule on R refuses it. */
function smallR(encoding: Uint8Array): Uint8Array {
  const { scalar } = ed25519.utils.getExtendedPublicKey(VENDOR.seed);
  const k = littleEndian(sha512(encoding, VENDOR.publicKey, message)) % L;
  return concat(encoding, thirtyTwo((k * scalar) % L));
}

wrong('R = identity in its encoding with y = p + 1 does not hold', smallR(thirtyTwo(P + 1n)), 'T10');
wrong('a signature that only the cofactored equation accepts does not hold', mixedR(), 'T10', 'T11');

function mixedR(): Uint8Array {
  const { scalar } = ed25519.utils.getExtendedPublicKey(VENDOR.seed);
  const r = littleEndian(sha512(ascii('a nonce'), message)) % L;
  const torsion = Point.fromBytes(fromHex(ED25519_TORSION_SUBGROUP[1] ?? ''));
  const encoding = Point.BASE.multiply(r).add(torsion).toBytes();
  const k = littleEndian(sha512(encoding, VENDOR.publicKey, message)) % L;
  return concat(encoding, thirtyTwo((r + k * scalar) % L));
}

// ---- what is signed

wrong(
  'the external data is part of what is signed',
  ed25519.sign(sigStructure(header, content, ''), VENDOR.seed),
  'T14',
);
wrong(
  'a signature made for a request is none for a license',
  ed25519.sign(sigStructure(header, content, 'LKR1'), VENDOR.seed),
  'T14',
  'T26',
);
wrong(
  'a signature made for a trust bundle is none for a license',
  ed25519.sign(sigStructure(header, content, 'LKB1'), VENDOR.seed),
  'T14',
  'T26',
);
wrong(
  'a signature made for version 2 is none for version 1',
  ed25519.sign(sigStructure(header, content, 'LKA2'), VENDOR.seed),
  'T14',
);
wrong('the external data is in upper case', ed25519.sign(sigStructure(header, content, 'lka1'), VENDOR.seed), 'T14');
wrong(
  'the context is Signature1, not Signature',
  ed25519.sign(structure('Signature', cbor.bytes(header)), VENDOR.seed),
  'T14',
);
wrong(
  'the header is part of what is signed',
  ed25519.sign(structure('Signature1', cbor.bytes(new Uint8Array())), VENDOR.seed),
  'T14',
);
wrong('the payload alone is not what is signed', ed25519.sign(content, VENDOR.seed), 'T14');
wrong('the hash of the message is not what is signed', ed25519.sign(sha512(message), VENDOR.seed), 'T14');
wrong('an Ed25519ph signature does not hold', ed25519ph.sign(message, VENDOR.seed), 'T13');
wrong(
  'an Ed25519ctx signature does not hold',
  ed25519ctx.sign(message, VENDOR.seed, { context: ascii('LKA1') }),
  'T13',
);

function structure(context: string, protectedHeader: Uint8Array): Uint8Array {
  return cbor.array(cbor.string(context), protectedHeader, cbor.bytes(ascii('LKA1')), cbor.bytes(content));
}

add('the signature is judged before the payload is read', 'bad-signature', {
  code: encodeCode('A', sign1(header, fromHex('ff'), good)),
});
add('a payload that the signature does not cover is no expired license', 'bad-signature', {
  code: encodeCode('A', sign1(header, payload({ 4: cbor.int(0) }), good)),
});
add('a token of another product with a wrong signature tells nothing of it', 'bad-signature', {
  code: encodeCode('A', sign1(header, payload({ 3: cbor.string('com.example.other') }), good)),
});
add(
  'trailing bytes within a signed payload are malformed',
  'malformed',
  { code: codeOf(concat(content, fromHex('00'))) },
  {},
  'T27',
);

// ---- trusted keys that count as absent

const absent = (name: string, key: Uint8Array, ...threats: string[]): void => {
  const zeroSignature = concat(thirtyTwo(1n), thirtyTwo(0n));
  const text = encodeCode('A', sign1(headerOf(key), content, zeroSignature));
  add(name, 'unknown-key', { code: text, keys: [key] }, {}, ...threats);
};

for (const [i, encoding] of ED25519_TORSION_SUBGROUP.entries()) {
  absent(
    `a trusted key of small order (number ${i} of the torsion subgroup) counts as absent`,
    fromHex(encoding),
    'T8',
  );
}
absent('the identity in its encoding with y = p + 1 counts as absent', thirtyTwo(P + 1n), 'T8');
absent('the identity with the sign bit set counts as absent', thirtyTwo(1n).with(31, 0x80), 'T8');
absent('a trusted key with y = p counts as absent', thirtyTwo(P), 'T8');
absent('a trusted key with y = p and the sign bit counts as absent', thirtyTwo(P).with(31, 0xff), 'T8');
absent('a trusted key that is not canonical counts as absent', thirtyTwo(P + 3n));
absent('a trusted key that is not on the curve counts as absent', thirtyTwo(2n));
absent('a trusted key of ff counts as absent', new Uint8Array(32).fill(255));
add('an empty trusted key counts as absent', 'unknown-key', { code: PLAIN_CODE, keys: [new Uint8Array()] }, {}, 'T12');
add(
  'a trusted key of 31 bytes counts as absent',
  'unknown-key',
  { code: PLAIN_CODE, keys: [VENDOR.publicKey.slice(1)] },
  {},
  'T12',
);
add(
  'a trusted key of 33 bytes counts as absent',
  'unknown-key',
  { code: PLAIN_CODE, keys: [concat(VENDOR.publicKey, fromHex('00'))] },
  {},
  'T12',
);
add(
  'a trusted key of 64 bytes counts as absent',
  'unknown-key',
  { code: PLAIN_CODE, keys: [concat(VENDOR.seed, VENDOR.publicKey)] },
  {},
  'T12',
);
add('a bad key beside a good one does no harm', 'licensed', {
  code: PLAIN_CODE,
  keys: [thirtyTwo(1n), VENDOR.publicKey, SECOND.publicKey],
});

// ---- a key with a torsion part that is not of small order

const mixedKey = mixedPublicKey();
add(
  'a key with a torsion part is accepted where the cofactorless equation holds',
  'licensed',
  { code: mixedCode(true), keys: [mixedKey] },
  {},
  'T10',
);
add(
  'a key with a torsion part is refused where only the cofactored equation holds',
  'bad-signature',
  { code: mixedCode(false), keys: [mixedKey] },
  {},
  'T10',
  'T11',
);

function mixedPublicKey(): Uint8Array {
  const torsion = Point.fromBytes(fromHex(ED25519_TORSION_SUBGROUP[1] ?? ''));
  return Point.fromBytes(VENDOR.publicKey).add(torsion).toBytes();
}

/** The torsion part vanishes exactly when k is a multiple of eight; the first token id that fits (or does not) is taken. */
function mixedCode(vanishes: boolean): string {
  const { scalar } = ed25519.utils.getExtendedPublicKey(VENDOR.seed);
  const mixedHeader = headerOf(mixedKey);
  for (let i = 0; ; i++) {
    const changes: Members = { 7: cbor.bytes(TOKEN_ID.with(0, i)) };
    const signed = sigStructure(mixedHeader, payload(changes));
    const r = littleEndian(sha512(ascii('a nonce'), signed)) % L;
    const encoding = Point.BASE.multiply(r).toBytes();
    const k = littleEndian(sha512(encoding, mixedKey, signed)) % L;
    if ((k % 8n === 0n) !== vanishes) continue;
    return encodeCode('A', sign1(mixedHeader, payload(changes), concat(encoding, thirtyTwo((r + k * scalar) % L))));
  }
}

// ---- every bit of a token, a few of them by name (the test flips all of them)

const whole = token(content);
for (const [place, expected] of [
  [10, 'unknown-key'],
  [whole.length - 70, 'bad-signature'],
  [whole.length - 1, 'bad-signature'],
] as const) {
  const flipped = whole.with(place, (whole[place] ?? 0) ^ 1);
  add(
    `byte ${place} with its lowest bit flipped is ${expected}`,
    expected,
    { code: encodeCode('A', flipped) },
    {},
    'T1',
  );
}
