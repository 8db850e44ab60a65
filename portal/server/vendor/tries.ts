// The tries of a webhook's message: when it was sent, what came back, and how long that took. The last ones are kept.
import type { Database, Writing } from '../store.ts';
import type { WebhookDeliveryRow, WebhookTryRow } from '../tables-vendor.ts';

/** As many as a message is tried by itself. */
const KEPT = 10;

export interface Try {
  number: number;
  at: number;
  /** From the look-up of the name to the receiver's answer. */
  milliseconds: number;
  responseCode?: number;
  /** Why it brought nothing. */
  reason?: string;
}

type Tried = Omit<WebhookTryRow, 'delivery_id' | 'number'>;

export async function noteTry(tx: Writing, { id }: Pick<WebhookDeliveryRow, 'id'>, tried: Tried): Promise<void> {
  const last = await tx
    .selectFrom('webhook_try')
    .select((it) => it.fn.max('number').as('number'))
    .where('delivery_id', '=', id)
    .executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  await tx
    .insertInto('webhook_try')
    .values({ ...tried, delivery_id: id, number })
    .onConflict((noted) => noted.doNothing())
    .execute();
  await tx
    .deleteFrom('webhook_try')
    .where('delivery_id', '=', id)
    .where('number', '<=', number - KEPT)
    .execute();
}

/** Newest first. */
export async function readTries(database: Database, deliveryId: string): Promise<Try[]> {
  const rows = await database
    .selectFrom('webhook_try')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('number', 'desc')
    .execute();
  return rows.map(({ number, at, milliseconds, response_code, reason }) => ({
    number,
    at,
    milliseconds,
    ...(response_code !== null && { responseCode: response_code }),
    ...(reason !== null && { reason }),
  }));
}
