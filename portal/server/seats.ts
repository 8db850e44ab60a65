// Who sits where. A seat that was sold is a row, so no more machines can sit than seats were sold. Whoever changes anything here holds
// the license's row.
import { sql } from 'kysely';
import { late, NO_LATE_ROWS, prepared, sharedList } from './prepared.ts';
import { notYetFree, Refused } from './refused.ts';
import type { Database, Writing } from './store.ts';
import type { ActivationRow, ActivationState, LicenseRow, ProductRow, SeatRow } from './tables.ts';

const MONTH_SECONDS = 30 * 86_400;
const NEVER = 253_402_300_799;
/** As many free seats are read at once as operations share a commit when there is much to do. */
const MOST_AT_ONCE = 32;

export interface Taking {
  activationId: string;
  nowSeconds: number;
  /** The seat that this machine had before. Back in it, it has changed nothing. */
  formerSeat: number | undefined;
  /** Whether its leaving was counted as a change of hands. */
  counted?: boolean;
}

/**
 * Takes the machine's former seat or a free one; undefined when every seat is taken.
 *
 * @throws Refused when the free ones have changed hands too often, or are closed for a while
 */
export async function takeSeat(
  tx: Writing,
  license: LicenseRow,
  product: ProductRow,
  { activationId, nowSeconds, formerSeat, counted = true }: Taking,
): Promise<number | undefined> {
  const number =
    (await takeFormerSeat(tx, license, counted ? changeSeconds(product) : 0, activationId, formerSeat)) ??
    (await takeFreeSeat(tx, license, activationId, nowSeconds));
  if (number === undefined) {
    const free = await freeSeats(tx, license.id).select('free_from').limit(1).executeTakeFirst();
    if (free) throw new Refused(notYetFree(free.free_from - nowSeconds));
    return undefined;
  }
  await countUsed(tx, { id: license.id });
  license.used++;
  return number;
}

/** Where rows can wait, the free seats are read for all operations of the transaction; each takes the first that is left. */
async function takeFreeSeat(
  tx: Writing,
  { id: license_id }: LicenseRow,
  activation_id: string,
  nowSeconds: number,
): Promise<number | undefined> {
  const free = sharedList<FreeSeat>(tx, seatsOf(license_id));
  if (free === undefined) return (await takeFirstFree(tx, { license_id, activation_id, nowSeconds }))[0]?.number;
  if (free.length === 0) free.push(...(await findFree(tx, { license_id, nowSeconds })));
  const [first] = free;
  if (first === undefined || first.free_from > nowSeconds) return undefined;
  free.shift();
  await sitLate(tx, { license_id, number: first.number, activation_id });
  return first.number;
}

type FreeSeat = Pick<SeatRow, 'number' | 'free_from'>;

/** Seats that are taken late are found by this name. */
function seatsOf(licenseId: string): string {
  return `seat ${licenseId}`;
}

const findFree = prepared(
  (tx, { license_id, nowSeconds }: { license_id: string; nowSeconds: number }) =>
    freeSeats(tx, license_id)
      .where('free_from', '<=', nowSeconds) // without it SQLite would sort all of them
      .select(['number', 'free_from'])
      .limit(sql.lit(MOST_AT_ONCE)),
  ({ license_id }) => [seatsOf(license_id)],
);

const sitLate = late(
  (tx, { license_id, number, activation_id }: { license_id: string; number: number; activation_id: string }) =>
    tx
      .updateTable('seat')
      .set({ activation_id })
      .where('license_id', '=', license_id)
      .where('number', '=', number)
      .where('activation_id', 'is', null),
  ({ license_id }) => [seatsOf(license_id)],
);

const takeFirstFree = prepared(
  (tx, { license_id, activation_id, nowSeconds }: { license_id: string; activation_id: string; nowSeconds: number }) =>
    tx
      .updateTable('seat')
      .set({ activation_id })
      .where('license_id', '=', license_id)
      .where('activation_id', 'is', null)
      .where('number', '=', freeSeats(tx, license_id).where('free_from', '<=', nowSeconds).select('number').limit(1))
      .returning('number'),
);

const countUsed = prepared(
  (tx, { id }: { id: string }) =>
    tx
      .updateTable('license')
      .set((it) => ({ used: it('used', '+', 1) }))
      .where('id', '=', id),
  NO_LATE_ROWS,
);

/** A machine that comes back has changed nothing, so the change that was counted when it left is given back. */
async function takeFormerSeat(
  tx: Writing,
  license: LicenseRow,
  givenBackSeconds: number,
  activation_id: string,
  number: number | undefined,
): Promise<number | undefined> {
  if (number === undefined) return undefined;
  const taken = await tx
    .updateTable('seat')
    .set((seat) => ({ activation_id, changes_full_at: seat('changes_full_at', '-', givenBackSeconds) }))
    .where('license_id', '=', license.id)
    .where('number', '=', number)
    .where('activation_id', 'is', null)
    .returning('number')
    .executeTakeFirst();
  return taken?.number;
}

function freeSeats(tx: Database, licenseId: string) {
  return tx
    .selectFrom('seat')
    .where('license_id', '=', licenseId)
    .where('activation_id', 'is', null)
    .orderBy('free_from')
    .orderBy('number');
}

export interface Ending {
  state: Exclude<ActivationState, 'active'>;
  nowSeconds: number;
  /** How long the seat stays closed. */
  closedSeconds?: number;
  /** Whether it counts as a change of hands; a lease that lapses by itself does not. */
  counted?: boolean;
}

/** Frees the seat of a machine that sits. */
export async function freeSeat(
  tx: Writing,
  license: LicenseRow,
  product: ProductRow,
  activation: Pick<ActivationRow, 'id' | 'seat_number'>,
  { state, nowSeconds, closedSeconds = 0, counted = true }: Ending,
): Promise<void> {
  const seat = await seatOf(tx, license.id, activation.seat_number);
  const allowance = counted ? countedChange(product, seat, nowSeconds, closedSeconds) : {};
  await tx
    .updateTable('seat')
    .set({ activation_id: null, lease_until: null, ...allowance })
    .where('license_id', '=', license.id)
    .where('number', '=', seat.number)
    .execute();
  await tx.updateTable('activation').set({ state, ended_at: nowSeconds }).where('id', '=', activation.id).execute();
  await tx
    .updateTable('license')
    .set((it) => ({ used: it('used', '-', 1) }))
    .where('id', '=', license.id)
    .execute();
  license.used--;
}

/** Counts a change of hands without one: the machine in the seat became another. False when the allowance is used up. */
export async function countChange(
  tx: Writing,
  product: ProductRow,
  { license_id, seat_number }: ActivationRow,
  nowSeconds: number,
): Promise<boolean> {
  const seat = await seatOf(tx, license_id, seat_number);
  const { changes_full_at, free_from } = countedChange(product, seat, nowSeconds, 0);
  if (free_from > nowSeconds) return false;
  await tx
    .updateTable('seat')
    .set({ changes_full_at })
    .where('license_id', '=', license_id)
    .where('number', '=', seat_number)
    .execute();
  return true;
}

/** When another machine could take this seat if it were left now; undefined: at once. */
export function passableAt(
  product: Pick<ProductRow, 'changes_per_30_days'>,
  seat: Pick<SeatRow, 'changes_full_at'>,
  nowSeconds: number,
): number | undefined {
  const { free_from } = countedChange(product, seat, nowSeconds, 0);
  return free_from > nowSeconds ? free_from : undefined;
}

/** A bucket: so many changes at once as a month allows, then one in each share of the month. */
function countedChange(
  product: Pick<ProductRow, 'changes_per_30_days'>,
  seat: Pick<SeatRow, 'changes_full_at'>,
  nowSeconds: number,
  closedSeconds: number,
) {
  const changes_full_at = Math.max(nowSeconds, seat.changes_full_at) + changeSeconds(product);
  const allowed = product.changes_per_30_days === 0 ? NEVER : changes_full_at - MONTH_SECONDS;
  return { changes_full_at, free_from: Math.max(nowSeconds + closedSeconds, allowed) };
}

function changeSeconds({ changes_per_30_days: changes }: Pick<ProductRow, 'changes_per_30_days'>): number {
  return changes === 0 ? 0 : Math.floor(MONTH_SECONDS / changes);
}

function seatOf(tx: Writing, licenseId: string, number: number): Promise<SeatRow> {
  return tx
    .selectFrom('seat')
    .selectAll()
    .where('license_id', '=', licenseId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
}

/** A browser that did not check in for its offline window has no working code any more: its seat is free. */
export async function freeLapsedLeases(
  tx: Writing,
  license: LicenseRow,
  product: ProductRow,
  nowSeconds: number,
): Promise<void> {
  const lapsed = await findLapsed(tx, { license_id: license.id, nowSeconds });
  for (const { activation_id, number } of lapsed) {
    if (activation_id === null) continue;
    await freeSeat(
      tx,
      license,
      product,
      { id: activation_id, seat_number: number },
      {
        state: 'lapsed',
        nowSeconds,
        counted: false,
      },
    );
  }
}

const findLapsed = prepared(
  (tx, { license_id, nowSeconds }: { license_id: string; nowSeconds: number }) =>
    tx
      .selectFrom('seat')
      .select(['activation_id', 'number'])
      .where('license_id', '=', license_id)
      .where('lease_until', '<=', nowSeconds),
  NO_LATE_ROWS,
);

/** The seat of a browser is a lease until its code's check-in is due; `until` null: it stays. */
export async function lease(tx: Writing, activation: ActivationRow, until: number | null): Promise<void> {
  await tx
    .updateTable('seat')
    .set({ lease_until: until })
    .where('license_id', '=', activation.license_id)
    .where('number', '=', activation.seat_number)
    .execute();
}

/** A product's rule has changed: its free seats open when the new one says. A delay after a replacement ends with that. */
export async function reopenSeats(tx: Writing, product: ProductRow, nowSeconds: number): Promise<void> {
  const licenses = tx.selectFrom('license').select('id').where('product_id', '=', product.id);
  const opens =
    product.changes_per_30_days === 0 ? sql<number>`${NEVER}` : sql<number>`changes_full_at - ${MONTH_SECONDS}`;
  await tx
    .updateTable('seat')
    .set({ free_from: opens })
    .where('license_id', 'in', licenses)
    .where('activation_id', 'is', null)
    .where((seat) => seat.or([seat('changes_full_at', '>', nowSeconds), seat('free_from', '>', nowSeconds)]))
    .execute();
}
