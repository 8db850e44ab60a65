// The machines of a license as their owner sees them. Times are whole seconds since 1970.
import { passableAt } from './seats.ts';
import type { Database } from './store.ts';
import type { ActivationRow, ActivationState, ProductRow, Via } from './tables.ts';

export interface MachineView {
  activationId: string;
  label: string;
  /** `lapsed`: a browser that did not check in; it gets a seat again while there is one. */
  state: ActivationState;
  via: Via;
  since: number;
  endedAt?: number;
  /** Of its last code. */
  issuedAt: number;
  expiresAt?: number;
  refreshAt?: number;
  checkInBy?: number;
  /** When the machine itself was heard of. */
  lastSeenAt: number;
  /** A receipt of this machine can free its seat. */
  releasable: boolean;
  /** It was replaced, and nobody else has its seat yet. */
  undoable: boolean;
  /** Only while its fingerprint may still be corrected. */
  correctableUntil?: number;
  /** Its seat has changed hands too often lately: when another machine could have it, if this one left it now. */
  passableAt?: number;
}

export function viewOf(
  { product, activation }: { product: Pick<ProductRow, 'correction_seconds'>; activation: ActivationRow },
  seat: { taken: boolean } = { taken: activation.state === 'active' },
): MachineView {
  const { expires_at: expiresAt, refresh_at: refreshAt, check_in_by: checkInBy, ended_at: endedAt } = activation;
  const correctableUntil = activation.created_at + product.correction_seconds;
  return {
    activationId: activation.id,
    label: activation.label,
    state: activation.state,
    via: activation.via,
    since: activation.created_at,
    ...(endedAt !== null && { endedAt }),
    issuedAt: activation.issued_at,
    ...(expiresAt !== null && { expiresAt }),
    ...(refreshAt !== null && { refreshAt }),
    ...(checkInBy !== null && { checkInBy }),
    lastSeenAt: activation.seen_at,
    releasable: activation.lock !== null && activation.state === 'active',
    undoable: activation.state === 'replaced' && !seat.taken,
    ...(activation.via === 'fingerprint' && activation.state === 'active' && { correctableUntil }),
  };
}

/** Those that sit first, then those that sat; the newest first. */
export async function readMachines(database: Database, licenseId: string, nowSeconds: number): Promise<MachineView[]> {
  const rows = await machineRows(database, licenseId)
    .orderBy('activation.created_at', 'desc')
    .orderBy('activation.id')
    .execute();
  const views = rows.map((row) => viewNow(row, nowSeconds));
  return views.sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));
}

export async function readMachine(
  database: Database,
  { licenseId, activationId }: { licenseId: string; activationId: string },
  nowSeconds: number,
): Promise<MachineView | undefined> {
  const row = await machineRows(database, licenseId).where('activation.id', '=', activationId).executeTakeFirst();
  return row && viewNow(row, nowSeconds);
}

function machineRows(database: Database, licenseId: string) {
  return database
    .selectFrom('activation')
    .innerJoin('license', 'license.id', 'activation.license_id')
    .innerJoin('product', 'product.id', 'license.product_id')
    .leftJoin('seat', (join) =>
      join.onRef('seat.license_id', '=', 'activation.license_id').onRef('seat.number', '=', 'activation.seat_number'),
    )
    .selectAll('activation')
    .select(['product.correction_seconds', 'product.changes_per_30_days'])
    .select(['seat.lease_until', 'seat.activation_id as sitting', 'seat.changes_full_at'])
    .where('activation.license_id', '=', licenseId);
}

interface MachineRow extends ActivationRow {
  correction_seconds: number;
  changes_per_30_days: number;
  changes_full_at: number | null;
  lease_until: number | null;
  sitting: string | null;
}

/** A lease that nobody has needed since it lapsed is still written as taken. */
function viewNow(
  { correction_seconds, changes_per_30_days, changes_full_at, lease_until, sitting, ...activation }: MachineRow,
  nowSeconds: number,
): MachineView {
  const lapsed = sitting === activation.id && lease_until !== null && lease_until <= nowSeconds;
  const now = lapsed ? { ...activation, state: 'lapsed' as const, ended_at: lease_until } : activation;
  const view = viewOf({ product: { correction_seconds }, activation: now }, { taken: sitting !== null });
  if (now.state !== 'active' || changes_full_at === null) return view;
  const opensAt = passableAt({ changes_per_30_days }, { changes_full_at }, nowSeconds);
  return opensAt === undefined ? view : { ...view, passableAt: opensAt };
}
