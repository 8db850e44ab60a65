// A license as its owner sees it. Times are whole seconds since 1970.
import type { Desk } from './desk.ts';
import type { Licensed } from './license.ts';
import { type Replacements, replacementsOf } from './replacement.ts';
import type { Database } from './store.ts';
import type { LicenseState } from './tables.ts';

export interface LicenseView {
  id: string;
  productId: string;
  productName: string;
  state: LicenseState;
  plan?: string;
  expiresAt?: number;
  /** How long it will last, from its first activation on. Only before that. */
  termSeconds?: number;
  seats: { used: number; total: number };
  /** Its machines never have to check in. */
  airGapped: boolean;
  replacements: Replacements;
  /** How long the seat of a replaced machine stays closed; absent: not at all. */
  replacementDelaySeconds?: number;
  /** How often a seat may change hands; `nextAt`: when the first of the free seats opens, if none is open now. */
  changes: { per30Days: number; nextAt?: number };
}

/** What the owner of a license may know. Its id comes from a session that may use it. */
export interface LicenseOperations {
  view(licenseId: string): Promise<LicenseView | undefined>;
}

export function openLicenses({ store, nowSeconds }: Desk): LicenseOperations {
  return { view: (licenseId) => readLicense(store.database, licenseId, nowSeconds()) };
}

async function readLicense(
  database: Database,
  licenseId: string,
  nowSeconds: number,
): Promise<LicenseView | undefined> {
  const licensed = await readLicensed(database, licenseId);
  if (!licensed) return undefined;
  const { license, product } = licensed;
  const opensAt = await earliestFreeSeat(database, licenseId);
  return {
    id: license.id,
    productId: product.id,
    productName: product.name,
    state: license.state,
    ...(license.plan !== null && { plan: license.plan }),
    ...(license.expires_at !== null && { expiresAt: license.expires_at }),
    ...(license.expires_at === null && license.term_seconds !== null && { termSeconds: license.term_seconds }),
    seats: { used: license.used - (await countLapsed(database, licenseId, nowSeconds)), total: license.seats },
    airGapped: product.offline_seconds === null,
    replacements: await replacementsOf(database, license, product, nowSeconds),
    ...(product.replacement_delay_seconds > 0 && { replacementDelaySeconds: product.replacement_delay_seconds }),
    changes: {
      per30Days: product.changes_per_30_days,
      ...(opensAt !== undefined && opensAt > nowSeconds && { nextAt: opensAt }),
    },
  };
}

async function readLicensed(database: Database, id: string): Promise<Licensed | undefined> {
  const license = await database.selectFrom('license').selectAll().where('id', '=', id).executeTakeFirst();
  if (!license) return undefined;
  const products = database.selectFrom('product').selectAll().where('id', '=', license.product_id);
  return { license, product: await products.executeTakeFirstOrThrow() };
}

async function earliestFreeSeat(database: Database, licenseId: string): Promise<number | undefined> {
  const row = await database
    .selectFrom('seat')
    .select('free_from')
    .where('license_id', '=', licenseId)
    .where('activation_id', 'is', null)
    .orderBy('free_from')
    .limit(1)
    .executeTakeFirst();
  return row?.free_from;
}

/** Leases that nobody has needed since they lapsed are still written as taken. */
async function countLapsed(database: Database, licenseId: string, nowSeconds: number): Promise<number> {
  const { n } = await database
    .selectFrom('seat')
    .select((seat) => seat.fn.countAll<number>().as('n'))
    .where('license_id', '=', licenseId)
    .where('lease_until', '<=', nowSeconds)
    .executeTakeFirstOrThrow();
  return n;
}
