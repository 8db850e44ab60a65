// Which licenses the console lists. The address holds it all, so that it can be kept, sent and gone back to.
import type { LicenseQuery } from '../../server/vendor/license-list.ts';

export const PAGE_SIZE = 50;
const ENDING_SECONDS = 30 * 86_400;

export const STATES = ['active', 'ending', 'expired', 'suspended', 'refunded', 'revoked'] as const;
export type Filter = (typeof STATES)[number];

export interface LicenseListing {
  search: string;
  state: Filter | undefined;
  product: string;
  customer: string;
  cursor: string;
}

/** Whatever the address says: a state that is none is no filter. */
export function readLicenseListing(query: URLSearchParams): LicenseListing {
  const textOf = (name: string, most: number) => (query.get(name) ?? '').trim().slice(0, most);
  return {
    search: textOf('q', 100),
    state: STATES.find((name) => name === query.get('state')),
    product: textOf('product', 64),
    customer: textOf('customer', 64),
    cursor: textOf('cursor', 300),
  };
}

/** For a link: the same listing with something else, from its first page on. */
export function writeLicenseListing(listing: LicenseListing, change: Partial<LicenseListing> = {}): string {
  const { search, state, product, customer, cursor } = { ...listing, cursor: '', ...change };
  const query = new URLSearchParams();
  const members = { q: search, state: state ?? '', product, customer, cursor };
  for (const [name, value] of Object.entries(members)) if (value !== '') query.set(name, value);
  const text = query.toString();
  return text && `?${text}`;
}

export function isFiltered({ search, state, product, customer }: LicenseListing): boolean {
  return search !== '' || state !== undefined || product !== '' || customer !== '';
}

export function licenseQuery(
  { search, state, product, customer, cursor }: LicenseListing,
  nowSeconds: number,
): LicenseQuery {
  return {
    limit: PAGE_SIZE,
    ...(search !== '' && { search }),
    ...(product !== '' && { product }),
    ...(customer !== '' && { customer }),
    ...(cursor !== '' && { cursor }),
    ...(state === 'ending'
      ? { state: 'active' as const, endsBefore: nowSeconds + ENDING_SECONDS }
      : state !== undefined && { state }),
  };
}
