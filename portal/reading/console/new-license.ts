// The form "Issue a license".
import type { NewLicense } from '../../server/vendor/new-license.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { Typed, type Values } from './typed.ts';

export const MAX_CUSTOMER_BYTES = 64;
/** RFC 5321, 4.5.3.1.3, without its angle brackets. */
const MAX_EMAIL_BYTES = 254;
export const MAX_PLAN_BYTES = 40;
export const MAX_SEATS = 100_000;

const FIELDS = [
  'product',
  'customer',
  'account',
  'plan',
  'seats',
  'ends',
  'features',
  'domains',
  'licenseKey',
] as const;

/** What the operation's members are called in the form. */
export const LICENSE_FIELDS = {
  customerId: 'customer',
  accountEmail: 'account',
  expiresAt: 'ends',
  licenseKey: 'licenseKey',
  id: 'licenseKey',
};

/** @param nowSeconds a last day that is over is refused beside its field */
export function readNewLicense(
  texts: ConsoleTexts,
  form: FormData | undefined,
  nowSeconds: number,
  readKey: (text: string) => { ok: true; value: string } | { ok: false; problem: { sentence: string } },
): { license: NewLicense; values: Values; typed: Typed } {
  const typed = new Typed(form, texts);
  const license = {
    product: typed.needed('product', MAX_CUSTOMER_BYTES, texts.licenseWork.new.noProduct),
    customerId: typed.line('customer', MAX_CUSTOMER_BYTES),
    accountEmail: typed.line('account', MAX_EMAIL_BYTES),
    plan: typed.line('plan', MAX_PLAN_BYTES),
    seats: typed.whole('seats', 1, MAX_SEATS),
    expiresAt: typed.lastDay('ends', nowSeconds),
    features: typed.features('features'),
    domains: typed.domains('domains'),
    licenseKey: keyOf(typed, readKey),
  };
  return { license, values: Object.fromEntries(FIELDS.map((name) => [name, typed.text(name)])), typed };
}

function keyOf(typed: Typed, readKey: Parameters<typeof readNewLicense>[3]): string | undefined {
  const text = typed.text('licenseKey');
  if (text === '') return undefined;
  const reading = readKey(text);
  return reading.ok ? reading.value : typed.wrong('licenseKey', reading.problem.sentence);
}
