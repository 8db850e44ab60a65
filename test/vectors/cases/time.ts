// Time: the limits of a license (steps 12 to 17) and what the witness remembers (rules 1 to 3). Every boundary on both sides.
import { concat, fromHex } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import type { Reason } from '../../reference/refusal.ts';
import { encodeCode } from '../../reference/text.ts';
import {
  type CaseEvidence,
  type Claimed,
  code,
  collect,
  DAY,
  HOUR,
  ISSUED,
  LAST_SECOND,
  type Members,
  NONCE,
  NOW,
  PLAIN_CODE,
  payload,
  pending,
  STRANGER,
  token,
  witness,
} from './issue.ts';

export const { cases, add } = collect();

const YEAR = 365 * DAY;
const TOLERANCE = 15 * HOUR;
const EXPIRES = ISSUED + YEAR;
const FAR_FUTURE = 4_070_908_800; // 2099-01-01
const NONE = new Uint8Array(16);

const times = (changes: { exp?: number; nbf?: number; iat?: number; nonce?: Uint8Array }, latchkey?: Members): string =>
  code(
    {
      ...(changes.exp !== undefined && { 4: cbor.int(changes.exp) }),
      ...(changes.nbf !== undefined && { 5: cbor.int(changes.nbf) }),
      ...(changes.iat !== undefined && { 6: cbor.int(changes.iat) }),
      ...(changes.nonce && { 10: cbor.bytes(changes.nonce) }),
    },
    latchkey,
  );
const refresh = (seconds: number): Members => ({ 5: cbor.int(seconds) });
const offline = (seconds: number): Members => ({ 6: cbor.int(seconds) });

const oneYear = times({ exp: EXPIRES });

// ---- limits

add(
  'a second before exp the license holds',
  'licensed',
  { code: oneYear, now: EXPIRES - 1 },
  { seconds: 1, days: 0 },
  'T24',
);
add(
  'at exp the license has expired',
  'expired',
  { code: oneYear, now: EXPIRES },
  { missed: EXPIRES, used: EXPIRES },
  'T24',
);
add(
  'a year after exp the license has expired',
  'expired',
  { code: oneYear, now: EXPIRES + YEAR },
  { used: EXPIRES + YEAR },
);
const later = times({ nbf: ISSUED + DAY });
add(
  'a second before nbf the license does not hold yet',
  'not-yet-valid',
  { code: later, now: ISSUED + DAY - 1 },
  { missed: ISSUED + DAY, used: ISSUED + DAY - 1 },
  'T24',
);
add('at nbf the license holds', 'licensed', { code: later, now: ISSUED + DAY }, {}, 'T24');
const weekly = times({}, offline(7 * DAY));
add(
  'a second before the check-in the license holds',
  'licensed',
  { code: weekly, now: ISSUED + 7 * DAY - 1 },
  { checkInDays: 0 },
);
add(
  'at its time a check-in is required',
  'check-in-required',
  { code: weekly, now: ISSUED + 7 * DAY },
  { missed: ISSUED + 7 * DAY, used: ISSUED + 7 * DAY },
);
const refreshing = times({}, refresh(3 * DAY));
add('a second before the refresh the license is not in grace', 'licensed', {
  code: refreshing,
  now: ISSUED + 3 * DAY - 1,
});
add('from the refresh on the license is in grace, and holds', 'grace', { code: refreshing, now: ISSUED + 3 * DAY });
add('a refresh after 0 seconds is grace at once', 'grace', { code: times({}, refresh(0)), now: ISSUED });
add('a check-in after 0 seconds is required at once', 'check-in-required', {
  code: times({}, offline(0)),
  now: ISSUED,
});
add(
  'between refresh and check-in the license is in grace',
  'grace',
  { code: times({}, { ...refresh(3 * DAY), ...offline(7 * DAY) }), now: ISSUED + 5 * DAY },
  { checkInDays: 2 },
);
add('a perpetual license holds in the year 9999', 'licensed', { code: PLAIN_CODE, now: LAST_SECOND });
add('a license to the end of 9999 has expired in its last second', 'expired', {
  code: times({ exp: LAST_SECOND }),
  now: LAST_SECOND,
});
add(
  'exp before nbf is never valid: before both it is not yet',
  'not-yet-valid',
  { code: times({ nbf: ISSUED + 2 * DAY, exp: ISSUED + DAY }), now: ISSUED },
  {},
  'T25',
);
add(
  'exp before nbf is never valid: between them it is not yet',
  'not-yet-valid',
  { code: times({ nbf: ISSUED + 2 * DAY, exp: ISSUED + DAY }), now: ISSUED + DAY },
  {},
  'T25',
);
add(
  'exp before nbf is never valid: after both it has expired',
  'expired',
  { code: times({ nbf: ISSUED + 2 * DAY, exp: ISSUED + DAY }), now: ISSUED + 2 * DAY },
  {},
  'T25',
);
add(
  'an exp before iat has expired from the start',
  'expired',
  { code: times({ exp: ISSUED - 1 }), now: ISSUED },
  { used: ISSUED },
);
add('expired is told before a missed check-in', 'expired', {
  code: times({ exp: ISSUED + DAY }, offline(DAY)),
  now: ISSUED + DAY,
});
add('a check-in may be due after the year 9999', 'licensed', {
  code: times({ iat: LAST_SECOND }, offline(LAST_SECOND)),
  now: LAST_SECOND,
});
add('a refresh may be due after the year 9999', 'licensed', {
  code: times({ iat: LAST_SECOND }, refresh(1)),
  now: LAST_SECOND,
});
for (const [name, instant] of [
  ['2038', 2_147_483_648],
  ['2106', 4_294_967_296],
] as const) {
  add(
    `nothing overflows in ${name}: a second before exp`,
    'licensed',
    { code: times({ exp: instant }), now: instant - 1 },
    { seconds: 1 },
  );
  add(`nothing overflows in ${name}: at exp`, 'expired', { code: times({ exp: instant }), now: instant });
}

// ---- what is left

const left = (seconds: number): number => EXPIRES - seconds;
add('exactly one day left is one day', 'licensed', { code: oneYear, now: left(DAY) }, { days: 1, seconds: DAY });
add('a second less than a day left is no day', 'licensed', { code: oneYear, now: left(DAY - 1) }, { days: 0 });
add(
  'with 30 days left it is time to renew',
  'licensed',
  { code: oneYear, now: left(30 * DAY) },
  { renewSoon: true, days: 30 },
);
add(
  'with a second more than 30 days left it is not yet time to renew',
  'licensed',
  { code: oneYear, now: left(30 * DAY + 1) },
  { renewSoon: false, days: 30 },
);
const shortWindow = times({ exp: EXPIRES }, { 8: cbor.int(DAY) });
add(
  'the renewal window of the code is used: a day',
  'licensed',
  { code: shortWindow, now: left(DAY) },
  { renewSoon: true },
);
add(
  'the renewal window of the code is used: a second more',
  'licensed',
  { code: shortWindow, now: left(DAY + 1) },
  { renewSoon: false },
);
add(
  'a renewal window of 0 never says renew soon',
  'licensed',
  { code: times({ exp: EXPIRES }, { 8: cbor.int(0) }), now: left(1) },
  { renewSoon: false },
);
add(
  'a perpetual license never says renew soon',
  'licensed',
  { code: times({}, { 8: cbor.int(LAST_SECOND) }) },
  { renewSoon: false },
);
add(
  'what is left counts from the mark when the clock is behind it',
  'licensed',
  { code: oneYear, now: left(10 * HOUR), witness: witness(left(HOUR), left(HOUR)) },
  { seconds: HOUR },
);

// ---- the clock behind (step 12)

const MARK = ISSUED + 100 * DAY;
const marked = witness(MARK, MARK);
add(
  'a clock 15 hours behind the mark is tolerated',
  'licensed',
  { code: oneYear, now: MARK - TOLERANCE, witness: marked },
  { mark: MARK, seen: MARK },
  'C1',
);
add(
  'a clock 15 hours and a second behind the mark is refused',
  'clock-behind',
  { code: oneYear, now: MARK - TOLERANCE - 1, witness: marked },
  { missed: MARK, used: MARK - TOLERANCE - 1 },
  'C1',
);
add(
  'a clock a year behind the mark is refused',
  'clock-behind',
  { code: times({ exp: EXPIRES + YEAR }), now: MARK - YEAR, witness: marked },
  { mark: MARK, seen: MARK - YEAR },
  'C1',
);
add(
  'a clock 15 hours behind iat is tolerated without a witness',
  'licensed',
  { code: oneYear, now: ISSUED - TOLERANCE },
  { mark: ISSUED },
  'C2',
);
add(
  'a clock 15 hours and a second behind iat is refused',
  'clock-behind',
  { code: oneYear, now: ISSUED - TOLERANCE - 1 },
  { missed: ISSUED },
  'C2',
  'T25',
);
add('a license with nothing but nbf has a limit in time', 'clock-behind', {
  code: times({ nbf: 0 }),
  now: ISSUED - TOLERANCE - 1,
});
add('a license with nothing but a check-in has a limit in time', 'clock-behind', {
  code: weekly,
  now: ISSUED - TOLERANCE - 1,
});
add('a refresh is no limit in time', 'licensed', { code: refreshing, now: ISSUED - TOLERANCE - 1 });
add('a perpetual license never looks at the clock', 'licensed', { code: PLAIN_CODE, now: 0, witness: marked });
add('the clock is judged before nbf', 'clock-behind', { code: times({ nbf: EXPIRES }), now: ISSUED - TOLERANCE - 1 });
add('the clock is judged before exp', 'clock-behind', { code: times({ exp: 0 }), now: ISSUED - TOLERANCE - 1 });
add(
  'the mark, not the clock, decides whether a license has expired',
  'expired',
  { code: oneYear, now: EXPIRES - HOUR, witness: witness(EXPIRES, EXPIRES) },
  { used: EXPIRES },
);
add('iat, not the clock, decides whether a license holds already', 'licensed', {
  code: times({ nbf: ISSUED }),
  now: ISSUED - HOUR,
});

const noTimes: readonly [string, number][] = [
  ['-1', -1],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['minus infinity', Number.NEGATIVE_INFINITY],
  ['a second after the year 9999', LAST_SECOND + 1],
  ['2^63', 2 ** 63],
];
for (const [name, now] of noTimes) {
  add(
    `now = ${name} is no time: a license with a limit is refused`,
    'clock-behind',
    { code: oneYear, now, witness: marked },
    { mark: MARK, seen: MARK, missed: MARK, used: 0 },
    'C9',
  );
}
add(
  'now = NaN is no time: a perpetual license holds all the same',
  'licensed',
  { code: PLAIN_CODE, now: Number.NaN },
  { mark: ISSUED, seen: 0 },
  'C9',
);
add(
  'now = -1 is no time: the refresh is counted from the mark',
  'grace',
  { code: refreshing, now: -1, witness: marked },
  {},
  'C9',
);
add(
  'now = 0 is a time, and far behind',
  'clock-behind',
  { code: oneYear, now: 0, witness: marked },
  { used: 0, seen: 0 },
  'C9',
);
add('the last second of 9999 is a time', 'expired', { code: oneYear, now: LAST_SECOND }, { seen: LAST_SECOND });

// ---- rule 1

add('without a witness mark is iat and seen is now', 'licensed', { code: oneYear }, { mark: ISSUED, seen: NOW });
add(
  'the mark is never below iat',
  'licensed',
  { code: oneYear, witness: witness(ISSUED - DAY, NOW) },
  { mark: ISSUED, seen: NOW },
);
add(
  'the mark rises by the running time',
  'licensed',
  { code: oneYear, now: MARK, witness: marked, running: HOUR },
  { mark: MARK + HOUR, seen: MARK },
);
add(
  'the running time counts from the stored mark, then iat is the floor',
  'licensed',
  { code: oneYear, witness: witness(ISSUED - DAY, NOW), running: HOUR },
  { mark: ISSUED },
);
add(
  'running time finds a clock that was set back while the program runs',
  'clock-behind',
  { code: oneYear, now: MARK - TOLERANCE, witness: marked, running: 1 },
  { missed: MARK + 1 },
);
add(
  'running time lets a license expire although the clock stands still',
  'expired',
  { code: oneYear, now: EXPIRES - 1, witness: witness(EXPIRES - 1, EXPIRES - 1), running: 1 },
  { used: EXPIRES },
);
for (const [name, running] of [
  ['-1', -1],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['half a second', 0.5],
  ['a second more than the year 9999', LAST_SECOND + 1],
] as const) {
  add(
    `a running time of ${name} counts as 0`,
    'licensed',
    { code: oneYear, now: MARK, witness: marked, running },
    { mark: MARK },
  );
}
add(
  'the mark stops at the end of the year 9999',
  'licensed',
  { code: PLAIN_CODE, now: MARK, witness: marked, running: LAST_SECOND },
  { mark: LAST_SECOND },
);

// ---- rule 2

const seenAt = (now: number, claimed: Claimed, name: string, stored = witness(MARK, MARK)): void =>
  add(name, 'licensed', { code: PLAIN_CODE, now, witness: stored }, claimed);
seenAt(MARK - DAY, { mark: MARK, seen: MARK }, 'a clock one day behind what was seen changes nothing');
seenAt(
  MARK - DAY - 1,
  { mark: MARK, seen: MARK - DAY - 1 },
  'a clock more than a day behind what was seen is seen anew',
);
seenAt(
  MARK + 20 * HOUR - 1,
  { mark: MARK, seen: MARK },
  'a second less than 20 hours later nothing is trusted yet',
  witness(MARK, MARK),
);
seenAt(MARK + 20 * HOUR, { mark: MARK, seen: MARK + 20 * HOUR }, '20 hours later the clock is seen anew');
seenAt(
  MARK + 3 * DAY,
  { mark: MARK + 2 * DAY, seen: MARK + 3 * DAY },
  'a time becomes trusted when the clock has lived on past it',
  witness(MARK, MARK + 2 * DAY),
);
seenAt(
  MARK + 2 * DAY + 20 * HOUR - 1,
  { mark: MARK, seen: MARK + 2 * DAY },
  'a time does not become trusted a second earlier',
  witness(MARK, MARK + 2 * DAY),
);
seenAt(
  MARK + 2 * DAY,
  { mark: MARK, seen: MARK + 2 * DAY },
  'a mark above what was seen stays',
  witness(MARK, MARK - DAY),
);
seenAt(
  MARK + 31 * DAY,
  { mark: MARK + 30 * DAY, seen: MARK + 31 * DAY },
  'in one check the mark rises by 30 days',
  witness(MARK, MARK + 30 * DAY),
);
seenAt(
  MARK + 32 * DAY,
  { mark: MARK + 30 * DAY, seen: MARK + 32 * DAY },
  'in one check the mark rises by no second more than 30 days',
  witness(MARK, MARK + 30 * DAY + 1),
);
seenAt(
  MARK,
  { mark: MARK, seen: MARK },
  'nothing seen yet: the clock is seen and nothing is trusted',
  witness(MARK, 0),
);
seenAt(FAR_FUTURE, { mark: ISSUED, seen: FAR_FUTURE }, 'a first start with the clock in 2099 is only seen', NONE);
seenAt(
  NOW,
  { mark: ISSUED, seen: NOW },
  'after one start in 2099 the right clock leaves no trace of it',
  witness(ISSUED, FAR_FUTURE),
);
seenAt(
  FAR_FUTURE + 20 * HOUR - 1,
  { mark: ISSUED, seen: FAR_FUTURE },
  'less than 20 hours in 2099 are only seen',
  witness(ISSUED, FAR_FUTURE),
);
seenAt(
  FAR_FUTURE + 20 * HOUR,
  { mark: ISSUED + 30 * DAY, seen: FAR_FUTURE + 20 * HOUR },
  '20 hours in 2099 cost 30 days',
  witness(ISSUED, FAR_FUTURE),
);
add(
  'the 30 days count from iat when it is above the mark',
  'licensed',
  { code: PLAIN_CODE, now: ISSUED + 100 * DAY, witness: witness(ISSUED - YEAR, ISSUED + 90 * DAY) },
  { mark: ISSUED + 30 * DAY, seen: ISSUED + 100 * DAY },
);
add(
  'the 30 days count from the mark after the running time',
  'licensed',
  { code: PLAIN_CODE, now: MARK + 100 * DAY, witness: witness(MARK, MARK + 90 * DAY), running: HOUR },
  { mark: MARK + HOUR + 30 * DAY },
);
add(
  'what was seen is judged by now, not by the running time',
  'licensed',
  { code: PLAIN_CODE, now: MARK, witness: marked, running: 20 * HOUR },
  { mark: MARK + 20 * HOUR, seen: MARK },
);
add(
  'a time that was seen may refuse the very check that trusts it',
  'expired',
  { code: oneYear, now: EXPIRES + DAY, witness: witness(ISSUED + 350 * DAY, EXPIRES) },
  { mark: EXPIRES, seen: EXPIRES + DAY },
);
seenAt(
  MARK,
  { mark: ISSUED, seen: MARK },
  'a stored mark that is no time counts as no witness',
  witness(LAST_SECOND + 1, MARK - 2 * DAY),
);
seenAt(
  MARK,
  { mark: ISSUED, seen: MARK },
  'a stored seen that is no time counts as no witness',
  witness(MARK, LAST_SECOND + 1),
);
seenAt(MARK, { mark: ISSUED, seen: MARK }, 'a stored witness of ff counts as none', new Uint8Array(16).fill(255));
seenAt(MARK, { mark: ISSUED, seen: MARK }, 'a stored mark of 2^63 counts as none', witness(2n ** 63n, MARK));
seenAt(MARK, { mark: LAST_SECOND, seen: MARK }, 'the last second of 9999 is a stored time', witness(LAST_SECOND, MARK));

// ---- what a refusal stores

const stored = witness(ISSUED - DAY, ISSUED - DAY);
const kept = (name: string, reason: Reason, evidence: CaseEvidence, mark: number, seen: number): void =>
  add(name, reason, { now: NOW, witness: stored, running: 60, ...evidence }, { mark, seen });
kept(
  'before the signature holds the witness comes back unchanged: malformed',
  'malformed',
  { code: 'LKA1' },
  ISSUED - DAY,
  ISSUED - DAY,
);
kept(
  'before the signature holds the witness comes back unchanged: unsupported',
  'unsupported',
  { code: 'LKR1' },
  ISSUED - DAY,
  ISSUED - DAY,
);
kept(
  'before the signature holds the witness comes back unchanged: unknown key',
  'unknown-key',
  { code: encodeCode('A', token(payload(), STRANGER)) },
  ISSUED - DAY,
  ISSUED - DAY,
);
kept(
  'a malformed payload leaves the witness unchanged although its signature holds',
  'malformed',
  { code: code({ 4: cbor.NULL }) },
  ISSUED - DAY,
  ISSUED - DAY,
);
kept(
  'a refusal for the product returns the new witness',
  'wrong-product',
  { code: PLAIN_CODE, product: 'x' },
  ISSUED,
  NOW,
);
kept(
  'a refusal for the request returns the new witness',
  'wrong-request',
  { code: times({ nonce: NONCE }), pending: pending(NONCE.toReversed(), 0) },
  ISSUED,
  NOW,
);
kept(
  'a refusal for the domain returns the new witness',
  'wrong-domain',
  { code: code({}, { 3: cbor.array(cbor.string('a.example')) }) },
  ISSUED,
  NOW,
);
kept('a refusal for the time returns the new witness', 'expired', { code: times({ exp: 1 }) }, ISSUED, NOW);
add('a witness that is no pair of times comes back unchanged from a malformed code', 'malformed', {
  code: 'LKA1',
  witness: new Uint8Array(16).fill(255),
});

// ---- rule 3: signed time

const answer = times({ exp: EXPIRES, nonce: NONCE });
const signed = (name: string, evidence: CaseEvidence, claimed: Claimed, reason: Reason = 'licensed'): void =>
  add(name, reason, { code: answer, now: ISSUED, ...evidence }, claimed);
signed(
  'the first answer sets mark and seen to iat',
  { pending: pending(NONCE, 0) },
  { mark: ISSUED, seen: ISSUED, signedTime: true },
);
signed(
  'an answer after an hour of running keeps that hour',
  { pending: pending(NONCE, MARK), witness: witness(MARK, MARK), running: HOUR, now: ISSUED + HOUR },
  { mark: ISSUED + HOUR, seen: ISSUED + HOUR, signedTime: true },
);
signed(
  'a poisoned mark is healed by an answer',
  { pending: pending(NONCE, FAR_FUTURE), witness: witness(FAR_FUTURE, FAR_FUTURE), now: ISSUED + HOUR },
  { mark: ISSUED, seen: ISSUED, signedTime: true },
);
signed(
  'what the mark has risen since the request is kept',
  { pending: pending(NONCE, FAR_FUTURE), witness: witness(FAR_FUTURE + DAY, FAR_FUTURE + DAY), now: ISSUED + DAY },
  { mark: ISSUED + DAY, seen: ISSUED + DAY },
);
signed(
  'a mark that stands below the pending one has risen by nothing',
  { pending: pending(NONCE, FAR_FUTURE), witness: witness(MARK, MARK), now: ISSUED },
  { mark: ISSUED, seen: ISSUED },
);
signed(
  'a pending mark below iat counts from iat',
  { pending: pending(NONCE, ISSUED - YEAR), witness: witness(MARK, MARK), now: MARK },
  { mark: MARK, seen: MARK },
);
signed(
  'an answer kept back for a hundred days finds them in the mark',
  { pending: pending(NONCE, ISSUED - DAY), witness: witness(MARK - DAY, MARK - DAY), now: MARK },
  { mark: MARK - DAY, seen: MARK - DAY },
);
signed(
  'a pending mark that is no time: nothing has risen',
  { pending: pending(NONCE, LAST_SECOND + 1), witness: witness(MARK, MARK), now: ISSUED },
  { mark: ISSUED, seen: ISSUED },
);
signed(
  'a pending mark of ff: nothing has risen',
  { pending: concat(NONCE, fromHex('ff'.repeat(8))), witness: witness(MARK, MARK), now: ISSUED },
  { mark: ISSUED, seen: ISSUED },
);
signed(
  'a pending mark in the last second of 9999 is a time',
  { pending: pending(NONCE, LAST_SECOND), witness: witness(LAST_SECOND, MARK), now: ISSUED },
  { mark: ISSUED, seen: ISSUED },
);
signed(
  'signed time looks at the clock first: what rule 2 trusts has risen too',
  { pending: pending(NONCE, MARK), witness: witness(MARK, MARK + 3 * DAY), now: MARK + 4 * DAY },
  { mark: ISSUED + 3 * DAY, seen: ISSUED + 3 * DAY },
);
signed(
  'an answer that came too late is refused, and the witness is not reset',
  {
    code: times({ exp: ISSUED + DAY, nonce: NONCE }),
    pending: pending(NONCE, FAR_FUTURE),
    witness: witness(FAR_FUTURE, FAR_FUTURE),
    now: ISSUED + DAY,
  },
  { mark: FAR_FUTURE, seen: ISSUED + DAY, missed: ISSUED + DAY, used: ISSUED + DAY },
  'expired',
);
signed(
  'a clock behind the signed time is refused by the signed mark',
  { pending: pending(NONCE, FAR_FUTURE), witness: witness(FAR_FUTURE, FAR_FUTURE), now: ISSUED - TOLERANCE - 1 },
  { mark: FAR_FUTURE, missed: ISSUED, used: ISSUED - TOLERANCE - 1 },
  'clock-behind',
);
signed(
  'a clock 15 hours behind the signed time is tolerated',
  { pending: pending(NONCE, FAR_FUTURE), witness: witness(FAR_FUTURE, FAR_FUTURE), now: ISSUED - TOLERANCE },
  { mark: ISSUED, seen: ISSUED, signedTime: true },
);
signed(
  'an answer in grace is signed time too',
  { code: times({ nonce: NONCE }, refresh(0)), pending: pending(NONCE, 0) },
  { signedTime: true, mark: ISSUED },
  'grace',
);
signed(
  'an answer for a perpetual license is signed time too',
  {
    code: times({ nonce: NONCE }),
    pending: pending(NONCE, FAR_FUTURE),
    witness: witness(FAR_FUTURE, FAR_FUTURE),
    now: Number.NaN,
  },
  { mark: ISSUED, seen: ISSUED, signedTime: true },
);
signed(
  'without its request a poisoned mark refuses the very same code',
  { witness: witness(FAR_FUTURE, FAR_FUTURE), now: ISSUED + HOUR },
  { mark: FAR_FUTURE, missed: FAR_FUTURE },
  'clock-behind',
);
signed(
  'a code without nonce heals nothing',
  { code: oneYear, pending: pending(NONCE, FAR_FUTURE), witness: witness(FAR_FUTURE, FAR_FUTURE), now: ISSUED + HOUR },
  { mark: FAR_FUTURE, missed: FAR_FUTURE },
  'clock-behind',
);
signed(
  'an answer refused by the machine resets nothing',
  {
    code: code({ 10: cbor.bytes(NONCE) }, { 4: cbor.array(cbor.int(1), cbor.bytes(new Uint8Array(8))) }),
    pending: pending(NONCE, FAR_FUTURE),
    witness: witness(FAR_FUTURE, FAR_FUTURE),
  },
  { mark: FAR_FUTURE, seen: ISSUED },
  'wrong-machine',
);

// ---- what an accepted answer says

add(
  'every claim at once comes back',
  'grace',
  {
    code: code(
      { 1: cbor.string('Example Software'), 4: cbor.int(EXPIRES), 5: cbor.int(ISSUED - DAY), 10: cbor.bytes(NONCE) },
      {
        1: cbor.string('C-1001'),
        2: cbor.map(
          [cbor.string('export'), cbor.TRUE],
          [cbor.string('seats'), cbor.int(25)],
          [cbor.string('tier'), cbor.string('gold')],
        ),
        3: cbor.array(cbor.string('*.example.com'), cbor.string('localhost')),
        ...refresh(7 * DAY),
        ...offline(30 * DAY),
        7: cbor.string('pro'),
        8: cbor.int(14 * DAY),
        9: cbor.int(3),
      },
    ),
    host: 'app.example.com',
    now: ISSUED + 10 * DAY,
  },
  { days: 355, checkInDays: 20, renewSoon: false },
);
