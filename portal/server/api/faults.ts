// What a call answers when its operation did not answer: refused, the store failed, or a defect.
import { isStoreFailure, storeEvent } from '../store.ts';
import { OUTCOME_UNKNOWN } from '../vendor/problems.ts';
import { type ApiProblem, CallRefused } from './problem.ts';

/** `report` hears of defects, without anything that a customer sent. */
export function faultOf(error: unknown, report: (event: string) => void): ApiProblem {
  if (error instanceof CallRefused) return error.problem;
  if (isStoreFailure(error)) {
    report(storeEvent(error));
    return error.outcome === 'unknown' ? OUTCOME_UNKNOWN : STORE_SILENT;
  }
  report(`defect: ${error instanceof Error ? withoutMessage(error) : 'unknown'}`);
  return DEFECT;
}

/** Where it happened, without the message: that could quote what a customer sent. */
function withoutMessage(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 8)].join('\n');
}

/** For calls that only read; those that write have their own. */
const STORE_SILENT: ApiProblem = {
  status: 503,
  code: 'store-unavailable',
  error: "The portal's store does not answer right now, and nothing was changed; try again in a few seconds.",
  retryAfterSeconds: 5,
};
const DEFECT: ApiProblem = {
  status: 500,
  code: 'defect',
  error: 'The portal has a defect and did nothing; tell the vendor.',
};
