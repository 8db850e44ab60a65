import type { FeatureValue } from '../../hosts/js/verdict.ts';
import type { ProductRow } from './tables.ts';

/** Features and domains of a product; written by the command line, which has read them strictly. */
export function readProductExtras(product: Pick<ProductRow, 'features' | 'domains'>): {
  features: Record<string, FeatureValue>;
  domains: string[];
} {
  return { features: JSON.parse(product.features), domains: JSON.parse(product.domains) };
}
