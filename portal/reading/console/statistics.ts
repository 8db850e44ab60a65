// What the page of statistics shows: the period and the product that its address names, and counts made into columns.
import type { Courses, DayCount } from '../../server/vendor/statistics.ts';
import type { Column } from '../../telling/plot.ts';

export const PERIODS = [7, 30, 90, 365] as const;
export type Period = (typeof PERIODS)[number];
const DAY_SECONDS = 86_400;
/** Beyond this many days a bar stands for a week, so that it can be seen. */
const MOST_DAILY = 90;

export interface StatisticsQuery {
  days: Period;
  product: string | undefined;
}

/** Whatever the address says: what is not in the list becomes 30 days. */
export function readStatisticsQuery(query: URLSearchParams): StatisticsQuery {
  const product = (query.get('product') ?? '').slice(0, 100);
  return {
    days: PERIODS.find((days) => String(days) === query.get('days')) ?? 30,
    product: product === '' ? undefined : product,
  };
}

export function writeStatisticsQuery({ days, product }: StatisticsQuery): string {
  return `?${new URLSearchParams({ days: String(days), ...(product !== undefined && { product }) })}`;
}

/** One bar: a day, or a week of days. */
export interface Span {
  fromSeconds: number;
  /** Its last day. */
  toSeconds: number;
}

export interface Course {
  spans: Span[];
  columns: Column[];
  total: number;
}

/** The bars of a period, the last one ending today. */
export function spansOf({ sinceSeconds, days }: Pick<Courses, 'sinceSeconds' | 'days'>): Span[] {
  const length = days > MOST_DAILY ? 7 : 1;
  const count = Math.ceil(days / length);
  const end = sinceSeconds + days * DAY_SECONDS;
  return Array.from({ length: count }, (_, i) => {
    const to = end - (count - 1 - i) * length * DAY_SECONDS;
    return { fromSeconds: Math.max(sinceSeconds, to - length * DAY_SECONDS), toSeconds: to - DAY_SECONDS };
  });
}

/**
 * Each series is a list of counts by day. A bar whose last day lies before `beganSeconds` was not measured, which is not the same as
 * nothing happened.
 */
export function courseOf(
  { sinceSeconds, days, beganSeconds }: Pick<Courses, 'sinceSeconds' | 'days' | 'beganSeconds'>,
  series: readonly (readonly DayCount[])[],
): Course {
  const spans = spansOf({ sinceSeconds, days });
  const counts = series.map(byDay);
  const columns = spans.map(({ fromSeconds, toSeconds }): Column => {
    if (beganSeconds === undefined || toSeconds + DAY_SECONDS <= beganSeconds) return undefined;
    return counts.map((count) => sumBetween(count, fromSeconds, toSeconds));
  });
  return { spans, columns, total: columns.flatMap((column) => column ?? []).reduce((sum, n) => sum + n, 0) };
}

function byDay(counts: readonly DayCount[]): Map<number, number> {
  const days = new Map<number, number>();
  for (const { date, count } of counts) {
    const day = Date.parse(date) / 1000;
    days.set(day, (days.get(day) ?? 0) + count);
  }
  return days;
}

function sumBetween(counts: ReadonlyMap<number, number>, from: number, to: number): number {
  let sum = 0;
  for (let day = from; day <= to; day += DAY_SECONDS) sum += counts.get(day) ?? 0;
  return sum;
}

/** The products that get a series of their own, and one for all others when they are many. */
export function seriesOf<P extends { name: string; counts: readonly number[] }>(
  products: readonly P[],
  most: number,
  others: string,
): { name: string; counts: number[] }[] {
  const shown = products.slice(0, products.length > most ? most - 1 : most);
  const rest = products.slice(shown.length);
  const own = shown.map(({ name, counts }) => ({ name, counts: [...counts] }));
  if (rest.length === 0) return own;
  const sum = (rest[0]?.counts ?? []).map((_, i) => rest.reduce((total, { counts }) => total + (counts[i] ?? 0), 0));
  return [...own, { name: others, counts: sum }];
}
