// Machines as the vendor sees them, across licenses. Freeing a seat here is the vendor's decision: it counts against no allowance.
import { freeSeat } from '../seats.ts';
import { forChange } from '../store.ts';
import type { ActivationRow, ActivationState } from '../tables.ts';
import { type MachineView, viewOf } from '../view.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { holdLicense } from './licenses.ts';
import { type Page, type PageQuery, pageOf, positionOf } from './page.ts';
import { Declined, missing } from './problems.ts';

export interface ListedMachine extends MachineView {
  licenseId: string;
  productId: string;
  customerId?: string;
}

export interface MachineQuery extends PageQuery {
  id?: string | undefined;
  license?: string | undefined;
  state?: ActivationState | undefined;
  /** A part of a label, or an id. */
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
    const about = {
      product_id: product.id,
      customer_id: license.customer_id,
      correction_seconds: product.correction_seconds,
    };
    if (activation.state !== 'active') return machineView({ ...activation, ...about, sitting: null });
    await freeSeat(tx, license, product, activation, { state: 'replaced', nowSeconds, counted: false });
    acts.push({
      action: 'machine.freed',
      subject: { kind: 'machine', id },
      detail: { product: product.id, license: license.id },
    });
    return machineView({ ...activation, state: 'replaced', ended_at: nowSeconds, ...about, sitting: null });
  });
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
  const { id, license, state, search } = query;
  if (by.product !== undefined) rows = rows.where('license.product_id', '=', by.product);
  if (id !== undefined) rows = rows.where('activation.id', '=', id);
  if (license !== undefined) rows = rows.where('activation.license_id', '=', license);
  if (state !== undefined) rows = rows.where('activation.state', '=', state);
  if (search !== undefined && search.trim() !== '') {
    const part = `%${search
      .trim()
      .toLowerCase()
      .replace(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where((it) =>
      it.or([it('activation.id', '=', search.trim()), it(it.fn<string>('lower', ['activation.label']), 'like', part)]),
    );
  }
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
