// What is counted for statistics: gathered in memory, and written every few seconds. A process that is killed forgets the last ones.
import { isStoreFailure, type Store, type Writing } from './store.ts';

const DAY_SECONDS = 86_400;

export interface RequestCount {
  requests: number;
  errors: number;
  totalMilliseconds: number;
  minMilliseconds: number;
  maxMilliseconds: number;
}

export class Counting {
  readonly #store: Store;
  readonly #nowSeconds: () => number;
  #validations = new Map<string, { day: number; product_id: string; outcome: string; count: number }>();
  #requests = new Map<number, RequestCount>();

  constructor(store: Store, nowSeconds: () => number) {
    this.#store = store;
    this.#nowSeconds = nowSeconds;
  }

  validation(product_id: string, outcome: string): void {
    const day = this.#day();
    const name = JSON.stringify([day, product_id, outcome]);
    const count = (this.#validations.get(name)?.count ?? 0) + 1;
    this.#validations.set(name, { day, product_id, outcome, count });
  }

  /** An answer of the API; an error is one of ours, from 500 on. */
  request(status: number, milliseconds: number): void {
    const day = this.#day();
    const { requests, errors, totalMilliseconds, minMilliseconds, maxMilliseconds } = this.#requests.get(day) ?? NONE;
    const whole = Math.round(milliseconds);
    this.#requests.set(day, {
      requests: requests + 1,
      errors: errors + (status >= 500 ? 1 : 0),
      totalMilliseconds: totalMilliseconds + whole,
      minMilliseconds: Math.min(minMilliseconds, whole),
      maxMilliseconds: Math.max(maxMilliseconds, whole),
    });
  }

  /** Writes what was gathered. What cannot be written now is written with what comes. */
  async flush(): Promise<void> {
    const [validations, requests] = [this.#validations, this.#requests];
    if (validations.size === 0 && requests.size === 0) return;
    this.#validations = new Map();
    this.#requests = new Map();
    try {
      await this.#store.write(async (tx) => {
        for (const row of validations.values()) await addValidations(tx, row);
        for (const [day, row] of requests) await addRequests(tx, day, row);
      });
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      for (const [name, row] of validations) {
        this.#validations.set(name, { ...row, count: row.count + (this.#validations.get(name)?.count ?? 0) });
      }
    }
  }

  #day(): number {
    return Math.floor(this.#nowSeconds() / DAY_SECONDS);
  }
}

const NONE: RequestCount = {
  requests: 0,
  errors: 0,
  totalMilliseconds: 0,
  minMilliseconds: Number.MAX_SAFE_INTEGER,
  maxMilliseconds: 0,
};

async function addValidations(
  tx: Writing,
  row: { day: number; product_id: string; outcome: string; count: number },
): Promise<void> {
  await tx
    .insertInto('validation_day')
    .values(row)
    .onConflict((same) =>
      same
        .columns(['day', 'product_id', 'outcome'])
        .doUpdateSet((it) => ({ count: it('validation_day.count', '+', row.count) })),
    )
    .execute();
}

async function addRequests(tx: Writing, day: number, row: RequestCount): Promise<void> {
  const before = await tx.selectFrom('request_day').selectAll().where('day', '=', day).executeTakeFirst();
  const sum = {
    day,
    requests: (before?.requests ?? 0) + row.requests,
    errors: (before?.errors ?? 0) + row.errors,
    total_milliseconds: (before?.total_milliseconds ?? 0) + row.totalMilliseconds,
    min_milliseconds: Math.min(before?.min_milliseconds ?? row.minMilliseconds, row.minMilliseconds),
    max_milliseconds: Math.max(before?.max_milliseconds ?? 0, row.maxMilliseconds),
  };
  await tx
    .insertInto('request_day')
    .values(sum)
    .onConflict((same) => same.column('day').doUpdateSet(sum))
    .execute();
}
