// Keys with which programs of the vendor use the API. Only a hash of the secret half is kept.
import type { Step } from '../migrate.ts';

export const apiKeys: Step = {
  name: '051-api-keys',
  statements: ({ integer, bytes, table }) => [
    `create table api_key (
      id text primary key,
      name text not null,
      secret_hash ${bytes} not null check (length(secret_hash) = 32),
      scopes text not null,
      product_id text references product (id),
      created_at ${integer} not null,
      expires_at ${integer},
      last_used_at ${integer},
      revoked_at ${integer}
    ) ${table}`,

    // Answers to a program's retries; sealed, because some of them show a secret once.
    `create table api_replay (
      name ${bytes} primary key check (length(name) = 32),
      asked ${bytes} not null check (length(asked) = 32),
      answer ${bytes} not null,
      created_at ${integer} not null
    ) ${table}`,
    'create index api_replay_age on api_replay (created_at)',
  ],
};
