// SQLite: codes and recorded answers lie in the order in which they were made, and only their names stand in a tree that is in no order.
// With the rows themselves in such a tree each one changed a page of its own, and often its neighbors. PostgreSQL keeps rows apart anyway.
import type { Step, Words } from '../migrate.ts';

export const order: Step = {
  name: '090-order',
  statements: (words) => (words.kind === 'postgres' ? [] : inOrder(words)),
};

const inOrder = ({ integer, bytes }: Words) => [
  'alter table issued_code rename to issued_code_before',
  `create table issued_code (
      token_id ${bytes} not null primary key check (length(token_id) = 8),
      activation_id text not null references activation (id),
      nonce ${bytes} check (length(nonce) = 8),
      lock ${bytes} check (length(lock) = 16),
      issued_at ${integer} not null,
      occasion text not null check (occasion in ('activated', 'again', 'refreshed', 'renewed', 'corrected')),
      code text not null
    ) strict`,
  `insert into issued_code (token_id, activation_id, nonce, lock, issued_at, occasion, code)
      select token_id, activation_id, nonce, lock, issued_at, occasion, code from issued_code_before order by issued_at`,
  'drop table issued_code_before',
  'create index issued_code_activation on issued_code (activation_id)',

  'alter table replay rename to replay_before',
  `create table replay (
      name ${bytes} not null primary key check (length(name) = 32),
      asked ${bytes} not null check (length(asked) = 32),
      answer text not null,
      created_at ${integer} not null
    ) strict`,
  `insert into replay (name, asked, answer, created_at)
      select name, asked, answer, created_at from replay_before order by created_at`,
  'drop table replay_before',
  'create index replay_age on replay (created_at)',
];
