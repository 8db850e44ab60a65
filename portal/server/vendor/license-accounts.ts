// The accounts that hold a license, as its vendor gives and takes them. What customers do themselves is in ../holders.ts.
import { NOT_AN_EMAIL, readEmail } from '../accounts/customers.ts';
import { addHolder } from '../holders.ts';
import type { Writing } from '../store.ts';
import type { LicenseRow } from '../tables.ts';
import { Declined } from './problems.ts';

/** @param field what the member is called in a refusal */
export function demandEmail(typed: string, field: string): string {
  const email = readEmail(typed);
  if (email === undefined) throw new Declined({ ...NOT_AN_EMAIL, field });
  return email;
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
  const kept = new Set(wanted.map((typed) => demandEmail(typed, 'accounts')));
  for (const email of kept) await addHolder(tx, { license_id: license.id, email, since });
  const gone = holders.map(({ email }) => email).filter((email) => !kept.has(email));
  if (gone.length > 0) {
    await tx.deleteFrom('license_holder').where('license_id', '=', license.id).where('email', 'in', gone).execute();
  }
  return { before: holders.length, after: kept.size };
}
