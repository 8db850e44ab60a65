// What the store keeps: evidence, never a verdict. One record, so that every change of it is one write.
import type { Spelled } from '../js/verdict.ts';
import { isRecord, parseJson, textIn } from './json.ts';

export interface Evidence {
  /** The installed activation code, canonical. */
  code?: string;
  /** This machine's secret, 16 bytes, until it is given away in a receipt. */
  secret?: Uint8Array;
  /** What the module last said about time, 16 bytes. */
  witness?: Uint8Array;
  /** The one request that waits for its answer. */
  request?: PendingRequest;
  /** A finished receipt, until somebody says that it was taken. */
  receipt?: Spelled;
}

export interface PendingRequest extends Spelled {
  /** 16 bytes for the module, when the answer comes. */
  pending: Uint8Array;
}

/** The version of the record below. A newer program's record is left alone. */
export const RECORD_VERSION = 1;

const SECRET_BYTES = 16;
const WITNESS_BYTES = 16;
const PENDING_BYTES = 16;

/** `generation` counts the writes, so that of two copies the newer one is known. */
export function encodeRecord(evidence: Evidence, generation: number): Uint8Array {
  const { code, secret, witness, request, receipt } = evidence;
  const record = {
    version: RECORD_VERSION,
    generation,
    code,
    secret: secret && toText(secret),
    witness: witness && toText(witness),
    request: request && { code: request.code, file: request.file, pending: toText(request.pending) },
    receipt: receipt && { code: receipt.code, file: receipt.file },
  };
  return new TextEncoder().encode(JSON.stringify(record));
}

export type DecodedRecord = { evidence: Evidence; generation: number } | 'newer' | 'unreadable';

export function decodeRecord(bytes: Uint8Array): DecodedRecord {
  const record = parseJson(new TextDecoder().decode(bytes));
  if (!isRecord(record) || !isCount(record.version) || !isCount(record.generation)) return 'unreadable';
  if (record.version > RECORD_VERSION) return 'newer';
  try {
    return { evidence: evidenceIn(record), generation: record.generation };
  } catch (error) {
    if (error instanceof WrongShape) return 'unreadable';
    throw error;
  }
}

class WrongShape extends Error {}

function evidenceIn(record: Record<string, unknown>): Evidence {
  const evidence: Evidence = {};
  if (record.code !== undefined) evidence.code = demandText(record, 'code');
  if (record.secret !== undefined) evidence.secret = demandBytes(record, 'secret', SECRET_BYTES);
  if (record.witness !== undefined) evidence.witness = demandBytes(record, 'witness', WITNESS_BYTES);
  if (record.receipt !== undefined) evidence.receipt = spelledIn(demandRecord(record, 'receipt'));
  if (record.request !== undefined) {
    const request = demandRecord(record, 'request');
    evidence.request = { ...spelledIn(request), pending: demandBytes(request, 'pending', PENDING_BYTES) };
  }
  return evidence;
}

function spelledIn(record: Record<string, unknown>): Spelled {
  return { code: demandText(record, 'code'), file: demandText(record, 'file') };
}

function demandRecord(record: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = record[name];
  if (!isRecord(value)) throw new WrongShape(name);
  return value;
}

function demandText(record: Record<string, unknown>, name: string): string {
  const text = textIn(record, name);
  if (text === undefined) throw new WrongShape(name);
  return text;
}

function demandBytes(record: Record<string, unknown>, name: string, length: number): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(demandText(record, name), 'base64url'));
  if (bytes.length !== length) throw new WrongShape(name);
  return bytes;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
