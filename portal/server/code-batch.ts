// Codes of operations that share a commit, made beside them: a thread of its own encodes, signs and reads back what was promised
// (issue.ts) while this one decides the next operation. Whatever the thread has not made in time, or not at all, is made here.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Spelled } from '../../hosts/js/verdict.ts';
import type { Beside, Job, LateCode } from './issue.ts';
import { beforeCommit } from './prepared.ts';
import type { Writing } from './store.ts';

/** To wake the thread takes as long as a fifth of a code; a portal with little to do never has it. */
const SENT_AT_ONCE = 8;
/** A commit does not wait longer for the thread: another process that wants to write waits for two seconds (sqlite.ts). */
const PATIENCE_MILLISECONDS = 1000;
/** After a failure, which may have been a machine that slept. */
const AGAIN_MILLISECONDS = 60_000;

const THREAD = new URL('code-thread.ts', import.meta.url);

/** What goes to the thread. */
export interface Order {
  number: number;
  jobs: readonly Job[];
}

/** What comes back: in the same order, without those that could not be made. First, with the number 0, that the thread is there. */
export interface Made {
  number: number;
  codes: readonly (Spelled | undefined)[];
}

interface Promised {
  code: LateCode;
  job: Job;
}

/** Only tests say it. */
export interface ThreadOptions {
  program?: URL;
  patienceMilliseconds?: number;
  againMilliseconds?: number;
  /** Of the processor; with one alone a thread would only take turns with this one. */
  cores?: number;
}

export class CodeBatches implements Beside {
  readonly #folder: string;
  readonly #report: (event: string) => void;
  readonly #program: URL;
  readonly #patience: number;
  readonly #again: number;
  readonly #batches = new WeakMap<Writing, Batch>();
  readonly #answers = new Map<number, (codes: Made['codes']) => void>();
  #thread: Worker | undefined;
  #state: 'none' | 'starting' | 'ready' | 'given up' | 'closed';
  #pause: NodeJS.Timeout | undefined;
  #number = 0;

  /** @param folder the data folder, whose keys the thread opens itself */
  constructor(folder: string, report: (event: string) => void, options: ThreadOptions = {}) {
    this.#folder = folder;
    this.#report = report;
    this.#program = options.program ?? THREAD;
    this.#patience = options.patienceMilliseconds ?? PATIENCE_MILLISECONDS;
    this.#again = options.againMilliseconds ?? AGAIN_MILLISECONDS;
    this.#state = (options.cores ?? availableParallelism()) > 1 ? 'none' : 'closed';
  }

  add(tx: Writing, code: LateCode, job: Job): void {
    if (this.#state === 'given up' || this.#state === 'closed') return;
    let batch = this.#batches.get(tx);
    if (batch === undefined) {
      const begun = new Batch((jobs) => this.#order(jobs));
      if (!beforeCommit(tx, () => begun.finish())) return;
      this.#batches.set(tx, begun);
      batch = begun;
    }
    batch.add({ code, job });
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#pause);
    await this.#thread?.terminate();
  }

  /** Undefined while there is no thread, and for what cannot be copied to it. */
  #order(jobs: readonly Job[]): Promise<Made['codes']> | undefined {
    if (this.#state === 'none') this.#start();
    if (this.#state !== 'ready') return undefined;
    const order: Order = { number: ++this.#number, jobs };
    try {
      this.#thread?.postMessage(order);
    } catch {
      return undefined;
    }
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.#giveUp('it does not answer'), this.#patience);
      this.#answers.set(order.number, (codes) => {
        clearTimeout(patience);
        resolve(codes);
      });
    });
  }

  #start(): void {
    this.#state = 'starting';
    const thread = new Worker(this.#program, { workerData: this.#folder, execArgv: [] });
    const failed = (why: string) => thread === this.#thread && this.#giveUp(why);
    thread.unref();
    thread.on('message', ({ number, codes }: Made) => {
      if (number === 0 && this.#state === 'starting') this.#state = 'ready';
      this.#answers.get(number)?.(codes);
      this.#answers.delete(number);
    });
    thread.on('error', ({ message }) => failed(message));
    thread.on('exit', () => failed('it ended'));
    this.#thread = thread;
  }

  /** Nothing is lost by it but speed. */
  #giveUp(why: string): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
    for (const answer of this.#answers.values()) answer([]);
    this.#answers.clear();
    if (this.#state === 'closed') return;
    this.#report(`codes are made one at a time for a while, the thread for them failed: ${why}`);
    this.#state = 'given up';
    this.#pause = setTimeout(() => {
      this.#state = 'none';
    }, this.#again).unref();
  }
}

/** The codes of one transaction. */
class Batch {
  readonly #order: (jobs: readonly Job[]) => Promise<Made['codes']> | undefined;
  readonly #sent: Promise<void>[] = [];
  #waiting: Promised[] = [];

  constructor(order: (jobs: readonly Job[]) => Promise<Made['codes']> | undefined) {
    this.#order = order;
  }

  add(promised: Promised): void {
    this.#waiting = this.#waiting.filter(({ code }) => !code.isMade);
    this.#waiting.push(promised);
    if (this.#waiting.length >= SENT_AT_ONCE) this.#send();
  }

  /** Those that were not sent are made here when their rows are written. */
  async finish(): Promise<void> {
    await Promise.all(this.#sent);
  }

  #send(): void {
    const promised = this.#waiting;
    const answer = this.#order(promised.map(({ job }) => job));
    if (answer === undefined) return;
    this.#waiting = [];
    this.#sent.push(
      answer.then((made) => {
        for (const [i, { code }] of promised.entries()) {
          const spelled = made[i];
          if (spelled !== undefined) code.fill(spelled);
        }
      }),
    );
  }
}
