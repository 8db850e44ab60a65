import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Claims,
  HOUR,
  restAfter,
  restLeft,
  secondsToRefresh,
  spreadSeconds,
  type Verdict,
} from '../../hosts/js/index.ts';
import type { State } from '../../sdk-web/state.ts';
import { DAY, NEW_YEAR } from '../vendor.ts';

const base = { code: 0, sentence: '', detail: 0, witness: new Uint8Array(16) };

function accepted(claims: Partial<Claims>): Verdict {
  const all: Claims = {
    licenseId: '7KQ2M9XD',
    product: 'inspector',
    tokenId: new Uint8Array(8),
    issuedAt: NEW_YEAR,
    renewWindowSeconds: 0,
    domains: [],
    features: {},
    ...claims,
  };
  return {
    ...base,
    accepted: true,
    reason: 'licensed',
    claims: all,
    renewSoon: false,
    releasable: true,
    signedTime: false,
  };
}

const daily = accepted({ refreshAt: NEW_YEAR + DAY, checkInBy: NEW_YEAR + 14 * DAY });

test('a code is refreshed from its refresh time on, and not a second before', () => {
  const turn = NEW_YEAR + DAY + spreadSeconds('a1', 4 * HOUR);
  expect(secondsToRefresh(daily, 'a1', turn - 1)).toBe(1);
  expect(secondsToRefresh(daily, 'a1', turn)).toBe(0);
  expect(secondsToRefresh(daily, 'a1', NEW_YEAR)).toBe(turn - NEW_YEAR);
});

test('a fleet that was activated in one second comes back over four hours, evenly', () => {
  const quarters = [0, 0, 0, 0];
  for (let machine = 0; machine < 4000; machine++) {
    const seconds = spreadSeconds(`7f9c24e8-${machine}`, 4 * HOUR);
    expect(seconds).toBeLessThan(4 * HOUR);
    const quarter = Math.floor(seconds / HOUR);
    quarters[quarter] = (quarters[quarter] ?? 0) + 1;
  }
  for (const count of quarters) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('nobody is sent later than halfway between refresh and check-in', () => {
  const hurried = accepted({ refreshAt: NEW_YEAR + HOUR, checkInBy: NEW_YEAR + 2 * HOUR });
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(secondsToRefresh(hurried, id, NEW_YEAR)).toBeLessThanOrEqual(1.5 * HOUR);
    }),
  );
});

test('without a refresh time, half of the way to the check-in counts; without a check-in there is nothing to ask', () => {
  const only = accepted({ checkInBy: NEW_YEAR + 14 * DAY });
  expect(secondsToRefresh(only, 'a1', NEW_YEAR + 12 * DAY)).toBe(0);
  expect(secondsToRefresh(only, 'a1', NEW_YEAR + 6 * DAY)).toBeGreaterThan(0);
  expect(secondsToRefresh(accepted({}), 'a1', NEW_YEAR)).toBeUndefined();
});

test.each([
  ['check-in-required', 0],
  ['expired', 0],
  ['clock-behind', 0],
  ['not-yet-valid', 0],
  ['wrong-machine', undefined],
  ['bad-signature', undefined],
] as const)('a license refused as %s asks %s', (reason, seconds) => {
  expect(secondsToRefresh({ ...base, accepted: false, reason }, 'a1', NEW_YEAR)).toBe(seconds);
});

test('after a success there is an hour of rest; after a failure most of a day, spread; never less than the portal said', () => {
  expect(restAfter(undefined, 0.5)).toBe(HOUR);
  expect(restAfter({}, 0)).toBe(DAY);
  expect(restAfter({}, 1)).toBe(DAY - 4 * HOUR);
  expect(restAfter({ retryAfterSeconds: 300 }, 0)).toBe(HOUR);
  expect(restAfter({ retryAfterSeconds: 7200 }, 0.5)).toBe(2.5 * HOUR);
});

test('rest ends on time, is capped on a new occasion, and is none when the clock jumped back', () => {
  const state: State = { kind: 'none', storage: { mode: 'durable' }, asked: { atSeconds: NEW_YEAR, restSeconds: DAY } };
  expect(restLeft(state.asked, NEW_YEAR + DAY - 1, Number.POSITIVE_INFINITY)).toBe(1);
  expect(restLeft(state.asked, NEW_YEAR + DAY, Number.POSITIVE_INFINITY)).toBe(0);
  expect(restLeft(state.asked, NEW_YEAR + 10, HOUR)).toBe(HOUR - 10);
  expect(restLeft(state.asked, NEW_YEAR - 1, HOUR)).toBe(0);
});
