// Numbers with their words. What differs between languages is the words, and how a number is written.
import { waitOf } from '../telling/span.ts';

type Unit = ReturnType<typeof waitOf>['unit'];

/** @param units each for one and for many, in the case in which waits are told */
export function numbersOf(locale: string, units: Readonly<Record<Unit, readonly [one: string, many: string]>>) {
  /** "1 day", "1,234 days" */
  const count = (amount: number, one: string, many: string): string =>
    `${amount.toLocaleString(locale)} ${amount === 1 ? one : many}`;
  /** "6 days", "1 second" */
  const wait = (seconds: number): string => {
    const { amount, unit } = waitOf(seconds);
    return count(amount, ...units[unit]);
  };
  return { count, wait };
}
