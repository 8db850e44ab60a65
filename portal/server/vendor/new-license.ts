// A new license: its id, its key, its seats, and its customer if it is the first of that customer.
import { sql } from 'kysely';
import type { FeatureValue } from '../../../hosts/js/verdict.ts';
import { addHolder } from '../holders.ts';
import type { Writing } from '../store.ts';
import type { LicenseKeys, LicenseRow, ProductRow } from '../tables.ts';
import type { Vault } from '../vault.ts';
import type { Acts, Office } from './change.ts';
import { demandIssuable, demandLine, demandSeats, LICENSE_ID_BYTES, random } from './issuable.ts';
import { demandEmail } from './license-accounts.ts';
import { Declined, ENDS_IN_THE_PAST, taken } from './problems.ts';

const LICENSE_KEY_BYTES = 17;

export interface NewLicense {
  product: string;
  /** Absent: as many as the product says. */
  seats?: number | undefined;
  customerId?: string | undefined;
  plan?: string | undefined;
  /** E-mail address of the account that holds it from the beginning: who signs in with it sees the license, and needs no key. */
  accountEmail?: string | undefined;
  /** A fixed end instead of the product's term. */
  expiresAt?: number | undefined;
  /** Its own instead of the product's. */
  features?: Record<string, FeatureValue> | undefined;
  domains?: string[] | undefined;
  /** A key that was sold before, in its canonical spelling; absent: a new one is drawn. */
  licenseKey?: string | undefined;
}

export interface IssuedLicense {
  row: LicenseRow;
  licenseKey: string;
  seats: number;
}

/** The key is returned this once; the store keeps it encrypted. */
export async function issueLicense(
  office: Office,
  tx: Writing,
  acts: Acts,
  product: ProductRow,
  license: NewLicense,
): Promise<IssuedLicense> {
  const nowSeconds = office.nowSeconds();
  const seats = license.seats ?? product.seats;
  demandSeats(seats);
  if (license.expiresAt !== undefined && license.expiresAt <= nowSeconds) throw new Declined(ENDS_IN_THE_PAST);
  if (license.customerId !== undefined) await ensureCustomer(tx, license.customerId, nowSeconds);
  const licenseKey = license.licenseKey ?? office.modules.issuer.encodeLicenseKey(random(LICENSE_KEY_BYTES));
  const terms = termsOf(product, license, nowSeconds);
  demandIssuable(office, product, terms);
  const row = await insert(office, tx, licenseKey, terms);
  await addSeats(tx, row.id, 1, seats);
  if (license.accountEmail !== undefined) {
    const email = demandEmail(license.accountEmail, 'accountEmail');
    await addHolder(tx, { license_id: row.id, email, since: nowSeconds });
  }
  acts.push({
    action: 'license.issued',
    subject: { kind: 'license', id: row.id },
    detail: { product: product.id, seats, plan: row.plan ?? undefined, customer: row.customer_id ?? undefined },
  });
  return { row, licenseKey, seats };
}

/** Seats `from` to `to`, all rows in one statement. */
export async function addSeats(tx: Writing, licenseId: string, from: number, to: number): Promise<void> {
  await sql`
    insert into seat (license_id, number, free_from, changes_full_at)
    with recursive numbers (n) as (
      select cast(${from} as bigint) union all select n + 1 from numbers where n < cast(${to} as bigint)
    )
    select cast(${licenseId} as text), n, 0, 0 from numbers
  `.execute(tx);
}

async function ensureCustomer(tx: Writing, id: string, created_at: number): Promise<void> {
  demandLine('customerId', id, 64);
  await tx
    .insertInto('customer')
    .values({ id, name: id, email: null, created_at })
    .onConflict((known) => known.doNothing())
    .execute();
}

/** How a license's key is kept. */
export function keyColumns(vault: Vault, licenseKey: string, id: string): LicenseKeys {
  return {
    key_lookup: vault.lookup(licenseKey),
    key_sealed: vault.seal(licenseKey, id),
    key_end: vault.lookupEnd(licenseKey),
  };
}

function termsOf(product: ProductRow, license: NewLicense, created_at: number): Omit<LicenseRow, 'id'> {
  return {
    product_id: product.id,
    state: 'active',
    customer_id: license.customerId ?? null,
    plan: license.plan ?? null,
    term_seconds: license.expiresAt === undefined ? product.term_seconds : null,
    expires_at: license.expiresAt ?? null,
    seats: license.seats ?? product.seats,
    used: 0,
    created_at,
    features: license.features === undefined ? null : JSON.stringify(license.features),
    domains: license.domains === undefined ? null : JSON.stringify(license.domains),
    addresses: null,
  };
}

/** The id is random and short, so it is drawn again when it is taken. */
async function insert(
  { modules, vault }: Office,
  tx: Writing,
  licenseKey: string,
  terms: Omit<LicenseRow, 'id'>,
): Promise<LicenseRow> {
  const key_lookup = vault.lookup(licenseKey);
  const known = await tx.selectFrom('license').select('id').where('key_lookup', '=', key_lookup).executeTakeFirst();
  if (known) throw new Declined(taken('license key'));
  for (;;) {
    const id = modules.issuer.encodeLicenseId(random(LICENSE_ID_BYTES));
    const row: LicenseRow & LicenseKeys = { ...terms, id, ...keyColumns(vault, licenseKey, id) };
    const drawn = await tx
      .insertInto('license')
      .values(row)
      .onConflict((same) => same.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (drawn) return row;
  }
}
