// The form "Change the license": what stands in it, and which members of the license were really changed.
import type { LicenseChange } from '../../server/vendor/license-changes.ts';
import type { LicenseView } from '../../server/vendor/licenses.ts';
import type { ProductView } from '../../server/vendor/products.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { MAX_PLAN_BYTES, MAX_SEATS } from './new-license.ts';
import { featureLines, lastDayOf, Typed, type Values } from './typed.ts';

/** What is the product's stands in no field: an empty one means that the product decides. */
export function licenseValues(license: LicenseView, product: ProductView): Values {
  return {
    plan: license.plan ?? '',
    seats: String(license.seats.total),
    ends: lastDayOf(license.expiresAt),
    features: same(license.features, product.features) ? '' : featureLines(license.features),
    domains: same(license.domains, product.domains) ? '' : license.domains.join('\n'),
  };
}

/** Only what differs from before, so that the activity says what was changed. */
export function readLicenseChange(
  texts: ConsoleTexts,
  form: FormData | undefined,
  before: Values,
  nowSeconds: number,
): { wanted: LicenseChange; values: Values; typed: Typed } {
  const typed = new Typed(form, texts);
  const values = Object.fromEntries(Object.keys(before).map((name) => [name, typed.text(name)]));
  const isOther = (name: string) => plain(values[name]) !== plain(before[name]);
  const wanted: LicenseChange = {
    ...(isOther('plan') && { plan: typed.line('plan', MAX_PLAN_BYTES) ?? null }),
    ...(isOther('seats') && { seats: typed.whole('seats', 1, MAX_SEATS) }),
    ...(isOther('ends') && { expiresAt: typed.lastDay('ends', nowSeconds) ?? null }),
    ...(isOther('features') && { features: typed.features('features') ?? null }),
    ...(isOther('domains') && { domains: typed.domains('domains') ?? null }),
  };
  return { wanted, values, typed };
}

function plain(text: string | undefined): string {
  return (text ?? '').replace(/\r\n/g, '\n');
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
