// A portal from its backup, in a new folder and an empty store. It signs nothing until somebody has confirmed that its clock is ahead
// of everything that was issued: between the backup and its loss codes may have left that this store knows nothing of.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { record } from './audit/record.ts';
import { type Line, readBackup, type Value, VERSION } from './backup.ts';
import { openStoreAsItIs, type Place } from './database.ts';
import { STORE_FILE } from './folder.ts';
import { migrate } from './migrate.ts';
import { STEPS } from './migrations/steps.ts';
import { createPrivateFile, demandPrivateFolder, SetupError } from './private-file.ts';
import { KEYS_FOLDER } from './signer.ts';
import type { Store, Writing } from './store.ts';

const NEWER = 'This backup was written by a newer portal; restore it there.';

export interface Restored {
  rows: number;
  /** When the backup was made. */
  atSeconds: number;
}

/** All or nothing: what fails half-way leaves an empty store, and a folder to be thrown away. */
export async function restoreBackup(
  { file, folder, databaseUrl }: { file: string; folder: string; databaseUrl: string | undefined },
  passphrase: string,
  nowSeconds: number,
): Promise<Restored> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).length > 0) throw new SetupError(`${folder} is not empty; restore into a new folder.`);
  demandPrivateFolder(folder);
  const place: Place = { file: path.join(folder, STORE_FILE), databaseUrl };
  if (databaseUrl === undefined) createPrivateFile(place.file, '');
  const store = await openStoreAsItIs(place);
  try {
    const lines = readBackup(file, passphrase);
    const restored = await fill(store, folder, lines, nowSeconds);
    await migrate(store); // on to what this version needs
    return restored;
  } finally {
    await store.close();
  }
}

async function fill(store: Store, folder: string, lines: AsyncGenerator<Line>, nowSeconds: number): Promise<Restored> {
  const { value: begin } = await lines.next();
  if (begin === undefined || Array.isArray(begin) || !('latchkey' in begin) || begin.version !== VERSION)
    throw new SetupError(NEWER);
  await demandEmpty(store);
  const steps = STEPS.filter(({ name }) => begin.steps.includes(name));
  if (steps.length !== begin.steps.length) throw new SetupError(NEWER);
  await migrate(store, steps);
  const rows = await store.write(async (tx) => {
    const rows = await insertAll(store, tx, lines, folder);
    await tx.updateTable('issue_clock').set({ restored_at: nowSeconds }).execute();
    const act = {
      actor: { kind: 'command' },
      action: 'store.restored',
      detail: { backupAt: begin.atSeconds },
    } as const;
    await record(tx, act, nowSeconds);
    return rows;
  });
  return { rows, atSeconds: begin.atSeconds };
}

function keepFile(folder: string, name: string, text: string): void {
  if (!/^([a-z-]+\.(pem|hex)|keys\/[0-9a-f]{16}\.(pem|json))$/.test(name)) {
    throw new SetupError('The backup names a file that is none of a portal.');
  }
  if (name.startsWith(KEYS_FOLDER)) mkdirSync(path.join(folder, KEYS_FOLDER), { recursive: true, mode: 0o700 });
  createPrivateFile(path.join(folder, name), text);
}

async function demandEmpty({ kind, database }: Store): Promise<void> {
  const tables =
    kind === 'sqlite'
      ? sql`select name from sqlite_schema where type = 'table' limit 1`
      : sql`select tablename from pg_tables where schemaname = current_schema() limit 1`;
  if ((await tables.execute(database)).rows.length === 0) return;
  throw new SetupError('DATABASE_URL leads to a store that is in use; name an empty database.');
}

async function insertAll(store: Store, tx: Writing, lines: AsyncGenerator<Line>, folder: string): Promise<number> {
  await lateReferences(store, tx);
  let rows = 0;
  let table: { name: string; columns: string[] } | undefined;
  for await (const line of lines) {
    if (Array.isArray(line)) {
      if (table === undefined) throw new SetupError('The backup is damaged.');
      await insertRow(store, tx, table.name, table.columns, line);
      rows++;
    } else if ('table' in line) {
      table = { name: line.table, columns: line.columns };
      await sql`delete from ${sql.table(line.table)}`.execute(tx); // what the steps themselves have put there
    } else if ('file' in line) {
      keepFile(folder, line.file, line.text);
    } else if ('end' in line && line.end !== rows) {
      throw new SetupError('The backup is not whole.');
    }
  }
  return rows;
}

/** References are looked at when the transaction ends, so that tables may come in any order. */
async function lateReferences(store: Store, tx: Writing): Promise<void> {
  if (store.kind === 'sqlite') {
    await sql`pragma defer_foreign_keys = on`.execute(tx);
    return;
  }
  const { rows } = await sql<{ table_name: string; name: string }>`
    select conrelid::regclass::text as table_name, conname as name from pg_constraint
    where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(tx);
  for (const { table_name, name } of rows) {
    await sql`alter table ${sql.raw(table_name)} alter constraint ${sql.ref(name)} deferrable initially deferred`.execute(
      tx,
    );
  }
}

async function insertRow(
  store: Store,
  tx: Writing,
  table: string,
  columns: readonly string[],
  row: readonly Value[],
): Promise<void> {
  const values = row.map((value) => sql`${stored(store, value)}`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))}) values (${sql.join(values)})`.execute(
    tx,
  );
}

function stored(store: Store, value: Value): string | number | boolean | null | Uint8Array {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return store.kind === 'sqlite' ? Number(value) : value;
  return 'bytes' in value ? new Uint8Array(Buffer.from(value.bytes, 'base64')) : value.time;
}
