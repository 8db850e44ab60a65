// Claims to be issued, written by hand as a host writes their record, and as the reference signs them.
import { concat, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { bind } from '../reference/machine.ts';
import { headerOf, sigStructure } from '../reference/token.ts';
import { VENDOR } from '../vectors/cases/issue.ts';

export type Feature = readonly [name: string, type: number, value: bigint, text: string];

export interface Given {
  key: Uint8Array;
  /** Issued at, not before, expires at, refresh, offline, renewal window, epoch; −1 for absent. */
  integers: readonly bigint[];
  tokenId: Uint8Array;
  nonce: Uint8Array;
  /** Issuer, license id, product, customer id, plan. */
  texts: readonly string[];
  needed: number;
  lock: Uint8Array;
  components: Uint8Array;
  domains: readonly string[];
  features: readonly Feature[];
}

export const fill = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
export const BASE: Given = {
  key: VENDOR.publicKey,
  integers: [1_800_000_000n, -1n, -1n, -1n, -1n, -1n, -1n],
  ...{ tokenId: fill(8, 5), nonce: new Uint8Array(), texts: ['', 'A', 'p', '', ''] },
  ...{ needed: 0, lock: fill(16, 0), components: new Uint8Array(), domains: [], features: [] },
};

// ---- as a host writes it

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function i64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return bytes;
}

export const data = (bytes: Uint8Array) => concat(u32(bytes.length), bytes);
export const text = (value: string) => data(utf8(value));

export function recordOf(given: Given): Uint8Array {
  return concat(
    data(given.key),
    ...given.integers.map(i64),
    given.tokenId,
    data(given.nonce),
    ...given.texts.map(text),
    u32(given.needed),
    given.lock,
    data(given.components),
    u32(given.domains.length),
    ...given.domains.map(text),
    u32(given.features.length),
    ...given.features.flatMap(([name, type, value, words]) => [text(name), u32(type), i64(value), text(words)]),
  );
}

// ---- as the reference has it

type Entry = readonly [Uint8Array, Uint8Array];

const entriesOf = (list: readonly [number, Uint8Array | undefined][]): Entry[] =>
  list.flatMap(([key, item]) => (item ? [[cbor.int(key), item] as const] : []));
const time = (value: bigint | undefined) => (value === undefined || value < 0n ? undefined : cbor.int(value));
const words = (value: string | undefined) => (value ? cbor.string(value) : undefined);

export function payloadOf({
  integers,
  tokenId,
  nonce,
  texts,
  needed,
  lock,
  components,
  domains,
  features,
}: Given): Uint8Array {
  const [issuedAt, notBefore, expiresAt, refresh, offline, renewal, epoch] = integers;
  const [issuer, license, product, customer, plan] = texts;
  const parts = Array.from({ length: components.length / 16 }, (_, i) => components.subarray(16 * i, 16 * i + 16));
  const machine = cbor.array(cbor.int(needed), cbor.bytes(bind(tokenId, lock, parts)));
  const terms = entriesOf([
    [1, words(customer)],
    [2, features.length > 0 ? cbor.map(...features.map(featureOf)) : undefined],
    [3, domains.length > 0 ? cbor.array(...domains.map((pattern) => cbor.string(pattern))) : undefined],
    [4, needed > 0 || parts.length > 0 ? machine : undefined],
    [5, time(refresh)],
    [6, time(offline)],
    [7, words(plan)],
    [8, time(renewal)],
    [9, time(epoch)],
  ]);
  const claims = entriesOf([
    [1, words(issuer)],
    [2, words(license)],
    [3, words(product)],
    [4, time(expiresAt)],
    [5, time(notBefore)],
    [6, time(issuedAt)],
    [7, cbor.bytes(tokenId)],
    [10, nonce.length > 0 ? cbor.bytes(nonce) : undefined],
    [-65_537, terms.length > 0 ? cbor.map(...terms) : undefined],
  ]);
  return cbor.map(...claims);
}

function featureOf([name, type, value, words]: Feature): Entry {
  const item = type === 0 ? cbor.TRUE : type === 1 ? cbor.int(value) : cbor.string(words);
  return [cbor.string(name), item];
}

export function toBeSigned(given: Given): Uint8Array {
  return sigStructure(headerOf(given.key), payloadOf(given));
}
