// What an activation code means, decided once (docs/decisions.md). The order of the steps is the order of this file; the first failure wins.
import { same } from './bytes';
import {
  ABSENT,
  addressOf,
  EXPIRY,
  ISSUED_AT,
  lengthOf,
  machineBindings,
  machineBound,
  machineNeeded,
  NONCE,
  NOT_BEFORE,
  numberOf,
  OFFLINE,
  PRODUCT,
  REFRESH,
  RENEWAL,
  readClaims,
  TOKEN,
} from './claims';
import { matchesDomain, takeHostName } from './domain';
import * as evidence from './evidence';
import { verifyTrusted } from './keys';
import { domain, domainCount, domainLength } from './lists';
import { matchBindings, ZERO_LOCK } from './machine';
import * as reason from './reason';
import { fail } from './reason';
import { readText, textByteLength, textBytes } from './text';
import {
  envelopeKid,
  envelopePayload,
  envelopePayloadLength,
  envelopeSignature,
  readEnvelope,
  toBeSigned,
  toBeSignedLength,
} from './token';
import {
  clockIsBehind,
  clockTime,
  effectiveTime,
  observe,
  readWitness,
  signedTime,
  takeSignedTime,
  mark as witnessMark,
} from './witness';

const DEFAULT_RENEW_WINDOW: i64 = 30 * 86400;

/** Set when the payload was looked at: from step 7 on the witness is renewed and the license id may be told. */
export let judged: bool = false;
/** Steps 12 to 15: the time that was missed, and the one that was compared with it. */
export let missedTime: i64 = ABSENT;
export let usedTime: i64 = ABSENT;

// The rest is set only by an accepting verdict.
export let matched: u32 = 0;
/** The machine matched with its own lock. */
export let releasable: bool = false;
/** The pending request was answered; its time was taken. */
export let signedTimeTaken: bool = false;
/** Seconds, or ABSENT. */
export let toExpiry: i64 = ABSENT;
export let toCheckIn: i64 = ABSENT;
export let renewSoon: bool = false;
/** Times, or ABSENT. */
export let refreshAt: i64 = ABSENT;
export let checkInBy: i64 = ABSENT;
export let renewWindow: i64 = DEFAULT_RENEW_WINDOW;

/** Decides on the evidence that was read. True when the code is accepted; `reason.status` says why or why not. */
export function decide(): bool {
  if (!readSigned(evidence.code, evidence.codeLength)) return false;
  if (!readClaims(envelopePayload, envelopePayloadLength)) return false; // step 6
  judged = true;
  readWitness(evidence.witness);
  observe(evidence.now, evidence.running, numberOf(ISSUED_AT));
  return isMeant() && fits() && isInTime();
}

/** Steps 1 to 5: text, envelope, signature. Nothing of the payload is looked at. */
export function readSigned(code: usize, length: i32): bool {
  if (!readText(code, length, 0x41 /* A */) || !readEnvelope(textBytes, textByteLength)) return false;
  const answer = verifyTrusted(envelopeKid, toBeSigned, toBeSignedLength, envelopeSignature);
  return answer == reason.LICENSED || fail(answer, 0);
}

/** Forgets the last verdict: what a step has set counts only when the steps before it held. */
export function forget(): void {
  judged = false;
  missedTime = ABSENT;
  usedTime = ABSENT;
  matched = 0;
  releasable = false;
  signedTimeTaken = false;
  toExpiry = ABSENT;
  toCheckIn = ABSENT;
  renewSoon = false;
}

/** Steps 7 and 8: product and request. */
function isMeant(): bool {
  const length = lengthOf(PRODUCT);
  if (length != evidence.productLength || !same(addressOf(PRODUCT), evidence.product, length)) {
    return fail(reason.WRONG_PRODUCT, 0);
  }
  if (evidence.pending != 0 && addressOf(NONCE) != 0 && !answersPending()) return fail(reason.WRONG_REQUEST, 0);
  return true;
}

/** Whether the token carries the nonce of the pending request. */
function answersPending(): bool {
  return evidence.pending != 0 && addressOf(NONCE) != 0 && load<u64>(addressOf(NONCE)) == load<u64>(evidence.pending);
}

/** Steps 9 and 10: machine and domain. */
function fits(): bool {
  if (machineBound > 0 && !fitsMachine()) return fail(reason.WRONG_MACHINE, 0);
  if (domainCount > 0 && !fitsDomain()) return fail(reason.WRONG_DOMAIN, 0);
  return true;
}

/** First all bindings with the machine's own lock, then all with the zero lock, never mixed. */
function fitsMachine(): bool {
  matched = bindingsWith(evidence.lock);
  const own = !same(evidence.lock, ZERO_LOCK, 16);
  releasable = own && isEnough();
  if (releasable || !own) return isEnough();
  matched = bindingsWith(ZERO_LOCK);
  return isEnough();
}

function bindingsWith(lock: usize): u32 {
  return matchBindings(
    addressOf(TOKEN),
    lock,
    evidence.components,
    evidence.componentCount,
    machineBindings,
    machineBound,
  );
}

function isEnough(): bool {
  return popcnt<u32>(matched) >= <u32>machineNeeded;
}

function fitsDomain(): bool {
  if (!takeHostName(evidence.host, evidence.hostLength)) return false;
  for (let i = 0; i < domainCount; i++) {
    if (matchesDomain(domain(i), domainLength(i))) return true;
  }
  return false;
}

/** Steps 12 to 17. Step 11 (`revoked`) has no effect before trust bundles exist. */
function isInTime(): bool {
  const answered = answersPending();
  const mark = answered ? signedTime(numberOf(ISSUED_AT), evidence.pending) : witnessMark;
  const time = effectiveTime(mark);
  const notBefore = numberOf(NOT_BEFORE);
  const expiry = numberOf(EXPIRY);
  refreshAt = afterIssue(REFRESH);
  checkInBy = afterIssue(OFFLINE);
  renewWindow = numberOf(RENEWAL) == ABSENT ? DEFAULT_RENEW_WINDOW : numberOf(RENEWAL);

  const limited = notBefore != ABSENT || expiry != ABSENT || checkInBy != ABSENT;
  if (limited && clockIsBehind(mark)) return miss(reason.CLOCK_BEHIND, mark, clockTime());
  if (time < notBefore) return miss(reason.NOT_YET_VALID, notBefore, time);
  if (isOver(expiry, time)) return miss(reason.EXPIRED, expiry, time);
  if (isOver(checkInBy, time)) return miss(reason.CHECK_IN_REQUIRED, checkInBy, time);

  if (answered) takeSignedTime(mark);
  signedTimeTaken = answered;
  toExpiry = left(expiry, time);
  toCheckIn = left(checkInBy, time);
  renewSoon = expiry != ABSENT && toExpiry <= renewWindow;
  reason.accept(isOver(refreshAt, time) ? reason.GRACE : reason.LICENSED);
  return true;
}

/** The time that a duration of the code ends; ABSENT when it names none. */
function afterIssue(claim: u32): i64 {
  const duration = numberOf(claim);
  return duration == ABSENT ? ABSENT : numberOf(ISSUED_AT) + duration;
}

/** Whether an end (exclusive; ABSENT is none) has come. */
function isOver(end: i64, time: i64): bool {
  return end != ABSENT && time >= end;
}

function left(end: i64, time: i64): i64 {
  return end == ABSENT ? ABSENT : end - time;
}

function miss(why: u32, missed: i64, used: i64): bool {
  missedTime = missed;
  usedTime = used;
  return fail(why, 0);
}
