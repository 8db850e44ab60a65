// How the cases are made: fixed test keys, a plain token to change one thing in, and the shape of a case.
// The seeds stand here in the open: nothing that anybody should trust is signed with them.
import { ed25519 } from '@noble/curves/ed25519.js';
import { ascii, concat, fromHex, sha256, utf8 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import { eightBytes } from '../../reference/decide.ts';
import { bind, component, lockOf, ZERO_LOCK } from '../../reference/machine.ts';
import type { Reason } from '../../reference/refusal.ts';
import { encodeCode } from '../../reference/text.ts';
import { headerOf, sign1, sigStructure } from '../../reference/token.ts';

// ---- keys

export interface KeyPair {
  seed: Uint8Array;
  publicKey: Uint8Array;
}

export function testKey(name: string): KeyPair {
  const seed = sha256(ascii(`latchkey test vectors, not a secret: ${name}`));
  return { seed, publicKey: ed25519.getPublicKey(seed) };
}

export const VENDOR = testKey('vendor');
export const SECOND = testKey('second key of the vendor');
export const STRANGER = testKey('stranger');

// ---- a plain token

export const PRODUCT = 'com.example.editor';
export const LICENSE_ID = '7K3MZ9QA';
export const TOKEN_ID = fromHex('a1b2c3d4e5f60718');
export const NONCE = fromHex('0102030405060708');
export const HOUR = 3_600;
export const DAY = 86_400;
/** 2026-03-01T12:00:00Z */
export const ISSUED = 1_772_366_400;
export const NOW = ISSUED + HOUR;
export const LAST_SECOND = 253_402_300_799;

/** Encoded values by their key; `undefined` leaves a claim out. */
export type Members = Record<number, Uint8Array | undefined>;

const PLAIN: Members = {
  2: cbor.string(LICENSE_ID),
  3: cbor.string(PRODUCT),
  6: cbor.int(ISSUED),
  7: cbor.bytes(TOKEN_ID),
};

export function entries(members: Members): [Uint8Array, Uint8Array][] {
  return Object.entries(members).flatMap(([key, value]) => (value ? [[cbor.int(Number(key)), value]] : []));
}

/** The plain payload with some claims changed, and Latchkey's own claims when there are any. */
export function payload(changes: Members = {}, latchkey?: Members): Uint8Array {
  const own = latchkey && { [-65537]: cbor.map(...entries(latchkey)) };
  return cbor.map(...entries({ ...PLAIN, ...changes, ...own }));
}

/** Signs a payload, whatever it is, as a token of this key. */
export function token(content: Uint8Array, key: KeyPair = VENDOR, header = headerOf(key.publicKey)): Uint8Array {
  return sign1(header, content, ed25519.sign(sigStructure(header, content), key.seed));
}

export function code(changes: Members = {}, latchkey?: Members): string {
  return encodeCode('A', token(payload(changes, latchkey)));
}

export function codeOf(content: Uint8Array): string {
  return encodeCode('A', token(content));
}

/** A token with a chosen envelope, in the text form. */
export function spell(...parts: readonly Uint8Array[]): string {
  return encodeCode('A', concat(...parts));
}

export const PLAIN_CODE = code();

// ---- a machine

export const SECRET = fromHex('00112233445566778899aabbccddeeff');
export const OTHER_SECRET = fromHex('ffeeddccbbaa99887766554433221100');

function machineValue(kind: string, value: string): Uint8Array {
  const made = component(PRODUCT, kind, utf8(value));
  if (!made) throw new Error(`${value} identifies nothing`);
  return made;
}

export const COMPONENTS: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array] = [
  machineValue('machine-id', '4b1f2a60c7d94e0f8a3d5c6b7e8f9012'),
  machineValue('board', 'PF2XK7QW'),
  machineValue('disk', 'S4EWNX0R512345'),
  machineValue('mac', '00:1b:21:3a:4f:5c'),
];
export const FOREIGN = [
  machineValue('machine-id', '99999999c7d94e0f8a3d5c6b7e8f9012'),
  machineValue('board', 'PF9ZZZZZ'),
];

/** The machine claim: k of the first n components, bound with the lock of a secret or with the zero lock. */
export function bound(needed: number, count: number, secret?: Uint8Array): Uint8Array {
  const lock = secret ? lockOf(secret) : ZERO_LOCK;
  return cbor.array(cbor.int(needed), cbor.bytes(bind(TOKEN_ID, lock, COMPONENTS.slice(0, count))));
}

// ---- the shape of a case

export function witness(mark: number | bigint, seen: number | bigint): Uint8Array {
  return concat(eightBytes(mark), eightBytes(seen));
}

export function pending(nonce: Uint8Array, mark: number | bigint): Uint8Array {
  return concat(nonce, eightBytes(mark));
}

export interface CaseEvidence {
  code?: string | Uint8Array;
  keys?: readonly Uint8Array[];
  product?: string;
  now?: number;
  running?: number;
  witness?: Uint8Array;
  components?: readonly Uint8Array[];
  secret?: Uint8Array;
  lock?: Uint8Array;
  host?: string;
  pending?: Uint8Array;
}

/** What the author of a case claims beyond the reason; the generator proves it with the reference. */
export interface Claimed {
  row?: number;
  offset?: number;
  mark?: number;
  seen?: number;
  missed?: number;
  used?: number;
  days?: number;
  seconds?: number;
  checkInDays?: number;
  renewSoon?: boolean;
  matched?: boolean[];
  releasable?: boolean;
  signedTime?: boolean;
}

export interface Case {
  name: string;
  reason: Reason;
  evidence: CaseEvidence;
  claimed: Claimed;
  /** Lines of the threat list that this case stands for. */
  threats: string[];
}

/** Collects the cases of one subject. */
export function collect(...everyThreat: string[]): {
  cases: Case[];
  add: (name: string, reason: Reason, evidence: CaseEvidence, claimed?: Claimed, ...threats: string[]) => void;
} {
  const cases: Case[] = [];
  return {
    cases,
    add: (name, reason, evidence, claimed = {}, ...threats) => {
      cases.push({ name, reason, evidence, claimed, threats: [...everyThreat, ...threats] });
    },
  };
}
