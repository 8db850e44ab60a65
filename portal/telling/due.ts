// What is due, and how soon. First on every page, so that nothing comes as a surprise.
import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';
import { nameOrder } from './machine-order.ts';
import { checkInTone, licenseTone, type Tone } from './statement.ts';

const DAY_SECONDS = 86_400;
/** Days before something is due at which a person is reminded; the first is also how far ahead "due" looks. */
export const REMINDERS = [90, 30, 14, 7, 1] as const;

export interface Due {
  atSeconds: number;
  license: LicenseView;
  /** It needs a fresh code by then. Absent: the license itself ends, with all its machines. */
  machine?: MachineView;
  /** The narrowest reminder that has been reached; 0 when it is overdue. */
  withinDays: number;
  tone: Tone;
}

/** Most urgent first; what is due at the same time by name, in the reader's language. */
export function dueOf(
  license: LicenseView,
  machines: readonly MachineView[],
  { nowSeconds, locale }: { nowSeconds: number; locale: string },
): Due[] {
  if (license.state !== 'active') return [];
  const found: Due[] = machines.flatMap((machine) => {
    const at = freshCodeBy(license, machine);
    return at !== undefined && at - nowSeconds <= aheadSeconds(machine, at)
      ? [{ ...dueAt(license, at, nowSeconds, at === machine.checkInBy ? checkInTone : licenseTone), machine }]
      : [];
  });
  if (license.expiresAt !== undefined && license.expiresAt - nowSeconds <= REMINDERS[0] * DAY_SECONDS) {
    found.push(dueAt(license, license.expiresAt, nowSeconds, licenseTone));
  }
  return found.sort(urgency(locale));
}

/** The license itself comes before its machines. */
export function urgency(locale: string): (a: Due, b: Due) => number {
  const names = nameOrder(locale);
  return (a, b) => a.atSeconds - b.atSeconds || names(a.machine ?? NO_NAME, b.machine ?? NO_NAME);
}

const NO_NAME = { label: '' };

/** When a machine stops for want of a fresh code; undefined when it has a seat no more, or lasts as long as its license. */
export function freshCodeBy(license: LicenseView, { state, expiresAt, checkInBy }: MachineView): number | undefined {
  if (state !== 'active') return undefined;
  const limit = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, checkInBy ?? Number.POSITIVE_INFINITY);
  return limit < (license.expiresAt ?? Number.POSITIVE_INFINITY) ? limit : undefined;
}

/** A code for two weeks is not due from its first day on: half of its time at most. */
function aheadSeconds({ issuedAt }: MachineView, at: number): number {
  return Math.min(REMINDERS[0] * DAY_SECONDS, (at - issuedAt) / 2);
}

function dueAt(license: LicenseView, atSeconds: number, nowSeconds: number, toneOf: (days: number) => Tone): Due {
  const days = (atSeconds - nowSeconds) / DAY_SECONDS;
  return { atSeconds, license, withinDays: reminderOf(days), tone: toneOf(days) };
}

/** 90, 30, 14, 7, 1, and 0 when the time has come. */
export function reminderOf(days: number): number {
  if (days <= 0) return 0;
  return REMINDERS.findLast((reminder) => days <= reminder) ?? REMINDERS[0];
}
