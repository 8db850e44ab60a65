// How long a machine works with the code that it has, whatever happens to its license meanwhile.
import type { MachineView } from '../server/view.ts';

/** Exclusive; undefined: its code has no end. */
export function worksUntil({ expiresAt, checkInBy }: Pick<MachineView, 'expiresAt' | 'checkInBy'>): number | undefined {
  const limits = [expiresAt, checkInBy].filter((at) => at !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
