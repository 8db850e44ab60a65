// The store's shape, step by step. A step that was released is never changed; a new one is appended.
import type { DatabaseSync } from 'node:sqlite';
import { SetupError } from './private-file.ts';

/** Step n leads from version n to n + 1. Times are whole seconds since 1970. */
const STEPS = [
  `
  create table setting (
    name text primary key,
    value text not null
  ) strict, without rowid;

  -- One row. No code is issued with an earlier time than this.
  create table issue_clock (
    id integer primary key check (id = 1),
    last_issued_at integer not null
  ) strict;
  insert into issue_clock (id, last_issued_at) values (1, 0);

  create table signing_key (
    public_key blob primary key check (length(public_key) = 32),
    state text not null check (state in ('active', 'retired')),
    since integer not null
  ) strict, without rowid;
  create unique index one_active_key on signing_key (state) where state = 'active';

  create table product (
    id text primary key,
    name text not null,
    seats integer not null check (seats >= 1),
    machine_needed integer not null check (machine_needed >= 1),
    machine_of integer not null check (machine_of between machine_needed and 8 and 2 * machine_needed > machine_of),
    term_seconds integer check (term_seconds > 0),
    offline_seconds integer check (offline_seconds > 0),
    refresh_seconds integer check (refresh_seconds > 0),
    renew_window_seconds integer check (renew_window_seconds > 0),
    features text not null,
    domains text not null,
    created_at integer not null
  ) strict, without rowid;

  create table license (
    id text primary key,
    product_id text not null references product (id),
    key_lookup blob not null unique check (length(key_lookup) = 32),
    key_sealed blob not null,
    state text not null check (state in ('active', 'suspended')),
    customer_id text,
    plan text,
    -- The term begins with the first activation, which sets expires_at.
    term_seconds integer check (term_seconds > 0),
    expires_at integer,
    created_at integer not null
  ) strict, without rowid;

  create table activation (
    id text primary key,
    license_id text not null references license (id),
    label text not null,
    -- How many of the components below a machine must have to be this one.
    needed integer not null check (needed >= 1),
    created_at integer not null
  ) strict, without rowid;

  -- What the machine showed when it took the seat; never changed, or a seat could wander from machine to machine.
  create table activation_component (
    license_id text not null,
    component blob not null check (length(component) = 16),
    activation_id text not null references activation (id),
    primary key (license_id, component, activation_id)
  ) strict, without rowid;

  -- A seat that was sold is a row, so no more machines can sit than seats were sold.
  create table seat (
    license_id text not null references license (id),
    number integer not null check (number >= 1),
    activation_id text unique references activation (id),
    primary key (license_id, number)
  ) strict, without rowid;

  -- Every code that was ever signed.
  create table issued_code (
    token_id blob primary key check (length(token_id) = 8),
    activation_id text not null references activation (id),
    nonce blob check (length(nonce) = 8),
    lock blob check (length(lock) = 16),
    issued_at integer not null,
    code text not null
  ) strict, without rowid;
  create index issued_code_activation on issued_code (activation_id);

  -- Answers that are repeated byte for byte when the same attempt comes again.
  create table replay (
    name blob primary key check (length(name) = 32),
    asked blob not null check (length(asked) = 32),
    answer text not null,
    created_at integer not null
  ) strict, without rowid;
  create index replay_age on replay (created_at);
  `,
];

/** Brings the store to the newest version, all steps or none: a killed migration leaves the old version. */
export function migrate(database: DatabaseSync): void {
  database.exec('begin immediate');
  try {
    const version = versionOf(database);
    if (version > STEPS.length) {
      throw new SetupError(
        'The data folder was written by a newer portal; start that version, or restore an older backup.',
      );
    }
    for (const step of STEPS.slice(version)) database.exec(step);
    database.exec(`pragma user_version = ${STEPS.length}`);
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  const [version] = Object.values(database.prepare('pragma user_version').get() ?? {});
  return Number(version);
}
