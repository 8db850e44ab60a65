// How often each signing key was used. The audit log says it entry by entry; this is its sum, so that a page need not read all of it.
import type { Step } from '../migrate.ts';

export const keyUse: Step = {
  name: '058-key-use',
  statements: ({ kind, integer, table }) => [
    `create table key_use (
      kid text primary key,
      uses ${integer} not null,
      last_at ${integer} not null
    ) ${table}`,
    `insert into key_use (kid, uses, last_at) ${sumOf[kind]}`,
  ],
};

/** Details are pairs of name and value. What has no place in the chain yet is counted when it gets one. */
const sumOf = {
  sqlite: `select json_extract(pair.value, '$[1]'), count(*), max(audit_entry.at)
    from audit_entry, json_each(audit_entry.detail) as pair
    where json_extract(pair.value, '$[0]') = 'kid' and sequence is not null group by 1`,
  postgres: `select pair ->> 1, count(*), max(audit_entry.at)
    from audit_entry cross join jsonb_array_elements(audit_entry.detail::jsonb) as pair
    where pair ->> 0 = 'kid' and sequence is not null group by 1`,
};
