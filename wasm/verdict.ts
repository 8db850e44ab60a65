// The record of a verdict, as docs/abi.md draws it: what was decided, and the claims of a code that is accepted.
import { writeHead } from './answer';
import * as claims from './claims';
import { ABSENT, addressOf, lengthOf, numberOf } from './claims';
import * as decision from './decide';
import * as lists from './lists';
import { writeBytes, writeData, writeI64, writeU32 } from './record';

const SECONDS_A_DAY: i64 = 86400;

/** The answer to `check`. */
export function writeVerdict(accepted: bool, witness: usize): void {
  writeHead();
  writeU32(accepted ? verdictFlags() : 0);
  writeU32(accepted ? decision.matched : 0);
  writeU32(accepted ? <u32>claims.machineNeeded : 0);
  writeU32(accepted ? <u32>claims.machineBound : 0);
  writeBytes(witness, 16);
  writeI64(decision.missedTime);
  writeI64(decision.usedTime);
  writeCountdown(decision.toExpiry);
  writeCountdown(decision.toCheckIn);
  writeData(addressOf(claims.LICENSE), decision.judged ? lengthOf(claims.LICENSE) : 0);
  if (accepted) writeClaims();
}

function verdictFlags(): u32 {
  return 1 | (decision.renewSoon ? 2 : 0) | (decision.releasable ? 4 : 0) | (decision.signedTimeTaken ? 8 : 0);
}

/** Seconds, and the whole days in them. */
function writeCountdown(seconds: i64): void {
  writeI64(seconds);
  writeI64(seconds == ABSENT ? ABSENT : seconds / SECONDS_A_DAY);
}

function writeClaims(): void {
  writeI64(numberOf(claims.ISSUED_AT));
  writeI64(numberOf(claims.NOT_BEFORE));
  writeI64(numberOf(claims.EXPIRY));
  writeI64(decision.refreshAt);
  writeI64(decision.checkInBy);
  writeI64(decision.renewWindow);
  writeI64(numberOf(claims.EPOCH));
  writeBytes(addressOf(claims.TOKEN), 8);
  writeClaim(claims.NONCE);
  writeClaim(claims.ISSUER);
  writeClaim(claims.PRODUCT);
  writeClaim(claims.CUSTOMER);
  writeClaim(claims.PLAN);
  writeU32(<u32>lists.domainCount);
  for (let i = 0; i < lists.domainCount; i++) writeData(lists.domain(i), lists.domainLength(i));
  writeU32(<u32>lists.featureCount);
  for (let i = 0; i < lists.featureCount; i++) writeFeature(i);
}

function writeClaim(claim: u32): void {
  writeData(addressOf(claim), lengthOf(claim));
}

function writeFeature(i: i32): void {
  writeData(lists.featureName(i), lists.featureNameLength(i));
  writeU32(lists.featureType(i));
  writeI64(lists.featureValue(i));
  writeData(lists.featureText(i), lists.featureTextLength(i));
}
