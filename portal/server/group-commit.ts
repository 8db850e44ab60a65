// Several operations, one commit: what waits when a transaction begins goes into it, and each is all or nothing by itself.
import { CompiledQuery } from 'kysely';
import type { Database, Writing } from './store.ts';

/** So many share a commit at most: the first of them waits for the last. */
const MOST_IN_ONE = 64;
/** A transaction begins when so many turns of the event loop have brought nothing more for it: some microseconds each. */
const QUIET_TURNS = 3;
/** After a failure so many transactions are prepared for the next one. */
const CAREFUL_FOR = 16;

const SAVEPOINT = CompiledQuery.raw('savepoint one');
const RELEASE = CompiledQuery.raw('release one');
const ROLLBACK = CompiledQuery.raw('rollback to one');

interface Waiting {
  /** Does the work; returns what tells the caller about it – to be called after the commit, never before. Throws what the work throws. */
  attempt(tx: Writing): Promise<() => void>;
  fail(error: unknown): void;
}

export interface Around {
  /** Finishes and writes what the operations left for the end. */
  beforeCommit(): Promise<void>;
  afterCommit(): void;
}

export class GroupCommit {
  readonly #database: Database;
  readonly #around: Partial<Around>;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #careful = 0;

  constructor(database: Database, around: Partial<Around> = {}) {
    this.#database = database;
    this.#around = around;
  }

  write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = async (tx: Writing) => {
        const value = await work(tx);
        return () => resolve(value);
      };
      this.#waiting.push({ attempt, fail: reject });
      this.#running ??= this.#run();
    });
  }

  /** When everything that waits has been told. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#perform(this.#waiting.splice(0, MOST_IN_ONE));
    }
    this.#running = undefined;
  }

  /**
   * Requests whose bytes are here already are read before the transaction begins, and share it; while more come, it waits for them, since
   * a larger group costs each of them less.
   */
  async #gather(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      const before = this.#waiting.length;
      await turnOfTheEventLoop();
      if (this.#waiting.length > before && this.#waiting.length < MOST_IN_ONE) quiet = -1;
    }
  }

  /**
   * In most groups nothing fails, and they go without savepoints, for which SQLite would copy every page that each operation changes.
   * When something fails nevertheless, all of it is undone and done again with them, and so are the next groups.
   */
  async #perform(group: readonly Waiting[]): Promise<void> {
    const careful = this.#careful > 0 && group.length > 1;
    if (this.#careful > 0) this.#careful--;
    let failure = await this.#commit(group, careful ? alone : together);
    if (failure?.isOfOne && group.length > 1 && !careful) {
      this.#careful = CAREFUL_FOR;
      failure = await this.#commit(group, alone);
    }
    if (failure) for (const { fail } of group) fail(failure.error); // of the group nothing counts, or the error says that it is not known
  }

  async #commit(group: readonly Waiting[], attempt: typeof alone): Promise<Failure | undefined> {
    const tell: (() => void)[] = [];
    let isOfOne = false;
    try {
      await this.#database.transaction().execute(async (tx) => {
        isOfOne = true;
        for (const one of group) tell.push(await attempt(tx, one));
        await this.#around.beforeCommit?.();
        isOfOne = false;
      });
    } catch (error) {
      return { error, isOfOne };
    }
    for (const one of tell) one();
    try {
      this.#around.afterCommit?.();
    } catch {
      // What failed beside a commit is no failure of those who are in it; it is tried again after the next one.
    }
    return undefined;
  }
}

interface Failure {
  error: unknown;
  /** Not of the beginning and not of the commit, which are everybody's. */
  isOfOne: boolean;
}

function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What fails ends the whole transaction. */
function together(tx: Writing, { attempt }: Waiting): Promise<() => void> {
  return attempt(tx);
}

/** What fails is undone alone. If even that fails, SQLite has undone the whole transaction, and the first error says why. */
async function alone(tx: Writing, { attempt, fail }: Waiting): Promise<() => void> {
  await tx.executeQuery(SAVEPOINT);
  try {
    const told = await attempt(tx);
    await tx.executeQuery(RELEASE);
    return told;
  } catch (error) {
    try {
      await tx.executeQuery(ROLLBACK);
      await tx.executeQuery(RELEASE);
    } catch {
      throw error;
    }
    return () => fail(error);
  }
}
