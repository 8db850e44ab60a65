// The store's shape, step by step. A step that was released is never changed; a new one is appended to the list.
import { sql } from 'kysely';
import { STEPS } from './migrations/steps.ts';
import { SetupError } from './private-file.ts';
import type { Store, Writing } from './store.ts';

/** What the two databases call the same thing. */
export interface Words {
  kind: Store['kind'];
  /** Whole numbers, also times in seconds. */
  integer: 'integer' | 'bigint';
  bytes: 'blob' | 'bytea';
  /** Behind the closing bracket of a table. */
  table: 'strict, without rowid' | '';
}

export interface Step {
  /** As its file is called; steps are done in the order of their names, and each once. */
  name: string;
  /** One statement each. */
  statements(words: Words): string[];
}

const WORDS: Record<Store['kind'], Words> = {
  sqlite: { kind: 'sqlite', integer: 'integer', bytes: 'blob', table: 'strict, without rowid' },
  postgres: { kind: 'postgres', integer: 'bigint', bytes: 'bytea', table: '' },
};
/** Any number that nobody else uses: who migrates holds this lock. */
const MIGRATING = 1_280_131_915;

/**
 * Does what is missing, all of it or nothing: both databases undo tables too, so a process that is killed half-way leaves what was
 * there before. Of several that start at once, one migrates and the others wait for it.
 */
export async function migrate(store: Store, steps: readonly Step[] = STEPS): Promise<void> {
  await store.write((tx) => migrateWithin(tx, store.kind, steps));
}

/** The same as a part of a larger transaction. */
export async function migrateWithin(tx: Writing, kind: Store['kind'], steps: readonly Step[] = STEPS): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${MIGRATING})`.execute(tx);
  await sql`create table if not exists migration (name text primary key)`.execute(tx);
  const done = new Set((await tx.selectFrom('migration').select('name').execute()).map(({ name }) => name));
  demandKnown(done, steps);
  for (const step of steps.toSorted(byName)) {
    if (!done.has(step.name)) await perform(tx, step, WORDS[kind]);
  }
}

async function perform(tx: Writing, step: Step, words: Words): Promise<void> {
  for (const statement of step.statements(words)) await sql.raw(statement).execute(tx);
  await tx.insertInto('migration').values({ name: step.name }).execute();
}

function demandKnown(done: ReadonlySet<string>, steps: readonly Step[]): void {
  const known = new Set(steps.map(({ name }) => name));
  if ([...done].every((name) => known.has(name))) return;
  throw new SetupError(
    'The store was written by a newer portal; start that version, or restore an older backup of the data folder.',
  );
}

function byName(a: Step, b: Step): number {
  return a.name < b.name ? -1 : 1;
}
