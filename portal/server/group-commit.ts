// Several operations, one commit: what waits when a transaction begins goes into it, each in a savepoint of its own.
import { CompiledQuery } from 'kysely';
import type { Database, Writing } from './store.ts';

/** So many share a commit at most: the first of them waits for the last. */
const MOST_IN_ONE = 64;

const SAVEPOINT = CompiledQuery.raw('savepoint one');
const RELEASE = CompiledQuery.raw('release one');
const ROLLBACK = CompiledQuery.raw('rollback to one');

interface Waiting {
  /** Does the work; returns what tells the caller about it – to be called after the commit, never before. */
  attempt(tx: Writing): Promise<() => void>;
  fail(error: unknown): void;
}

export class GroupCommit {
  readonly #database: Database;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ attempt: (tx) => attempt(tx, work, resolve, reject), fail: reject });
      this.#running ??= this.#run();
    });
  }

  /** When everything that waits has been told. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await everythingThatHasArrived();
      await this.#commit(this.#waiting.splice(0, MOST_IN_ONE));
    }
    this.#running = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const tell: (() => void)[] = [];
    try {
      await this.#database.transaction().execute(async (tx) => {
        for (const one of group) tell.push(await one.attempt(tx));
      });
    } catch (error) {
      for (const { fail } of group) fail(error); // nothing of the group is on the disk
      return;
    }
    for (const one of tell) one();
  }
}

/** Requests whose bytes are here already are read before the transaction begins, and share it. */
function everythingThatHasArrived(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What fails is undone alone. If even that fails, SQLite has undone the whole transaction, and the first error says why. */
async function attempt<T>(
  tx: Writing,
  work: (tx: Writing) => Promise<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): Promise<() => void> {
  await tx.executeQuery(SAVEPOINT);
  try {
    const value = await work(tx);
    await tx.executeQuery(RELEASE);
    return () => resolve(value);
  } catch (error) {
    try {
      await tx.executeQuery(ROLLBACK);
      await tx.executeQuery(RELEASE);
    } catch {
      throw error;
    }
    return () => reject(error);
  }
}
