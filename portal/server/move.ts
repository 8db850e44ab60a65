// Moves a data folder's store into PostgreSQL: every row, counted on both sides, in one transaction – all of it, or nothing.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { openDataFolder, STORE_FILE } from './folder.ts';
import { migrateWithin } from './migrate.ts';
import { MIGRATING, openPostgres } from './postgres.ts';
import { SetupError } from './private-file.ts';
import type { Store, Writing } from './store.ts';

/** Of one statement; PostgreSQL takes 65,535. */
const MOST_PARAMETERS = 20_000;
/** What migrations put there; the store's own takes its place. */
const SEEDED = ['issue_clock', 'audit_head'];
/** The same on both sides: a start has brought both to the newest step. */
const NOT_MOVED = ['migration'];

export interface Moved {
  table: string;
  rows: number;
}

/**
 * The folder keeps the key, the secret and, under another name, the file as it was. Whatever runs on the file must be stopped before:
 * while rows are copied the file is locked, and afterwards it is gone for a portal that still has it open.
 *
 * @param tell hears of each table when it is copied
 * @throws SetupError when there is nothing to move, or something where it should go
 */
export async function moveToPostgres(
  path: string,
  databaseUrl: string,
  tell: (moved: Moved) => void = () => undefined,
): Promise<{ tables: Moved[]; keptAs: string }> {
  const file = join(path, STORE_FILE);
  await (await openDataFolder(path)).store.close(); // sound, whole, and of the newest shape
  const source = new DatabaseSync(file, { timeout: 5000 });
  const target = await openPostgres(databaseUrl, MIGRATING); // with the patience of a migration: rows may be millions
  try {
    source.exec('begin immediate');
    const tables = await copyAll(source, target, tell);
    source.exec('rollback');
    source.close();
    const keptAs = `${file}.moved`;
    renameSync(file, keptAs);
    return { tables, keptAs };
  } finally {
    if (source.isOpen) source.close();
    await target.close();
  }
}

async function copyAll(source: DatabaseSync, target: Store, tell: (moved: Moved) => void): Promise<Moved[]> {
  return await target.write(async (tx) => {
    await demandRoom(source, tx);
    await migrateWithin(tx, target.kind);
    const columns = await columnsOf(tx);
    const tables = inOrder([...columns.keys()], await referencesOf(tx));
    demandSameTables(source, tables);
    const moved: Moved[] = [];
    for (const table of tables.filter((name) => !NOT_MOVED.includes(name))) {
      if (SEEDED.includes(table)) await sql`delete from ${sql.table(table)}`.execute(tx);
      const rows = await copyTable(source, tx, table, columns.get(table) ?? []);
      moved.push({ table, rows });
      tell({ table, rows });
    }
    return moved;
  });
}

/** No table, or our own without a key: those of a move that was cut off before moves were whole, or of a start that came too early. */
async function demandRoom(source: DatabaseSync, tx: Writing): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema() order by tablename
  `.execute(tx);
  const own = new Set(tablesOf(source));
  const foreign = rows.map(({ name }) => name).filter((name) => !own.has(name));
  if (foreign.length > 0) {
    const named = foreign.slice(0, 3).join(', ');
    throw new SetupError(
      `DATABASE_URL leads to a database with tables that are not of a portal (${named}${foreign.length > 3 ? ', …' : ''}); name an empty database.`,
    );
  }
  if (!rows.some(({ name }) => name === 'signing_key')) return;
  const key = await tx.selectFrom('signing_key').select('since').limit(1).executeTakeFirst();
  if (key) throw new SetupError('DATABASE_URL leads to a store that is in use; name an empty database.');
}

interface Column {
  name: string;
  type: string;
}

async function columnsOf(tx: Writing): Promise<Map<string, Column[]>> {
  const { rows } = await sql<{ table_name: string; column_name: string; data_type: string }>`
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = current_schema() order by table_name, ordinal_position
  `.execute(tx);
  const columns = new Map<string, Column[]>();
  for (const { table_name, column_name: name, data_type: type } of rows) {
    columns.set(table_name, [...(columns.get(table_name) ?? []), { name, type }]);
  }
  return columns;
}

/** Which table must be there before which; what is looked at by the commit need not. */
async function referencesOf(tx: Writing): Promise<{ from: string; to: string }[]> {
  const { rows } = await sql<{ from: string; to: string }>`
    select source.relname as "from", target.relname as "to" from pg_constraint
      join pg_class source on source.oid = conrelid join pg_class target on target.oid = confrelid
    where contype = 'f' and not condeferred and connamespace = current_schema()::regnamespace
  `.execute(tx);
  return rows.filter(({ from, to }) => from !== to);
}

function inOrder(tables: readonly string[], references: readonly { from: string; to: string }[]): string[] {
  const ordered: string[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const ready = [...waiting].filter((table) => !references.some(({ from, to }) => from === table && waiting.has(to)));
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of ready) {
      ordered.push(table);
      waiting.delete(table);
    }
  }
  return ordered;
}

function demandSameTables(source: DatabaseSync, tables: readonly string[]): void {
  const names = tablesOf(source);
  if (names.join() === tables.toSorted().join()) return;
  throw new Error(`the stores have other tables: ${names.join(', ')}; ${tables.toSorted().join(', ')}`);
}

function tablesOf(source: DatabaseSync): string[] {
  return source
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`)
    .all()
    .map(({ name }) => String(name));
}

async function copyTable(
  source: DatabaseSync,
  tx: Writing,
  table: string,
  columns: readonly Column[],
): Promise<number> {
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const batchSize = Math.floor(MOST_PARAMETERS / columns.length);
  let batch: unknown[][] = [];
  for (const row of source.prepare(`select ${names} from "${table}"`).iterate()) {
    batch.push(columns.map(({ name, type }) => converted(row[name], type)));
    if (batch.length < batchSize) continue;
    await insert(tx, table, columns, batch);
    batch = [];
  }
  if (batch.length > 0) await insert(tx, table, columns, batch);
  return await demandSameCount(source, tx, table);
}

async function insert(
  tx: Writing,
  table: string,
  columns: readonly Column[],
  rows: readonly unknown[][],
): Promise<void> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(rows.map((row) => sql`(${sql.join(row)})`));
  await sql`insert into ${sql.table(table)} (${names}) values ${values}`.execute(tx);
}

/** SQLite has neither booleans nor times; there they are numbers, and texts or milliseconds. */
function converted(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === 'boolean') return value === 1;
  if (type.startsWith('timestamp') && typeof value === 'number') return new Date(value).toISOString();
  return value;
}

async function demandSameCount(source: DatabaseSync, tx: Writing, table: string): Promise<number> {
  const { n: before } = source.prepare(`select count(*) as n from "${table}"`).get() ?? {};
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx);
  const [{ n: after } = { n: 0 }] = rows;
  if (before === after) return after;
  throw new Error(`${table} has ${before} rows, but ${after} arrived`);
}
