// Products, licenses, seats and codes. Times are whole seconds since 1970.
import type { Step } from '../migrate.ts';

export const start: Step = {
  name: '001-start',
  statements: ({ integer, bytes, table }) => [
    `create table setting (
      name text primary key,
      value text not null
    ) ${table}`,

    // One row. No code is issued with an earlier time than this.
    `create table issue_clock (
      id ${integer} primary key check (id = 1),
      last_issued_at ${integer} not null
    ) ${table}`,
    'insert into issue_clock (id, last_issued_at) values (1, 0)',

    `create table signing_key (
      public_key ${bytes} primary key check (length(public_key) = 32),
      state text not null check (state in ('active', 'retired')),
      since ${integer} not null
    ) ${table}`,
    `create unique index one_active_key on signing_key (state) where state = 'active'`,

    `create table product (
      id text primary key,
      name text not null,
      seats ${integer} not null check (seats >= 1),
      machine_needed ${integer} not null check (machine_needed >= 1),
      machine_of ${integer} not null
        check (machine_of between machine_needed and 8 and 2 * machine_needed > machine_of),
      term_seconds ${integer} check (term_seconds > 0),
      offline_seconds ${integer} check (offline_seconds > 0),
      refresh_seconds ${integer} check (refresh_seconds > 0),
      renew_window_seconds ${integer} check (renew_window_seconds > 0),
      features text not null,
      domains text not null,
      -- How often one seat may change hands in 30 days.
      changes_per_30_days ${integer} not null check (changes_per_30_days >= 0),
      -- How many dead machines may be replaced in 365 days, for each seat.
      replacements_per_year ${integer} not null check (replacements_per_year >= 0),
      -- How long the seat of a dead machine stays closed.
      replacement_delay_seconds ${integer} not null check (replacement_delay_seconds >= 0),
      -- How long a mistyped fingerprint may be corrected.
      correction_seconds ${integer} not null check (correction_seconds >= 0),
      created_at ${integer} not null
    ) ${table}`,

    `create table license (
      id text primary key,
      product_id text not null references product (id),
      key_lookup ${bytes} not null unique check (length(key_lookup) = 32),
      key_sealed ${bytes} not null,
      state text not null check (state in ('active', 'suspended', 'refunded', 'revoked')),
      customer_id text,
      plan text,
      -- The term begins with the first activation, which sets expires_at.
      term_seconds ${integer} check (term_seconds > 0),
      expires_at ${integer},
      -- How many rows of seat there are, and how many of them are taken.
      seats ${integer} not null check (seats >= 1),
      used ${integer} not null check (used between 0 and seats),
      created_at ${integer} not null
    ) ${table}`,

    // A machine that sits, or sat: with the code that it got last.
    `create table activation (
      id text primary key,
      license_id text not null references license (id),
      label text not null,
      -- How many of its components below a machine must have to be this one.
      needed ${integer} not null check (needed >= 1),
      via text not null check (via in ('request', 'fingerprint', 'online', 'browser')),
      state text not null check (state in ('active', 'given-back', 'replaced', 'lapsed')),
      created_at ${integer} not null,
      ended_at ${integer},
      seat_number ${integer} not null,
      lock ${bytes} check (length(lock) = 16),
      device_key ${bytes} check (length(device_key) = 32),
      token_id ${bytes} check (length(token_id) = 8),
      issued_at ${integer} not null,
      expires_at ${integer},
      refresh_at ${integer},
      check_in_by ${integer},
      -- When the machine itself was heard of last: a request, a refresh, a receipt.
      seen_at ${integer} not null
    ) ${table}`,
    'create index activation_license on activation (license_id, created_at)',
    `create index activation_replaced on activation (license_id, ended_at) where state = 'replaced'`,

    // What the machine showed when it took the seat. It changes only at the price of a change of hands (seats.ts).
    `create table activation_component (
      license_id text not null,
      component ${bytes} not null check (length(component) = 16),
      activation_id text not null references activation (id),
      primary key (license_id, component, activation_id)
    ) ${table}`,
    'create index activation_component_activation on activation_component (activation_id)',

    // A seat that was sold is a row, so no more machines can sit than seats were sold.
    `create table seat (
      license_id text not null references license (id),
      number ${integer} not null check (number >= 1),
      -- Looked at by the commit: the seat is taken before its machine is written.
      activation_id text unique references activation (id) deferrable initially deferred,
      -- When it may be taken, and when its allowance of changes will be full again.
      free_from ${integer} not null,
      changes_full_at ${integer} not null,
      -- The seat of a browser frees itself then.
      lease_until ${integer},
      primary key (license_id, number)
    ) ${table}`,
    'create index seat_free on seat (license_id, free_from, number) where activation_id is null',
    'create index seat_lease on seat (license_id, lease_until) where lease_until is not null',

    // Every code that was ever signed.
    `create table issued_code (
      token_id ${bytes} primary key check (length(token_id) = 8),
      activation_id text not null references activation (id),
      nonce ${bytes} check (length(nonce) = 8),
      lock ${bytes} check (length(lock) = 16),
      issued_at ${integer} not null,
      occasion text not null check (occasion in ('activated', 'again', 'refreshed', 'renewed', 'corrected')),
      code text not null
    ) ${table}`,
    'create index issued_code_activation on issued_code (activation_id)',

    // Answers that are repeated byte for byte when the same attempt comes again.
    `create table replay (
      name ${bytes} primary key check (length(name) = 32),
      asked ${bytes} not null check (length(asked) = 32),
      answer text not null,
      created_at ${integer} not null
    ) ${table}`,
    'create index replay_age on replay (created_at)',

    // When the bucket of a name will be full again (limits.ts). Names are keyed hashes: no address is stored.
    `create table rate (
      name ${bytes} primary key check (length(name) = 32),
      full_at ${integer} not null
    ) ${table}`,
    'create index rate_age on rate (full_at)',
  ],
};
