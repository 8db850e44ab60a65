import { waitOf } from '../telling/span.ts';

/** "1 Tag", "1.234 Tage" */
export function count(amount: number, one: string, many: string): string {
  return `${amount.toLocaleString('de')} ${amount === 1 ? one : many}`;
}

/** As they stand behind "in" and "nach". */
const UNITS = {
  days: ['Tag', 'Tagen'],
  hours: ['Stunde', 'Stunden'],
  minutes: ['Minute', 'Minuten'],
  seconds: ['Sekunde', 'Sekunden'],
} as const;

/** "6 Tagen", "1 Sekunde" */
export function wait(seconds: number): string {
  const { amount, unit } = waitOf(seconds);
  const [one, many] = UNITS[unit];
  return count(amount, one, many);
}
