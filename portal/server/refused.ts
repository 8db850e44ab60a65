// Why there is no code, for those reasons that are the portal's own. What is wrong with a text comes from the module.
import type { ActivationProblem } from './activate.ts';

/** Ends an operation with a problem for its caller; inside a transaction it undoes everything. Never leaves portal/server. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: ActivationProblem;

  constructor(problem: ActivationProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function tooMany(retryAfterSeconds: number): ActivationProblem {
  const error = `Too many tries; wait ${retryAfterSeconds} seconds and try again.`;
  return { status: 429, code: 'too-many-requests', error, retryAfterSeconds };
}

export const UNKNOWN_LICENSE_KEY: ActivationProblem = {
  status: 401,
  code: 'unknown-license-key',
  error: 'This license key is not known here; compare it with the one that came with the purchase.',
  field: 'licenseKey',
};
export const SUSPENDED: ActivationProblem = {
  status: 403,
  code: 'license-suspended',
  error: 'This license is suspended; ask the vendor why.',
  field: 'licenseKey',
};
export const EXPIRED: ActivationProblem = {
  status: 403,
  code: 'license-expired',
  error: 'This license has ended; renew it with the vendor.',
  field: 'licenseKey',
};
export const NO_SEAT_LEFT: ActivationProblem = {
  status: 409,
  code: 'no-seat-left',
  error:
    'Every seat of this license is taken; give one back on a machine that no longer needs it, or ask the vendor for more.',
  field: 'licenseKey',
};
export const WRONG_PRODUCT: ActivationProblem = {
  status: 422,
  code: 'wrong-product',
  error: 'The request comes from another product than this license is for; use the license key of that product.',
  field: 'machine',
};
export const REUSED_IDEMPOTENCY_KEY: ActivationProblem = {
  status: 422,
  code: 'idempotency-key-reused',
  error: 'This Idempotency-Key was used for another request; send a new one with each new request.',
};
export const NOT_AS_MEANT: ActivationProblem = {
  status: 500,
  code: 'code-not-issued',
  error: 'The portal could not make a sound code and issued none; tell the vendor.',
};
export const CLOCK_BEHIND: ActivationProblem = {
  status: 503,
  code: 'server-clock-behind',
  error: "The portal's clock is behind and no code was issued; try again later.",
  retryAfterSeconds: 300,
};
export const RESTORED: ActivationProblem = {
  status: 503,
  code: 'restored-from-backup',
  error:
    'The portal came back from a backup and issues nothing until whoever runs it has confirmed that; try again later.',
  retryAfterSeconds: 300,
};
export const STORE_UNAVAILABLE: ActivationProblem = {
  status: 503,
  code: 'store-unavailable',
  error: 'The portal cannot record anything right now and issued no code; try again in a few seconds.',
  retryAfterSeconds: 5,
};
