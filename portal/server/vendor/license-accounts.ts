// The accounts that hold a license, as its vendor gives and takes them. What customers do themselves is in ../holders.ts.
import { NOT_AN_EMAIL, readEmail } from '../accounts/customers.ts';
import type { Writing } from '../store.ts';
import type { LicenseRow } from '../tables.ts';
import { Declined } from './problems.ts';

/**
 * @param typed an e-mail address as a person wrote it
 * @param field what the member is called in a refusal
 */
export async function addHolder(
  tx: Writing,
  { license_id, typed, since, field }: { license_id: string; typed: string; since: number; field: string },
): Promise<void> {
  const email = readEmail(typed);
  if (email === undefined) throw new Declined({ ...NOT_AN_EMAIL, field });
  await tx
    .insertInto('license_holder')
    .values({ license_id, email, since })
    .onConflict((same) => same.columns(['license_id', 'email']).doNothing())
    .execute();
}

/**
 * Exactly these accounts hold the license from now on; those that held it before keep their time.
 *
 * @returns how many held it before, and how many do now
 */
export async function setHolders(
  tx: Writing,
  license: Pick<LicenseRow, 'id'>,
  wanted: readonly string[],
  since: number,
): Promise<{ before: number; after: number }> {
  const holders = await tx.selectFrom('license_holder').select('email').where('license_id', '=', license.id).execute();
  for (const typed of wanted) await addHolder(tx, { license_id: license.id, typed, since, field: 'accounts' });
  const kept = new Set(wanted.map(readEmail));
  const gone = holders.map(({ email }) => email).filter((email) => !kept.has(email));
  if (gone.length > 0) {
    await tx.deleteFrom('license_holder').where('license_id', '=', license.id).where('email', 'in', gone).execute();
  }
  return { before: holders.length, after: kept.size };
}
