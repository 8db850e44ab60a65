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
      created_at ${integer} not null
    ) ${table}`,

    // The term begins with the first activation, which sets expires_at.
    `create table license (
      id text primary key,
      product_id text not null references product (id),
      key_lookup ${bytes} not null unique check (length(key_lookup) = 32),
      key_sealed ${bytes} not null,
      state text not null check (state in ('active', 'suspended')),
      customer_id text,
      plan text,
      term_seconds ${integer} check (term_seconds > 0),
      expires_at ${integer},
      created_at ${integer} not null
    ) ${table}`,

    // How many of its components a machine must have to be this one: needed.
    `create table activation (
      id text primary key,
      license_id text not null references license (id),
      label text not null,
      needed ${integer} not null check (needed >= 1),
      created_at ${integer} not null
    ) ${table}`,

    // What the machine showed when it took the seat; never changed, or a seat could wander from machine to machine.
    `create table activation_component (
      license_id text not null,
      component ${bytes} not null check (length(component) = 16),
      activation_id text not null references activation (id),
      primary key (license_id, component, activation_id)
    ) ${table}`,

    // A seat that was sold is a row, so no more machines can sit than seats were sold.
    `create table seat (
      license_id text not null references license (id),
      number ${integer} not null check (number >= 1),
      activation_id text unique references activation (id),
      primary key (license_id, number)
    ) ${table}`,

    // Every code that was ever signed.
    `create table issued_code (
      token_id ${bytes} primary key check (length(token_id) = 8),
      activation_id text not null references activation (id),
      nonce ${bytes} check (length(nonce) = 8),
      lock ${bytes} check (length(lock) = 16),
      issued_at ${integer} not null,
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
  ],
};
