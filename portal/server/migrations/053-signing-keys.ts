// Several signing keys: for all products or for one, waiting, active or retired, in the data folder or outside.
import type { Step } from '../migrate.ts';

export const signingKeys: Step = {
  name: '053-signing-keys',
  statements: ({ integer, bytes, table }) => [
    'drop index one_active_key',
    'alter table signing_key rename to signing_key_before',
    `create table signing_key (
      public_key ${bytes} primary key check (length(public_key) = 32),
      product_id text references product (id),
      state text not null check (state in ('next', 'active', 'retired')),
      since ${integer} not null,
      created_at ${integer} not null,
      held text not null check (held in ('folder', 'outside'))
    ) ${table}`,
    `insert into signing_key (public_key, state, since, created_at, held)
      select public_key, state, since, since, 'folder' from signing_key_before`,
    'drop table signing_key_before',
    // One key signs for a product, and one for all that have none of their own.
    `create unique index one_active_key on signing_key (coalesce(product_id, '')) where state = 'active'`,
  ],
};
