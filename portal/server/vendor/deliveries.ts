// Messages to webhooks: sent, sent again when they did not arrive, and listed. What is sent is made from the act in the audit log.
import { runningMilliseconds } from '../../clock.ts';
import { readable } from '../audit/log.ts';
import { record } from '../audit/record.ts';
import type { WebhookDeliveryRow, WebhookRow } from '../tables-vendor.ts';
import { type DialRules, dial, type Outcome } from '../webhooks/dial.ts';
import { signedHeaders } from '../webhooks/signature.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { type Page, type PageQuery, pageOf, positionOf } from './page.ts';
import { badMember, Declined, missing } from './problems.ts';
import { noteTry, readTries, type Try } from './tries.ts';
import { findWebhook, secretOf } from './webhooks.ts';

/** Pauses before the second and each further try (Standard Webhooks): three days in all. */
const PAUSES_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** Nobody else takes a message while it is being sent. */
const LEASE_SECONDS = 60;
const AT_ONCE = 20;

export interface DeliveryView {
  id: string;
  webhookId: string;
  url: string;
  event: string;
  state: 'pending' | 'success' | 'failed';
  attempts: number;
  createdAt: number;
  completedAt?: number;
  /** When a pending one is tried next. */
  nextAt?: number;
  responseCode?: number;
  /** Why the last try brought nothing. */
  reason?: string;
}

export interface DeliveryQuery extends PageQuery {
  state?: DeliveryView['state'] | undefined;
  webhook?: string | undefined;
}

/** Newest first. */
export function listDeliveries(office: Office, by: By, query: DeliveryQuery): Promise<Result<Page<DeliveryView>>> {
  return look(office, async () => {
    const after = positionOf(query);
    let rows = listed(office);
    if (by.product !== undefined) rows = rows.where('webhook.product_id', '=', by.product);
    if (query.state !== undefined) rows = rows.where('delivery.state', '=', query.state);
    if (query.webhook !== undefined) rows = rows.where('delivery.webhook_id', '=', query.webhook);
    if (after !== undefined) {
      rows = rows.where((it) =>
        it.or([
          it('delivery.created_at', '<', after.at),
          it.and([it('delivery.created_at', '=', after.at), it('delivery.id', '<', after.id)]),
        ]),
      );
    }
    const found = await rows
      .orderBy('delivery.created_at', 'desc')
      .orderBy('delivery.id', 'desc')
      .limit(query.limit + 1)
      .execute();
    return pageOf(found, query, ({ created_at, id }) => ({ at: created_at, id }), deliveryView);
  });
}

export interface DeliveryDetail extends DeliveryView {
  /** Name of the message: the same in each try, so that a receiver knows one that it had. */
  messageId: string;
  /** What is sent, byte for byte. */
  body: string;
  /** The last ones, newest first. */
  tries: Try[];
}

export function getDelivery(office: Office, by: By, id: string): Promise<Result<DeliveryDetail>> {
  return look(office, async () => {
    let rows = listed(office).where('delivery.id', '=', id);
    if (by.product !== undefined) rows = rows.where('webhook.product_id', '=', by.product);
    const row = await rows.executeTakeFirst();
    if (!row) throw new Declined(missing('delivery'));
    const tries = await readTries(office.store.database, id);
    return { ...deliveryView(row), messageId: row.entry_id, body: await bodyOf(office, row), tries };
  });
}

/** How many there are in all, of the same kind as a list. */
export async function countDeliveries(office: Office, by: By, state?: DeliveryView['state']): Promise<number> {
  let rows = listed(office)
    .clearSelect()
    .select((it) => it.fn.countAll<number>().as('n'));
  if (by.product !== undefined) rows = rows.where('webhook.product_id', '=', by.product);
  if (state !== undefined) rows = rows.where('delivery.state', '=', state);
  return (await rows.executeTakeFirstOrThrow()).n;
}

/** The same message once more: the same id, so that a receiver that had it knows it. */
export function resend(office: Office, by: By, id: string): Promise<Result<DeliveryView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const row = await tx.selectFrom('webhook_delivery').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw new Declined(missing('delivery'));
    const webhook = await findWebhook(tx, by, row.webhook_id).catch(() => {
      throw new Declined(missing('delivery'));
    });
    if (webhook.state !== 'enabled')
      throw new Declined(badMember('id', 'This webhook is switched off; enable it first.'));
    const again: WebhookDeliveryRow = {
      ...row,
      state: 'pending',
      attempts: 0,
      next_at: nowSeconds,
      completed_at: null,
      response_code: null,
      reason: null,
    };
    await tx.updateTable('webhook_delivery').set(again).where('id', '=', id).execute();
    acts.push({ action: 'webhook.resent', subject: { kind: 'webhook', id: webhook.id }, detail: { delivery: id } });
    const entry = await tx
      .selectFrom('audit_entry')
      .select('action')
      .where('id', '=', row.entry_id)
      .executeTakeFirstOrThrow();
    return deliveryView({ ...again, url: webhook.url, action: entry.action });
  });
}

/** A message that says only that it is a test, to this webhook alone. */
export function sendTest(office: Office, by: By, id: string): Promise<Result<{ queued: true }>> {
  return change(office, by, async (tx, _acts, nowSeconds) => {
    const { state } = await findWebhook(tx, by, id);
    if (state !== 'enabled') throw new Declined(badMember('id', 'This webhook is switched off; enable it first.'));
    const entry = await record(
      tx,
      { actor: by.actor, action: 'webhook.tested', subject: { kind: 'webhook', id } },
      nowSeconds,
    );
    const delivery = {
      id: `${entry}-${id}`,
      webhook_id: id,
      entry_id: entry,
      state: 'pending',
      attempts: 0,
      next_at: nowSeconds,
      created_at: nowSeconds,
    } as const;
    await tx
      .insertInto('webhook_delivery')
      .values({ ...delivery, completed_at: null, response_code: null, reason: null })
      .onConflict((queued) => queued.doNothing())
      .execute();
    return { queued: true };
  });
}

/** Sends what is due and answers how many messages that were. Safe to run in several processes at once. */
export async function deliverDue(office: Office, rules: DialRules): Promise<number> {
  const nowSeconds = office.nowSeconds();
  const due = await office.store.database
    .selectFrom('webhook_delivery')
    .select('id')
    .where('state', '=', 'pending')
    .where('next_at', '<=', nowSeconds)
    .orderBy('next_at')
    .limit(AT_ONCE)
    .execute();
  const sent = await Promise.all(due.map(({ id }) => deliver(office, rules, id, nowSeconds)));
  return sent.filter(Boolean).length;
}

async function deliver(office: Office, rules: DialRules, id: string, nowSeconds: number): Promise<boolean> {
  const row = await office.store.write((tx) =>
    tx
      .updateTable('webhook_delivery')
      .set((it) => ({ attempts: it('attempts', '+', 1), next_at: nowSeconds + LEASE_SECONDS }))
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .where('next_at', '<=', nowSeconds)
      .returningAll()
      .executeTakeFirst(),
  );
  if (!row) return false; // another process has it
  const webhook = await office.store.database
    .selectFrom('webhook')
    .selectAll()
    .where('id', '=', row.webhook_id)
    .executeTakeFirstOrThrow();
  const at = office.nowSeconds();
  const begun = runningMilliseconds();
  const outcome = webhook.state === 'enabled' ? await send(office, rules, webhook, row) : SWITCHED_OFF;
  const took = Math.round(runningMilliseconds() - begun);
  const change = outcomeRow(outcome, row.attempts, office.nowSeconds());
  const { response_code, reason } = change;
  await office.store.write(async (tx) => {
    await tx.updateTable('webhook_delivery').set(change).where('id', '=', id).execute();
    await noteTry(tx, row, { at, milliseconds: took, response_code, reason });
  });
  return true;
}

const SWITCHED_OFF = { ok: false, status: undefined, reason: 'switched-off' } as const;

async function send(office: Office, rules: DialRules, webhook: WebhookRow, row: WebhookDeliveryRow): Promise<Outcome> {
  const body = await bodyOf(office, row);
  const message = { id: row.entry_id, sentAtSeconds: office.nowSeconds(), body };
  const headers = { 'content-type': 'application/json', 'user-agent': 'Latchkey-Webhook/1' };
  return await dial(webhook.url, { ...headers, ...signedHeaders(secretsOf(office, webhook), message) }, body, rules);
}

async function bodyOf({ store }: Office, { entry_id }: Pick<WebhookDeliveryRow, 'entry_id'>): Promise<string> {
  const entry = await store.database
    .selectFrom('audit_entry')
    .selectAll()
    .where('id', '=', entry_id)
    .executeTakeFirstOrThrow();
  const { action, atSeconds, subject, detail } = readable(entry);
  const timestamp = new Date(atSeconds * 1000).toISOString();
  return JSON.stringify({ type: action, timestamp, data: { ...(subject && { subject }), ...detail } });
}

function secretsOf(
  { vault, nowSeconds }: Office,
  { id, secret_sealed, previous_sealed, previous_until }: WebhookRow,
): string[] {
  const secrets = [vault.openText(secret_sealed, secretOf(id))];
  const overlap = previous_until !== null && nowSeconds() < previous_until;
  return overlap && previous_sealed !== null ? [...secrets, vault.openText(previous_sealed, secretOf(id))] : secrets;
}

/** Trying again helps against a receiver that is down, not against an address that must not be spoken to. */
function outcomeRow(outcome: Outcome | typeof SWITCHED_OFF, attempts: number, nowSeconds: number) {
  const response_code = outcome.status ?? null;
  if (outcome.ok) return { state: 'success', completed_at: nowSeconds, response_code, reason: null } as const;
  const pause = PAUSES_SECONDS[attempts - 1];
  const hopeless = ['forbidden-address', 'forbidden-url', 'switched-off'].includes(outcome.reason);
  if (pause === undefined || hopeless) {
    return { state: 'failed', completed_at: nowSeconds, response_code, reason: outcome.reason } as const;
  }
  const next_at = nowSeconds + Math.ceil(pause * (1 + Math.random() / 5));
  return { state: 'pending', next_at, response_code, reason: outcome.reason } as const;
}

function listed({ store }: Office) {
  return store.database
    .selectFrom('webhook_delivery as delivery')
    .innerJoin('webhook', 'webhook.id', 'delivery.webhook_id')
    .innerJoin('audit_entry as entry', 'entry.id', 'delivery.entry_id')
    .selectAll('delivery')
    .select(['webhook.url', 'entry.action']);
}

function deliveryView(row: WebhookDeliveryRow & { url: string; action: string }): DeliveryView {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    url: row.url,
    event: row.action,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    ...(row.completed_at !== null && { completedAt: row.completed_at }),
    ...(row.state === 'pending' && { nextAt: row.next_at }),
    ...(row.response_code !== null && { responseCode: row.response_code }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}
