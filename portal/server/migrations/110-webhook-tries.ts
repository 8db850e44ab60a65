// Every try of a message, so that its sender sees what a receiver answered and when. Only the last ones are kept.
import type { Step } from '../migrate.ts';

export const webhookTries: Step = {
  name: '110-webhook-tries',
  statements: ({ integer, table }) => [
    `create table webhook_try (
      delivery_id text not null references webhook_delivery (id),
      number ${integer} not null check (number > 0),
      at ${integer} not null,
      milliseconds ${integer} not null check (milliseconds >= 0),
      response_code ${integer},
      reason text,
      primary key (delivery_id, number)
    ) ${table}`,
  ],
};
