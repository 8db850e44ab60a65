// What ends when: licenses by the month in which they end and the product that they are for.
import { sql } from 'kysely';
import { type By, look, type Office, type Result } from './change.ts';

const DAY_SECONDS = 86_400;

export interface Endings {
  /** `2027-05`: this month and those that follow, in UTC. */
  months: string[];
  /** Each with one count a month; products of which nothing ends are left out. Most first. */
  products: { id: string; name: string; counts: number[] }[];
  /** Active licenses that end after these months, and those that never end. */
  later: number;
  never: number;
}

export function readEndings(office: Office, by: By, months: number): Promise<Result<Endings>> {
  return look(office, async () => {
    const nowSeconds = office.nowSeconds();
    const names = monthsFrom(nowSeconds, months);
    const end = startOf(monthsFrom(nowSeconds, months + 1).at(-1) ?? '');
    const rows = await endingDays(office, by, nowSeconds, end);
    const products = new Map<string, Endings['products'][number]>();
    for (const { id, name, day, count } of rows) {
      const product = products.get(id) ?? { id, name, counts: names.map(() => 0) };
      const month = names.indexOf(monthOf(day * DAY_SECONDS));
      product.counts[month] = (product.counts[month] ?? 0) + count;
      products.set(id, product);
    }
    return {
      months: names,
      products: [...products.values()].sort((a, b) => total(b.counts) - total(a.counts) || (a.id < b.id ? -1 : 1)),
      ...(await beyond(office, by, end)),
    };
  });
}

async function endingDays({ store }: Office, by: By, from: number, to: number) {
  let rows = store.database
    .selectFrom('license')
    .innerJoin('product', 'product.id', 'license.product_id')
    .select((it) => [
      'product.id',
      'product.name',
      sql<number>`license.expires_at / 86400`.as('day'),
      it.fn.countAll<number>().as('count'),
    ])
    .where('license.state', '=', 'active')
    .where('license.expires_at', '>', from)
    .where('license.expires_at', '<', to)
    .groupBy(['product.id', 'product.name', 'day']);
  if (by.product !== undefined) rows = rows.where('license.product_id', '=', by.product);
  return await rows.execute();
}

async function beyond({ store }: Office, by: By, from: number): Promise<Pick<Endings, 'later' | 'never'>> {
  let rows = store.database
    .selectFrom('license')
    .select((it) => [
      it.fn.countAll<number>().as('all'),
      it.fn.count<number>('expires_at').as('later'), // those without an end are not counted
    ])
    .where('state', '=', 'active')
    .where((it) => it.or([it('expires_at', 'is', null), it('expires_at', '>=', from)]));
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  const { all, later } = await rows.executeTakeFirstOrThrow();
  return { later, never: all - later };
}

function monthsFrom(seconds: number, count: number): string[] {
  const first = new Date(seconds * 1000);
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i)).toISOString().slice(0, 7),
  );
}

function startOf(month: string): number {
  return Date.parse(`${month}-01`) / 1000;
}

function monthOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 7);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, n) => sum + n, 0);
}
