// Finding licenses: by product, customer, state, what somebody typed, or when they end. Values are parameters, never part of a query.
import { sql } from 'kysely';
import type { Database, Writing } from '../store.ts';
import type { LicenseRow } from '../tables.ts';
import type { By, Office } from './change.ts';
import { type PageQuery, positionOf } from './page.ts';

export interface LicenseQuery extends PageQuery {
  id?: string | undefined;
  product?: string | undefined;
  customer?: string | undefined;
  state?: LicenseRow['state'] | 'expired' | undefined;
  /**
   * A license id, a key or the last group of one, or a part of a customer's id, name or e-mail address, of a plan, of the product's
   * name, or of what a machine is called.
   */
  search?: string | undefined;
  /** Only those that end before this moment and after now. */
  endsBefore?: number | undefined;
}

export interface ListedLicense extends LicenseRow {
  product_features: string;
  product_domains: string;
}

/** Newest first, and one more than asked for when there is one more. */
export async function licenseRows(
  office: Office,
  by: By,
  query: LicenseQuery,
  database: Database | Writing = office.store.database,
): Promise<ListedLicense[]> {
  const nowSeconds = office.nowSeconds();
  const { id, state, endsBefore, search, customer } = query;
  const product = by.product ?? query.product;
  const after = positionOf(query);
  let rows = database
    .selectFrom('license')
    .innerJoin('product', 'product.id', 'license.product_id')
    .selectAll('license')
    .select(['product.features as product_features', 'product.domains as product_domains'])
    .orderBy('license.created_at', 'desc')
    .orderBy('license.id', 'desc')
    .limit(query.limit + 1);
  if (id !== undefined) rows = rows.where('license.id', '=', id);
  if (product !== undefined) rows = rows.where('license.product_id', '=', product);
  if (by.product !== undefined && query.product !== undefined)
    rows = rows.where('license.product_id', '=', query.product);
  if (customer !== undefined) rows = rows.where('license.customer_id', '=', customer);
  if (state === 'expired')
    rows = rows.where('license.state', '=', 'active').where('license.expires_at', '<=', nowSeconds);
  else if (state === 'active') {
    rows = rows
      .where('license.state', '=', 'active')
      .where((it) => it.or([it('license.expires_at', 'is', null), it('license.expires_at', '>', nowSeconds)]));
  } else if (state !== undefined) rows = rows.where('license.state', '=', state);
  if (endsBefore !== undefined) {
    rows = rows.where('license.expires_at', '>', nowSeconds).where('license.expires_at', '<', endsBefore);
  }
  if (search !== undefined && search.trim() !== '')
    rows = rows.where(sql<boolean>`(${matching(office, search.trim())})`);
  if (after !== undefined) {
    rows = rows.where((it) =>
      it.or([
        it('license.created_at', '<', after.at),
        it.and([it('license.created_at', '=', after.at), it('license.id', '<', after.id)]),
      ]),
    );
  }
  return await rows.execute();
}

function matching({ modules, vault }: Office, text: string) {
  const key = modules.verifier.decodeLicenseKey(text);
  if (key.ok) return sql`license.key_lookup = ${vault.lookup(key.value)}`;
  const part = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql`license.id = ${text.toUpperCase()} or license.key_end = ${vault.lookupEnd(text.toUpperCase())}
    or lower(product.id) like ${part} escape '\\' or lower(product.name) like ${part} escape '\\'
    or license.id in (select license_id from activation where lower(label) like ${part} escape '\\')
    or lower(license.customer_id) like ${part} escape '\\'
    or lower(license.plan) like ${part} escape '\\' or license.customer_id in (
      select id from customer where lower(name) like ${part} escape '\\' or lower(email) like ${part} escape '\\')`;
}
