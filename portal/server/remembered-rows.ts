// Rows that hardly ever change and that every activation reads – products, keys that sign – kept for as long as nothing can have changed
// them: another connection, which SQLite tells at the beginning of a transaction, or this one. And what several operations of one
// transaction may share, as long as only they change it.

/** More of them than any portal has are not worth keeping. */
const MOST = 1000;
/** What changes no row. Everything else that comes through Kysely could have changed one. */
const HARMLESS = /^(select|begin|commit|savepoint|release)\b/;
/** The tables whose rows are kept. No statement that goes past Kysely may change them. */
const KEPT = /"(product|signing_key)"/;

export class RememberedRows {
  readonly #rows = new Map<string, readonly object[]>();
  readonly #within = new Map<string, object[]>();
  #version: unknown;

  /** In a transaction: `read` is called when it is not known. */
  rows<O extends object>(name: string, read: () => O[]): readonly O[] {
    const known = this.#rows.get(name);
    if (known !== undefined) return known as readonly O[]; // kept under the same name by the same query
    const rows = read();
    if (this.#rows.size >= MOST) this.#rows.clear();
    for (const row of rows) Object.freeze(row);
    this.#rows.set(name, rows);
    return rows;
  }

  /** A list for this transaction alone, which whoever takes from it may change. */
  within<O extends object>(name: string): O[] {
    const known = this.#within.get(name) ?? [];
    this.#within.set(name, known);
    return known as O[]; // under the same name by the same query
  }

  /** When a transaction has begun, with SQLite's number of the state that other connections left. */
  begin(version: unknown): void {
    this.#within.clear();
    if (version === this.#version) return;
    this.#version = version;
    this.forget();
  }

  /** Before a statement of Kysely's. */
  before(sql: string): void {
    if (!HARMLESS.test(sql)) this.forget();
  }

  /** Also when a transaction is undone: what was read in it may never have been. */
  forget(): void {
    this.#rows.clear();
    this.#within.clear();
  }
}

/** @throws TypeError for a statement past Kysely that changes what is kept */
export function demandHarmless(sql: string): void {
  if (!HARMLESS.test(sql) && KEPT.test(sql)) throw new TypeError('a prepared statement changes rows that are kept');
}
