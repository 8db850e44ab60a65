// Numbers with their words. What differs between languages is the words, and how a number is written.
import { type Wait, waitOf } from '../server/wait.ts';

/** @param units each for one and for many, in the case in which waits are told */
export function numbersOf(locale: string, units: Readonly<Record<Wait['unit'], readonly [one: string, many: string]>>) {
  /** "1 day", "1,234 days" */
  const count = (amount: number, one: string, many: string): string =>
    `${amount.toLocaleString(locale)} ${amount === 1 ? one : many}`;
  /** "6 days", "1 second" */
  const waitIn = ({ amount, unit }: Wait): string => count(amount, ...units[unit]);
  const wait = (seconds: number): string => waitIn(waitOf(seconds));
  return { count, wait, waitIn };
}
