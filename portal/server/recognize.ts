// Which machine is this? By k of n components, as it showed them when it took its seat (docs/operations.md, "What a product says").
import { byCount, late, prepared } from './prepared.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';
import { countChange } from './seats.ts';
import type { Writing } from './store.ts';
import type { ActivationRow, ProductRow } from './tables.ts';

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

/** The same, for a machine of a product. */
export function neededFor({ machine_needed: needed, machine_of: of }: ProductRow, n: number): number {
  return neededOf({ needed, of }, n);
}

/**
 * The activation of this very machine: one that sits, else one that lapsed, else the last that ended. It must show enough of what it
 * showed when it took its seat, and so much that the new code cannot fit a machine that shares nothing with it: with fewer than `needed`
 * components of others that cannot be.
 */
export async function findOwn(
  tx: Writing,
  licenseId: string,
  components: readonly Uint8Array[],
  needed: number,
): Promise<ActivationRow | undefined> {
  const shown = await findShown(components.length)(tx, { licenseId, ...components });
  const matches = Map.groupBy(shown, ({ activation_id }) => activation_id);
  const ids = [...matches.keys()].filter((id) => matchesOf(matches, id) >= needed);
  if (ids.length === 0) return undefined;
  const candidates = await tx.selectFrom('activation').selectAll().where('id', 'in', ids).execute();
  const own = candidates.filter((one) => matchesOf(matches, one.id) >= one.needed);
  return own.sort((a, b) => rank(a) - rank(b) || matchesOf(matches, b.id) - matchesOf(matches, a.id) || byAge(a, b))[0];
}

interface ShownTo {
  licenseId: string;
  /** The components, by number. */
  [n: number]: Uint8Array;
}

/** One search for each component: SQLite would make a table of its own for a list of them. */
const findShown = byCount((count) =>
  prepared(
    (tx, values: ShownTo) => {
      const [first, ...others] = numbered(count, values).map((component) =>
        tx
          .selectFrom('activation_component')
          .select('activation_id')
          .where('license_id', '=', values.licenseId)
          .where('component', '=', component),
      );
      if (first === undefined) throw new Error('a machine without components');
      return others.reduce((all, one) => all.unionAll(one), first);
    },
    (values) => numbered(count, values).map(componentName),
  ),
);

/** The license does not matter: a component of another one has a late row written a little earlier, and nothing else. */
function componentName(component: Uint8Array): string {
  return `activation_component ${Buffer.from(component.buffer, component.byteOffset, component.length).toString('hex')}`;
}

function numbered(count: number, values: Record<number, Uint8Array>): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let n = 0; n < count; n++) {
    const one = values[n];
    if (one !== undefined) all.push(one);
  }
  return all;
}

function matchesOf(matches: ReadonlyMap<string, readonly unknown[]>, id: string): number {
  return matches.get(id)?.length ?? 0;
}

function rank({ state }: ActivationRow): number {
  return state === 'active' ? 0 : state === 'lapsed' ? 1 : 2;
}

/** Of those that ended, the last; else the oldest. */
function byAge(a: ActivationRow, b: ActivationRow): number {
  return (b.ended_at ?? 0) - (a.ended_at ?? 0) || a.created_at - b.created_at || (a.id < b.id ? -1 : 1);
}

/** Whether these components are those of a machine that is known already, by the same rule. */
export async function isOwn(
  tx: Writing,
  activation: ActivationRow,
  components: readonly Uint8Array[],
  needed: number,
): Promise<boolean> {
  const known = await componentsOf(tx, activation.id);
  return countIn(known, components) >= Math.max(activation.needed, needed);
}

export async function componentsOf(tx: Writing, activationId: string): Promise<Uint8Array[]> {
  const rows = await tx
    .selectFrom('activation_component')
    .select('component')
    .where('activation_id', '=', activationId)
    .orderBy('component')
    .execute();
  return rows.map(({ component }) => component);
}

export async function recordComponents(
  tx: Writing,
  { id, license_id }: Pick<ActivationRow, 'id' | 'license_id'>,
  components: readonly Uint8Array[],
): Promise<void> {
  await insertComponents(components.length)(tx, { license_id, activation_id: id, ...components });
}

interface ComponentsOf {
  license_id: string;
  activation_id: string;
  [n: number]: Uint8Array;
}

const insertComponents = byCount((count) =>
  late(
    (tx, values: ComponentsOf) => {
      const { license_id, activation_id } = values;
      const rows = numbered(count, values).map((component) => ({ license_id, component, activation_id }));
      return tx.insertInto('activation_component').values(rows);
    },
    (values) => numbered(count, values).map(componentName),
  ),
);

export interface Shown {
  components: readonly Uint8Array[];
  needed: number;
  /** The lock of the machine's secret; the same one means that it is the same installation. */
  lock: Uint8Array | undefined;
  nowSeconds: number;
}

/**
 * What the machine shows now becomes what it is recognized by, so that one repair after another never makes a stranger of it. It must
 * have kept its secret, and it counts as a change of hands: with that a seat can wander no faster than by giving it back. When the
 * allowance is used up the machine stays known by what it showed before.
 */
export async function adopt(
  tx: Writing,
  product: ProductRow,
  own: ActivationRow,
  { components, needed, lock, nowSeconds }: Shown,
): Promise<ActivationRow> {
  if (lock === undefined || own.lock === null || Buffer.compare(lock, own.lock) !== 0) return own;
  const known = await componentsOf(tx, own.id);
  if (known.length === components.length && countIn(known, components) === known.length) return own;
  if (!(await countChange(tx, product, own, nowSeconds))) return own;
  await tx.deleteFrom('activation_component').where('activation_id', '=', own.id).execute();
  await recordComponents(tx, own, components);
  return { ...own, needed };
}

/** A device's word is good once: whoever overheard a call cannot repeat it a day later. */
export async function demandNewNonce(tx: Writing, { id }: ActivationRow, nonce: Uint8Array): Promise<void> {
  const used = await tx
    .selectFrom('issued_code')
    .select('token_id')
    .where('activation_id', '=', id)
    .where('nonce', '=', nonce)
    .limit(1)
    .executeTakeFirst();
  if (used) throw new Refused(refused.NONCE_USED);
}

function countIn(known: readonly Uint8Array[], components: readonly Uint8Array[]): number {
  return known.filter((one) => components.some((other) => Buffer.compare(one, other) === 0)).length;
}
