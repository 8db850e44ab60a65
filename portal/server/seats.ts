// Who sits where. A seat that was sold is a row; taking one is a single statement that finds a free row or none.
import type { Writing } from './store.ts';

/** A machine as its components; `needed` of them must be there for a code to fit. */
export interface SeatClaim {
  activationId: string;
  licenseId: string;
  label: string;
  components: readonly Uint8Array[];
  needed: number;
}

/** Of `of` components, `needed` must still be there. */
export interface MachineRule {
  needed: number;
  of: number;
}

/**
 * How many of n components must match: as many may change as the rule allows, but more than half always stay (2k > n), so that
 * components collected from several machines cannot make one code fit them all.
 */
export function neededOf(rule: MachineRule, n: number): number {
  return Math.max(n - (rule.of - rule.needed), Math.floor(n / 2) + 1);
}

/**
 * The activation of this very machine, if it sits already. It must show enough of what it showed when it took its seat, and so much
 * that the new code cannot fit a machine that shares nothing with it: with fewer than `needed` components of others that cannot be.
 */
export async function findOwnSeat(
  store: Writing,
  licenseId: string,
  components: readonly Uint8Array[],
  needed: number,
): Promise<{ id: string; label: string } | undefined> {
  return await store
    .selectFrom('activation_component as shown')
    .innerJoin('activation', 'activation.id', 'shown.activation_id')
    .innerJoin('seat', 'seat.activation_id', 'activation.id')
    .where('shown.license_id', '=', licenseId)
    .where('shown.component', 'in', [...components])
    .groupBy('activation.id')
    .having((is) => is(is.fn.countAll<number>(), '>=', is.ref('activation.needed')))
    .having((is) => is(is.fn.countAll<number>(), '>=', needed))
    .orderBy((count) => count.fn.countAll(), 'desc')
    .orderBy('activation.created_at')
    .orderBy('activation.id')
    .select(['activation.id', 'activation.label'])
    .limit(1)
    .executeTakeFirst();
}

/** Takes a free seat; false when there is none. Then the transaction must be undone. The license's row is locked. */
export async function takeSeat(store: Writing, claim: SeatClaim, nowSeconds: number): Promise<boolean> {
  const { activationId, licenseId } = claim;
  await store
    .insertInto('activation')
    .values({
      id: activationId,
      license_id: licenseId,
      label: claim.label,
      needed: claim.needed,
      created_at: nowSeconds,
    })
    .execute();
  await store
    .insertInto('activation_component')
    .values(claim.components.map((component) => ({ license_id: licenseId, component, activation_id: activationId })))
    .execute();
  const taken = await store
    .updateTable('seat')
    .set({ activation_id: activationId })
    .where('license_id', '=', licenseId)
    .where('activation_id', 'is', null)
    .where('number', '=', (free) =>
      free
        .selectFrom('seat')
        .where('license_id', '=', licenseId)
        .where('activation_id', 'is', null)
        .select((lowest) => lowest.fn.min('number').as('number')),
    )
    .returning('number')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function countSeats(store: Writing, licenseId: string): Promise<{ used: number; total: number }> {
  return await store
    .selectFrom('seat')
    .where('license_id', '=', licenseId)
    .select((seat) => [seat.fn.count<number>('activation_id').as('used'), seat.fn.countAll<number>().as('total')])
    .executeTakeFirstOrThrow();
}
