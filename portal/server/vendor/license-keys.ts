// License keys after the sale: shown again to who may see them, or exchanged. Both are noted.
import type { Database, Writing } from '../store.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { random } from './issuable.ts';
import { about, holdLicense } from './licenses.ts';
import { keyColumns } from './new-license.ts';
import { Declined, REVOKED } from './problems.ts';

const LICENSE_KEY_BYTES = 17;

export function showLicenseKey(office: Office, by: By, id: string): Promise<Result<{ licenseKey: string }>> {
  return change(office, by, async (tx, acts) => {
    const { license } = await holdLicense(tx, by, id);
    acts.push({ action: 'license.key-shown', ...about(license), detail: { product: license.product_id } });
    return { licenseKey: office.vault.open(license.key_sealed, license.id) };
  });
}

/** The old key opens nothing from now on; machines that are activated keep working. */
export function rotateLicenseKey(office: Office, by: By, id: string): Promise<Result<{ licenseKey: string }>> {
  return change(office, by, async (tx, acts) => {
    const { license } = await holdLicense(tx, by, id);
    if (license.state === 'revoked') throw new Declined(REVOKED);
    const licenseKey = office.modules.issuer.encodeLicenseKey(random(LICENSE_KEY_BYTES));
    await tx
      .updateTable('license')
      .set(keyColumns(office.vault, licenseKey, id))
      .where('id', '=', id)
      .execute();
    acts.push({ action: 'license.key-rotated', ...about(license), detail: { product: license.product_id } });
    return { licenseKey };
  });
}

/**
 * The keys of several licenses: whole, which is noted for each, or only enough to recognize them by.
 */
export function readLicenseKeys(
  office: Office,
  by: By,
  ids: readonly string[],
  whole: boolean,
): Promise<Result<Record<string, string>>> {
  if (ids.length === 0) return Promise.resolve({ ok: true, value: {} });
  const read = async (database: Database | Writing) => {
    const rows = await database
      .selectFrom('license')
      .select(['id', 'product_id', 'key_sealed'])
      .where('id', 'in', [...ids])
      .execute();
    return rows.filter((row) => by.product === undefined || row.product_id === by.product);
  };
  const keyOf = (row: { id: string; key_sealed: Uint8Array }) => office.vault.open(row.key_sealed, row.id);
  if (!whole) {
    return look(office, async () =>
      Object.fromEntries((await read(office.store.database)).map((row) => [row.id, hidden(keyOf(row))])),
    );
  }
  return change(office, by, async (tx, acts) => {
    const rows = await read(tx);
    for (const row of rows)
      acts.push({ action: 'license.key-shown', ...about(row), detail: { product: row.product_id } });
    return Object.fromEntries(rows.map((row) => [row.id, keyOf(row)]));
  });
}

const AT_ONCE = 500;

/** Licenses of an older store are not found by the ends of their keys yet: some more of them are. True: there may be others. */
export async function findableByEnds({ store, vault }: Office): Promise<boolean> {
  const rows = await store.database
    .selectFrom('license')
    .select(['id', 'key_sealed'])
    .where('key_end', 'is', null)
    .limit(AT_ONCE)
    .execute();
  if (rows.length === 0) return false;
  await store.write(async (tx) => {
    for (const { id, key_sealed } of rows) {
      const key_end = vault.lookupEnd(vault.open(key_sealed, id));
      // A key that was exchanged meanwhile has the end of the new one.
      await tx.updateTable('license').set({ key_end }).where('id', '=', id).where('key_end', 'is', null).execute();
    }
  });
  return rows.length === AT_ONCE;
}

/** Its last group alone: to compare with, not to use. */
function hidden(licenseKey: string): string {
  return `${licenseKey.slice(0, -5).replace(/[^-]/g, '•')}${licenseKey.slice(-5)}`;
}
