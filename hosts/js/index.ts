export { LatchkeyError } from './error.ts';
export { type ClaimsToIssue, Issuer, loadIssuer } from './issuer.ts';
export type { LoadOptions, ModulePair, ModuleSource } from './module.ts';
export type * from './verdict.ts';
export { load, type Prepared, type RequestInput, type SignedMessage, Verifier } from './verifier.ts';
