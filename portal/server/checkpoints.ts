// Checkpoints of SQLite's log beside the requests: a thread of its own moves the log's pages into the file, so that no commit waits for
// that. A log is written from its beginning again only when all of it has been moved in a moment in which nobody writes; the last few
// pages are therefore moved here, between two commits.
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { Moved } from './checkpoint-thread.ts';

/** Below this SQLite's own checkpoints would not begin either: a small store never has the thread. */
const WORTH_BYTES = 4 * 1024 * 1024;
/** So many commits between two checkpoints: pages that change in each of them are moved once. */
const COMMITS = 64;
/** A log of this many pages begins anew, at a moment in which so few are left to move. */
const LONG_PAGES = 8192;
const FEW_PAGES = 1024;
/** SQLite's own, should the thread be too slow: 100 MB. It holds up a commit. */
const LAST_RESORT_PAGES = 25_600;
const SQLITES_OWN_PAGES = 1000;

const THREAD = new URL('checkpoint-thread.ts', import.meta.url);

export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #thread: Worker | undefined;
  #moving = false;
  #isWorthIt = false;
  #commits = 0;
  #last: Moved | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    database.exec(`pragma wal_autocheckpoint = ${LAST_RESORT_PAGES}`);
  }

  /** After every commit, while no transaction is open. */
  afterCommit(): void {
    this.#commits++;
    if (this.#moving) return;
    if (this.#last !== undefined && this.#last.pages >= LONG_PAGES && this.#last.left <= FEW_PAGES) this.#finish();
    if (this.#commits < COMMITS) return;
    this.#isWorthIt ||= (statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0) >= WORTH_BYTES;
    if (this.#isWorthIt) this.#begin();
  }

  /** Before the connection is closed: the last one that is closed removes the log. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    if (thread === undefined) return;
    thread.ref(); // a process that has nothing else to do waits for it
    const gone = new Promise((resolve) => thread.once('exit', resolve)); // also after an error
    thread.postMessage('close');
    await gone;
  }

  #begin(): void {
    this.#commits = 0;
    this.#moving = true;
    this.#thread ??= this.#start();
    this.#thread.postMessage('move');
  }

  #finish(): void {
    this.#last = undefined;
    this.#database.exec('pragma wal_checkpoint(passive)');
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { workerData: this.#path, execArgv: [] });
    thread.unref();
    thread.on('message', (moved: Moved) => {
      this.#last = moved;
      this.#moving = false;
    });
    // Without the thread SQLite does it by itself, as it would have from the beginning.
    thread.on('error', () => {
      this.#thread = undefined;
      if (this.#database.isOpen) this.#database.exec(`pragma wal_autocheckpoint = ${SQLITES_OWN_PAGES}`);
    });
    return thread;
  }
}
