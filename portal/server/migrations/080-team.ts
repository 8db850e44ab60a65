// The vendor's team: who they are, the links that let them in, and their second factors.
import type { Step } from '../migrate.ts';
import { audienceTables } from './030-accounts.ts';

export const team: Step = {
  name: '080-team',
  statements: (words) => [
    ...audienceTables('team', words),

    // Whoever left stays here, so that the audit log can still name them. Their account of the sign-in library is gone.
    `create table team_member (
      id text primary key,
      email text not null,
      name text not null,
      role text not null check (role in ('owner', 'support', 'reader')),
      since ${words.integer} not null,
      seen_at ${words.integer},
      removed_at ${words.integer}
    ) ${words.table}`,

    // Found by a hash: a copy of the store lets nobody in.
    `create table team_link (
      id ${words.bytes} primary key check (length(id) = 32),
      kind text not null check (kind in ('owner', 'invitation', 'sign-in')),
      email text,
      name text,
      role text check (role in ('owner', 'support', 'reader')),
      created_at ${words.integer} not null,
      expires_at ${words.integer} not null
    ) ${words.table}`,
    'create index team_link_age on team_link (expires_at)',

    // The secret is sealed. A step that was used is never good again.
    `create table team_factor (
      member_id text primary key references team_member (id),
      secret ${words.bytes} not null,
      last_step ${words.integer} not null,
      confirmed_at ${words.integer}
    ) ${words.table}`,
    `create table team_recovery_code (
      member_id text not null references team_member (id),
      hash ${words.bytes} not null check (length(hash) = 32),
      primary key (member_id, hash)
    ) ${words.table}`,
  ],
};
