// The activation code of token.md §3: envelope, signature, claims – in the order of decisions.md, steps 2 to 6.
import { ascii, at, chunks, concat, distinct, equal, sha256 } from './bytes.ts';
import * as cbor from './cbor.ts';
import { strictPoint, verify } from './ed25519.ts';
import type { Machine } from './machine.ts';
import { demand, malformed, Refusal } from './refusal.ts';

export const LAST_SECOND = 253_402_300_799;
const MAX_TOKEN = 4_096;
const TAG_SIGN1 = 0xd2;

export type Feature = true | number | string;

export interface Claims {
  issuer?: string | undefined;
  licenseId: string;
  product: string;
  expiresAt?: number | undefined;
  notBefore?: number | undefined;
  issuedAt: number;
  tokenId: Uint8Array;
  nonce?: Uint8Array | undefined;
  customerId?: string | undefined;
  features: Record<string, Feature>;
  domains?: string[] | undefined;
  machine?: Machine | undefined;
  refreshSeconds?: number | undefined;
  offlineSeconds?: number | undefined;
  plan?: string | undefined;
  renewWindowSeconds?: number | undefined;
  epoch?: number | undefined;
}

interface Envelope {
  header: Uint8Array;
  payload: Uint8Array;
  signature: Uint8Array;
  kid: Uint8Array;
}

/** Steps 2 to 6: the claims of a token that some trusted key has signed. */
export function openToken(token: Uint8Array, trusted: readonly Uint8Array[]): Claims {
  const envelope = readEnvelope(token);
  verifyEnvelope(envelope, trusted);
  return readClaims(envelope.payload);
}

// ---- steps 2 and 3

function readEnvelope(token: Uint8Array): Envelope {
  demand(token.length <= MAX_TOKEN, 'a token above 4,096 bytes');
  demand(token.length > 0 && at(token, 0) === TAG_SIGN1, 'not a tagged COSE_Sign1');
  const outer = cbor.decode(token.slice(1));
  demand(outer.type === 'array' && outer.items.length === 4, 'not an array of four');
  const [header, unprotected, payload, signature] = outer.items;
  demand(header?.type === 'bytes', 'the protected header is no byte string');
  demand(
    unprotected?.type === 'map' && unprotected.entries.length === 0,
    'an unprotected header that is not the empty map',
  );
  demand(payload?.type === 'bytes', 'no payload');
  demand(signature?.type === 'bytes', 'no signature');
  const kid = readHeader(header.value);
  demand(signature.value.length === 64, 'a signature that is not 64 bytes');
  return { header: header.value, payload: payload.value, signature: signature.value, kid };
}

/** Exactly {1: -19, 4: kid}; an integer alg that is another is `unsupported`, whatever stands beside it. */
function readHeader(bytes: Uint8Array): Uint8Array {
  const header = cbor.decode(bytes);
  demand(header.type === 'map', 'a protected header that is no map');
  const alg = find(header, 1n);
  demand(alg?.type === 'int', 'no integer alg');
  if (alg.value !== -19n) throw new Refusal('unsupported', 'another algorithm');
  const kid = find(header, 4n);
  demand(kid?.type === 'bytes' && kid.value.length === 8, 'no kid of 8 bytes');
  demand(header.entries.length === 2, 'something beside alg and kid');
  return kid.value;
}

function find(map: cbor.Item & { type: 'map' }, label: bigint): cbor.Item | undefined {
  return map.entries.find(([key]) => key.type === 'int' && key.value === label)?.[1];
}

// ---- steps 4 and 5

export function kidOf(publicKey: Uint8Array): Uint8Array {
  return sha256(publicKey).slice(0, 8);
}

/** What is signed (RFC 9052 §4.4), with the prefix as external data. */
export function sigStructure(header: Uint8Array, payload: Uint8Array, prefix = 'LKA1'): Uint8Array {
  return cbor.array(cbor.string('Signature1'), cbor.bytes(header), cbor.bytes(ascii(prefix)), cbor.bytes(payload));
}

function verifyEnvelope({ header, payload, signature, kid }: Envelope, trusted: readonly Uint8Array[]): void {
  const candidates = trusted.filter((key) => strictPoint(key) && equal(kidOf(key), kid));
  if (candidates.length === 0) throw new Refusal('unknown-key', 'no trusted key has this kid');
  const signed = sigStructure(header, payload);
  if (!candidates.some((key) => verify(key, signed, signature)))
    throw new Refusal('bad-signature', 'it does not verify');
}

// ---- step 6

/** The members of a map by their integer keys; what may not be there is malformed, private keys are left out. */
function members(item: cbor.Item, last: number, nested: readonly number[]): Map<number, cbor.Item> {
  demand(item.type === 'map', 'a map is expected');
  const result = new Map<number, cbor.Item>();
  for (const [key, value] of item.entries) {
    demand(key.type === 'int', 'a key that is no integer');
    const listed = (key.value >= 1n && key.value <= BigInt(last)) || nested.includes(Number(key.value));
    demand(listed || key.value < -65536n, 'a key that is not listed');
    if (listed) result.set(Number(key.value), value);
  }
  return result;
}

function readClaims(payload: Uint8Array): Claims {
  const claims = members(cbor.decode(payload), 7, [10, -65537]);
  const { licenseId, product, issuedAt, tokenId } = {
    licenseId: text(claims.get(2), 1, 40),
    product: text(claims.get(3), 1, 64),
    issuedAt: time(claims.get(6)),
    tokenId: eightBytes(claims.get(7)),
  };
  demand(licenseId !== undefined, 'no sub');
  demand(product !== undefined, 'no aud');
  demand(issuedAt !== undefined, 'no iat');
  demand(tokenId !== undefined, 'no cti');
  return {
    issuer: text(claims.get(1), 1, 64),
    expiresAt: time(claims.get(4)),
    notBefore: time(claims.get(5)),
    nonce: eightBytes(claims.get(10)),
    ...readLatchkey(claims.get(-65537)),
    licenseId,
    product,
    issuedAt,
    tokenId,
  };
}

function readLatchkey(item: cbor.Item | undefined): Pick<Claims, 'features'> & Partial<Claims> {
  if (item === undefined) return { features: {} };
  const claims = members(item, 9, []);
  return {
    features: features(claims.get(2)) ?? {},
    customerId: text(claims.get(1), 1, 64),
    domains: domains(claims.get(3)),
    machine: machine(claims.get(4)),
    refreshSeconds: time(claims.get(5)),
    offlineSeconds: time(claims.get(6)),
    plan: text(claims.get(7), 1, 40),
    renewWindowSeconds: time(claims.get(8)),
    epoch: uint(claims.get(9), 2n ** 32n - 1n),
  };
}

function text(item: cbor.Item | undefined, least: number, most: number): string | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'text', 'no text');
  demand(item.byteLength >= least && item.byteLength <= most, 'a text out of its limits');
  return item.value;
}

function uint(item: cbor.Item | undefined, most: bigint): number | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'int' && item.value >= 0n && item.value <= most, 'an integer out of its limits');
  return Number(item.value);
}

function time(item: cbor.Item | undefined): number | undefined {
  return uint(item, BigInt(LAST_SECOND));
}

function eightBytes(item: cbor.Item | undefined): Uint8Array | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'bytes' && item.value.length === 8, 'not 8 bytes');
  return item.value;
}

function features(item: cbor.Item | undefined): Record<string, Feature> | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'map' && item.entries.length <= 64, 'features are a map of at most 64');
  // Without a prototype: a feature may be called __proto__.
  const result: Record<string, Feature> = Object.create(null);
  for (const [key, value] of item.entries) {
    demand(key.type === 'text', 'the name of a feature is a text');
    result[text(key, 1, 64) ?? ''] = feature(value);
  }
  return result;
}

function feature(item: cbor.Item): Feature {
  if (item.type === 'simple' && item.value === true) return true;
  const value = item.type === 'text' ? text(item, 0, 256) : uint(item, 2n ** 53n - 1n);
  return value ?? malformed('a feature of another type');
}

function domains(item: cbor.Item | undefined): string[] | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'array' && item.items.length >= 1 && item.items.length <= 64, 'domains are 1 to 64 patterns');
  return item.items.map((pattern) => {
    const spelled = text(pattern, 1, 253) ?? '';
    demand(/^(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(spelled), 'no domain pattern');
    return spelled;
  });
}

function machine(item: cbor.Item | undefined): Machine | undefined {
  if (item === undefined) return undefined;
  demand(item.type === 'array' && item.items.length === 2, 'machine is [k, b]');
  const [k, b] = item.items;
  demand(b?.type === 'bytes' && b.value.length % 8 === 0, 'bindings are n × 8 bytes');
  const bindings = chunks(b.value, 8);
  demand(bindings.length >= 1 && bindings.length <= 8 && distinct(bindings), '1 to 8 different bindings');
  const needed = uint(k, BigInt(bindings.length));
  demand(needed !== undefined && needed >= 1, 'k is 1 to n');
  return { needed, bindings };
}

// ---- the writing half, for the generator

export function headerOf(publicKey: Uint8Array): Uint8Array {
  return cbor.map([cbor.int(1), cbor.int(-19)], [cbor.int(4), cbor.bytes(kidOf(publicKey))]);
}

/** A COSE_Sign1 of parts that need not fit together. */
export function sign1(header: Uint8Array, payload: Uint8Array, signature: Uint8Array): Uint8Array {
  const parts = cbor.array(cbor.bytes(header), cbor.map(), cbor.bytes(payload), cbor.bytes(signature));
  return concat(Uint8Array.of(TAG_SIGN1), parts);
}
