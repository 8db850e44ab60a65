// When a device asks the portal without a person (docs/online.md, "Rhythm"), as arithmetic over a verdict and a clock. What a license means is not
// touched by it: who asks too late is refused by the module, who asks too early gets a fresh code.
import type { Verdict } from './verdict.ts';

export const MINUTE = 60;
export const HOUR = 3600;
const DAY = 86_400;
/** A fleet that was activated on one morning comes back over this many hours. */
const SPREAD_SECONDS = 4 * HOUR;
/** Reasons that a fresh code with signed time can end. */
const CURABLE = new Set(['clock-behind', 'not-yet-valid', 'expired', 'check-in-required']);

/** Seconds until a refresh is due: 0 now, `undefined` never. A license that is nearly cut off is not kept waiting for its turn. */
export function secondsToRefresh(verdict: Verdict, activationId: string, nowSeconds: number): number | undefined {
  if (!verdict.accepted) return CURABLE.has(verdict.reason) ? 0 : undefined;
  const {
    issuedAt,
    checkInBy,
    refreshAt = checkInBy === undefined ? undefined : (issuedAt + checkInBy) / 2,
  } = verdict.claims;
  if (refreshAt === undefined) return undefined;
  const room = checkInBy === undefined ? SPREAD_SECONDS : (checkInBy - refreshAt) / 2;
  const turn = refreshAt + spreadSeconds(activationId, Math.min(SPREAD_SECONDS, room));
  return Math.max(0, turn - nowSeconds);
}

/** The same for every process and every start, another for every activation (FNV-1a, 32 bits). */
export function spreadSeconds(activationId: string, most: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(activationId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return Math.floor((hash / 2 ** 32) * Math.max(0, most));
}

/**
 * For how long the portal is left alone after it was asked. A short Retry-After was waited for already, between the tries.
 * `random` is 0 … 1: those who failed together do not come back together.
 */
export function restAfter(outcome: { retryAfterSeconds?: number } | undefined, random: number): number {
  if (!outcome) return HOUR;
  const { retryAfterSeconds: named } = outcome;
  return Math.ceil(named === undefined ? DAY - random * SPREAD_SECONDS : Math.max(named, HOUR) + random * HOUR);
}

/** Seconds of rest that are left, no more than `most` of them counted. A clock that jumped gives no rest. */
export function restLeft(
  asked: { atSeconds: number; restSeconds: number } | undefined,
  nowSeconds: number,
  most: number,
): number {
  if (!asked) return 0;
  const age = nowSeconds - asked.atSeconds;
  return age < 0 ? 0 : Math.max(0, Math.min(asked.restSeconds, most) - age);
}
