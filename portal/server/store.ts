// What everything is kept in: SQLite in the data folder, or PostgreSQL. The same tables, the same operations, the same promises.
import { type Kysely, PostgresAdapter, type SelectQueryBuilder, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;
/** The one transaction in which an operation does all that it does. */
export type Writing = Transaction<Tables>;

export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  /** For reading, and for libraries that bring their own queries. A statement outside of `write` is durable on its own. */
  readonly database: Database;
  /**
   * All or nothing: durable when it has succeeded, undone when `work` throws. `work` may be run again after a conflict, so it
   * changes nothing but the store.
   *
   * @throws StoreFailure when the store cannot do it now; then nothing was changed, unless its `outcome` is unknown
   */
  write<T>(work: (tx: Writing) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The store could not do it: locked, full, read-only, damaged, gone, unreachable. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  /** `unknown`: the connection was lost, or the disk failed, while a commit was on its way, so that all of it may be there, or nothing. */
  readonly outcome: 'unchanged' | 'unknown';
  /** What does not pass by waiting: whoever runs the portal has to do something. */
  readonly lasting: 'full' | 'read-only' | undefined;
  /** Of PostgreSQL: five letters and digits. */
  readonly sqlState: string | undefined;

  constructor(
    message: string,
    options: {
      cause?: unknown;
      sqlState?: string;
      outcome?: StoreFailure['outcome'];
      lasting?: StoreFailure['lasting'];
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome ?? 'unchanged';
    this.lasting = options.lasting;
    this.sqlState = options.sqlState;
  }
}

/** Also of queries outside of `write`. By its name, because the pages are bundled with a copy of the class. */
export function isStoreFailure(error: unknown): error is StoreFailure {
  return error instanceof Error && error.name === 'StoreFailure';
}

/** For whoever runs the portal. */
export function storeEvent({ message, outcome }: StoreFailure): string {
  return `the store failed: ${message}${outcome === 'unknown' ? ', in a commit: what it wrote is there or not' : ''}`;
}

/** Rows that are read in order to be changed. In PostgreSQL they are locked until the commit; SQLite has one writer anyway. */
export function forChange(tx: Database) {
  const locks = tx.getExecutor().adapter instanceof PostgresAdapter;
  return <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O> =>
    locks ? query.forUpdate() : query;
}
