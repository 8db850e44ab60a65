// After a restore: somebody says that everything which was issued since the backup is behind the clock, and signing begins again.
import { record } from './audit/record.ts';
import { SetupError } from './private-file.ts';
import type { Store } from './store.ts';

export interface Confirmed {
  /** Nothing is issued with an earlier time than this. */
  issuedFrom: number;
}

/**
 * `lastIssuedAt` is the latest issue time that anybody has seen, on a code or in a log; absent, the clock alone is believed.
 *
 * @throws SetupError when the store did not come from a backup, or the clock is behind
 */
export async function confirmRestore(store: Store, nowSeconds: number, lastIssuedAt?: number): Promise<Confirmed> {
  return await store.write(async (tx) => {
    const clock = await tx.selectFrom('issue_clock').selectAll().executeTakeFirstOrThrow();
    if (clock.restored_at === null)
      throw new SetupError('This portal did not come from a backup; there is nothing to confirm.');
    const latest = Math.max(clock.last_issued_at, clock.restored_at, lastIssuedAt ?? 0);
    if (nowSeconds < latest) {
      throw new SetupError('The clock of this machine is behind what was issued already; set it, and confirm again.');
    }
    await tx.updateTable('issue_clock').set({ last_issued_at: nowSeconds, restored_at: null }).execute();
    await record(
      tx,
      { actor: { kind: 'command' }, action: 'store.restore-confirmed', detail: { lastIssuedAt } },
      nowSeconds,
    );
    return { issuedFrom: nowSeconds };
  });
}
