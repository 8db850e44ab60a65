// What stands beside licenses in a list: the names of their products and customers, and the last groups of their keys.
import type { Portal } from '../../server/portal.ts';
import type { By } from '../../server/vendor/change.ts';
import type { LicenseView } from '../../server/vendor/licenses.ts';
import type { ProductView } from '../../server/vendor/products.ts';

export interface Names {
  products: ReadonlyMap<string, string>;
  customers: ReadonlyMap<string, string>;
  keyEnds: ReadonlyMap<string, string>;
}

/** What cannot be read is left out: a list without names is still a list. */
export async function namesFor(
  { office }: Pick<Portal, 'office'>,
  by: By,
  licenses: readonly LicenseView[],
  products: readonly ProductView[],
): Promise<Names> {
  const customers = await office.customers.names(licenses.flatMap(({ customerId }) => customerId ?? []));
  const ids = licenses.map(({ id }) => id);
  const keys = await office.licenses.keys(by, ids, false);
  return {
    products: new Map(products.map(({ id, name }) => [id, name])),
    customers: customers.ok ? customers.value : new Map(),
    keyEnds: keys.ok ? new Map(Object.entries(keys.value).map(([id, key]) => [id, lastGroup(key)])) : new Map(),
  };
}

export function lastGroup(licenseKey: string): string {
  return licenseKey.slice(licenseKey.lastIndexOf('-') + 1);
}
