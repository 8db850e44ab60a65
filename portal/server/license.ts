// The license that is meant: by its key, by its id for somebody who signed in, or by one of its machines.
import type { Desk, Outcome } from './desk.ts';
import { ALL_UNKNOWN_KEYS, UNKNOWN_KEYS } from './limits.ts';
import type { Order } from './order.ts';
import { NO_LATE_ROWS, prepared, remembered } from './prepared.ts';
import * as refused from './refused.ts';
import { Refused, tooMany } from './refused.ts';
import { forChange, type Writing } from './store.ts';
import type { LicenseRow, ProductRow } from './tables.ts';

export interface Licensed {
  license: LicenseRow;
  product: ProductRow;
}

/** A key that is not known is counted, so the refusal is a result: the transaction is kept. */
export async function findLicense(desk: Desk, tx: Writing, order: Order): Promise<Outcome<Licensed>> {
  if ('id' in order.license) return { ok: true, ...(await holdLicense(tx, order.license.id)) };
  const [license] = await findByKey(tx, { lookup: desk.vault.lookup(order.license.key) });
  if (license) return { ok: true, license, product: await productOf(tx, license) };
  return { ok: false, problem: await countWrongGuess(desk, tx, order.address) };
}

/** Keys cannot be guessed; who tries all the same costs the portal nothing more once everybody together has tried too often. */
export async function countWrongGuess(desk: Desk, tx: Writing, address: string) {
  const wait = await desk.limits.waitSeconds(tx, ALL_UNKNOWN_KEYS, '');
  if (wait > 0) return tooMany(wait);
  await desk.limits.count(tx, ALL_UNKNOWN_KEYS, '');
  await desk.limits.count(tx, UNKNOWN_KEYS, address);
  return refused.UNKNOWN_LICENSE_KEY;
}

/** Who changes anything about a license's seats holds its row from the beginning. */
export async function holdLicense(tx: Writing, id: string): Promise<Licensed> {
  const license = await tx
    .selectFrom('license')
    .selectAll()
    .where('id', '=', id)
    .$call(forChange(tx))
    .executeTakeFirst();
  if (!license) throw new Refused(refused.NO_SUCH_MACHINE);
  return { license, product: await productOf(tx, license) };
}

async function productOf(tx: Writing, license: LicenseRow): Promise<ProductRow> {
  const [product] = await findProduct(tx, { id: license.product_id });
  if (product === undefined) throw new Error('a license of no product');
  return product;
}

/** All but its key. */
const COLUMNS = [
  'id',
  'product_id',
  'state',
  'customer_id',
  'plan',
  'term_seconds',
  'expires_at',
  'seats',
  'used',
  'created_at',
  'features',
  'domains',
  'addresses',
] as const;

const findByKey = prepared(
  (tx, { lookup }: { lookup: Uint8Array }) =>
    tx.selectFrom('license').select(COLUMNS).where('key_lookup', '=', lookup).$call(forChange(tx)),
  NO_LATE_ROWS,
);

const findProduct = remembered((tx, { id }: { id: string }) =>
  tx.selectFrom('product').selectAll().where('id', '=', id),
);
