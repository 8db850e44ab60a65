// Machines as the vendor sees them, across licenses. Freeing a seat here is the vendor's decision: it counts against no allowance.
import { type RawBuilder, sql } from 'kysely';
import * as refused from '../refused.ts';
import { Refused } from '../refused.ts';
import { freeSeat, lease, takeSeat } from '../seats.ts';
import { forChange, type Writing } from '../store.ts';
import type { ActivationRow, ActivationState, LicenseRow, ProductRow } from '../tables.ts';
import { type MachineView, viewOf } from '../view.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { holdLicense } from './licenses.ts';
import { type Page, type PageQuery, pageOf, positionOf } from './page.ts';
import { Declined, missing } from './problems.ts';
import { begins, contains, soughtText } from './search.ts';

export interface ListedMachine extends MachineView {
  licenseId: string;
  productId: string;
  customerId?: string;
}

export interface MachineQuery extends PageQuery {
  id?: string | undefined;
  license?: string | undefined;
  state?: ActivationState | undefined;
  product?: string | undefined;
  /** A part of a label, or the beginning of an id. */
  search?: string | undefined;
}

type Row = ActivationRow & {
  product_id: string;
  customer_id: string | null;
  correction_seconds: number;
  sitting: string | null;
};

/** Newest first. */
export function listMachines(office: Office, by: By, query: MachineQuery): Promise<Result<Page<ListedMachine>>> {
  return look(office, async () => {
    const rows = await machineRows(office, by, query);
    return pageOf(rows, query, ({ created_at, id }) => ({ at: created_at, id }), machineView);
  });
}

export function getMachine(office: Office, by: By, id: string): Promise<Result<ListedMachine>> {
  return look(office, async () => {
    const [row] = await machineRows(office, by, { id, limit: 1 });
    if (!row) throw new Declined(missing('machine'));
    return machineView(row);
  });
}

/** The machine keeps its code until it asks next or the code ends; its seat is free at once. */
export function freeMachine(office: Office, by: By, id: string): Promise<Result<ListedMachine>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const held = await holdMachine(tx, by, id);
    const { license, product, activation } = held;
    if (activation.state !== 'active') return heldView(held);
    await freeSeat(tx, license, product, activation, { state: 'replaced', nowSeconds, counted: false });
    acts.push({
      action: 'machine.freed',
      subject: { kind: 'machine', id },
      detail: { product: product.id, license: license.id },
    });
    return heldView({ ...held, activation: { ...activation, state: 'replaced', ended_at: nowSeconds } });
  });
}

/** It was the wrong machine: it gets its seat back while nobody else has it. */
export function undoFree(office: Office, by: By, id: string): Promise<Result<ListedMachine>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const held = await holdMachine(tx, by, id);
    const { license, product, activation } = held;
    if (activation.state === 'active') return heldView(held);
    if (activation.state !== 'replaced') throw new Declined(refused.NOT_ACTIVE);
    const taking = { activationId: id, nowSeconds, formerSeat: activation.seat_number, counted: false };
    const seat_number = await takeSeat(tx, license, product, taking).catch(asDeclined);
    if (seat_number === undefined) throw new Declined(refused.CANNOT_UNDO);
    const back: ActivationRow = { ...activation, state: 'active', ended_at: null, seat_number };
    await tx
      .updateTable('activation')
      .set({ state: 'active', ended_at: null, seat_number })
      .where('id', '=', id)
      .execute();
    await lease(tx, back, back.via === 'browser' ? back.check_in_by : null);
    acts.push({
      action: 'machine.freeing-undone',
      subject: { kind: 'machine', id },
      detail: { product: product.id, license: license.id },
    });
    return heldView({ ...held, activation: back });
  });
}

interface Held {
  license: LicenseRow;
  product: ProductRow;
  activation: ActivationRow;
}

/** License first, then its machine: in the order in which everybody locks them. */
async function holdMachine(tx: Writing, by: By, id: string): Promise<Held> {
  const found = await tx.selectFrom('activation').select('license_id').where('id', '=', id).executeTakeFirst();
  if (!found) throw new Declined(missing('machine'));
  const { license, product } = await holdLicense(tx, by, found.license_id).catch(() => {
    throw new Declined(missing('machine'));
  });
  const activation = await tx
    .selectFrom('activation')
    .selectAll()
    .where('id', '=', id)
    .$call(forChange(tx))
    .executeTakeFirstOrThrow();
  return { license, product, activation };
}

function heldView({ license, product, activation }: Held): ListedMachine {
  const { correction_seconds } = product;
  const sitting = activation.state === 'active' ? activation.id : null;
  return machineView({
    ...activation,
    product_id: product.id,
    customer_id: license.customer_id,
    correction_seconds,
    sitting,
  });
}

/** Seats speak as the customers' side does. */
function asDeclined(error: unknown): never {
  throw error instanceof Refused ? new Declined(error.problem) : error;
}

/** The number that pages show: the last eight digits of the id (telling/machine-state.ts). */
function numberBegins(sought: string): RawBuilder<boolean> {
  return sql<boolean>`substr(activation.id, 29) like ${`${sought}%`} escape '\\'`;
}

async function machineRows({ store }: Office, by: By, query: MachineQuery): Promise<Row[]> {
  const after = positionOf(query);
  let rows = store.database
    .selectFrom('activation')
    .innerJoin('license', 'license.id', 'activation.license_id')
    .innerJoin('product', 'product.id', 'license.product_id')
    .leftJoin('seat', (join) =>
      join.onRef('seat.license_id', '=', 'activation.license_id').onRef('seat.number', '=', 'activation.seat_number'),
    )
    .selectAll('activation')
    .select([
      'license.product_id',
      'license.customer_id',
      'product.correction_seconds',
      'seat.activation_id as sitting',
    ])
    .orderBy('activation.created_at', 'desc')
    .orderBy('activation.id', 'desc')
    .limit(query.limit + 1);
  const { id, license, product, state, search } = query;
  if (by.product !== undefined) rows = rows.where('license.product_id', '=', by.product);
  if (product !== undefined) rows = rows.where('license.product_id', '=', product);
  if (id !== undefined) rows = rows.where('activation.id', '=', id);
  if (license !== undefined) rows = rows.where('activation.license_id', '=', license);
  if (state !== undefined) rows = rows.where('activation.state', '=', state);
  const sought = soughtText(search);
  if (sought !== undefined)
    rows = rows.where((it) =>
      it.or([begins('activation.id', sought), numberBegins(sought), contains('activation.label', sought)]),
    );
  if (after !== undefined) {
    rows = rows.where((it) =>
      it.or([
        it('activation.created_at', '<', after.at),
        it.and([it('activation.created_at', '=', after.at), it('activation.id', '<', after.id)]),
      ]),
    );
  }
  return await rows.execute();
}

function machineView({ product_id, customer_id, correction_seconds, sitting, ...activation }: Row): ListedMachine {
  return {
    ...viewOf({ product: { correction_seconds }, activation }, { taken: sitting !== null }),
    licenseId: activation.license_id,
    productId: product_id,
    ...(customer_id !== null && { customerId: customer_id }),
  };
}
