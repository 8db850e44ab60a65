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
