// Queries that every activation makes. Kysely writes their SQL once and says what their rows are; after that only the values change.
// Building the same query again and again costs more than SQLite needs to answer it.
import type { Compilable, CompiledQuery } from 'kysely';
import { DirectSqlite } from './sqlite.ts';
import type { Database, Writing } from './store.ts';

/** Stands where a value will be. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Which rows that are late (late-rows.ts) a query could find, or which it is itself: names that begin with the table's. */
type Named<V> = (values: V) => readonly string[];

/** For queries of tables that no late row belongs to. */
export const NO_LATE_ROWS = (): readonly string[] => [];

/**
 * `describe` is called once for each kind of store and must not look at its values: they are places, not values. Every value is bound,
 * also null, so a condition such as `is null` is written with a real null. Without `finds` it finds every row.
 */
export function prepared<V extends object, O>(describe: Describe<V, O>, finds?: Named<V>) {
  const compiled = compiledOnce(describe);
  return async (tx: Database, values: V): Promise<O[]> => {
    const { adapter } = tx.getExecutor();
    const query = compiled(tx, adapter);
    const parameters = parametersOf(query, values);
    if (tx.isTransaction && adapter instanceof DirectSqlite) {
      return adapter.rows<O>(query.sql, parameters, finds?.(values));
    }
    const { rows } = await tx.executeQuery<O>({ ...query, parameters });
    return rows;
  };
}

/** A query of rows that hardly ever change; the rows are kept as long as they cannot have changed (remembered-rows.ts), and frozen. */
export function remembered<V extends object, O extends object>(describe: Describe<V, O>) {
  const compiled = compiledOnce(describe);
  const asked = prepared(describe, NO_LATE_ROWS);
  return async (tx: Database, values: V): Promise<readonly O[]> => {
    const { adapter } = tx.getExecutor();
    if (!tx.isTransaction || !(adapter instanceof DirectSqlite)) return await asked(tx, values);
    const query = compiled(tx, adapter);
    return adapter.remembered<O>(query.sql, parametersOf(query, values));
  };
}

/**
 * A list that the operations of one transaction share, empty at its beginning and after whatever else may have changed a row. Undefined
 * where late rows do not wait.
 */
export function sharedList<O extends object>(tx: Writing, name: string): O[] | undefined {
  const { adapter } = tx.getExecutor();
  return adapter instanceof DirectSqlite ? adapter.within<O>(name) : undefined;
}

/**
 * Work for the end of the transaction, when its late rows are written; never done when all of it is undone. False where nothing waits for
 * the end.
 */
export function beforeCommit(tx: Writing, work: () => Promise<void>): boolean {
  const { adapter } = tx.getExecutor();
  if (!(adapter instanceof DirectSqlite)) return false;
  adapter.beforeCommit(work);
  return true;
}

/**
 * A change that can wait for the end of its transaction. Whoever could find its row says so by the same name, or finds every row. The
 * values are read when it is written, so one of them may be a getter; `last` is for those: such rows wait for the work of `beforeCommit`.
 */
export function late<V extends object>(
  describe: Describe<V, unknown>,
  names: Named<V> = NO_LATE_ROWS,
  { last = false } = {},
) {
  const compiled = compiledOnce(describe);
  return async (tx: Writing, values: V): Promise<void> => {
    const { adapter } = tx.getExecutor();
    const query = compiled(tx, adapter);
    const parameters = () => parametersOf(query, values);
    if (adapter instanceof DirectSqlite) adapter.late(query.sql, parameters, names(values), last);
    else await tx.executeQuery({ ...query, parameters: parameters() });
  };
}

/** For queries whose text depends on how many values there are. */
export function byCount<Q>(make: (count: number) => Q): (count: number) => Q {
  const known = new Map<number, Q>();
  return (count) => {
    let query = known.get(count);
    if (query === undefined) {
      query = make(count);
      known.set(count, query);
    }
    return query;
  };
}

type Describe<V, O> = (tx: Database, values: V) => Compilable<O>;

function compiledOnce<V extends object, O>(describe: Describe<V, O>) {
  const known = new WeakMap<object, CompiledQuery<O>>();
  return (tx: Database, adapter: object): CompiledQuery<O> => {
    let query = known.get(adapter);
    if (query === undefined) {
      query = describe(tx, slots<V>()).compile();
      known.set(adapter, query);
    }
    return query;
  };
}

function parametersOf<O>({ parameters }: CompiledQuery<O>, values: object): unknown[] {
  const filled: unknown[] = [];
  for (const one of parameters) filled.push(one instanceof Slot ? valueAt(values, one) : one);
  return filled;
}

function slots<V extends object>(): V {
  return new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as V; // every member of V is a slot
}

function valueAt(values: object, { name }: Slot): unknown {
  const value: unknown = Reflect.get(values, name);
  if (value === undefined) throw new TypeError(`the value ${name} of a query is missing`);
  return value;
}
