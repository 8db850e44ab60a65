// What can be changed about a license without ending it.
import type { FeatureValue } from '../../../hosts/js/verdict.ts';
import type { Writing } from '../store.ts';
import type { LicenseRow, ProductRow } from '../tables.ts';
import type { Acts, Office } from './change.ts';
import { demandIssuable, demandSeats } from './issuable.ts';
import { setHolders } from './license-accounts.ts';
import { addSeats } from './new-license.ts';
import { Declined, ENDS_IN_THE_PAST, unknown } from './problems.ts';

/** Null takes away what is its own: then the product decides, or there is none. */
export interface LicenseChange {
  state?: 'active' | 'suspended' | undefined;
  plan?: string | null | undefined;
  /** Transfers it to a customer that exists. The accounts of the customer before lose it with that. */
  customerId?: string | null | undefined;
  /** E-mail addresses of the accounts that hold it from now on: these and no other. Absent: see `customerId`. */
  accounts?: readonly string[] | undefined;
  seats?: number | undefined;
  expiresAt?: number | null | undefined;
  features?: Record<string, FeatureValue> | null | undefined;
  domains?: string[] | null | undefined;
}

export async function changeTerms(
  office: Office,
  tx: Writing,
  acts: Acts,
  { license, product }: { license: LicenseRow; product: ProductRow },
  wanted: LicenseChange,
  nowSeconds: number,
): Promise<void> {
  const { state: _, seats: __, ...terms } = wanted;
  const members = Object.entries(terms).filter(([, value]) => value !== undefined);
  if (members.length === 0) return;
  if (typeof wanted.expiresAt === 'number' && wanted.expiresAt <= nowSeconds) throw new Declined(ENDS_IN_THE_PAST);
  if (typeof wanted.customerId === 'string') await demandCustomer(tx, wanted.customerId);
  const row = {
    plan: kept(wanted.plan, license.plan),
    customer_id: kept(wanted.customerId, license.customer_id),
    expires_at: kept(wanted.expiresAt, license.expires_at),
    term_seconds: wanted.expiresAt === undefined ? license.term_seconds : null,
    features: kept(spelled(wanted.features), license.features),
    domains: kept(spelled(wanted.domains), license.domains),
  };
  demandIssuable(office, product, row);
  await tx.updateTable('license').set(row).where('id', '=', license.id).execute();
  const transferred = wanted.customerId !== undefined && wanted.customerId !== license.customer_id;
  // Its first customer takes it from nobody.
  const accounts = wanted.accounts ?? (transferred && license.customer_id !== null ? [] : undefined);
  const holders = accounts && (await setHolders(tx, license, accounts, nowSeconds));
  acts.push({
    action: transferred ? 'license.transferred' : 'license.changed',
    subject: { kind: 'license', id: license.id },
    detail: {
      product: license.product_id,
      members: members
        .map(([name]) => name)
        .sort()
        .join(' '),
      ...(transferred && { from: license.customer_id, to: wanted.customerId }),
      ...(holders && { accountsBefore: holders.before, accountsAfter: holders.after }),
    },
  });
}

/** A slip of the hand would make a customer that nobody knows, and the license would be theirs. */
async function demandCustomer(tx: Writing, id: string): Promise<void> {
  const customer = await tx.selectFrom('customer').select('id').where('id', '=', id).executeTakeFirst();
  if (!customer) throw new Declined(unknown('customer', 'customerId'));
}

/** More at once; fewer only as far as seats are free. */
export async function changeSeats(tx: Writing, acts: Acts, license: LicenseRow, wanted: number): Promise<void> {
  demandSeats(wanted);
  const seats = await tx
    .selectFrom('seat')
    .select(['number', 'activation_id'])
    .where('license_id', '=', license.id)
    .execute();
  const change = wanted - seats.length;
  if (change === 0) return;
  if (change > 0) {
    const last = Math.max(...seats.map(({ number }) => number));
    await addSeats(tx, license.id, last + 1, last + change);
  } else {
    const free = seats.filter(({ activation_id }) => activation_id === null).map(({ number }) => number);
    const gone = free.sort((a, b) => b - a).slice(0, -change);
    if (gone.length < -change) throw new Declined(seatsInUse(seats.length - free.length));
    await tx.deleteFrom('seat').where('license_id', '=', license.id).where('number', 'in', gone).execute();
  }
  await tx.updateTable('license').set({ seats: wanted }).where('id', '=', license.id).execute();
  acts.push({
    action: 'license.seats-changed',
    subject: { kind: 'license', id: license.id },
    detail: { product: license.product_id, before: seats.length, after: wanted },
  });
}

function seatsInUse(used: number) {
  const error = `${used} machines use this license; free their seats first, or keep at least as many.`;
  return { status: 409, code: 'seats-in-use', error, field: 'seats' } as const;
}

function spelled(value: object | null | undefined): string | null | undefined {
  return value === null || value === undefined ? value : JSON.stringify(value);
}

/** Null is a wish, undefined is none. */
function kept<T>(wanted: T | null | undefined, before: T | null): T | null {
  return wanted === undefined ? before : wanted;
}
