// The verdict of decisions.md: the order of the steps, the witness of time, what an accepting answer carries.
import { at, concat, equal, utf8 } from './bytes.ts';
import { lockOf, type Machine, matches, ZERO_LOCK } from './machine.ts';
import { NUMBERS, type Place, type Reason, Refusal } from './refusal.ts';
import { decodeCode } from './text.ts';
import { type Claims, LAST_SECOND, openToken } from './token.ts';

export const TOLERANCE_SECONDS = 54_000;
const DAY = 86_400;
const LONGEST_HOST_NAME = 254;
const LIVED_ON_SECONDS = 72_000;
const MOST_RISE_SECONDS = 30 * DAY;
const RENEW_WINDOW_SECONDS = 30 * DAY;

export interface Evidence {
  /** UTF-8 text in any spelling. */
  code: Uint8Array;
  keys: readonly Uint8Array[];
  product: string;
  nowSeconds: number;
  runningSeconds?: number;
  witness?: Uint8Array;
  components?: readonly Uint8Array[];
  secret?: Uint8Array;
  lock?: Uint8Array;
  host?: string;
  pending?: Uint8Array;
}

export interface Accepted {
  reason: 'licensed' | 'grace';
  witness: Uint8Array;
  claims: Claims;
  secondsToExpiry?: number;
  daysToExpiry?: number;
  secondsToCheckIn?: number;
  daysToCheckIn?: number;
  renewSoon: boolean;
  machine?: { matched: boolean[]; needed: number; bound: number };
  releasable: boolean;
  signedTime: boolean;
}

export interface Refused extends Place {
  reason: Exclude<Reason, 'licensed' | 'grace'>;
  witness: Uint8Array;
  licenseId?: string;
  missedSeconds?: number;
  usedSeconds?: number;
}

export type Verdict = Accepted | Refused;

export function isAccepted(verdict: Verdict): verdict is Accepted {
  return verdict.reason === 'licensed' || verdict.reason === 'grace';
}

export function check(evidence: Evidence): Verdict {
  const given = evidence.witness ?? new Uint8Array(16);
  try {
    const claims = openToken(decodeCode(evidence.code, 'A').bytes, evidence.keys);
    return judge(claims, evidence, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { reason: refusing(error.reason), witness: given, ...error.place };
  }
}

function refusing(reason: Reason): Refused['reason'] {
  if (reason === 'licensed' || reason === 'grace') throw new Error(`${reason} is no refusal`);
  return reason;
}

/** Steps 7 to 17. */
function judge(claims: Claims, evidence: Evidence, given: Uint8Array): Verdict {
  const times = remember(claims, evidence, given);
  const place = placeOf(claims, evidence);
  const { licenseId } = claims;
  if (place.refusal) return { reason: place.refusal, witness: encodeWitness(times.stored), licenseId };
  const late = lateness(claims, times);
  if (late) return { ...late, witness: encodeWitness(times.stored), licenseId };
  return accept(claims, times, place);
}

// ---- steps 7 to 10

interface Found {
  refusal?: 'wrong-product' | 'wrong-request' | 'wrong-machine' | 'wrong-domain';
  machine?: { matched: boolean[]; needed: number; bound: number };
  releasable: boolean;
}

function placeOf(claims: Claims, evidence: Evidence): Found {
  const no = (refusal: NonNullable<Found['refusal']>): Found => ({ refusal, releasable: false });
  if (claims.product !== evidence.product) return no('wrong-product');
  if (answersAnother(claims, evidence.pending)) return no('wrong-request');
  const machine = claims.machine ? matchMachine(claims.machine, claims.tokenId, evidence) : { releasable: false };
  if (!machine) return no('wrong-machine');
  if (claims.domains && !matchesDomain(claims.domains, evidence.host)) return no('wrong-domain');
  return machine;
}

function answersAnother({ nonce }: Claims, pending: Uint8Array | undefined): boolean {
  return nonce !== undefined && pending !== undefined && !equal(nonce, pending.slice(0, 8));
}

/** First all with the host's own lock, then all with the zero lock, never mixed. */
function matchMachine(machine: Machine, tokenId: Uint8Array, evidence: Evidence): Found | undefined {
  const own = evidence.lock ?? (evidence.secret && lockOf(evidence.secret));
  for (const lock of own ? [own, ZERO_LOCK] : [ZERO_LOCK]) {
    const matched = matches(machine, tokenId, lock, evidence.components ?? []);
    if (matched.filter(Boolean).length < machine.needed) continue;
    const found = { matched, needed: machine.needed, bound: machine.bindings.length };
    return { machine: found, releasable: !equal(lock, ZERO_LOCK) };
  }
  return undefined;
}

export function matchesDomain(patterns: readonly string[], host: string | undefined): boolean {
  const name = (host ?? '').replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/\.$/, '');
  const labels = name.split('.');
  if (labels.includes('') || utf8(host ?? '').length > LONGEST_HOST_NAME) return false;
  const isAddress = /[:[]/.test(name) || endsInNumber(labels.at(-1) ?? '');
  return patterns.some((pattern) => {
    const wanted = pattern.split('.');
    if (wanted[0] === '*' && isAddress) return false;
    return (
      wanted.length === labels.length && wanted.every((label, i) => labels[i] === label || (i === 0 && label === '*'))
    );
  });
}

/** Whether a label at the end of a name makes an IPv4 address of it, or of nothing: so says the parser of URLs. */
function endsInNumber(label: string): boolean {
  if (!/^[a-z0-9_-]+$/.test(label) || label.startsWith('xn--')) return false;
  const url = `http://a.${label}/`;
  return !URL.canParse(url);
}

// ---- time

interface Witness {
  mark: number;
  seen: number;
}

interface Times {
  /** What a refusal stores: rules 1 and 2. */
  stored: Witness;
  /** What steps 12 to 15 use and an accepting verdict stores: rule 3 too. */
  used: Witness;
  now: number;
  nowIsTime: boolean;
  effective: number;
  signedTime: boolean;
}

function isTime(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;
}

function remember(claims: Claims, evidence: Evidence, given: Uint8Array): Times {
  const nowIsTime = isTime(evidence.nowSeconds);
  // `+ 0` turns a clock of -0 into 0.
  const now = nowIsTime ? evidence.nowSeconds + 0 : 0;
  const running = isTime(evidence.runningSeconds ?? 0) ? (evidence.runningSeconds ?? 0) : 0;
  const risen = rise(decodeWitness(given), running, claims.issuedAt);
  const stored = nowIsTime ? lookAtClock(risen, now) : risen;
  const signed = signedTime(claims, evidence.pending, stored.mark);
  const used = signed ?? stored;
  const effective = Math.max(now, used.mark, claims.issuedAt);
  return { stored, used, now, nowIsTime, effective, signedTime: signed !== undefined };
}

/** Rule 1. */
function rise({ mark, seen }: Witness, running: number, issuedAt: number): Witness {
  return { mark: Math.min(Math.max(mark + running, issuedAt), LAST_SECOND), seen };
}

/** Rule 2: a time becomes trusted when the clock has lived on past it. mark is at least iat here. */
function lookAtClock({ mark, seen }: Witness, now: number): Witness {
  if (seen === 0 || now < seen - DAY) return { mark, seen: now };
  if (now < seen + LIVED_ON_SECONDS) return { mark, seen };
  return { mark: Math.max(mark, Math.min(seen, mark + MOST_RISE_SECONDS)), seen: now };
}

/** Rule 3: the witness that an accepted answer to the pending request leaves, when this is one. */
function signedTime({ nonce, issuedAt }: Claims, pending: Uint8Array | undefined, mark: number): Witness | undefined {
  if (nonce === undefined || pending === undefined || !equal(nonce, pending.slice(0, 8))) return undefined;
  const then = bigEndian(pending.slice(8));
  const risen = then > LAST_SECOND ? 0 : Math.max(0, mark - Math.max(issuedAt, then));
  return { mark: issuedAt + risen, seen: issuedAt + risen };
}

export function decodeWitness(bytes: Uint8Array): Witness {
  const [mark, seen] = [bigEndian(bytes.slice(0, 8)), bigEndian(bytes.slice(8))];
  return mark > LAST_SECOND || seen > LAST_SECOND ? { mark: 0, seen: 0 } : { mark, seen };
}

export function encodeWitness({ mark, seen }: Witness): Uint8Array {
  return concat(eightBytes(mark), eightBytes(seen));
}

export function eightBytes(value: number | bigint): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number((BigInt(value) >> BigInt(56 - 8 * i)) & 255n));
}

function bigEndian(bytes: Uint8Array): number {
  let value = 0n;
  for (let i = 0; i < 8; i++) value = (value << 8n) | BigInt(at(bytes, i));
  return Number(value);
}

// ---- steps 12 to 15

interface Late {
  reason: 'clock-behind' | 'not-yet-valid' | 'expired' | 'check-in-required';
  missedSeconds: number;
  usedSeconds: number;
}

function lateness(claims: Claims, { used, now, nowIsTime, effective }: Times): Late | undefined {
  const { notBefore, expiresAt, issuedAt, offlineSeconds } = claims;
  const limited = notBefore !== undefined || expiresAt !== undefined || offlineSeconds !== undefined;
  if (limited && (!nowIsTime || now < used.mark - TOLERANCE_SECONDS)) {
    return { reason: 'clock-behind', missedSeconds: used.mark, usedSeconds: now };
  }
  if (notBefore !== undefined && effective < notBefore) {
    return { reason: 'not-yet-valid', missedSeconds: notBefore, usedSeconds: effective };
  }
  if (expiresAt !== undefined && effective >= expiresAt) {
    return { reason: 'expired', missedSeconds: expiresAt, usedSeconds: effective };
  }
  if (offlineSeconds !== undefined && effective >= issuedAt + offlineSeconds) {
    return { reason: 'check-in-required', missedSeconds: issuedAt + offlineSeconds, usedSeconds: effective };
  }
  return undefined;
}

// ---- steps 16 and 17

function accept(claims: Claims, { used, effective, signedTime }: Times, { machine, releasable }: Found): Accepted {
  const { expiresAt, issuedAt, offlineSeconds, refreshSeconds, renewWindowSeconds = RENEW_WINDOW_SECONDS } = claims;
  const grace = refreshSeconds !== undefined && effective >= issuedAt + refreshSeconds;
  const toExpiry = expiresAt === undefined ? undefined : expiresAt - effective;
  const toCheckIn = offlineSeconds === undefined ? undefined : issuedAt + offlineSeconds - effective;
  return {
    reason: grace ? 'grace' : 'licensed',
    witness: encodeWitness(used),
    claims,
    ...(toExpiry !== undefined && { secondsToExpiry: toExpiry, daysToExpiry: Math.floor(toExpiry / DAY) }),
    ...(toCheckIn !== undefined && { secondsToCheckIn: toCheckIn, daysToCheckIn: Math.floor(toCheckIn / DAY) }),
    renewSoon: toExpiry !== undefined && toExpiry <= renewWindowSeconds,
    ...(machine && { machine }),
    releasable,
    signedTime,
  };
}

export { NUMBERS };
