// Dates as people read them. The server knows the reader's language but not the zone, so it says UTC; scripts/dates.ts
// rewrites every <time> in the zone of the browser.
import type { Texts } from './texts/index.ts';

const SECONDS_PER_DAY = 86_400;

/** Whole days from now until then, rounded down as the module does; negative when it is past. */
export function daysUntil(thenSeconds: number, nowSeconds: number): number {
  return Math.trunc((thenSeconds - nowSeconds) / SECONDS_PER_DAY);
}

/** "161 days", "today", "3 days ago". */
export function inDays(texts: Texts, thenSeconds: number, nowSeconds: number): string {
  const days = daysUntil(thenSeconds, nowSeconds);
  if (thenSeconds <= nowSeconds) return texts.time.ago(-days);
  return texts.time.left(days);
}

/** "3 May 2027" */
export function dateText(seconds: number, locale: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(seconds * 1000);
}

/** "14:00 UTC" */
export function hourText(seconds: number, locale: string, timeZone: string | undefined): string {
  const options = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(locale, options).format(seconds * 1000);
}

/** The first of the reader's languages in which these pages are written, with its region; else the pages' own. */
export function localeOf(texts: Texts, wanted: readonly string[]): string {
  const spoken = wanted.find((tag) => tag.toLowerCase().split('-')[0] === texts.language);
  if (!spoken) return texts.locale;
  try {
    return Intl.getCanonicalLocales(spoken)[0] ?? texts.locale;
  } catch {
    return texts.locale; // a header may say anything
  }
}

/** The tags of an Accept-Language header in their order; weights are ignored because browsers send them sorted. */
export function languagesOf(header: string | null): string[] {
  return (header ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
}
