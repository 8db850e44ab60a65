// How long somebody waits, in the unit that a person would say it in.
const UNITS = ['days', 'hours', 'minutes'] as const;
type Unit = (typeof UNITS)[number];

const UNIT_SECONDS: Record<Unit, number> = { days: 86_400, hours: 3600, minutes: 60 };

export interface Wait {
  amount: number;
  unit: Unit | 'seconds';
}

/** Up to here the next smaller unit is said: "36 hours" is more exact than "2 days". */
const ABOVE_SECONDS: Record<Unit, number> = { days: 47 * 3600, hours: 119 * 60, minutes: 119 };

/** Rounded up, so that it is over then. */
export function waitOf(seconds: number): Wait {
  const unit = UNITS.find((unit) => seconds > ABOVE_SECONDS[unit]);
  if (!unit) return { amount: Math.max(1, Math.ceil(seconds)), unit: 'seconds' };
  return { amount: Math.ceil(seconds / UNIT_SECONDS[unit]), unit };
}

/** As sentences of the server say it: "in 3 minutes", "in 1 second". Other languages read it from there. */
export function inWords(seconds: number): string {
  const { amount, unit } = waitOf(seconds);
  return `in ${amount.toLocaleString('en')} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
