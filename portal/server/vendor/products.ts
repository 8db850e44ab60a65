// Products as the vendor's side sees and changes them.
import type { FeatureValue } from '../../../hosts/js/verdict.ts';
import { readProductExtras } from '../extras.ts';
import { reopenSeats } from '../seats.ts';
import type { Database, Writing } from '../store.ts';
import type { ProductRow } from '../tables.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { demandIssuable, demandProductRules, type NewProduct, productRow } from './issuable.ts';
import { Declined, missing, taken } from './problems.ts';

/** Durations are whole seconds; an absent one means: no such limit. */
export interface ProductView {
  id: string;
  name: string;
  seats: number;
  /** Of `of` components of a machine, `needed` must still be there. */
  machine: { needed: number; of: number };
  termSeconds?: number;
  offlineSeconds?: number;
  refreshSeconds?: number;
  renewWindowSeconds?: number;
  /** How often a seat may change hands. */
  changesPer30Days: number;
  /** How many lost machines may be replaced, for each seat. */
  replacementsPerYear: number;
  replacementDelaySeconds: number;
  /** How long a mistyped fingerprint may be corrected. */
  correctionSeconds: number;
  features: Record<string, FeatureValue>;
  domains: string[];
  /** How the JWT form of its licenses is addressed. */
  jwt: { issuer?: string; audience?: string; seconds?: number };
  createdAt: number;
}

/** Null takes a limit away. */
export interface ProductChange {
  name?: string | undefined;
  seats?: number | undefined;
  machine?: { needed: number; of: number } | undefined;
  termSeconds?: number | null | undefined;
  offlineSeconds?: number | null | undefined;
  refreshSeconds?: number | null | undefined;
  renewWindowSeconds?: number | null | undefined;
  changesPer30Days?: number | undefined;
  replacementsPerYear?: number | undefined;
  replacementDelaySeconds?: number | undefined;
  correctionSeconds?: number | undefined;
  features?: Record<string, FeatureValue> | undefined;
  domains?: string[] | undefined;
  jwt?:
    | { issuer?: string | null | undefined; audience?: string | null | undefined; seconds?: number | null | undefined }
    | undefined;
}

export function listProducts(office: Office, by: By): Promise<Result<ProductView[]>> {
  return look(office, async () => {
    let products = office.store.database.selectFrom('product').selectAll();
    if (by.product !== undefined) products = products.where('id', '=', by.product);
    return (await products.orderBy('id').execute()).map(productView);
  });
}

export function getProduct(office: Office, by: By, id: string): Promise<Result<ProductView>> {
  return look(office, async () => productView(await findProduct(office.store.database, by, id)));
}

export function addProduct(office: Office, by: By, product: NewProduct): Promise<Result<ProductView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    if (by.product !== undefined) throw new Declined(missing('product'));
    demandProductRules(product);
    const row = productRow(product, nowSeconds);
    demandIssuable(office, row, {});
    const added = await tx
      .insertInto('product')
      .values(row)
      .onConflict((same) => same.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw new Declined(taken('product'));
    acts.push({ action: 'product.added', subject: { kind: 'product', id: row.id }, detail: { product: row.id } });
    return productView(row);
  });
}

/** Codes that are out there keep what they say; the next one of each machine says the new. */
export function changeProduct(office: Office, by: By, id: string, wanted: ProductChange): Promise<Result<ProductView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const before = await findProduct(tx, by, id);
    const row = changedRow(before, wanted);
    demandProductRules(newProductOf(row));
    demandIssuable(office, row, {});
    await tx.updateTable('product').set(row).where('id', '=', id).execute();
    if (row.changes_per_30_days !== before.changes_per_30_days) await reopenSeats(tx, row, nowSeconds);
    const members = Object.keys(wanted).sort().join(' ');
    acts.push({ action: 'product.changed', subject: { kind: 'product', id }, detail: { product: id, members } });
    return productView(row);
  });
}

export async function findProduct(database: Database | Writing, by: By, id: string): Promise<ProductRow> {
  const row = await database.selectFrom('product').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || (by.product !== undefined && by.product !== id)) throw new Declined(missing('product'));
  return row;
}

function changedRow(row: ProductRow, wanted: ProductChange): ProductRow {
  return {
    ...row,
    name: wanted.name ?? row.name,
    seats: wanted.seats ?? row.seats,
    machine_needed: wanted.machine?.needed ?? row.machine_needed,
    machine_of: wanted.machine?.of ?? row.machine_of,
    term_seconds: kept(wanted.termSeconds, row.term_seconds),
    offline_seconds: kept(wanted.offlineSeconds, row.offline_seconds),
    refresh_seconds: kept(wanted.refreshSeconds, row.refresh_seconds),
    renew_window_seconds: kept(wanted.renewWindowSeconds, row.renew_window_seconds),
    changes_per_30_days: wanted.changesPer30Days ?? row.changes_per_30_days,
    replacements_per_year: wanted.replacementsPerYear ?? row.replacements_per_year,
    replacement_delay_seconds: wanted.replacementDelaySeconds ?? row.replacement_delay_seconds,
    correction_seconds: wanted.correctionSeconds ?? row.correction_seconds,
    features: wanted.features === undefined ? row.features : JSON.stringify(wanted.features),
    domains: wanted.domains === undefined ? row.domains : JSON.stringify(wanted.domains),
    jwt_issuer: kept(wanted.jwt?.issuer, row.jwt_issuer),
    jwt_audience: kept(wanted.jwt?.audience, row.jwt_audience),
    jwt_seconds: kept(wanted.jwt?.seconds, row.jwt_seconds),
  };
}

/** Null is a wish, undefined is none. */
function kept<T>(wanted: T | null | undefined, before: T | null): T | null {
  return wanted === undefined ? before : wanted;
}

function newProductOf(row: ProductRow): NewProduct {
  const { jwt: _, createdAt: __, ...product } = productView(row);
  return product;
}

export function productView(row: ProductRow): ProductView {
  return {
    id: row.id,
    name: row.name,
    seats: row.seats,
    machine: { needed: row.machine_needed, of: row.machine_of },
    ...(row.term_seconds !== null && { termSeconds: row.term_seconds }),
    ...(row.offline_seconds !== null && { offlineSeconds: row.offline_seconds }),
    ...(row.refresh_seconds !== null && { refreshSeconds: row.refresh_seconds }),
    ...(row.renew_window_seconds !== null && { renewWindowSeconds: row.renew_window_seconds }),
    changesPer30Days: row.changes_per_30_days,
    replacementsPerYear: row.replacements_per_year,
    replacementDelaySeconds: row.replacement_delay_seconds,
    correctionSeconds: row.correction_seconds,
    ...readProductExtras(row),
    jwt: {
      ...(row.jwt_issuer !== null && { issuer: row.jwt_issuer }),
      ...(row.jwt_audience !== null && { audience: row.jwt_audience }),
      ...(row.jwt_seconds !== null && { seconds: row.jwt_seconds }),
    },
    createdAt: row.created_at,
  };
}
