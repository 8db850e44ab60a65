export { LatchkeyError } from './error.ts';
export { type ClaimsToIssue, Issuer, loadIssuer } from './issuer.ts';
export type { LoadOptions } from './module.ts';
export type * from './verdict.ts';
export { load, type RequestInput, Verifier } from './verifier.ts';
