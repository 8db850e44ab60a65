// Why something was not done, for those reasons that are the portal's own. What is wrong with a text comes from the module.
import type { Place } from '../../hosts/js/verdict.ts';
import type { StoreFailure } from './store.ts';
import { inWords } from './wait.ts';

/** The same names and sentences reach the page and the API. */
export interface Problem extends Place {
  status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
  /** Kebab-case name, for programs. */
  code: string;
  /** One sentence that says what to do, for people. */
  error: string;
  /** Which input it is about. */
  field?: string;
  /** With 429 and 503: when trying again makes sense. */
  retryAfterSeconds?: number;
}

/** Ends an operation with a problem for its caller; inside a transaction it undoes everything. Never leaves portal/server. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Programs have Retry-After as well. */
export function tooMany(retryAfterSeconds: number): Problem {
  return {
    status: 429,
    code: 'too-many-requests',
    error: `Too many tries in a short time; try again ${inWords(retryAfterSeconds)}.`,
    retryAfterSeconds,
  };
}

export const UNKNOWN_LICENSE_KEY: Problem = {
  status: 401,
  code: 'unknown-license-key',
  error: 'This license key is not known here; compare it with the one that came with the purchase.',
  field: 'licenseKey',
};
export const SUSPENDED: Problem = {
  status: 403,
  code: 'license-suspended',
  error: 'This license is suspended; ask the vendor why.',
  field: 'licenseKey',
};
export const EXPIRED: Problem = {
  status: 403,
  code: 'license-expired',
  error: 'This license has ended; renew it with the vendor.',
  field: 'licenseKey',
};
export const NO_SEAT_LEFT: Problem = {
  status: 409,
  code: 'no-seat-left',
  error:
    'Every seat of this license is taken; give one back on a machine that no longer needs it, or ask the vendor for more.',
  field: 'licenseKey',
};
export const REFUNDED: Problem = {
  status: 403,
  code: 'license-refunded',
  error: 'This license was refunded and is no longer good; ask the vendor if that is a mistake.',
  field: 'licenseKey',
};
export const REVOKED: Problem = {
  status: 403,
  code: 'license-revoked',
  error: 'This license was revoked; ask the vendor why.',
  field: 'licenseKey',
};
export const WRONG_PRODUCT: Problem = {
  status: 422,
  code: 'wrong-product',
  error: 'The request comes from another product than this license is for; use the license key of that product.',
  field: 'machine',
};
export const REUSED_IDEMPOTENCY_KEY: Problem = {
  status: 422,
  code: 'idempotency-key-reused',
  error: 'This Idempotency-Key was used for another request; send a new one with each new request.',
};
export const UNKNOWN_ACTIVATION: Problem = {
  status: 404,
  code: 'unknown-activation',
  error: 'No machine is known here by this request; activate it with the license key.',
};
export const NO_SUCH_MACHINE: Problem = {
  status: 404,
  code: 'no-such-machine',
  error: 'This license has no such machine; look at the list of its machines again.',
};
export const GIVEN_BACK: Problem = {
  status: 403,
  code: 'seat-given-back',
  error: 'This machine has given its seat back; activate it again with the license key.',
};
export const REPLACED: Problem = {
  status: 403,
  code: 'machine-replaced',
  error: 'This machine was reported as lost or broken and its seat was freed; activate it again with the license key.',
};
export const NOT_ACTIVE: Problem = {
  status: 409,
  code: 'machine-not-active',
  error: 'This machine has no seat any more; activate it again with the license key.',
};
export const PROOF_INCOMPLETE: Problem = {
  status: 400,
  code: 'proof-incomplete',
  error: 'A device key and its proof belong together; send both, in hexadecimal.',
};
export const PROOF_WRONG: Problem = {
  status: 403,
  code: 'proof-wrong',
  error: 'The proof is not by this device for this request; update the application, or ask its vendor.',
};
export const NONCE_USED: Problem = {
  status: 409,
  code: 'request-used',
  error: 'This request was answered before; make a new one.',
};
export const RECEIPT_UNKNOWN: Problem = {
  status: 422,
  code: 'receipt-unknown',
  error: 'This receipt fits no code of this license; compare it with the one that the machine shows.',
  field: 'receipt',
};
export const NO_REPLACEMENT_LEFT: Problem = {
  status: 409,
  code: 'no-replacement-left',
  error: 'No more lost machines can be replaced under this license for now; ask the vendor.',
};
/** There will be one more after this time. */
export function noReplacementFor(retryAfterSeconds: number): Problem {
  const error = `No more lost machines can be replaced under this license for now; try again ${inWords(retryAfterSeconds)}, or ask the vendor.`;
  return { ...NO_REPLACEMENT_LEFT, error, retryAfterSeconds };
}
export const CANNOT_UNDO: Problem = {
  status: 409,
  code: 'seat-taken',
  error: 'The seat of this machine has been taken by another one, so this cannot be undone.',
};
export const OTHER_MACHINE: Problem = {
  status: 409,
  code: 'fingerprint-of-another',
  error: 'Another machine of this license has this fingerprint and its own seat; replace the wrong one instead.',
  field: 'machine',
};
export const NOT_CORRECTABLE: Problem = {
  status: 409,
  code: 'fingerprint-not-correctable',
  error: 'This fingerprint can no longer be corrected; replace the machine, or ask the vendor.',
};

export const SEATS_ARE_FIXED: Problem = {
  status: 409,
  code: 'seats-are-fixed',
  error: 'The seats of this license stay with their first machines; ask the vendor.',
  field: 'licenseKey',
};

const YEAR_SECONDS = 366 * 86_400;

/** Seats are free, but not to be taken before the end of this time. */
export function notYetFree(retryAfterSeconds: number): Problem {
  if (retryAfterSeconds > YEAR_SECONDS) return SEATS_ARE_FIXED;
  return {
    status: 429,
    code: 'too-many-changes',
    error: `The free seats of this license changed hands too often lately; try again ${inWords(retryAfterSeconds)}, or ask the vendor.`,
    field: 'licenseKey',
    retryAfterSeconds,
  };
}

export const NOT_AS_MEANT: Problem = {
  status: 500,
  code: 'code-not-issued',
  error: 'The portal could not make a sound code and issued none; tell the vendor.',
};
export const CLOCK_BEHIND: Problem = {
  status: 503,
  code: 'server-clock-behind',
  error: "The portal's clock is behind and no code was issued; try again in 5 minutes.",
  retryAfterSeconds: 300,
};
export const RESTORED: Problem = {
  status: 503,
  code: 'restored-from-backup',
  error:
    'The portal came back from a backup and issues nothing until whoever runs it has confirmed that; try again later.',
  retryAfterSeconds: 300,
};
export const STORE_UNAVAILABLE: Problem = {
  status: 503,
  code: 'store-unavailable',
  error: 'The portal cannot record anything right now and issued no code; try again in a few seconds.',
  retryAfterSeconds: 5,
};
export const STORE_FULL: Problem = {
  status: 503,
  code: 'store-full',
  error: "The portal's disk is full, so nothing was changed; tell the vendor, and try again when there is room.",
  retryAfterSeconds: 300,
};
export const STORE_READ_ONLY: Problem = {
  status: 503,
  code: 'store-read-only',
  error: 'The portal may not write to its own data, so nothing was changed; tell the vendor, and try again later.',
  retryAfterSeconds: 300,
};
/** Whatever customers and machines do can be done twice: the second time finds what the first one did. */
export const OUTCOME_UNKNOWN: Problem = {
  status: 503,
  code: 'outcome-unknown',
  error:
    'The portal could not finish writing this down, so we do not know whether it was done; try again: it is done once, however often you send it.',
  retryAfterSeconds: 5,
};

/** What the person is told whose operation met it. */
export function storeProblem({ outcome, lasting }: StoreFailure): Problem {
  if (outcome === 'unknown') return OUTCOME_UNKNOWN;
  if (lasting === 'full') return STORE_FULL;
  return lasting === 'read-only' ? STORE_READ_ONLY : STORE_UNAVAILABLE;
}
