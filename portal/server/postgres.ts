// PostgreSQL: several portal processes on one database. What they would do at the same time waits at the license's row.
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { SetupError } from './private-file.ts';
import { BEGINS, commandOf, ENDS, settles } from './settling.ts';
import { type Store, StoreFailure, type Writing } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * A conflict undid the transaction: serialization_failure, deadlock_detected, and unique_violation, when another one put the same name there first.
 * Nobody was told, so it is done again, and finds what the other one did.
 */
const CONFLICTS = ['40001', '40P01', '23505'];
const TRIES = 5;
const PAUSE_MILLISECONDS = 20;

const CONNECTIONS = 10;
const IDLE_MILLISECONDS = 10_000;

/** For how long is waited, in milliseconds; 0 is for ever. What takes longer is a failure that can be tried again. */
export interface Patience {
  /** For a connection, also for one of those there are. */
  connect: number;
  /** For a row that another transaction holds. */
  lock: number;
  /** For a statement, as the server counts. */
  statement: number;
  /** For its answer: longer, since this is for a network that swallows everything. */
  answer: number;
}

const AT_WORK: Patience = { connect: 5000, lock: 5000, statement: 10_000, answer: 15_000 };
/** Moving a large table takes as long as it takes. */
export const MIGRATING: Patience = { connect: 5000, lock: 0, statement: 0, answer: 0 };

/** @throws SetupError when nobody answers there, or would forget what it acknowledged */
export async function openPostgres(url: string, patience: Patience = AT_WORK): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: patience.connect,
    lock_timeout: patience.lock,
    statement_timeout: patience.statement,
    query_timeout: patience.answer,
    idle_in_transaction_session_timeout: IDLE_MILLISECONDS,
    keepAlive: true,
    application_name: 'latchkey',
    types: { getTypeParser },
  });
  pool.on('error', () => undefined); // an idle connection was cut; the next operation opens another one
  const database = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: telling(pool),
      onCreateConnection: async (connection) => {
        await connection.executeQuery(sql`set synchronous_commit = on`.compile(database));
      },
    }),
  });
  try {
    await demandDurable(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return { kind: 'postgres', database, write: (work) => write(database, work), close: () => database.destroy() };
}

async function demandDurable(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ fsync: string }>`show fsync`.execute(database).catch((error: unknown) => {
    if (!(error instanceof StoreFailure)) throw error;
    throw new SetupError(whyNot(error));
  });
  if (rows[0]?.fsync === 'on') return;
  throw new SetupError('This PostgreSQL runs with fsync = off and would lose activations; set fsync = on.');
}

/** By the class of the SQLSTATE: 28 is "invalid authorization", 3D "invalid catalog name". */
function whyNot({ message, sqlState = '' }: StoreFailure): string {
  if (sqlState.startsWith('28')) return `PostgreSQL refuses the user or the password of DATABASE_URL (${message}).`;
  if (sqlState.startsWith('3D'))
    return `PostgreSQL has no database of the name in DATABASE_URL (${message}); create it.`;
  return `DATABASE_URL leads to no PostgreSQL that answers (${message}); check the address.`;
}

async function write<T>(database: Kysely<Tables>, work: (tx: Writing) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await database.transaction().setIsolationLevel('read committed').execute(work);
    } catch (error) {
      if (!isConflict(error) || tried === TRIES) throw error;
      await pause(Math.random() * PAUSE_MILLISECONDS * 2 ** tried);
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof StoreFailure && error.sqlState !== undefined && CONFLICTS.includes(error.sqlState);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The pool, with its failures as the portal knows them. */
function telling(pool: pg.Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => tellingClient(await pool.connect().catch(fail)),
    end: () => pool.end(),
  };
}

const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

/** The same object for the same connection: Kysely recognizes connections by it. */
function tellingClient(client: pg.PoolClient): PostgresPoolClient {
  const known = clients.get(client);
  if (known) return known;
  client.on('error', () => undefined); // its query fails too, and that is heard
  let lost: { error: unknown; outcome: StoreFailure['outcome'] } | undefined;
  let inTransaction = false;
  const query = async (...words: unknown[]) => {
    if (lost) fail(lost.error, lost.outcome); // a rollback, too, would only wait again
    const command = commandOf(textOf(words[0]));
    const isSettling = settles(command, inTransaction);
    if (BEGINS.includes(command)) inTransaction = true;
    if (ENDS.includes(command)) inTransaction = false;
    try {
      return await Reflect.apply(client.query, client, words);
    } catch (error) {
      const outcome = isSettling && mayHaveArrived(error) ? 'unknown' : 'unchanged';
      if (isLost(error)) lost = { error, outcome };
      return fail(error, outcome);
    }
  };
  // Nobody else gets a connection that is lost.
  const release = (gone?: boolean) => client.release(gone || lost !== undefined);
  const telling = new Proxy(client, {
    get(target, name) {
      if (name === 'query') return query;
      if (name === 'release') return release;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as unknown as PostgresPoolClient; // Kysely describes the part of pg's client that it uses
  clients.set(client, telling);
  return telling;
}

function textOf(statement: unknown): string {
  const text = typeof statement === 'object' && statement !== null && 'text' in statement ? statement.text : statement;
  return String(text);
}

/** The connection is gone, or the server says that it is going: class 57 is "operator intervention", 08 "connection exception". */
function isLost(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  return sqlState === undefined || /^(08|57P)/.test(sqlState);
}

/** A server that refuses a commit has undone it. One that is gone may have carried it out, unless the driver never sent it. */
function mayHaveArrived(error: unknown): boolean {
  return isLost(error) && !/is not queryable/.test(messageOf(error));
}

function fail(error: unknown, outcome: StoreFailure['outcome'] = 'unchanged'): never {
  const sqlState = sqlStateOf(error);
  const lasting = LASTING[sqlState ?? ''];
  throw new StoreFailure(messageOf(error), {
    cause: error,
    outcome,
    ...(sqlState !== undefined && { sqlState }),
    ...(lasting && { lasting }),
  });
}

/** disk_full, and read_only_sql_transaction, as a server in recovery answers. */
const LASTING: Record<string, StoreFailure['lasting']> = { '53100': 'full', '25006': 'read-only' };

/** A server's answer has an SQLSTATE; everything else that a query can end with is the connection. */
function sqlStateOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Never the server's `detail`, which quotes values. */
function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'no connection';
}

const INT8 = 20;
const NUMERIC = 1700;
const BYTEA = 17;

/** Numbers and bytes as SQLite gives them. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8 || oid === NUMERIC) return Number;
  if (oid === BYTEA) return (value) => new Uint8Array(Buffer.from(value.slice(2), 'hex'));
  return pg.types.getTypeParser(oid, format);
}
