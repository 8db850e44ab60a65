// The audit log as it is kept: entries get their place in the chain, the chain is verified, and entries are read.
import { prepared } from '../prepared.ts';
import { type Database, forChange, type Store, type Writing } from '../store.ts';
import type { AuditEntryRow } from '../tables-vendor.ts';
import { type Actor, BEGINNING, type Entry, type Hashed, hashOf } from './chain.ts';
import { countUses } from './key-use.ts';

const AT_ONCE = 500;

/** An entry as people and programs read it. */
export interface AuditEntry extends Entry {
  /** The same name a webhook about it has. */
  id: string;
  /** In hex. */
  hash: string;
}

export interface Head {
  sequence: number;
  /** In hex. */
  hash: string;
}

export type Verified =
  | { ok: true; head: Head }
  /** The first entry that is not as it was written, or the place of one that is missing. */
  | { ok: false; sequence: number; reason: 'changed' | 'missing' | 'head' };

/**
 * Gives every waiting entry its place, in the order of its time, and answers how many there were. Apart from the acts themselves, so
 * that acts do not queue for the end of the chain.
 */
export async function chainWaiting(store: Store): Promise<number> {
  let total = 0;
  for (;;) {
    const chained = await store.write((tx) => chainSome(tx));
    total += chained;
    if (chained < AT_ONCE) return total;
  }
}

async function chainSome(tx: Writing): Promise<number> {
  const head = await tx
    .selectFrom('audit_head')
    .select(['sequence', 'hash'])
    .where('id', '=', 1)
    .$call(forChange(tx))
    .executeTakeFirstOrThrow();
  const waiting = await tx
    .selectFrom('audit_entry')
    .selectAll()
    .where('sequence', 'is', null)
    .orderBy('id')
    .limit(AT_ONCE)
    .execute();
  let { sequence, hash } = head;
  const entries: Entry[] = [];
  for (const row of waiting) {
    sequence++;
    const entry = entryOf({ ...row, sequence });
    hash = hashOf(hash, asStored(entry, row));
    await giveItsPlace(tx, { id: row.id, sequence, hash });
    entries.push(entry);
  }
  if (waiting.length > 0) await tx.updateTable('audit_head').set({ sequence, hash }).where('id', '=', 1).execute();
  await countUses(tx, entries);
  return waiting.length;
}

const giveItsPlace = prepared((tx, { id, sequence, hash }: { id: string; sequence: number; hash: Uint8Array }) =>
  tx.updateTable('audit_entry').set({ sequence, hash }).where('id', '=', id),
);

/** Computes the whole chain again. `noted` is an earlier head that somebody kept elsewhere: it must still be in its place. */
export async function verifyChain(database: Database, noted?: Head): Promise<Verified> {
  let before: Uint8Array = BEGINNING;
  let sequence = 0;
  for await (const row of rowsInOrder(database)) {
    sequence++;
    if (row.sequence !== sequence) return { ok: false, sequence, reason: 'missing' };
    const hash = hashOf(before, hashed({ ...row, sequence }));
    if (!same(hash, row.hash)) return { ok: false, sequence, reason: 'changed' };
    if (noted?.sequence === sequence && noted.hash !== hex(hash)) return { ok: false, sequence, reason: 'changed' };
    before = hash;
  }
  const head = await readHead(database);
  if (head.sequence !== sequence || head.hash !== hex(before))
    return { ok: false, sequence: head.sequence, reason: 'head' };
  if (noted !== undefined && noted.sequence > sequence)
    return { ok: false, sequence: noted.sequence, reason: 'missing' };
  return { ok: true, head };
}

export async function readHead(database: Database): Promise<Head> {
  const row = await database.selectFrom('audit_head').selectAll().where('id', '=', 1).executeTakeFirstOrThrow();
  return { sequence: row.sequence, hash: hex(row.hash) };
}

export interface AuditQuery {
  /** Only what was done from this moment on. */
  sinceSeconds?: number | undefined;
  subject?: { kind: string; id: string } | undefined;
  action?: string | undefined;
  /** Only acts on this kind of thing: `license` stands for all that begin with `license.`. */
  about?: string | undefined;
  /** Who did it: a kind, and one of that kind if it is named. */
  actor?: { kind: string; id?: string | undefined } | undefined;
  /** Only entries before this place. */
  before?: number | undefined;
  limit: number;
}

/** Newest first. Entries that wait for their place are not among them. */
export async function readEntries(database: Database, query: AuditQuery): Promise<AuditEntry[]> {
  const { sinceSeconds, subject, action, about, actor, before, limit } = query;
  let rows = database.selectFrom('audit_entry').selectAll().where('sequence', 'is not', null);
  if (sinceSeconds !== undefined) rows = rows.where('at', '>=', sinceSeconds);
  if (subject !== undefined) {
    rows = rows.where('subject_kind', '=', subject.kind).where('subject_id', '=', subject.id);
  }
  if (action !== undefined) rows = rows.where('action', '=', action);
  // What follows the point in ASCII: so that the index on actions serves a range as well.
  if (about !== undefined) rows = rows.where('action', '>=', `${about}.`).where('action', '<', `${about}/`);
  if (actor !== undefined) rows = rows.where('actor_kind', '=', actor.kind);
  if (actor?.id !== undefined) rows = rows.where('actor_id', '=', actor.id);
  if (before !== undefined) rows = rows.where('sequence', '<', before);
  return (await rows.orderBy('sequence', 'desc').limit(limit).execute()).map(readable);
}

/** In the order of the chain, a page at a time: a log of millions of entries needs no more memory than one of a thousand. */
export async function* rowsInOrder(database: Database, sinceSeconds?: number): AsyncGenerator<AuditEntryRow> {
  let after = 0;
  for (;;) {
    let page = database.selectFrom('audit_entry').selectAll().where('sequence', '>', after);
    if (sinceSeconds !== undefined) page = page.where('at', '>=', sinceSeconds);
    const rows = await page.orderBy('sequence').limit(AT_ONCE).execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || last.sequence === null) return;
    after = last.sequence;
  }
}

export function readable(row: AuditEntryRow): AuditEntry {
  const sequence = row.sequence ?? 0;
  return { id: row.id, ...entryOf({ ...row, sequence }), hash: row.hash === null ? '' : hex(row.hash) };
}

function entryOf(row: AuditEntryRow & { sequence: number }): Entry {
  return {
    sequence: row.sequence,
    atSeconds: row.at,
    actor: actorOf(row),
    action: row.action,
    ...(row.subject_kind !== null &&
      row.subject_id !== null && { subject: { kind: row.subject_kind, id: row.subject_id } }),
    detail: Object.fromEntries(JSON.parse(row.detail)), // written by record.ts
  };
}

function hashed(row: AuditEntryRow & { sequence: number }): Hashed {
  return asStored(entryOf(row), row);
}

function asStored(entry: Entry, { actor_kind: kind }: AuditEntryRow): Hashed {
  return { ...entry, actor: { ...entry.actor, kind } };
}

function actorOf(row: AuditEntryRow): Actor {
  const kind = ACTORS.find((it) => it === row.actor_kind) ?? 'system';
  return {
    kind,
    ...(row.actor_id !== null && { id: row.actor_id }),
    ...(row.address !== null && { address: row.address }),
  };
}

const ACTORS = ['system', 'command', 'user', 'api-key', 'customer', 'machine'] as const;

function same(a: Uint8Array, b: Uint8Array | null): boolean {
  return b !== null && Buffer.compare(a, b) === 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
