// The domains of a license, one at a time. A license without any would be good everywhere, so the last one stays.
import { readExtras } from '../extras.ts';
import type { Writing } from '../store.ts';
import type { LicenseRow, ProductRow } from '../tables.ts';
import { type Acts, type By, change, type Office, type Result } from './change.ts';
import { demandIssuable } from './issuable.ts';
import { about, holdLicense } from './licenses.ts';
import { Declined, missing, type Problem, REVOKED } from './problems.ts';

const LAST_DOMAIN: Problem = {
  status: 409,
  code: 'last-domain',
  error:
    'This is the last domain, and a license without one is good everywhere; add another first, or suspend the license.',
  field: 'domain',
};

export function addDomain(office: Office, by: By, id: string, domain: string): Promise<Result<string[]>> {
  return change(office, by, async (tx, acts) => {
    const { license, product } = await holdLicense(tx, by, id);
    const before = readExtras(product, license).domains;
    if (before.includes(domain)) return before;
    return await write(office, tx, acts, { license, product }, [...before, domain]);
  });
}

export function removeDomain(office: Office, by: By, id: string, domain: string): Promise<Result<string[]>> {
  return change(office, by, async (tx, acts) => {
    const { license, product } = await holdLicense(tx, by, id);
    const before = readExtras(product, license).domains;
    if (!before.includes(domain)) throw new Declined(missing('domain'));
    if (before.length === 1) throw new Declined(LAST_DOMAIN);
    return await write(
      office,
      tx,
      acts,
      { license, product },
      before.filter((it) => it !== domain),
    );
  });
}

async function write(
  office: Office,
  tx: Writing,
  acts: Acts,
  { license, product }: { license: LicenseRow; product: ProductRow },
  list: string[],
): Promise<string[]> {
  if (license.state === 'revoked') throw new Declined(REVOKED);
  const domains = JSON.stringify(list);
  demandIssuable(office, product, { ...license, domains });
  await tx.updateTable('license').set({ domains }).where('id', '=', license.id).execute();
  acts.push({
    action: 'license.domains-changed',
    ...about(license),
    detail: { product: product.id, count: list.length },
  });
  return list;
}
