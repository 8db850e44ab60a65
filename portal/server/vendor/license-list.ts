// Finding licenses: by product, customer, state, what somebody typed, or when they end. Values are parameters, never part of a query.
import { sql } from 'kysely';
import type { Database, Writing } from '../store.ts';
import type { LicenseRow } from '../tables.ts';
import { type By, look, type Office, type Result } from './change.ts';
import { type PageQuery, positionOf } from './page.ts';
import { contains, soughtText } from './search.ts';

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
  return await found(office, by, query, database)
    .selectAll('license')
    .select(['product.features as product_features', 'product.domains as product_domains'])
    .orderBy('license.created_at', 'desc')
    .orderBy('license.id', 'desc')
    .limit(query.limit + 1)
    .execute();
}

/**
 * The ids of the newest licenses that a query finds, `most` of them, and whether there are more: counting a million would hold up everything else.
 * The cursor does not matter: on the second page of a list it is the same as on the first.
 */
export function matchingLicenses(
  office: Office,
  by: By,
  query: Omit<LicenseQuery, 'limit' | 'cursor'>,
  most: number,
): Promise<Result<{ ids: string[]; more: boolean }>> {
  return look(office, async () => {
    const rows = await found(office, by, { ...query, limit: most, cursor: undefined }, office.store.database)
      .select('license.id')
      .orderBy('license.created_at', 'desc')
      .orderBy('license.id', 'desc')
      .limit(most + 1)
      .execute();
    return { ids: rows.slice(0, most).map(({ id }) => id), more: rows.length > most };
  });
}

function found(office: Office, by: By, query: LicenseQuery, database: Database | Writing) {
  const nowSeconds = office.nowSeconds();
  const { id, state, endsBefore, search, customer } = query;
  const product = by.product ?? query.product;
  const after = positionOf(query);
  let rows = database.selectFrom('license').innerJoin('product', 'product.id', 'license.product_id');
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
  const sought = soughtText(search);
  if (sought !== undefined) rows = rows.where(sql<boolean>`(${matching(office, (search ?? '').trim(), sought)})`);
  if (after !== undefined) {
    rows = rows.where((it) =>
      it.or([
        it('license.created_at', '<', after.at),
        it.and([it('license.created_at', '=', after.at), it('license.id', '<', after.id)]),
      ]),
    );
  }
  return rows;
}

function matching({ modules, vault }: Office, typed: string, sought: string) {
  const key = modules.verifier.decodeLicenseKey(typed);
  if (key.ok) return sql`license.key_lookup = ${vault.lookup(key.value)}`;
  const id = typed.toUpperCase().replaceAll('\0', '');
  return sql`license.id = ${id} or license.key_end = ${vault.lookupEnd(id)}
    or ${contains('product.id', sought)} or ${contains('product.name', sought)}
    or license.id in (select license_id from activation where ${contains('label', sought)})
    or ${contains('license.customer_id', sought)}
    or ${contains('license.plan', sought)} or license.customer_id in (
      select id from customer where ${contains('name', sought)} or ${contains('email', sought)})`;
}
