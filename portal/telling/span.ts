// Spans of time in the unit that people would choose.
export const UNITS = ['days', 'hours', 'minutes'] as const;
export type Unit = (typeof UNITS)[number];

export interface Span {
  amount: number;
  unit: Unit;
}

export const UNIT_SECONDS: Record<Unit, number> = { days: 86_400, hours: 3600, minutes: 60 };

/** The largest that divides it; what is less than a minute counts as minutes. */
export function unitOf(seconds: number): Unit {
  return UNITS.find((unit) => seconds % UNIT_SECONDS[unit] === 0) ?? 'minutes';
}

export function amountOf(seconds: number): Span {
  const unit = unitOf(seconds);
  return { amount: Math.ceil(seconds / UNIT_SECONDS[unit]), unit };
}

/** As long as is waited for something: in the unit that a person would say it in, rounded up, so that it is over then. */
export interface Wait {
  amount: number;
  unit: Unit | 'seconds';
}

/** Up to here the next smaller unit is said: "36 hours" is more exact than "2 days". */
const ABOVE_SECONDS: Record<Unit, number> = { days: 47 * 3600, hours: 119 * 60, minutes: 119 };

export function waitOf(seconds: number): Wait {
  const unit = UNITS.find((unit) => seconds > ABOVE_SECONDS[unit]);
  if (!unit) return { amount: Math.max(1, Math.ceil(seconds)), unit: 'seconds' };
  return { amount: Math.ceil(seconds / UNIT_SECONDS[unit]), unit };
}
