// The one catalogue of answers: a number for the ABI, a kebab name for programs, a sentence for people.
// Numbers are never reused (docs/decisions.md); every sentence says what the person can do.

export const LICENSED: u32 = 0;
export const MALFORMED: u32 = 1;
export const UNSUPPORTED: u32 = 2;
export const UNKNOWN_KEY: u32 = 3;
export const BAD_SIGNATURE: u32 = 4;
export const WRONG_PRODUCT: u32 = 5;
export const WRONG_REQUEST: u32 = 6;
export const WRONG_MACHINE: u32 = 7;
export const WRONG_DOMAIN: u32 = 8;
export const REVOKED: u32 = 9; // reserved: no effect before trust bundles exist
export const CLOCK_BEHIND: u32 = 10;
export const NOT_YET_VALID: u32 = 11;
export const EXPIRED: u32 = 12;
export const CHECK_IN_REQUIRED: u32 = 13;
export const GRACE: u32 = 14;

export const UNUSABLE: u32 = 32;
export const KEY_LENGTH: u32 = 40;
export const KEY_NOT_CANONICAL: u32 = 41;
export const KEY_NOT_ON_CURVE: u32 = 42;
export const KEY_SMALL_ORDER: u32 = 43;
export const TOO_MANY_KEYS: u32 = 44;
export const BAD_INPUT: u32 = 50;
export const CANNOT_ISSUE: u32 = 51;

/** No byte offset is known. */
export const NOWHERE: u32 = 0xffffffff;

// What the call under way has found. `fail` is called once, where the fault is found, and every caller above only hands the `false` on.
export let status: u32 = LICENSED;
export let detail: u32 = 0;
export let row: u32 = 0;
export let group: u32 = 0;
export let offset: u32 = NOWHERE;

/** Forgets the last call's finding. */
export function clearFinding(): void {
  status = LICENSED;
  detail = 0;
  row = 0;
  group = 0;
  offset = NOWHERE;
}

/** Records with which reason a code is accepted. */
export function accept(reason: u32): void {
  status = reason;
}

/** Records what is wrong; returns false so that a reader can write `return fail(…)`. */
export function fail(reason: u32, cause: u32): bool {
  status = reason;
  detail = cause;
  return false;
}

/** Records what is wrong with a code, without a place. Five assignments, so that the compiler calls it: fifty copies of two would take more. */
export function malformed(cause: u32): bool {
  row = 0;
  group = 0;
  offset = NOWHERE;
  return fail(MALFORMED, cause);
}

/** Records what is wrong in a text and where: row and group from 1 (0 = not known), byte offset in the text as it was passed. */
export function failAt(reason: u32, cause: u32, inRow: u32, inGroup: u32, at: u32): bool {
  row = inRow;
  group = inGroup;
  offset = at;
  return fail(reason, cause);
}
