// SQLite: one file, one writer. Every commit is on the disk before anybody hears of it, and requests that came together share one.
import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely';
import { Checkpoints } from './checkpoints.ts';
import { GroupCommit } from './group-commit.ts';
import { LateRows, type LateValues } from './late-rows.ts';
import { SetupError } from './private-file.ts';
import { demandHarmless, RememberedRows } from './remembered-rows.ts';
import { commandOf, settles } from './settling.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { type Store, StoreFailure } from './store.ts';
import type { Tables } from './tables.ts';

/** Another process may hold the write lock for a moment; waiting blocks this process, so it is short. */
const BUSY_MILLISECONDS = 2000;

/** Opens the file as it is; an empty one has no tables yet. */
export function openSqlite(path: string): Store {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new SetupError(`There is no store at ${path}; create one with "npm run portal -- init".`);
  }
  const file = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS, enableForeignKeyConstraints: true });
  file.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma trusted_schema = off; pragma temp_store = memory; pragma cache_size = -65536;',
  );
  const statements = new NodeSqlite(file);
  const database = new Kysely<Tables>({
    dialect: {
      createDriver: () => new NodeSqliteDriver(file, path, statements),
      createAdapter: () => new DirectSqlite(statements),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
  const checkpoints = new Checkpoints(file, path);
  const commits = new GroupCommit(database, {
    beforeCommit: () => statements.finish(),
    afterCommit: () => checkpoints.afterCommit(),
  });
  return {
    kind: 'sqlite',
    database,
    write: (work) => commits.write(work),
    close: async () => {
      await commits.idle();
      await checkpoints.close();
      await database.destroy();
    },
  };
}

class NodeSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #inode: number;
  readonly #statements: NodeSqlite;
  readonly #version: StatementSync;

  constructor(database: DatabaseSync, path: string, statements: NodeSqlite) {
    super({ database: statements });
    this.#database = database;
    this.#statements = statements;
    this.#version = database.prepare('pragma data_version');
    this.#path = path;
    this.#inode = statSync(path).ino;
  }

  /** `immediate`: who reads in order to write holds the write lock from the beginning, in every process. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#demandSameFile();
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    this.#statements.remembered.begin(this.#version.get()?.['data_version']);
  }

  /** After some failures (a full disk) SQLite has rolled back already; a second time would hide the first error. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#statements.forget();
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }

  /** A file that was deleted or replaced takes writes as before, and loses them all when the process ends. */
  #demandSameFile(): void {
    if (statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode) return;
    throw new StoreFailure('the store was deleted or replaced');
  }
}

/**
 * A way past Kysely's queue, for queries that are text already (prepared.ts): in a transaction the connection is the caller's, and the way
 * through the queue takes longer than most answers.
 */
export class DirectSqlite extends SqliteAdapter {
  readonly #statements: NodeSqlite;

  constructor(statements: NodeSqlite) {
    super();
    this.#statements = statements;
  }

  /** Only in a transaction. The rows are what the query says they are, as they are with Kysely. `named`: of late rows it finds only these. */
  rows<O>(sql: string, parameters: readonly unknown[], named?: readonly string[]): O[] {
    this.#statements.late.beforeReading(named);
    const statement = this.#statements.past(sql);
    if (statement.reader) return statement.all(parameters) as O[];
    statement.run(parameters);
    return [];
  }

  /** Only in a transaction, of a table whose rows are kept (remembered-rows.ts). */
  remembered<O extends object>(sql: string, parameters: readonly unknown[]): readonly O[] {
    const { remembered } = this.#statements;
    return remembered.rows(`${sql} ${JSON.stringify(parameters)}`, () => this.rows<O>(sql, parameters, []));
  }

  /** Only in a transaction, and empty at its beginning and after whatever else may have changed a row. */
  within<O extends object>(name: string): O[] {
    return this.#statements.remembered.within<O>(name);
  }

  /** Only in a transaction: written before it ends, or before a query that could find it. */
  late(sql: string, values: LateValues, names: readonly string[], last: boolean): void {
    this.#statements.late.add(sql, values, names, last);
  }

  /** Only in a transaction: done before late rows are written at its end. */
  beforeCommit(work: () => Promise<void>): void {
    this.#statements.last.push(work);
  }
}

/** `node:sqlite` in the shape that Kysely's driver asks for. Statements are kept: there are few, and each is used again. */
class NodeSqlite implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Known>();
  readonly #past = new Map<string, SqliteStatement>();
  readonly late = new LateRows((sql, parameters) => Number(this.past(sql).run(parameters).changes));
  readonly remembered = new RememberedRows();
  /** Work for the end of the transaction. */
  readonly last: (() => Promise<void>)[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** At the end of a transaction. */
  async finish(): Promise<void> {
    if (this.last.length > 0) this.late.writeFirst();
    for (const work of this.last.splice(0)) await work();
    this.late.write();
  }

  close(): void {
    this.#database.close();
  }

  /** What Kysely asks for: any query, also the end of a transaction or of a part of it. */
  prepare(sql: string): SqliteStatement {
    if (sql.startsWith('rollback')) this.late.forget();
    else this.late.beforeReading();
    this.remembered.before(sql);
    const known = this.#known(sql);
    return settles(commandOf(sql), this.#database.isTransaction) ? known.settling : known.inside;
  }

  /** What goes past Kysely. */
  past(sql: string): SqliteStatement {
    let statement = this.#past.get(sql);
    if (!statement) {
      demandHarmless(sql);
      statement = this.#known(sql).inside;
      this.#past.set(sql, statement);
    }
    return statement;
  }

  /** When a transaction is undone. */
  forget(): void {
    this.last.length = 0;
    this.late.forget();
    this.remembered.forget();
  }

  #known(sql: string): Known {
    let known = this.#statements.get(sql);
    if (!known) {
      const statement = attempt(() => this.#database.prepare(sql));
      known = { inside: asAsked(statement, false), settling: asAsked(statement, true) };
      this.#statements.set(sql, known);
    }
    return known;
  }
}

/** One statement: where nothing is settled yet, and where it is a commit. */
interface Known {
  inside: SqliteStatement;
  settling: SqliteStatement;
}

function asAsked(statement: StatementSync, isSettling: boolean): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => attempt(() => statement.all(...parameters.map(bindable)), isSettling),
    run: (parameters) => attempt(() => statement.run(...parameters.map(bindable)), isSettling),
    iterate: (parameters) => statement.iterate(...parameters.map(bindable)),
  };
}

function attempt<T>(work: () => T, isSettling = false): T {
  try {
    return work();
  } catch (error) {
    throw sqliteFailure(error, isSettling);
  }
}

/** SQLite has no booleans. */
function bindable(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null || typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) {
    return value;
  }
  throw new TypeError(`a value of type ${typeof value} cannot be stored`);
}
