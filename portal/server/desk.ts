// What every operation is done with, and the shape that every outcome has.
import type { Verifier } from '../../hosts/js/index.ts';
import { type CodeMaker, isSignerFailure } from './issue.ts';
import type { Limits } from './limits.ts';
import * as refused from './refused.ts';
import { type Problem, Refused } from './refused.ts';
import { isStoreFailure, type Store, storeEvent, type Writing } from './store.ts';
import type { Vault } from './vault.ts';

export interface Desk {
  store: Store;
  verifier: Verifier;
  codes: CodeMaker;
  vault: Vault;
  limits: Limits;
  nowSeconds: () => number;
  issuer: string | undefined;
  /** Tells whoever runs the portal what went wrong; never told anything that a customer entered. */
  report: (event: string) => void;
}

/** All or nothing: what was asked for, or one problem that says what to do. */
export type Outcome<T> = ({ ok: true } & T) | { ok: false; problem: Problem };

/** One operation in one transaction. It throws only for a defect of the portal itself. */
export async function perform<T extends object>(
  desk: Desk,
  work: (tx: Writing) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await desk.store.write(work);
  } catch (error) {
    return { ok: false, problem: problemOf(desk, error) };
  }
}

/** What can be said without the store. */
export function reading<T>(desk: Desk, read: () => T): Outcome<{ value: T }> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, problem: problemOf(desk, error) };
  }
}

function problemOf(desk: Desk, error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  if (isSignerFailure(error)) {
    desk.report(`no code was issued: ${error.message}`);
    return refused.NOT_AS_MEANT;
  }
  if (isStoreFailure(error)) {
    desk.report(storeEvent(error));
    return refused.storeProblem(error);
  }
  throw error;
}
