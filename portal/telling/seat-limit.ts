// From when on another machine can have a seat, when seats have changed hands as often as the product allows.
import type { LicenseView } from '../server/licenses.ts';
import type { MachineView } from '../server/view.ts';

export interface SeatLimit {
  /** Absent: never, as this license's seats stay with their first machines. */
  opensAt?: number;
}

/** What keeps a new machine from a free seat; undefined: nothing, or no seat is free anyway. */
export function takingLimit({ changes }: LicenseView): SeatLimit | undefined {
  return limitAt(changes.per30Days, changes.nextAt);
}

/** What keeps another machine from this one's seat once it is left. */
export function leavingLimit({ changes }: LicenseView, { passableAt }: MachineView): SeatLimit | undefined {
  return limitAt(changes.per30Days, passableAt);
}

/** What keeps it from moving: its own seat is closed to others, and no other seat is open. */
export function movingLimit(license: LicenseView, machine: MachineView): SeatLimit | undefined {
  const { seats, changes } = license;
  const another = seats.used < seats.total ? (changes.nextAt ?? 0) : Number.POSITIVE_INFINITY;
  const own = machine.passableAt ?? 0;
  return another === 0 || own === 0 ? undefined : limitAt(changes.per30Days, Math.min(another, own));
}

function limitAt(per30Days: number, opensAt: number | undefined): SeatLimit | undefined {
  if (opensAt === undefined) return undefined;
  return per30Days === 0 ? {} : { opensAt };
}
