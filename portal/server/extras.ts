import type { FeatureValue } from '../../hosts/js/verdict.ts';
import type { LicenseRow, ProductRow } from './tables.ts';

interface Extras {
  features: Record<string, FeatureValue>;
  domains: string[];
}

/** Features and domains of a product; written by the vendor's operations, which have read them strictly. */
export function readProductExtras(product: Pick<ProductRow, 'features' | 'domains'>): Extras {
  return { features: JSON.parse(product.features), domains: JSON.parse(product.domains) };
}

/** What a license grants: its own where it has its own, else the product's. */
export function readExtras(
  product: Pick<ProductRow, 'features' | 'domains'>,
  license: Pick<LicenseRow, 'features' | 'domains'>,
): Extras {
  return readProductExtras({
    features: license.features ?? product.features,
    domains: license.domains ?? product.domains,
  });
}
