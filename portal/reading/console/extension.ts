// The form "Extend the license": by days, or to a last day.
import type { LicenseView } from '../../server/vendor/licenses.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { Typed, type Values } from './typed.ts';

const MOST_DAYS = 36_600;

export type Extension = { days: number } | { expiresAt: number };

export function readExtension(
  texts: ConsoleTexts,
  form: FormData | undefined,
  license: Pick<LicenseView, 'expiresAt'>,
  nowSeconds: number,
): { extension: Extension | undefined; values: Values; typed: Typed } {
  const typed = new Typed(form, texts);
  const words = texts.licenseWork.extend;
  const days = typed.whole('days', 1, MOST_DAYS);
  const until = typed.lastDay('until', nowSeconds);
  if (typed.problems.length === 0) {
    if (days !== undefined && until !== undefined) typed.wrong('days', words.both);
    if (days === undefined && until === undefined) typed.wrong('days', words.neither);
    if (until !== undefined && license.expiresAt !== undefined && until <= license.expiresAt)
      typed.wrong('until', words.earlier);
  }
  const values = { days: typed.text('days'), until: typed.text('until') };
  if (typed.problems.length > 0) return { extension: undefined, values, typed };
  return { extension: until !== undefined ? { expiresAt: until } : { days: days ?? 0 }, values, typed };
}

/** Where the end was before, from the form that undoes it; undefined when it says none that can be set again. */
export function readEndBefore(form: FormData | undefined, nowSeconds: number): number | undefined {
  const text = form?.get('was');
  const seconds = typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : 0;
  return seconds > nowSeconds ? seconds : undefined;
}
