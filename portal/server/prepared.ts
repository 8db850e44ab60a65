// Queries that every activation makes. Kysely writes their SQL once and says what their rows are; after that only the values change.
// Building the same query again and again costs more than SQLite needs to answer it.
import type { Compilable, CompiledQuery } from 'kysely';
import { DirectSqlite } from './sqlite.ts';
import type { Database } from './store.ts';

/** Stands where a value will be. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * `describe` is called once for each kind of store and must not look at its values: they are places, not values. Every value is bound,
 * also null, so a condition such as `is null` is written with a real null.
 */
export function prepared<V extends object, O>(describe: (tx: Database, values: V) => Compilable<O>) {
  const known = new WeakMap<object, CompiledQuery<O>>();
  return async (tx: Database, values: V): Promise<O[]> => {
    const { adapter } = tx.getExecutor();
    let query = known.get(adapter);
    if (query === undefined) {
      query = describe(tx, slots<V>()).compile();
      known.set(adapter, query);
    }
    const parameters = query.parameters.map((one) => (one instanceof Slot ? filled(values, one) : one));
    if (tx.isTransaction && adapter instanceof DirectSqlite) return adapter.rows<O>(query.sql, parameters);
    const { rows } = await tx.executeQuery<O>({ ...query, parameters });
    return rows;
  };
}

/** For queries whose text depends on how many values there are. */
export function preparedFor<V extends object, O>(
  describe: (count: number) => (tx: Database, values: V) => Compilable<O>,
) {
  const known = new Map<number, ReturnType<typeof prepared<V, O>>>();
  return (tx: Database, count: number, values: V): Promise<O[]> => {
    let query = known.get(count);
    if (query === undefined) {
      query = prepared(describe(count));
      known.set(count, query);
    }
    return query(tx, values);
  };
}

function slots<V extends object>(): V {
  return new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as V; // every member of V is a slot
}

function filled(values: object, { name }: Slot): unknown {
  const value: unknown = Reflect.get(values, name);
  if (value === undefined) throw new TypeError(`the value ${name} of a query is missing`);
  return value;
}
