// Entries of the audit log as they leave the portal: in answers of the API, and in files.
import { writeCsv } from '../csv.ts';
import type { AuditEntryRow } from '../tables-vendor.ts';
import { type AuditEntry, type Head, readable } from './log.ts';

export interface EntryAnswer {
  id: string;
  sequence: number;
  at: string;
  actor: { kind: string; id?: string; address?: string };
  action: string;
  subject?: { kind: string; id: string };
  detail: Record<string, string | number | boolean | null>;
  hash: string;
}

export function entryAnswer({
  id,
  sequence,
  atSeconds,
  actor,
  action,
  subject,
  detail,
  hash,
}: AuditEntry): EntryAnswer {
  const { kind, id: actorId, address } = actor;
  return {
    id,
    sequence,
    at: new Date(atSeconds * 1000).toISOString(),
    actor: { kind, ...(actorId !== undefined && { id: actorId }), ...(address !== undefined && { address }) },
    action,
    ...(subject && { subject }),
    detail: Object.fromEntries(Object.entries(detail ?? {}).map(([name, value]) => [name, value ?? null])),
    hash,
  };
}

export function auditCsv(entries: readonly EntryAnswer[]): string {
  const header = [
    'sequence',
    'at',
    'actor',
    'actor id',
    'address',
    'action',
    'subject',
    'subject id',
    'detail',
    'hash',
  ];
  return writeCsv(
    header,
    entries.map(({ sequence, at, actor, action, subject, detail, hash }) => [
      sequence,
      at,
      actor.kind,
      actor.id,
      actor.address,
      action,
      subject?.kind,
      subject?.id,
      JSON.stringify(detail),
      hash,
    ]),
  );
}

/** One object: the end of the chain, and the entries, oldest first. */
export async function* auditAsJson(rows: AsyncIterable<AuditEntryRow>, head: Head): AsyncGenerator<string> {
  yield `{"head":${JSON.stringify(head)},"logs":[`;
  let first = true;
  for await (const row of rows) {
    yield `${first ? '' : ','}\n${JSON.stringify(entryAnswer(readable(row)))}`;
    first = false;
  }
  yield '\n]}\n';
}

export async function* auditAsCsv(rows: AsyncIterable<AuditEntryRow>): AsyncGenerator<string> {
  const header = auditCsv([]);
  yield header;
  for await (const row of rows) yield auditCsv([entryAnswer(readable(row))]).slice(header.length);
}
