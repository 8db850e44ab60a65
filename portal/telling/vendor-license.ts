// The state of a license as its vendor reads it: in words and days first, with one of the four tones.
import { inDays } from '../dates.ts';
import type { LicenseView } from '../server/vendor/licenses.ts';
import type { ConsoleTexts } from '../texts/console.ts';
import type { Texts } from '../texts/index.ts';
import { licenseStatement, type Statement } from './statement.ts';

const DAY_SECONDS = 86_400;

export function vendorStatement(
  texts: Texts,
  { selling, licenseWork }: ConsoleTexts,
  { state, expiresAt, termSeconds }: LicenseView,
  nowSeconds: number,
): Statement {
  const words = selling.states[state];
  if (state === 'revoked' || state === 'refunded') return { tone: 'gone', words };
  if (state === 'suspended') return { tone: 'act', words };
  if (expiresAt !== undefined) {
    const until = licenseStatement(texts, expiresAt, nowSeconds);
    return {
      tone: until.tone,
      words: state === 'expired' ? licenseWork.ended : licenseWork.until,
      dateSeconds: expiresAt,
      note: inDays(texts, expiresAt, nowSeconds),
    };
  }
  if (termSeconds !== undefined)
    return { tone: 'fine', words, note: licenseWork.lastsFrom(Math.floor(termSeconds / DAY_SECONDS)) };
  return { tone: 'fine', words, note: licenseWork.noEnd };
}

/** The end alone, for a preview. */
export function endWords({ licenseWork }: ConsoleTexts, { expiresAt, termSeconds }: LicenseView): string | undefined {
  if (expiresAt !== undefined) return undefined;
  return termSeconds === undefined ? licenseWork.noEnd : licenseWork.lastsFrom(Math.floor(termSeconds / DAY_SECONDS));
}
