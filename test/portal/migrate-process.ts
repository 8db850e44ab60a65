// A migration in a process of its own, to be killed. Usage: node migrate-process.ts <store file> [<database address>]; says "half-way" when it is.
import { writeSync } from 'node:fs';
import { openStoreAsItIs } from '../../portal/server/database.ts';
import { migrate, type Step } from '../../portal/server/migrate.ts';
import { STEPS } from '../../portal/server/migrations/steps.ts';

/** Seconds of work between two tables, in each database's own way. */
const LONG = {
  sqlite:
    'create table numbers as with recursive n (i) as (select 1 union all select i + 1 from n limit 60000000) select i from n',
  postgres: 'select pg_sleep(4)',
};

const first: Step = {
  name: '997-first',
  statements: ({ integer, table }) => [`create table first_new (id ${integer} primary key) ${table}`],
};
const second: Step = {
  name: '998-second',
  statements: ({ kind, integer, table }) => {
    writeSync(1, 'half-way\n'); // the step before is done, and this one begins
    return [`create table second_new (id ${integer} primary key) ${table}`, LONG[kind]];
  },
};

const [file = '', databaseUrl] = process.argv.slice(2);
await migrate(await openStoreAsItIs({ file, databaseUrl }), [...STEPS, first, second]);
process.stdout.write('done\n');
process.exit();
