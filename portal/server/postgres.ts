// PostgreSQL: several portal processes on one database. What they would do at the same time waits at the license's row.
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { SetupError } from './private-file.ts';
import { type Store, StoreFailure, type Writing } from './store.ts';
import type { Tables } from './tables.ts';

/** A conflict undid the transaction: serialization_failure, deadlock_detected. Nobody was told, so it is done again. */
const CONFLICTS = ['40001', '40P01'];
const TRIES = 5;
const PAUSE_MILLISECONDS = 20;

const CONNECTIONS = 10;
/** Also how long an operation waits for one of the connections. */
const CONNECT_MILLISECONDS = 5000;
const STATEMENT_MILLISECONDS = 10_000;

/** @throws SetupError when nobody answers there, or would forget what it acknowledged */
export async function openPostgres(url: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    statement_timeout: STATEMENT_MILLISECONDS,
    idle_in_transaction_session_timeout: STATEMENT_MILLISECONDS,
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
    throw new SetupError(`DATABASE_URL leads to no PostgreSQL that answers (${error.message}); check the address.`);
  });
  if (rows[0]?.fsync === 'on') return;
  throw new SetupError('This PostgreSQL runs with fsync = off and would lose activations; set fsync = on.');
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
  const telling = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'query') return value.bind(target);
      return (...words: unknown[]) => Promise.resolve(Reflect.apply(value, target, words)).catch(fail);
    },
  }) as unknown as PostgresPoolClient; // Kysely describes the part of pg's client that it uses
  clients.set(client, telling);
  return telling;
}

/** A server's answer has an SQLSTATE; everything else that a query can end with is the connection. */
function fail(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sqlState = /^[0-9A-Z]{5}$/.test(code) ? { sqlState: code } : {};
  throw new StoreFailure(messageOf(error), { cause: error, ...sqlState });
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
