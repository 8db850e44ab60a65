// Rows that nobody looks at before their transaction ends: written at its end, one statement after the other, for all operations that share
// the commit. Between two of the same kind the processor then keeps what the first one needed, and each costs a third. Whatever might
// have to see a row that waits has all of them written first.

/** The values of a row, asked for when it is written: one of them may not be known before. */
export type LateValues = () => readonly unknown[];

export class LateRows {
  readonly #write: (sql: string, parameters: readonly unknown[]) => number;
  /** By their SQL, in the order in which each first came: rows that others refer to came first. */
  readonly #waiting = new Map<string, LateValues[]>();
  readonly #names = new Set<string>();
  /** The SQL of those that are written last. */
  readonly #last = new Set<string>();

  /** @param write answers how many rows it changed */
  constructor(write: (sql: string, parameters: readonly unknown[]) => number) {
    this.#write = write;
  }

  /** `last`: written after all others, and not by `writeFirst`: a value of it is still being made. */
  add(sql: string, values: LateValues, names: readonly string[], last: boolean): void {
    if (last) this.#last.add(sql);
    const rows = this.#waiting.get(sql);
    if (rows === undefined) this.#waiting.set(sql, [values]);
    else rows.push(values);
    for (const name of names) this.#names.add(name);
  }

  /** Before a query. `named` are the rows that it could find; absent: it could find any. */
  beforeReading(named?: readonly string[]): void {
    if (this.#waiting.size === 0) return;
    if (named === undefined || named.some((name) => this.#names.has(name))) this.write();
  }

  /** @throws what the first of them throws; the transaction must be undone then */
  write(): void {
    this.writeFirst();
    const waiting = [...this.#waiting];
    this.forget();
    for (const [sql, rows] of waiting) for (const values of rows) this.#writeOne(sql, values());
  }

  /** All but the last ones. Their names stay: who asks for one of these rows finds it written. */
  writeFirst(): void {
    for (const [sql, rows] of [...this.#waiting]) {
      if (this.#last.has(sql)) continue;
      this.#waiting.delete(sql);
      for (const values of rows) this.#writeOne(sql, values());
    }
  }

  /** An insert may find nothing to do; a change was promised to somebody. */
  #writeOne(sql: string, parameters: readonly unknown[]): void {
    const changed = this.#write(sql, parameters);
    if (changed === 0 && sql.startsWith('update')) throw new Error('a late change found no row');
  }

  /** With the transaction that they belong to. */
  forget(): void {
    this.#waiting.clear();
    this.#names.clear();
  }
}
