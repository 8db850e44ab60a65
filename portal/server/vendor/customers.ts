// Customers as the vendor knows them: an id of the vendor's own, a name, an address for mail.
import type { CustomerRow } from '../tables-vendor.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { demandLine } from './issuable.ts';
import { type Page, type PageQuery, pageOf, positionOf } from './page.ts';
import { badMember, Declined, missing, taken } from './problems.ts';
import { contains, soughtText } from './search.ts';

const MAX_NAME_BYTES = 200;

export interface CustomerView {
  id: string;
  name: string;
  email?: string;
  licenses: number;
  createdAt: number;
}

export interface CustomerQuery extends PageQuery {
  id?: string | undefined;
  search?: string | undefined;
}

export interface NewCustomer {
  id: string;
  name: string;
  email?: string | undefined;
}

type Listed = CustomerRow & { licenses: number };

/** Newest first. Whoever sees one product only sees the customers who have a license of it. */
export function listCustomers(office: Office, by: By, query: CustomerQuery): Promise<Result<Page<CustomerView>>> {
  return look(office, async () => {
    const rows = await customerRows(office, by, query);
    return pageOf(rows, query, ({ created_at, id }) => ({ at: created_at, id }), customerView);
  });
}

export function getCustomer(office: Office, by: By, id: string): Promise<Result<CustomerView>> {
  return look(office, () => viewOf(office, by, id));
}

/** Of those that exist: their names, by id. */
export function customerNames(office: Office, ids: readonly string[]): Promise<Result<Map<string, string>>> {
  return look(office, async () => {
    if (ids.length === 0) return new Map();
    const rows = await office.store.database
      .selectFrom('customer')
      .select(['id', 'name'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, name }) => [id, name]));
  });
}

export function addCustomer(office: Office, by: By, customer: NewCustomer): Promise<Result<CustomerView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    demandLine('id', customer.id, 64);
    demandLine('name', customer.name, MAX_NAME_BYTES);
    const row = {
      id: customer.id,
      name: customer.name,
      email: emailOf(customer.email) ?? null,
      created_at: nowSeconds,
    };
    const added = await tx
      .insertInto('customer')
      .values(row)
      .onConflict((same) => same.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) throw new Declined(taken('customer'));
    acts.push({ action: 'customer.added', subject: { kind: 'customer', id: row.id } });
    return customerView({ ...row, licenses: 0 });
  });
}

export function changeCustomer(
  office: Office,
  by: By,
  id: string,
  wanted: { name?: string | undefined; email?: string | null | undefined },
): Promise<Result<CustomerView>> {
  return change(office, by, async (tx, acts) => {
    const [before] = await customerRows(office, by, { id, limit: 1 }, tx);
    if (!before) throw new Declined(missing('customer'));
    if (wanted.name !== undefined) demandLine('name', wanted.name, MAX_NAME_BYTES);
    const email = wanted.email === undefined ? before.email : (emailOf(wanted.email) ?? null);
    const row = { name: wanted.name ?? before.name, email };
    await tx.updateTable('customer').set(row).where('id', '=', id).execute();
    acts.push({
      action: 'customer.changed',
      subject: { kind: 'customer', id },
      detail: { members: Object.keys(wanted).sort().join(' ') },
    });
    return customerView({ ...before, ...row });
  });
}

async function viewOf(office: Office, by: By, id: string): Promise<CustomerView> {
  const [row] = await customerRows(office, by, { id, limit: 1 });
  if (!row) throw new Declined(missing('customer'));
  return customerView(row);
}

async function customerRows(
  office: Office,
  by: By,
  query: CustomerQuery,
  database = office.store.database,
): Promise<Listed[]> {
  const after = positionOf(query);
  let rows = database
    .selectFrom('customer')
    .selectAll()
    .select((customer) => {
      let licenses = customer
        .selectFrom('license')
        .whereRef('license.customer_id', '=', 'customer.id')
        .select((it) => it.fn.countAll<number>().as('n'));
      if (by.product !== undefined) licenses = licenses.where('license.product_id', '=', by.product);
      return licenses.$asScalar().as('licenses');
    })
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1);
  const { id, search } = query;
  const { product } = by;
  if (id !== undefined) rows = rows.where('id', '=', id);
  if (product !== undefined) {
    rows = rows.where((it) =>
      it.exists(
        it
          .selectFrom('license')
          .select('license.id')
          .whereRef('license.customer_id', '=', 'customer.id')
          .where('license.product_id', '=', product),
      ),
    );
  }
  const sought = soughtText(search);
  if (sought !== undefined)
    rows = rows.where((it) => it.or(['id', 'name', 'email'].map((column) => contains(`customer.${column}`, sought))));
  if (after !== undefined) {
    rows = rows.where((it) =>
      it.or([it('created_at', '<', after.at), it.and([it('created_at', '=', after.at), it('id', '<', after.id)])]),
    );
  }
  return (await rows.execute()).map((row) => ({ ...row, licenses: row.licenses ?? 0 }));
}

function customerView(row: Listed): CustomerView {
  return {
    id: row.id,
    name: row.name,
    ...(row.email !== null && { email: row.email }),
    licenses: row.licenses,
    createdAt: row.created_at,
  };
}

/** Enough to send mail to; whether it arrives shows when it is sent. */
function emailOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const plain = text.trim();
  if (plain.length <= 254 && /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+$/u.test(plain)) return plain;
  throw new Declined(badMember('email', 'This is no e-mail address; compare it with the original.'));
}
