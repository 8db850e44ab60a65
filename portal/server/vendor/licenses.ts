// Licenses as the vendor's side sees, issues and changes them. Their keys are elsewhere: license-keys.ts.
import type { FeatureValue } from '../../../hosts/js/verdict.ts';
import { readExtras } from '../extras.ts';
import { type Database, forChange, type Writing } from '../store.ts';
import type { LicenseKeys, LicenseRow, ProductRow } from '../tables.ts';
import { type Acts, type By, change, look, type Office, partOf, type Result, rehearse } from './change.ts';
import { changeSeats, changeTerms, type LicenseChange } from './license-changes.ts';
import { type LicenseQuery, type ListedLicense, licenseRows } from './license-list.ts';
import { issueLicense, type NewLicense } from './new-license.ts';
import { type Page, pageOf } from './page.ts';
import { badMember, Declined, missing, NO_END, type Problem, REVOKED, unknown } from './problems.ts';
import { findProduct } from './products.ts';

const DAY_SECONDS = 86_400;
const MAX_DAYS = 36_600;

export interface LicenseView {
  id: string;
  productId: string;
  state: LicenseRow['state'] | 'expired';
  seats: { used: number; total: number };
  plan?: string;
  customerId?: string;
  /** Exclusive. Absent: no end, or its term has not begun. */
  expiresAt?: number;
  /** With which its first activation begins. */
  termSeconds?: number;
  /** As they are in effect, its own or the product's. */
  features: Record<string, FeatureValue>;
  domains: string[];
  createdAt: number;
}

export function listLicenses(office: Office, by: By, query: LicenseQuery): Promise<Result<Page<LicenseView>>> {
  return look(office, async () => {
    const rows = await licenseRows(office, by, query);
    const position = ({ created_at, id }: ListedLicense) => ({ at: created_at, id });
    return pageOf(rows, query, position, (row) => licenseView(row, office.nowSeconds()));
  });
}

export function getLicense(office: Office, by: By, id: string): Promise<Result<LicenseView>> {
  return look(office, () => viewOf(office, office.store.database, by, id));
}

export function addLicense(
  office: Office,
  by: By,
  license: NewLicense,
): Promise<Result<LicenseView & { licenseKey: string }>> {
  return change(office, by, async (tx, acts) => {
    const product = await productFor(tx, by, license.product);
    const issued = await issueLicense(office, tx, acts, product, license);
    return { ...(await viewOf(office, tx, by, issued.row.id)), licenseKey: issued.licenseKey };
  });
}

/** Codes that are out there keep what they say; the next one of each machine says the new. */
export function changeLicense(office: Office, by: By, id: string, wanted: LicenseChange): Promise<Result<LicenseView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const { license, product } = await holdLicense(tx, by, id);
    if (license.state === 'revoked') throw new Declined(REVOKED);
    await changeTerms(office, tx, acts, { license, product }, wanted, nowSeconds);
    if (wanted.seats !== undefined) await changeSeats(tx, acts, license, wanted.seats);
    if (wanted.state !== undefined) await setState(tx, acts, license, wanted.state);
    return await viewOf(office, tx, by, id);
  });
}

/** Its machines learn of it when they next ask. A refund that was a mistake is undone by making the license active again. */
export function refundLicense(office: Office, by: By, id: string): Promise<Result<LicenseView>> {
  return change(office, by, async (tx, acts) => {
    const { license } = await holdLicense(tx, by, id);
    if (license.state === 'revoked') throw new Declined(REVOKED);
    await setState(tx, acts, license, 'refunded');
    return await viewOf(office, tx, by, id);
  });
}

/** For good. Machines learn of it when they next ask; until then their codes last as long as they say. */
export function revokeLicense(office: Office, by: By, id: string): Promise<Result<LicenseView>> {
  return change(office, by, async (tx, acts) => {
    const { license } = await holdLicense(tx, by, id);
    await setState(tx, acts, license, 'revoked');
    return await viewOf(office, tx, by, id);
  });
}

/** A license that has ended is extended from now on, so that a renewal always brings as many days as were paid. */
export function extendLicense(office: Office, by: By, id: string, days: number): Promise<Result<LicenseView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    await extend(tx, acts, (await holdLicense(tx, by, id)).license, days, nowSeconds);
    return await viewOf(office, tx, by, id);
  });
}

export interface BatchOutcome {
  id: string;
  problem?: { code: string; error: string };
}

/** Each for itself: what cannot be done to one is no reason to leave the others. */
export async function changeMany(
  office: Office,
  by: By,
  ids: readonly string[],
  what: { state: 'active' | 'suspended' } | { days: number },
): Promise<BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [];
  for (const id of ids) {
    const own = partOf(by, id);
    const result =
      'days' in what ? await extendLicense(office, own, id, what.days) : await changeLicense(office, own, id, what);
    outcomes.push(result.ok ? { id } : { id, problem: { code: result.problem.code, error: result.problem.error } });
  }
  return outcomes;
}

export interface Rehearsed {
  id: string;
  /** Absent: there is no such license. */
  before?: LicenseView;
  after?: LicenseView;
  problem?: Problem;
}

/** What `changeMany` would do to each of them, in one transaction that is undone. */
export function rehearseMany(
  office: Office,
  by: By,
  ids: readonly string[],
  what: { state: 'active' | 'suspended' } | { days: number },
): Promise<Result<Rehearsed[]>> {
  return rehearse(office, by, async (tx, _, nowSeconds) => {
    const outcomes: Rehearsed[] = [];
    for (const id of ids) outcomes.push(await rehearseOne(office, tx, by, { id, what, nowSeconds }));
    return outcomes;
  });
}

async function rehearseOne(
  office: Office,
  tx: Writing,
  by: By,
  { id, what, nowSeconds }: { id: string; what: Parameters<typeof rehearseMany>[3]; nowSeconds: number },
): Promise<Rehearsed> {
  const outcome: Rehearsed = { id };
  try {
    outcome.before = await viewOf(office, tx, by, id);
    const { license } = await holdLicense(tx, by, id);
    if ('days' in what) await extend(tx, [], license, what.days, nowSeconds);
    else if (license.state === 'revoked') throw new Declined(REVOKED);
    else await setState(tx, [], license, what.state);
    return { ...outcome, after: await viewOf(office, tx, by, id) };
  } catch (error) {
    if (!(error instanceof Declined)) throw error;
    return { ...outcome, problem: error.problem };
  }
}

async function extend(tx: Writing, acts: Acts, license: LicenseRow, days: number, nowSeconds: number): Promise<void> {
  if (license.state === 'revoked') throw new Declined(REVOKED);
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
    throw new Declined(badMember('days', 'Extend by 1 to 36600 days.'));
  const more = days * DAY_SECONDS;
  const { expires_at, term_seconds } = license;
  if (expires_at !== null) {
    const end = Math.max(expires_at, nowSeconds) + more;
    await tx.updateTable('license').set({ expires_at: end }).where('id', '=', license.id).execute();
  } else if (term_seconds !== null) {
    await tx
      .updateTable('license')
      .set({ term_seconds: term_seconds + more })
      .where('id', '=', license.id)
      .execute();
  } else {
    throw new Declined(NO_END);
  }
  acts.push({ action: 'license.extended', ...about(license), detail: { product: license.product_id, days } });
}

/** Nothing happens, and nothing is noted, when it is so already. */
async function setState(tx: Writing, acts: Acts, license: LicenseRow, state: LicenseRow['state']): Promise<void> {
  if (license.state === state) return;
  await tx.updateTable('license').set({ state }).where('id', '=', license.id).execute();
  acts.push({
    action: ACTIONS[state],
    ...about(license),
    detail: { product: license.product_id, before: license.state },
  });
}

const ACTIONS: Record<LicenseRow['state'], string> = {
  active: 'license.reactivated',
  suspended: 'license.suspended',
  refunded: 'license.refunded',
  revoked: 'license.revoked',
};

export function about(license: Pick<LicenseRow, 'id'>): { subject: { kind: string; id: string } } {
  return { subject: { kind: 'license', id: license.id } };
}

/** The license and its product, for who changes it: its row is held until the commit. */
export async function holdLicense(
  tx: Writing,
  by: By,
  id: string,
): Promise<{ license: LicenseRow & LicenseKeys; product: ProductRow }> {
  const license = await tx
    .selectFrom('license')
    .selectAll()
    .where('id', '=', id)
    .$call(forChange(tx))
    .executeTakeFirst();
  if (!license || (by.product !== undefined && by.product !== license.product_id))
    throw new Declined(missing('license'));
  return { license, product: await findProduct(tx, by, license.product_id) };
}

/** A product that was named in the body, by its id or, as the other vendor's clients do, by its name. */
export async function productFor(tx: Writing, by: By, name: string): Promise<ProductRow> {
  const rows = await tx
    .selectFrom('product')
    .selectAll()
    .where((product) => product.or([product('id', '=', name), product('name', '=', name)]))
    .execute();
  const row = rows.find(({ id }) => id === name) ?? (rows.length === 1 ? rows[0] : undefined);
  if (!row || (by.product !== undefined && by.product !== row.id)) throw new Declined(unknown('product'));
  return row;
}

async function viewOf(office: Office, database: Database | Writing, by: By, id: string): Promise<LicenseView> {
  const [row] = await licenseRows(office, by, { limit: 1, id }, database);
  if (!row) throw new Declined(missing('license'));
  return licenseView(row, office.nowSeconds());
}

export function licenseView(row: ListedLicense, nowSeconds: number): LicenseView {
  const ended = row.state === 'active' && row.expires_at !== null && row.expires_at <= nowSeconds;
  return {
    id: row.id,
    productId: row.product_id,
    state: ended ? 'expired' : row.state,
    seats: { used: row.used, total: row.seats },
    ...(row.plan !== null && { plan: row.plan }),
    ...(row.customer_id !== null && { customerId: row.customer_id }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.expires_at === null && row.term_seconds !== null && { termSeconds: row.term_seconds }),
    ...readExtras({ features: row.product_features, domains: row.product_domains }, row),
    createdAt: row.created_at,
  };
}
