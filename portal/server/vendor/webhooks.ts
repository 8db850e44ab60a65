// Webhooks: who is told of what. The secret is shown once, when it is made.
import { randomBytes } from 'node:crypto';
import type { Writing } from '../store.ts';
import type { WebhookRow } from '../tables-vendor.ts';
import type { Networks } from '../webhooks/addresses.ts';
import { urlFault } from '../webhooks/dial.ts';
import { createSecret } from '../webhooks/signature.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { badMember, Declined, missing, unknown } from './problems.ts';

/** While receivers take over a new secret, messages carry signatures with both. */
const OVERLAP_SECONDS = 86_400;
const MAX_EVENTS = 50;

export interface WebhookView {
  id: string;
  url: string;
  /** Names of acts as the audit log has them; `*` is all. */
  events: string[];
  product?: string;
  state: 'enabled' | 'disabled';
  createdAt: number;
}

export interface NewWebhook {
  url: string;
  events: readonly string[];
  product?: string | undefined;
}

export function listWebhooks(office: Office, by: By): Promise<Result<WebhookView[]>> {
  return look(office, async () => {
    let rows = office.store.database.selectFrom('webhook').selectAll().where('state', '!=', 'deleted');
    if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
    return (await rows.orderBy('created_at').orderBy('id').execute()).map(webhookView);
  });
}

export function addWebhook(
  office: Office,
  inside: Networks,
  by: By,
  { url, events, product }: NewWebhook,
): Promise<Result<WebhookView & { secret: string }>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    demandUrl(url, inside);
    const within = await productOf(tx, by, product);
    const id = randomBytes(8).toString('hex');
    const secret = createSecret();
    const row: WebhookRow = {
      id,
      url,
      events: JSON.stringify(readEvents(events)),
      product_id: within ?? null,
      secret_sealed: office.vault.sealText(secret, secretOf(id)),
      previous_sealed: null,
      previous_until: null,
      state: 'enabled',
      created_at: nowSeconds,
    };
    await tx.insertInto('webhook').values(row).execute();
    await writeEvents(tx, row);
    acts.push({
      action: 'webhook.added',
      subject: { kind: 'webhook', id },
      detail: { host: new URL(url).host, product: within },
    });
    return { ...webhookView(row), secret };
  });
}

export function changeWebhook(
  office: Office,
  inside: Networks,
  by: By,
  id: string,
  wanted: {
    url?: string | undefined;
    events?: readonly string[] | undefined;
    state?: 'enabled' | 'disabled' | undefined;
  },
): Promise<Result<WebhookView>> {
  return change(office, by, async (tx, acts) => {
    const before = await findWebhook(tx, by, id);
    if (wanted.url !== undefined) demandUrl(wanted.url, inside);
    const row: WebhookRow = {
      ...before,
      url: wanted.url ?? before.url,
      state: wanted.state ?? before.state,
      events: wanted.events === undefined ? before.events : JSON.stringify(readEvents(wanted.events)),
    };
    await tx.updateTable('webhook').set(row).where('id', '=', id).execute();
    await writeEvents(tx, row);
    acts.push({
      action: 'webhook.changed',
      subject: { kind: 'webhook', id },
      detail: { members: Object.keys(wanted).sort().join(' ') },
    });
    return webhookView(row);
  });
}

/** What was queued for it is not sent any more; what was delivered stays in the log. */
export function removeWebhook(office: Office, by: By, id: string): Promise<Result<{ removed: true }>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    await findWebhook(tx, by, id);
    await tx.updateTable('webhook').set({ state: 'deleted' }).where('id', '=', id).execute();
    await tx.deleteFrom('webhook_event').where('webhook_id', '=', id).execute();
    await tx
      .updateTable('webhook_delivery')
      .set({ state: 'failed', completed_at: nowSeconds, reason: 'removed' })
      .where('webhook_id', '=', id)
      .where('state', '=', 'pending')
      .execute();
    acts.push({ action: 'webhook.removed', subject: { kind: 'webhook', id } });
    return { removed: true };
  });
}

export function rotateWebhookSecret(
  office: Office,
  by: By,
  id: string,
): Promise<Result<{ secret: string; oldSecretUntil: number }>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const { secret_sealed } = await findWebhook(tx, by, id);
    const secret = createSecret();
    const oldSecretUntil = nowSeconds + OVERLAP_SECONDS;
    await tx
      .updateTable('webhook')
      .set({
        secret_sealed: office.vault.sealText(secret, secretOf(id)),
        previous_sealed: secret_sealed,
        previous_until: oldSecretUntil,
      })
      .where('id', '=', id)
      .execute();
    acts.push({ action: 'webhook.secret-rotated', subject: { kind: 'webhook', id } });
    return { secret, oldSecretUntil };
  });
}

export async function findWebhook(tx: Writing, by: By, id: string): Promise<WebhookRow> {
  const row = await tx.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst();
  const own = by.product === undefined || row?.product_id === by.product;
  if (!row || row.state === 'deleted' || !own) throw new Declined(missing('webhook'));
  return row;
}

/** In what context the secret of a webhook is sealed. */
export function secretOf(id: string): string {
  return `webhook ${id}`;
}

function demandUrl(url: string, inside: Networks): void {
  const fault = urlFault(url, inside);
  if (fault !== undefined) throw new Declined({ ...badMember('url', fault), code: 'forbidden-url' });
}

async function productOf(tx: Writing, by: By, product: string | undefined): Promise<string | undefined> {
  const id = product ?? by.product;
  if (id === undefined) return undefined;
  const row = await tx.selectFrom('product').select('id').where('id', '=', id).executeTakeFirst();
  if (!row || (by.product !== undefined && by.product !== id)) throw new Declined(unknown('product'));
  return id;
}

function readEvents(events: readonly string[]): string[] {
  const names = [...new Set(events)].sort();
  if (
    names.length > 0 &&
    names.length <= MAX_EVENTS &&
    names.every((it) => /^(\*|[a-z][a-z-]{0,30}\.[a-z][a-z-]{0,30})$/.test(it))
  )
    return names;
  throw new Declined(badMember('events', 'Events are names such as license.suspended, at most 50, or * for all.'));
}

async function writeEvents(tx: Writing, row: WebhookRow): Promise<void> {
  await tx.deleteFrom('webhook_event').where('webhook_id', '=', row.id).execute();
  const events = webhookView(row).events.map((action) => ({ webhook_id: row.id, action }));
  await tx.insertInto('webhook_event').values(events).execute();
}

function webhookView(row: WebhookRow): WebhookView {
  return {
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events), // written by readEvents
    ...(row.product_id !== null && { product: row.product_id }),
    state: row.state === 'enabled' ? 'enabled' : 'disabled',
    createdAt: row.created_at,
  };
}
