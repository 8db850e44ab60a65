// What the office answers to a look of a page. A look that fails is no mistake of the reader: the page for faults says what to do.
import { StoreFailure } from '../../server/store.ts';
import type { Result } from '../../server/vendor/change.ts';

/** @throws StoreFailure when the store does not answer */
export function answerOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  if (result.problem.status === 503) throw new StoreFailure(result.problem.code);
  throw new Error(result.problem.error);
}

/** Undefined for what is not there; everything else that fails is a fault. */
export function foundOf<T>(result: Result<T>): T | undefined {
  if (!result.ok && result.problem.status === 404) return undefined;
  return answerOf(result);
}

/** A page of a list; undefined when its address holds a cursor that is none, as after a change by hand. */
export function pageFrom<T>(result: Result<T>): T | undefined {
  if (!result.ok && result.problem.field === 'cursor') return undefined;
  return answerOf(result);
}
