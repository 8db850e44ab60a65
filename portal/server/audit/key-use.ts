// How often a signing key was used, and when last: counted when the acts that name it get their place in the chain. The chain has one
// end, so this is one at a time without anybody waiting for it.
import type { Writing } from '../store.ts';
import type { Entry } from './chain.ts';

/** Adds what these entries say. Codes and JWTs name the key that signed them; nothing else does. */
export async function countUses(tx: Writing, entries: readonly Entry[]): Promise<void> {
  const fresh = new Map<string, { uses: number; last_at: number }>();
  for (const { detail, atSeconds } of entries) {
    const kid = detail?.['kid'];
    if (typeof kid !== 'string') continue;
    const { uses, last_at } = fresh.get(kid) ?? { uses: 0, last_at: 0 };
    fresh.set(kid, { uses: uses + 1, last_at: Math.max(last_at, atSeconds) });
  }
  for (const [kid, { uses, last_at }] of fresh) {
    await tx
      .insertInto('key_use')
      .values({ kid, uses, last_at })
      .onConflict((known) =>
        known.column('kid').doUpdateSet((it) => ({
          uses: it('key_use.uses', '+', uses),
          last_at: it.case().when('key_use.last_at', '<', last_at).then(last_at).else(it.ref('key_use.last_at')).end(),
        })),
      )
      .execute();
  }
}
