// Counts and courses for the vendor: how much is used, what happened by day, and what ends when.
import { sql } from 'kysely';
import { type By, look, type Office, type Result } from './change.ts';

const DAY_SECONDS = 86_400;

export interface Usage {
  validationsToday: number;
  validationsMonth: number;
  activeLicenses: number;
  activeDomains: number;
}

export interface Overview {
  licenses: { total: number; active: number; expired: number; suspended: number; refunded: number; revoked: number };
  seats: { used: number; total: number };
  usage: Usage;
  /** Active licenses that end within so many days. */
  ending: { days7: number; days30: number; days90: number };
}

/** One point of a course; days are dates in UTC. */
export interface DayCount {
  date: string;
  count: number;
}

export interface Courses {
  days: number;
  sinceSeconds: number;
  /** When the first product was added: there was nothing to count before. Absent: there is none yet. */
  beganSeconds?: number;
  activations: DayCount[];
  /** By outcome: `licensed`, `expired`, … */
  validations: (DayCount & { outcome: string })[];
  /** Machines whose check-in became due on that day, and that have not asked since. */
  lapses: DayCount[];
  /** Licenses by the day on which they end, from today on. */
  endings: DayCount[];
}

/** What the process measured about its own answers. */
export interface Service {
  days: number;
  sinceSeconds: number;
  requests: number;
  errors: number;
  latency?: { averageMilliseconds: number; minMilliseconds: number; maxMilliseconds: number };
}

export function readOverview(office: Office, by: By): Promise<Result<Overview>> {
  return look(office, async () => {
    const [states, seats, usage, days7, days30, days90] = await Promise.all([
      countStates(office, by),
      countSeats(office, by),
      usageOf(office, by),
      countEnding(office, by, 7),
      countEnding(office, by, 30),
      countEnding(office, by, 90),
    ]);
    const total = Object.values(states).reduce((sum, n) => sum + n, 0);
    return { licenses: { total, ...states }, seats, usage, ending: { days7, days30, days90 } };
  });
}

export function readUsage(office: Office, by: By): Promise<Result<Usage>> {
  return look(office, () => usageOf(office, by));
}

export function readCourses(office: Office, by: By, days: number): Promise<Result<Courses>> {
  return look(office, async () => {
    const today = dayOf(office.nowSeconds());
    const first = today - days + 1;
    return {
      days,
      sinceSeconds: first * DAY_SECONDS,
      ...(await beginning(office, by)),
      activations: await activationsByDay(office, by, first),
      validations: await validationsByDay(office, by, first),
      lapses: await lapsesByDay(office, by, first),
      endings: await endingsByDay(office, by, today + days),
    };
  });
}

export function readService(office: Office, days: number): Promise<Result<Service>> {
  return look(office, async () => {
    const first = dayOf(office.nowSeconds()) - days + 1;
    const rows = await office.store.database.selectFrom('request_day').selectAll().where('day', '>=', first).execute();
    const requests = sum(rows.map((row) => row.requests));
    return {
      days,
      sinceSeconds: first * DAY_SECONDS,
      requests,
      errors: sum(rows.map((row) => row.errors)),
      ...(requests > 0 && {
        latency: {
          averageMilliseconds: sum(rows.map((row) => row.total_milliseconds)) / requests,
          minMilliseconds: Math.min(...rows.map((row) => row.min_milliseconds)),
          maxMilliseconds: Math.max(...rows.map((row) => row.max_milliseconds)),
        },
      }),
    };
  });
}

async function beginning({ store }: Office, by: By): Promise<{ beganSeconds?: number }> {
  let rows = store.database.selectFrom('product').select((it) => it.fn.min<number | null>('created_at').as('first'));
  if (by.product !== undefined) rows = rows.where('id', '=', by.product);
  const { first } = await rows.executeTakeFirstOrThrow();
  return first === null ? {} : { beganSeconds: Number(first) };
}

async function countStates({ store, nowSeconds }: Office, by: By): Promise<Omit<Overview['licenses'], 'total'>> {
  const now = nowSeconds();
  let rows = store.database
    .selectFrom('license')
    .select((it) => [
      it
        .case()
        .when(it.and([it('state', '=', 'active'), it('expires_at', '<=', now)]))
        .then('expired')
        .else(it.ref('state'))
        .end()
        .as('now'),
      it.fn.countAll<number>().as('n'),
    ])
    .groupBy('now');
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  const counted = new Map((await rows.execute()).map((row) => [String(row.now), row.n]));
  const of = (state: string) => counted.get(state) ?? 0;
  return {
    active: of('active'),
    expired: of('expired'),
    suspended: of('suspended'),
    refunded: of('refunded'),
    revoked: of('revoked'),
  };
}

async function countSeats({ store }: Office, by: By): Promise<{ used: number; total: number }> {
  let rows = store.database
    .selectFrom('license')
    .select((it) => [it.fn.sum<number>('used').as('used'), it.fn.sum<number>('seats').as('total')]);
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  const { used, total } = await rows.executeTakeFirstOrThrow();
  return { used: Number(used ?? 0), total: Number(total ?? 0) };
}

async function usageOf(office: Office, by: By): Promise<Usage> {
  const now = office.nowSeconds();
  const firstOfMonth = dayOf(Date.parse(`${new Date(now * 1000).toISOString().slice(0, 7)}-01`) / 1000);
  const [validationsToday, validationsMonth, { active }, activeDomains] = await Promise.all([
    countValidations(office, by, dayOf(now)),
    countValidations(office, by, firstOfMonth),
    countStates(office, by),
    countDomains(office, by),
  ]);
  return { validationsToday, validationsMonth, activeLicenses: active, activeDomains };
}

async function countValidations({ store }: Office, by: By, first: number): Promise<number> {
  let rows = store.database
    .selectFrom('validation_day')
    .select((it) => it.fn.sum<number>('count').as('n'))
    .where('day', '>=', first);
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  return Number((await rows.executeTakeFirstOrThrow()).n ?? 0);
}

/** Different patterns of active licenses that have some of their own. */
async function countDomains({ store, nowSeconds }: Office, by: By): Promise<number> {
  let rows = store.database
    .selectFrom('license')
    .select('domains')
    .distinct()
    .where('domains', 'is not', null)
    .where('state', '=', 'active')
    .where((it) => it.or([it('expires_at', 'is', null), it('expires_at', '>', nowSeconds())]));
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  const lists = (await rows.execute()).map((row): string[] => JSON.parse(row.domains ?? '[]')); // written by the vendor's operations
  return new Set(lists.flat()).size;
}

async function countEnding({ store, nowSeconds }: Office, by: By, days: number): Promise<number> {
  const now = nowSeconds();
  let rows = store.database
    .selectFrom('license')
    .select((it) => it.fn.countAll<number>().as('n'))
    .where('state', '=', 'active')
    .where('expires_at', '>', now)
    .where('expires_at', '<=', now + days * DAY_SECONDS);
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  return (await rows.executeTakeFirstOrThrow()).n;
}

async function activationsByDay({ store }: Office, by: By, first: number): Promise<DayCount[]> {
  let rows = store.database
    .selectFrom('activation')
    .innerJoin('license', 'license.id', 'activation.license_id')
    .select((it) => [sql<number>`activation.created_at / 86400`.as('day'), it.fn.countAll<number>().as('count')])
    .where('activation.created_at', '>=', first * DAY_SECONDS)
    .groupBy('day')
    .orderBy('day');
  if (by.product !== undefined) rows = rows.where('license.product_id', '=', by.product);
  return (await rows.execute()).map(dated);
}

async function validationsByDay({ store }: Office, by: By, first: number): Promise<Courses['validations']> {
  let rows = store.database
    .selectFrom('validation_day')
    .select((it) => ['day', 'outcome', it.fn.sum<number>('count').as('count')])
    .where('day', '>=', first)
    .groupBy(['day', 'outcome'])
    .orderBy('day')
    .orderBy('outcome');
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  return (await rows.execute()).map((row) => ({
    ...dated({ day: row.day, count: Number(row.count) }),
    outcome: row.outcome,
  }));
}

async function lapsesByDay({ store, nowSeconds }: Office, by: By, first: number): Promise<DayCount[]> {
  let rows = store.database
    .selectFrom('activation')
    .innerJoin('license', 'license.id', 'activation.license_id')
    .select((it) => [sql<number>`activation.check_in_by / 86400`.as('day'), it.fn.countAll<number>().as('count')])
    .where('activation.state', '=', 'active')
    .where('activation.check_in_by', '<=', nowSeconds())
    .where('activation.check_in_by', '>=', first * DAY_SECONDS)
    .groupBy('day')
    .orderBy('day');
  if (by.product !== undefined) rows = rows.where('license.product_id', '=', by.product);
  return (await rows.execute()).map(dated);
}

async function endingsByDay({ store, nowSeconds }: Office, by: By, last: number): Promise<DayCount[]> {
  let rows = store.database
    .selectFrom('license')
    .select((it) => [sql<number>`expires_at / 86400`.as('day'), it.fn.countAll<number>().as('count')])
    .where('state', '=', 'active')
    .where('expires_at', '>', nowSeconds())
    .where('expires_at', '<', last * DAY_SECONDS)
    .groupBy('day')
    .orderBy('day');
  if (by.product !== undefined) rows = rows.where('product_id', '=', by.product);
  return (await rows.execute()).map(dated);
}

function dated({ day, count }: { day: number; count: number }): DayCount {
  return { date: new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10), count };
}

function dayOf(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
