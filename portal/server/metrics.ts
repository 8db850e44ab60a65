// Numbers for a monitoring system, as OpenMetrics 1.0 text. They have no labels that a customer could choose.
import { isStoreFailure, type Store } from './store.ts';

/** Seconds; the last bucket takes all. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #buckets = BUCKETS.map(() => 0);
  #count = 0;
  #sumSeconds = 0;

  /** `route` is the pattern of a call, never its address. */
  request(route: string, method: string, status: number, seconds: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    BUCKETS.forEach((limit, i) => {
      if (seconds <= limit) this.#buckets[i] = (this.#buckets[i] ?? 0) + 1;
    });
    this.#count++;
    this.#sumSeconds += seconds;
  }

  async write(store: Store, nowSeconds: number): Promise<string> {
    return [
      '# TYPE latchkey_requests counter',
      '# HELP latchkey_requests Answers of the API.',
      ...[...this.#requests].map(([labels, n]) => `latchkey_requests_total{${labels}} ${n}`),
      '# TYPE latchkey_request_seconds histogram',
      '# UNIT latchkey_request_seconds seconds',
      '# HELP latchkey_request_seconds Time until an answer of the API.',
      ...BUCKETS.map((limit, i) => `latchkey_request_seconds_bucket{le="${limit}"} ${this.#buckets[i]}`),
      `latchkey_request_seconds_bucket{le="+Inf"} ${this.#count}`,
      `latchkey_request_seconds_count ${this.#count}`,
      `latchkey_request_seconds_sum ${this.#sumSeconds}`,
      '# TYPE latchkey_store_up gauge',
      '# HELP latchkey_store_up Whether the store answers.',
      ...(await storeLines(store, nowSeconds)),
      '# TYPE latchkey_memory_bytes gauge',
      '# UNIT latchkey_memory_bytes bytes',
      `latchkey_memory_bytes ${process.memoryUsage.rss()}`,
      '# EOF',
      '',
    ].join('\n');
  }
}

async function storeLines({ database }: Store, nowSeconds: number): Promise<string[]> {
  try {
    const [licenses, seats, pending, waiting, clock] = await Promise.all([
      database
        .selectFrom('license')
        .select((it) => ['state', it.fn.countAll<number>().as('n')])
        .groupBy('state')
        .execute(),
      database
        .selectFrom('license')
        .select((it) => [it.fn.sum<number>('used').as('used'), it.fn.sum<number>('seats').as('total')])
        .executeTakeFirstOrThrow(),
      database
        .selectFrom('webhook_delivery')
        .select((it) => it.fn.countAll<number>().as('n'))
        .where('state', '=', 'pending')
        .executeTakeFirstOrThrow(),
      database
        .selectFrom('audit_entry')
        .select((it) => it.fn.countAll<number>().as('n'))
        .where('sequence', 'is', null)
        .executeTakeFirstOrThrow(),
      database.selectFrom('issue_clock').selectAll().executeTakeFirstOrThrow(),
    ]);
    return [
      'latchkey_store_up 1',
      '# TYPE latchkey_licenses gauge',
      ...licenses.map(({ state, n }) => `latchkey_licenses{state="${state}"} ${n}`),
      '# TYPE latchkey_seats gauge',
      `latchkey_seats{use="used"} ${seats.used ?? 0}`,
      `latchkey_seats{use="free"} ${(seats.total ?? 0) - (seats.used ?? 0)}`,
      '# TYPE latchkey_webhooks_pending gauge',
      `latchkey_webhooks_pending ${pending.n}`,
      '# TYPE latchkey_audit_waiting gauge',
      `latchkey_audit_waiting ${waiting.n}`,
      '# TYPE latchkey_signing gauge',
      '# HELP latchkey_signing 0 after a restore until it is confirmed, and when the clock is behind.',
      `latchkey_signing ${clock.restored_at === null && clock.last_issued_at - nowSeconds <= 54_000 ? 1 : 0}`,
    ];
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    return ['latchkey_store_up 0'];
  }
}
