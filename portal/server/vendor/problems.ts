// Why the vendor's operations refuse. The names are for programs, the sentences for people.
import type { Place } from '../../../hosts/js/verdict.ts';
import type { StoreFailure } from '../store.ts';

export interface Problem extends Place {
  status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
  /** Kebab-case name, for programs. */
  code: string;
  /** One sentence that says what to do, for people. */
  error: string;
  /** Which member of the input it is about. */
  field?: string;
  /** With 429 and 503: when trying again makes sense. */
  retryAfterSeconds?: number;
}

/** Ends an operation with a problem for its caller; inside a transaction it undoes everything. Never leaves portal/server. */
export class Declined extends Error {
  override readonly name = 'Declined';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** What is not there and what is somebody else's are the same to who asks. */
export function missing(what: string): Problem {
  return {
    status: 404,
    code: `no-such-${kebab(what)}`,
    error: `There is no such ${what}; list them to see what there is.`,
  };
}

/** Something that was named in the body. */
export function unknown(what: string, field = what): Problem {
  return {
    status: 422,
    code: `unknown-${kebab(what)}`,
    error: `There is no ${what} of this name; add it first.`,
    field,
  };
}

export function taken(what: string): Problem {
  return {
    status: 409,
    code: `${kebab(what)}-taken`,
    error: `There is a ${what} of this name already; choose another.`,
    field: 'id',
  };
}

export function badText(field: string, maxBytes: number): Problem {
  const error = `The member ${field} is a text of 1 to ${maxBytes} bytes on one line.`;
  return { status: 400, code: 'malformed-body', error, field };
}

export function badMember(field: string, error: string): Problem {
  return { status: 422, code: 'not-possible', error, field };
}

function kebab(words: string): string {
  return words.toLowerCase().replaceAll(' ', '-');
}

export const ENDS_IN_THE_PAST: Problem = {
  status: 422,
  code: 'ends-in-the-past',
  error: 'The end is not in the future; choose a later one.',
  field: 'expiresAt',
};
export const UNKNOWN_SCOPE: Problem = {
  status: 422,
  code: 'unknown-scope',
  error: 'There is a scope that this portal does not know; see the reference for those that exist.',
  field: 'scopes',
};
export const MORE_THAN_OWN: Problem = {
  status: 403,
  code: 'more-than-own',
  error: 'An API key hands out no more than it has itself; use one with more scopes, or ask for fewer.',
  field: 'scopes',
};
export const WHOLE_PORTAL_ONLY: Problem = {
  status: 403,
  code: 'whole-portal-only',
  error: 'This API key reaches one product only, and the audit log is about all; use a key without a product.',
};
export const REVOKED: Problem = {
  status: 409,
  code: 'license-revoked',
  error: 'This license is revoked for good; issue a new one.',
};
export const NO_END: Problem = {
  status: 422,
  code: 'license-has-no-end',
  error: 'This license has no end that could be moved.',
};
export const REUSED_IDEMPOTENCY_KEY: Problem = {
  status: 422,
  code: 'idempotency-key-reused',
  error: 'This Idempotency-Key was used for another request; send a new one with each new request.',
};
export const NOT_AS_MEANT: Problem = {
  status: 500,
  code: 'not-signed',
  error: 'The portal could not make a sound signature and issued nothing; tell whoever runs it.',
};
export const STORE_UNAVAILABLE: Problem = {
  status: 503,
  code: 'store-unavailable',
  error: 'The portal cannot record anything right now and changed nothing; try again in a few seconds.',
  retryAfterSeconds: 5,
};
export const STORE_FULL: Problem = {
  status: 503,
  code: 'store-full',
  error: "The portal's disk is full, so nothing was changed; make room, then try again.",
  retryAfterSeconds: 300,
};
export const STORE_READ_ONLY: Problem = {
  status: 503,
  code: 'store-read-only',
  error: 'The portal may not write to its own data, so nothing was changed; give it the right to, then try again.',
  retryAfterSeconds: 300,
};
export const OUTCOME_UNKNOWN: Problem = {
  status: 503,
  code: 'outcome-unknown',
  error:
    'The portal could not finish writing this down, so we do not know whether it was done; look before you try again.',
  retryAfterSeconds: 5,
};
/** The attempt has a name: a second one with the same name gets the answer of the first. */
export const OUTCOME_UNKNOWN_BUT_NAMED: Problem = {
  ...OUTCOME_UNKNOWN,
  error:
    'The portal could not finish writing this down, so we do not know whether it was done; send the same again: it is done once, however often you send it.',
};

/** Of a change that did not happen. */
export function unchangedBy({ lasting }: StoreFailure): Problem {
  if (lasting === 'full') return STORE_FULL;
  return lasting === 'read-only' ? STORE_READ_ONLY : STORE_UNAVAILABLE;
}
