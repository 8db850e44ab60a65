// The audit log. An entry is written with the act itself; a moment later it gets its place in the chain (audit/chain.ts). Neither is
// ever changed or removed, and the store itself refuses it.
import type { Step } from '../migrate.ts';

export const audit: Step = {
  name: '050-audit',
  statements: ({ kind, integer, bytes, table }) => [
    `create table audit_entry (
      id text primary key,
      at ${integer} not null,
      actor_kind text not null,
      actor_id text,
      address text,
      action text not null,
      subject_kind text,
      subject_id text,
      detail text not null,
      sequence ${integer},
      hash ${bytes} check (length(hash) = 32),
      check ((sequence is null) = (hash is null))
    ) ${table}`,
    'create unique index audit_entry_place on audit_entry (sequence) where sequence is not null',
    'create index audit_entry_waiting on audit_entry (id) where sequence is null',
    'create index audit_entry_subject on audit_entry (subject_kind, subject_id)',
    'create index audit_entry_action on audit_entry (action, at)',

    // One row: the end of the chain.
    `create table audit_head (
      id ${integer} primary key check (id = 1),
      sequence ${integer} not null,
      hash ${bytes} not null check (length(hash) = 32)
    ) ${table}`,
    `insert into audit_head (id, sequence, hash) values (1, 0, ${zeros[kind]})`,
    ...fixed[kind],
  ],
};

const zeros = { sqlite: 'zeroblob(32)', postgres: `decode(repeat('00', 32), 'hex')` };

/** Once an entry has its place nothing of it changes; before that, only its place is added. */
const CHANGED = ['id', 'at', 'actor_kind', 'actor_id', 'address', 'action', 'subject_kind', 'subject_id', 'detail'];

const fixed = {
  sqlite: [
    `create trigger audit_entry_fixed before update on audit_entry
      when old.sequence is not null or ${CHANGED.map((name) => `new.${name} is not old.${name}`).join(' or ')}
      begin select raise(abort, 'the audit log only grows'); end`,
    `create trigger audit_entry_kept before delete on audit_entry
      begin select raise(abort, 'the audit log only grows'); end`,
  ],
  postgres: [
    `create function audit_only_grows() returns trigger language plpgsql as $$
      begin raise exception 'the audit log only grows'; end $$`,
    `create trigger audit_entry_fixed before update on audit_entry for each row
      when (old.sequence is not null or ${CHANGED.map((name) => `new.${name} is distinct from old.${name}`).join(' or ')})
      execute function audit_only_grows()`,
    `create trigger audit_entry_kept before delete on audit_entry for each row execute function audit_only_grows()`,
  ],
};
