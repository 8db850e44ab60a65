// What a browser remembers about a license: evidence, never a verdict. One versioned record.
import { fromHex, toHex } from './bytes.ts';

export interface Evidence {
  /** The installed activation code, canonical. */
  code?: string | undefined;
  /** 16 bytes that open this browser's lock, until they leave in a receipt. */
  secret?: Uint8Array | undefined;
  /** What the last check returned (16 opaque bytes). */
  witness?: Uint8Array | undefined;
  /** The one request that waits for its answer: nonce ‖ mark at that moment. */
  pending?: Uint8Array | undefined;
  /** The name that the pending request carries. */
  label?: string | undefined;
  /** The portal's name for this activation; absent for a code that was pasted. */
  activationId?: string | undefined;
  /** The receipt that took the place of code and secret, until the portal or the person has it. */
  receipt?: string | undefined;
  /** When the portal was last asked without a person, in seconds of this device's clock. */
  askedAt?: number | undefined;
  /** For how long it is left alone since. */
  restSeconds?: number | undefined;
}

/** Raised when a member changes its meaning. A new optional member needs no new version. */
export const EVIDENCE_VERSION = 1;

/** All but the witness, which a check moves on by itself. */
const LASTING = [
  'code',
  'secret',
  'pending',
  'label',
  'activationId',
  'receipt',
  'askedAt',
  'restSeconds',
] as const satisfies readonly (keyof Evidence)[];

export function encodeEvidence(evidence: Evidence): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(evidence, (_, value) => (value instanceof Uint8Array ? toHex(value) : value));
  return new TextEncoder().encode(text);
}

/** Whether two differ in nothing but the witness. */
export function sameButWitness(a: Evidence, b: Evidence): boolean {
  return LASTING.every((name) => String(a[name]) === String(b[name]));
}

/** Reads every member by itself: one that is no longer understood is left out, and the others stay. */
export function parseEvidence(bytes: BufferSource): Evidence {
  return readEvidence(JSON.parse(new TextDecoder().decode(bytes)));
}

/** All members are its own, so that none is ever found on a prototype. */
function readEvidence(record: unknown): Evidence {
  return {
    code: text(record, 'code'),
    secret: bytesOf(record, 'secret', 16),
    witness: bytesOf(record, 'witness', 16),
    pending: bytesOf(record, 'pending', 16),
    label: text(record, 'label'),
    activationId: text(record, 'activationId'),
    receipt: text(record, 'receipt'),
    askedAt: count(record, 'askedAt'),
    restSeconds: count(record, 'restSeconds'),
  };
}

/** What a browser knows that never had a license. */
export const NOTHING: Evidence = /* @__PURE__ */ readEvidence(undefined);

function bytesOf(record: unknown, name: string, length: number): Uint8Array | undefined {
  const bytes = fromHex(text(record, name) ?? '');
  return bytes?.length === length ? bytes : undefined;
}

function text(record: unknown, name: string): string | undefined {
  const value = member(record, name);
  return typeof value === 'string' ? value : undefined;
}

/** A whole number that can be a time. */
export function count(record: unknown, name: string): number | undefined {
  const value = member(record, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** An own member of something that came from outside. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
