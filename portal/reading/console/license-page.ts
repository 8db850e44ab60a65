// What the pages of one license need: the license, its product, and what it is called.
import type { LicenseView } from '../../server/vendor/licenses.ts';
import type { ProductView } from '../../server/vendor/products.ts';
import { byMember } from '../member.ts';

export interface LicensePage {
  license: LicenseView;
  product: ProductView;
  /** Of the license's own page. */
  href: string;
  /** The way back to it, for the line above the title. */
  crumb: { href: string; text: string };
}

/** Undefined when there is no such license. */
export async function licensePage(locals: App.Locals, id: string | undefined): Promise<LicensePage | undefined> {
  const { office } = locals.portal;
  const by = byMember(locals);
  const license = await office.licenses.get(by, id ?? '');
  if (!license.ok) return undefined;
  const product = await office.products.get(by, license.value.productId);
  if (!product.ok) return undefined;
  const href = `/console/licenses/${license.value.id}`;
  const crumb = { href, text: `${product.value.name} ${license.value.id}` };
  return { license: license.value, product: product.value, href, crumb };
}
