// Who is told of what, and every message that is on its way or has arrived. A message is queued in the transaction of the act itself.
import type { Step } from '../migrate.ts';

export const webhooks: Step = {
  name: '052-webhooks',
  statements: ({ integer, bytes, table }) => [
    `create table webhook (
      id text primary key,
      url text not null,
      events text not null,
      product_id text references product (id),
      secret_sealed ${bytes} not null,
      previous_sealed ${bytes},
      previous_until ${integer},
      state text not null check (state in ('enabled', 'disabled', 'deleted')),
      created_at ${integer} not null
    ) ${table}`,

    // Which events a webhook wants, one row each; * stands for all.
    `create table webhook_event (
      webhook_id text not null references webhook (id),
      action text not null,
      primary key (webhook_id, action)
    ) ${table}`,

    // attempts counts those that were begun; next_at is when the next one is due.
    `create table webhook_delivery (
      id text primary key,
      webhook_id text not null references webhook (id),
      entry_id text not null references audit_entry (id),
      state text not null check (state in ('pending', 'success', 'failed')),
      attempts ${integer} not null,
      next_at ${integer} not null,
      created_at ${integer} not null,
      completed_at ${integer},
      response_code ${integer},
      reason text
    ) ${table}`,
    `create index webhook_delivery_due on webhook_delivery (next_at) where state = 'pending'`,
    'create index webhook_delivery_of on webhook_delivery (webhook_id, created_at)',
  ],
};
