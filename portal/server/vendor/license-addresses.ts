// From which networks programs may ask about a license (/validate). It says nothing about codes: those work without any network.
import { Networks } from '../webhooks/addresses.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { about, holdLicense } from './licenses.ts';
import { badMember, Declined, missing } from './problems.ts';

const MAX_ADDRESSES = 100;

/** Empty: from everywhere. */
export function getAddresses(office: Office, by: By, id: string): Promise<Result<string[]>> {
  return look(office, async () => {
    const row = await office.store.database
      .selectFrom('license')
      .select(['product_id', 'addresses'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row || (by.product !== undefined && by.product !== row.product_id)) throw new Declined(missing('license'));
    const networks: string[] = JSON.parse(row.addresses ?? '[]'); // written below
    return networks.map((it) => it.replace(it.includes(':') ? /\/128$/ : /\/32$/, ''));
  });
}

/** Replaces the list. */
export function setAddresses(office: Office, by: By, id: string, texts: readonly string[]): Promise<Result<string[]>> {
  return change(office, by, async (tx, acts) => {
    const { license } = await holdLicense(tx, by, id);
    const networks = readNetworks(texts);
    const addresses = networks.length === 0 ? null : JSON.stringify(networks);
    await tx.updateTable('license').set({ addresses }).where('id', '=', id).execute();
    acts.push({
      action: 'license.addresses-changed',
      ...about(license),
      detail: { product: license.product_id, count: networks.length },
    });
    return [...texts];
  });
}

/** A single address is a network of one. */
function readNetworks(texts: readonly string[]): string[] {
  if (texts.length > MAX_ADDRESSES) throw new Declined(badMember('allowedIps', `At most ${MAX_ADDRESSES} networks.`));
  const networks = texts.map((text) => (text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`));
  try {
    new Networks(networks);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Declined(
      badMember('allowedIps', 'Networks are written as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.'),
    );
  }
  return networks;
}
