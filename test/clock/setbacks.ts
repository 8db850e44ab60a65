// The largest set-back that is not found, by how the application is used: measured with the module, after two weeks of that use.
import type { Verifier } from '../../hosts/js/index.ts';
import { DAY, HOUR, Machine, type Portal, YEAR } from './machine.ts';

const START = Date.UTC(2027, 2, 1) / 1000;
const DAYS = 28;
const STEP = HOUR / 2;
const MOST = 120 * HOUR;

export interface Setback {
  use: string;
  /** Hours, when the clock is set back right after a start, and at the start of the next day. */
  atOnce: number;
  nextDay: number;
}

interface Use {
  use: string;
  hoursADay: number;
  /** Starts are up to so many hours earlier or later than nine. */
  jitterHours: number;
}

const USES: Use[] = [
  { use: 'a few minutes a day, always at the same time', hoursADay: 0.1, jitterHours: 0 },
  { use: 'a few minutes a day, an hour earlier or later', hoursADay: 0.1, jitterHours: 1 },
  { use: 'a few minutes a day, two hours earlier or later', hoursADay: 0.1, jitterHours: 2 },
  { use: '8 hours a day, an hour earlier or later', hoursADay: 8, jitterHours: 1 },
];

export function setbacks(verifier: Verifier, portal: Portal): Setback[] {
  return USES.map((use) => measure(verifier, portal, use));
}

function measure(verifier: Verifier, portal: Portal, { use, hoursADay, jitterHours }: Use): Setback {
  const machine = new Machine(verifier, portal.issue(START, { expiresAt: START + YEAR }));
  let atOnce = 0;
  let nextDay = 0;
  for (let day = 0; day < DAYS; day++) {
    const from = START + day * DAY + 9 * HOUR + ([0, 1, -1, 0.5, -0.5][day % 5] ?? 0) * jitterHours * HOUR;
    const settled = day >= DAYS / 2;
    if (settled) nextDay = Math.max(nextDay, largest(machine, from));
    machine.check(from, 0);
    if (settled) atOnce = Math.max(atOnce, largest(machine, from));
    machine.session(
      from,
      from + hoursADay * HOUR,
      (at) => at,
      () => undefined,
    );
  }
  return { use, atOnce: atOnce / HOUR, nextDay: nextDay / HOUR };
}

/** How far back the clock may be set without being found, to the half hour; the machine stays as it is. */
function largest(machine: Machine, now: number): number {
  const stored = Uint8Array.from(machine.witness);
  let span = 0;
  while (span < MOST && isTolerated(machine, stored, now - span - STEP)) span += STEP;
  machine.witness = stored;
  return span;
}

function isTolerated(machine: Machine, stored: Uint8Array, shown: number): boolean {
  machine.witness = Uint8Array.from(stored);
  return machine.check(shown, 0).accepted;
}
