// What the status element says, from states made by hand.
import { describe, expect, test } from 'vitest';
import type { Accepted, Refused } from '../../hosts/js/index.ts';
import { german } from '../../sdk-web/elements/german.ts';
import { standingOf } from '../../sdk-web/elements/standing.ts';
import { english } from '../../sdk-web/elements/texts.ts';
import { problem } from '../../sdk-web/problem.ts';
import type { State } from '../../sdk-web/state.ts';

const MAY_3_2027 = Date.UTC(2027, 4, 3, 12) / 1000;
const durable: Pick<State, 'storage'> = { storage: { mode: 'durable' } };

function accepted(more: Partial<Omit<Accepted, 'claims'>> & { claims?: Partial<Accepted['claims']> } = {}): State {
  const { claims, ...rest } = more;
  const verdict: Accepted = {
    accepted: true,
    code: 0,
    reason: 'licensed',
    sentence: 'This license is valid.',
    detail: 0,
    witness: new Uint8Array(16),
    renewSoon: false,
    releasable: true,
    signedTime: false,
    ...rest,
    claims: {
      licenseId: 'K7Q2M9XD',
      product: 'demo',
      tokenId: new Uint8Array(8),
      issuedAt: 0,
      renewWindowSeconds: 0,
      domains: [],
      features: {},
      ...claims,
    },
  };
  return { ...durable, kind: 'valid', verdict };
}

function refused(more: Partial<Refused>): State {
  const verdict: Refused = {
    accepted: false,
    code: 12,
    reason: 'expired',
    sentence: 'This license has ended. Renew it.',
    detail: 0,
    witness: new Uint8Array(16),
    ...more,
  };
  return { ...durable, kind: 'refused', verdict };
}

const inDays = (days: number) =>
  accepted({ daysToExpiry: days, secondsToExpiry: days * 86_400 + 100, claims: { expiresAt: MAY_3_2027 } });

describe('a valid license', () => {
  test('shows the day and the days left together', () => {
    const { tone, title, lines } = standingOf(inDays(161), english, 'UTC');
    expect({ tone, title, lines }).toEqual({
      tone: 'fine',
      title: 'Licensed until May 3, 2027 · 161 days',
      lines: [],
    });
  });

  test('speaks of one day in the singular, in each language', () => {
    expect(standingOf(inDays(1), english, 'UTC').title).toMatch(/ · 1 day$/);
    expect(standingOf(inDays(1), german, 'UTC').title).toBe('Lizenziert bis 3. Mai 2027 · 1 Tag');
  });

  test('names the time of day with its zone on the last day, and asks to act', () => {
    const { tone, title } = standingOf(inDays(0), english, 'UTC');
    expect(tone).toBe('act');
    expect(title).toBe('Licensed until today, 12:00 PM UTC');
  });

  test('without an end says so', () => {
    expect(standingOf(accepted(), english).title).toBe('Licensed, without an end');
  });

  test('whose renewal window is open says "renew soon"', () => {
    const state = accepted({ renewSoon: true, daysToExpiry: 20, claims: { expiresAt: MAY_3_2027 } });
    expect(standingOf(state, english, 'UTC')).toMatchObject({ tone: 'soon', lines: ['Renew soon.'] });
  });

  test.each([
    [4, 'fine'],
    [3, 'soon'],
    [1, 'soon'],
    [0, 'act'],
  ] as const)('with %i days to its check-in is %s', (daysToCheckIn, tone) => {
    const state = accepted({ daysToCheckIn, claims: { checkInBy: MAY_3_2027 } });
    expect(standingOf(state, english, 'UTC').tone).toBe(tone);
  });

  test('says that it goes on with what is stored when the portal is out of reach', () => {
    const state = { ...inDays(161), contact: problem('unreachable') };
    expect(standingOf(state, english, 'UTC')).toMatchObject({ tone: 'fine', lines: [english.status.offline] });
  });

  test('that the browser does not keep is a warning, however long it lasts', () => {
    const state: State = { ...inDays(161), storage: { mode: 'memory', problem: problem('storage-full') } };
    expect(standingOf(state, english, 'UTC')).toMatchObject({
      tone: 'soon',
      lines: [problem('storage-full').sentence],
    });
  });

  test('on a machine that has used up its last tolerance asks for a new code', () => {
    const machine = { matched: [true, true, false], needed: 2, bound: 3 };
    const { tone, lines } = standingOf(accepted({ machine }), english);
    expect(tone).toBe('soon');
    expect(lines).toEqual([english.status.changed(2, 2)]);
  });

  test('on a machine with tolerance left says nothing of it', () => {
    const machine = { matched: [true, true, true], needed: 2, bound: 3 };
    expect(standingOf(accepted({ machine }), english)).toMatchObject({ tone: 'fine', lines: [] });
  });
});

describe('a refused license', () => {
  test('carries the sentence of the module, the reason for support, and the license', () => {
    expect(standingOf(refused({ licenseId: 'K7Q2M9XD' }), english)).toEqual({
      tone: 'refused',
      title: 'Not licensed',
      lines: ['This license has ended. Renew it.', 'License K7Q2M9XD'],
      reason: 'expired',
    });
  });

  test('shows both times to a person whose clock is wrong', () => {
    const state = refused({ reason: 'clock-behind', missedSeconds: MAY_3_2027, usedSeconds: MAY_3_2027 - 86_400 });
    expect(standingOf(state, english, 'UTC').lines[1]).toBe(
      'Expected: May 3, 2027, 12:00 PM UTC. This device says: May 2, 2027, 12:00 PM UTC.',
    );
  });

  test('is explained in the reader\u2019s language', () => {
    expect(standingOf(refused({}), german).lines[0]).toMatch(/^Diese Lizenz ist abgelaufen/);
  });
});

test('no license, a receipt that waits, and a check that cannot run are three things', () => {
  const receipt = { code: 'LKD1-…', file: '' };
  expect(standingOf({ ...durable, kind: 'none' }, english).lines).toEqual([english.status.noneHint]);
  expect(standingOf({ ...durable, kind: 'none', receipt }, english).lines).toEqual([english.status.givenBack]);
  const unavailable = standingOf({ ...durable, kind: 'unavailable', problem: problem('module-forbidden') }, english);
  expect(unavailable).toMatchObject({ tone: 'refused', reason: 'module-forbidden' });
});

test('German has a sentence for every reason of the module and every problem of the SDK', () => {
  const reasons = [
    ...['malformed', 'unsupported', 'unknown-key', 'bad-signature', 'wrong-product', 'wrong-request', 'wrong-machine'],
    ...['wrong-domain', 'revoked', 'clock-behind', 'not-yet-valid', 'expired', 'check-in-required'],
    ...['module-missing', 'module-changed', 'module-forbidden', 'insecure-page', 'storage-blocked', 'storage-full'],
    ...['storage-broken', 'storage-damaged', 'storage-lost', 'storage-newer', 'fault', 'no-device-key', 'no-portal'],
    ...['not-activated-online', 'nothing-installed', 'no-seat-to-free', 'unreachable', 'superseded'],
  ];
  expect(reasons.filter((name) => !german.sentences?.[name])).toEqual([]);
});
