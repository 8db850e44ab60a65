// Which statements settle something: a commit, and outside of a transaction whatever changes a row, as it is a commit by itself. When one
// of them fails, it may have been carried out all the same.

/** Statements by their first word. */
export const BEGINS = ['begin', 'start'];
export const ENDS = ['commit', 'rollback'];
const HARMLESS = [...BEGINS, 'rollback', 'select', 'show', 'set', 'pragma'];

export function commandOf(sql: string): string {
  return /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
}

export function settles(command: string, inTransaction: boolean): boolean {
  return command === 'commit' || (!inTransaction && !HARMLESS.includes(command));
}
