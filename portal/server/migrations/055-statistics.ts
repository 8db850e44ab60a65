// What is counted, by day (days since 1970, UTC). Nothing here decides anything.
import type { Step } from '../migrate.ts';

export const statistics: Step = {
  name: '055-statistics',
  statements: ({ integer, table }) => [
    `create table validation_day (
      day ${integer} not null,
      product_id text not null,
      outcome text not null,
      count ${integer} not null,
      primary key (day, product_id, outcome)
    ) ${table}`,
    `create table request_day (
      day ${integer} primary key,
      requests ${integer} not null,
      errors ${integer} not null,
      total_milliseconds ${integer} not null,
      min_milliseconds ${integer} not null,
      max_milliseconds ${integer} not null
    ) ${table}`,
    'create index activation_age on activation (created_at)',
  ],
};
