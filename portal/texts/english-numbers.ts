import { waitOf } from '../telling/span.ts';

/** "1 day", "1,234 days" */
export function count(amount: number, one: string, many: string): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
}

const UNITS = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  seconds: ['second', 'seconds'],
} as const;

/** "6 days", "1 second" */
export function wait(seconds: number): string {
  const { amount, unit } = waitOf(seconds);
  const [one, many] = UNITS[unit];
  return count(amount, one, many);
}
