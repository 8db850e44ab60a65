export { type Checker, loadChecker } from './checker.ts';
export { LatchkeyError } from './error.ts';
export { type ClaimsToIssue, Issuer, loadIssuer } from './issuer.ts';
export type { LoadOptions, ModulePair, ModuleSource } from './module.ts';
export { HOUR, MINUTE, restAfter, restLeft, secondsToRefresh, spreadSeconds } from './rhythm.ts';
export type * from './verdict.ts';
export { load, type Prepared, type RequestInput, type SignedMessage, Verifier } from './verifier.ts';
