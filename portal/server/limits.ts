// How often something may happen under one name: a bucket that fills slowly and is emptied by use. The buckets are rows of the store,
// so that all processes of a portal count together, and a restart forgets nothing.
import { sql } from 'kysely';
import { NO_LATE_ROWS, prepared } from './prepared.ts';
import { Refused, tooMany } from './refused.ts';
import type { Database, Writing } from './store.ts';
import type { Vault } from './vault.ts';

/** `burst` at once, then one every `secondsEach`. */
export interface Rate {
  /** Tells the buckets of different purposes apart. */
  purpose: string;
  burst: number;
  secondsEach: number;
}

/** Guessing license keys from one address: a person's slips pass, a program's do not. */
export const UNKNOWN_KEYS: Rate = { purpose: 'unknown-keys', burst: 60, secondsEach: 2 };
/** From everywhere together. Only those who guess feel it: a license key that is known never does. */
export const ALL_UNKNOWN_KEYS: Rate = { purpose: 'all-unknown-keys', burst: 3000, secondsEach: 1 };
/** Codes for a machine that sits already: enough for every retry, not for filling the disk. */
export const FURTHER_CODES: Rate = { purpose: 'further-codes', burst: 100, secondsEach: 36 };

const MOST_NAMES = 1000;

export class Limits {
  readonly #vault: Vault;
  readonly #nowSeconds: () => number;
  /** Names of buckets, by what they are named after: those who ask once mostly ask again. */
  readonly #names = new Map<string, Uint8Array>();

  constructor(vault: Vault, nowSeconds: () => number) {
    this.#vault = vault;
    this.#nowSeconds = nowSeconds;
  }

  /** @throws Refused when the bucket of `name` is empty */
  async demand(tx: Writing, rate: Rate, name: string): Promise<void> {
    const wait = await this.waitSeconds(tx, rate, name);
    if (wait > 0) throw new Refused(tooMany(wait));
  }

  /** Seconds until `name` may try again; 0: now. */
  async waitSeconds(tx: Database, rate: Rate, name: string): Promise<number> {
    const { burst, secondsEach } = rate;
    const [row] = await readBucket(tx, { name: this.#nameOf(rate, name) });
    // A clock that was set back counts as no time at all, not as a long wait.
    const emptiness = Math.min(Math.max(0, (row?.full_at ?? 0) - this.#nowSeconds()), burst * secondsEach);
    return Math.max(0, emptiness - (burst - 1) * secondsEach);
  }

  /** Takes one from the bucket of `name`. It is counted when the transaction is committed. */
  async count(tx: Writing, rate: Rate, name: string): Promise<void> {
    const now = this.#nowSeconds();
    const fullest = now + rate.burst * rate.secondsEach;
    // In one statement, so that two processes that count at once count two.
    const before = sql<number>`case when rate.full_at < ${now} then ${now} when rate.full_at > ${fullest} then ${fullest} else rate.full_at end`;
    await tx
      .insertInto('rate')
      .values({ name: this.#nameOf(rate, name), full_at: now + rate.secondsEach })
      .onConflict((same) => same.column('name').doUpdateSet({ full_at: sql`${before} + ${rate.secondsEach}` }))
      .execute();
  }

  #nameOf(rate: Rate, name: string): Uint8Array {
    const asked = `${rate.purpose} ${name}`;
    let known = this.#names.get(asked);
    if (known === undefined) {
      known = this.#vault.replayName('rate', rate.purpose, name);
      if (this.#names.size >= MOST_NAMES) this.#names.clear();
      this.#names.set(asked, known);
    }
    return known;
  }
}

const readBucket = prepared(
  (tx, { name }: { name: Uint8Array }) => tx.selectFrom('rate').select('full_at').where('name', '=', name),
  NO_LATE_ROWS,
);

/** Full buckets say nothing. */
export async function forgetFullBuckets(tx: Writing, nowSeconds: number): Promise<void> {
  await tx.deleteFrom('rate').where('full_at', '<=', nowSeconds).execute();
}
