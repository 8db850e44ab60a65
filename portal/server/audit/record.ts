// Writes an act into the audit log, in the transaction of the act itself, and queues the webhooks that want to hear of it.
import { isIPv4, isIPv6 } from 'node:net';
import { sql } from 'kysely';
import { late } from '../prepared.ts';
import { randomHex } from '../randomness.ts';
import type { Writing } from '../store.ts';
import type { AuditEntryRow } from '../tables-vendor.ts';
import { type Act, type Actor, sortedMembers } from './chain.ts';

let count = 0;

/** Answers the entry's id. Nothing of it is kept when the transaction is undone. Call it last: what is said here must be what was done. */
export async function record(tx: Writing, act: Act, atSeconds: number): Promise<string> {
  const { actor, action, subject, detail } = act;
  const id = entryId(atSeconds);
  await insertEntry(tx, {
    id,
    at: atSeconds,
    actor_kind: actor.kind,
    actor_id: actor.id ?? null,
    address: keptAddress(actor) ?? null,
    action,
    subject_kind: subject?.kind ?? null,
    subject_id: subject?.id ?? null,
    detail: JSON.stringify(sortedMembers(detail ?? {})),
  });
  await queue(tx, id, act, atSeconds);
  return id;
}

/** A message for every webhook that asked for this act, and whose product it is about if it is for one product only. */
async function queue(tx: Writing, entryId: string, { action, detail }: Act, atSeconds: number): Promise<void> {
  const product = typeof detail?.['product'] === 'string' ? detail['product'] : '';
  await queueDeliveries(tx, { entryId, atSeconds, product, action });
}

const insertEntry = late((tx, row: Omit<AuditEntryRow, 'sequence' | 'hash'>) =>
  tx.insertInto('audit_entry').values({
    id: row.id,
    at: row.at,
    actor_kind: row.actor_kind,
    actor_id: row.actor_id,
    address: row.address,
    action: row.action,
    subject_kind: row.subject_kind,
    subject_id: row.subject_id,
    detail: row.detail,
    sequence: null,
    hash: null,
  }),
);

interface Heard {
  entryId: string;
  atSeconds: number;
  product: string;
  action: string;
}

const queueDeliveries = late((tx, { entryId, atSeconds, product, action }: Heard) => ({
  compile: () =>
    sql<never>`
      insert into webhook_delivery (id, webhook_id, entry_id, state, attempts, next_at, created_at)
      select cast(${entryId} as text) || '-' || webhook.id, webhook.id, cast(${entryId} as text), 'pending', 0,
        cast(${atSeconds} as bigint), cast(${atSeconds} as bigint)
      from webhook
      where state = 'enabled' and (product_id is null or product_id = ${product})
        and exists (select 1 from webhook_event where webhook_id = webhook.id and action in ('*', ${action}))
    `.compile(tx),
}));

/** In the order of time, and within one process in the order of calls; unlike any other. */
function entryId(atSeconds: number): string {
  count = (count + 1) % 2 ** 24;
  return `${atSeconds.toString(16).padStart(9, '0')}${count.toString(16).padStart(6, '0')}${randomHex(6)}`;
}

/** Of people who use a license only the network is kept: enough to see whence, not enough to see who. */
function keptAddress({ kind, address }: Actor): string | undefined {
  if (address === undefined || (kind !== 'customer' && kind !== 'machine')) return address;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return plain.replace(/\.\d+$/, '.0/24');
  return isIPv6(plain) ? `${firstHextets(plain, 3)}::/48` : undefined;
}

function firstHextets(address: string, n: number): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, n).join(':');
}
