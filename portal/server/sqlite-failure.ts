// What went wrong in SQLite, and what is known then. Numbers are its primary result codes (https://sqlite.org/rescode.html).
import { StoreFailure } from './store.ts';

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const FULL = 13;
const CONSTRAINT = 19;

/**
 * A commit that fails is undone, and nobody who reads then sees it. Its last page may stand in the log all the same, when writing went well
 * and syncing did not; and after a crash the log is read again, and all of it is there, unless another commit was written over it. Only
 * these failures come before the last page is written.
 */
const UNDONE_FOR_GOOD = [BUSY, LOCKED, READONLY, FULL, CONSTRAINT];

/** @param isSettling whether it was a commit, or a statement that is one by itself */
export function sqliteFailure(error: unknown, isSettling: boolean): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) return error;
  const code = 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  const lasting = code === FULL ? 'full' : code === READONLY ? 'read-only' : undefined;
  return new StoreFailure(error.message, {
    cause: error,
    outcome: isSettling && !UNDONE_FOR_GOOD.includes(code) ? 'unknown' : 'unchanged',
    ...(lasting && { lasting }),
  });
}
