// The server wrote dates in UTC; here they become those of the reader's own zone.

import { dateText, hourText, localeOf } from '../dates.ts';
import { texts } from './texts.ts';

const locale = localeOf(texts, navigator.languages);

/** The text of a moment, with its hour where that matters. */
export function momentText(seconds: number, withHour: boolean): string {
  const date = dateText(seconds, locale, undefined);
  return withHour ? `${date}, ${hourText(seconds, locale, undefined)}` : date;
}

for (const time of document.querySelectorAll('time')) {
  time.textContent = momentText(Date.parse(time.dateTime) / 1000, time.dataset['hour'] !== undefined);
}
