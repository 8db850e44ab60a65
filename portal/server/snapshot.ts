// Every row of the store as it was in one moment. Who writes meanwhile is not held up.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Line, Value } from './backup.ts';
import { VERSION } from './backup.ts';
import { STORE_FILE } from './folder.ts';
import type { Store, Writing } from './store.ts';

const AT_ONCE = 500;
/** Says what has been done already, and is filled by the one who restores. */
const STEPS_TABLE = 'migration';

export async function* readSnapshot(store: Store, folder: string, atSeconds: number): AsyncGenerator<Line> {
  if (store.kind === 'sqlite') yield* fromSqlite(path.join(folder, STORE_FILE), atSeconds);
  else yield* fromPostgres(store, atSeconds);
}

/** In WAL mode a reader keeps the state of its first look, however long it reads. */
function* fromSqlite(file: string, atSeconds: number): Generator<Line> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    database.exec('begin');
    const names = (query: string) =>
      database
        .prepare(query)
        .all()
        .map((row) => String(row['name']));
    yield head(names(`select name from ${STEPS_TABLE} order by name`), atSeconds);
    const tables = names(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`,
    );
    for (const table of tables.filter((name) => name !== STEPS_TABLE)) {
      const statement = database.prepare(`select * from "${table}"`);
      yield { table, columns: statement.columns().map(({ name }) => name) };
      for (const row of statement.iterate()) yield Object.values(row).map(spelled);
    }
  } finally {
    database.close();
  }
}

async function* fromPostgres(store: Store, atSeconds: number): AsyncGenerator<Line> {
  const tx = await store.database
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    const names = async (query: ReturnType<typeof sql<{ name: string }>>) =>
      (await query.execute(tx)).rows.map(({ name }) => name);
    yield head(await names(sql<{ name: string }>`select name from ${sql.table(STEPS_TABLE)} order by name`), atSeconds);
    const tables = await names(
      sql<{
        name: string;
      }>`select tablename as name from pg_tables where schemaname = current_schema() order by tablename`,
    );
    for (const table of tables.filter((name) => name !== STEPS_TABLE)) yield* rowsOfPostgres(tx, table);
  } finally {
    await tx.rollback().execute();
  }
}

async function* rowsOfPostgres(tx: Writing, table: string): AsyncGenerator<Line> {
  const columns = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} order by ordinal_position`.execute(tx);
  yield { table, columns: columns.rows.map(({ name }) => name) };
  await sql`declare every_row no scroll cursor for select * from ${sql.table(table)}`.execute(tx);
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`fetch ${sql.raw(String(AT_ONCE))} from every_row`.execute(tx);
    for (const row of rows) yield Object.values(row).map(spelled);
    if (rows.length < AT_ONCE) break;
  }
  await sql`close every_row`.execute(tx);
}

function head(steps: string[], atSeconds: number): Line {
  return { latchkey: 'backup', version: VERSION, atSeconds, steps };
}

function spelled(value: unknown): Value {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (value instanceof Date) return { time: value.toISOString() };
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new TypeError(`a value of type ${typeof value} cannot be kept`);
}
