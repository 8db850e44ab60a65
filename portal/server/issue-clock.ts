// The time of what is issued: now, but never before that of what was issued last.
import { NO_LATE_ROWS, prepared } from './prepared.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import type { Writing } from './store.ts';

/** As far as a right clock accepts a code from the future (docs/decisions.md, step 12); beyond that a code would be of no use. */
const TOLERANCE_SECONDS = 54_000;

/**
 * Moves the clock on and answers the issue time. Its row is written at most once a second, so that transactions do not queue for it.
 *
 * @throws Refused when the clock cannot be right, and while a store that came from a backup has not been confirmed
 */
export async function advanceClock(tx: Writing, nowSeconds: number): Promise<number> {
  const [clock] = await readClock(tx, {});
  if (clock === undefined) throw new Error('the store has no clock');
  const { last_issued_at: last, restored_at } = clock;
  if (restored_at !== null) throw new Refused(refused.RESTORED);
  if (last - nowSeconds > TOLERANCE_SECONDS) throw new Refused(refused.CLOCK_BEHIND);
  if (last >= nowSeconds) return last;
  await tx
    .updateTable('issue_clock')
    .set({ last_issued_at: nowSeconds })
    .where('last_issued_at', '<', nowSeconds)
    .execute();
  return nowSeconds;
}

const readClock = prepared(
  (tx) => tx.selectFrom('issue_clock').select(['last_issued_at', 'restored_at']),
  NO_LATE_ROWS,
);
