// The verdicts of docs/decisions.md, step by step, each boundary on both sides.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClaimsToIssue, Evidence, Refused, Verdict, Verifier } from '../hosts/js/index.ts';
import { DAY, HOUR, loadVerifier, NEW_YEAR, openVendor, type Vendor } from './vendor.ts';

const LAST_SECOND = 253_402_300_799;

let vendor: Vendor;
let verifier: Verifier;

beforeAll(async () => {
  vendor = await openVendor();
  verifier = await loadVerifier();
  verifier.trust(vendor.publicKey);
});

function check(claims: Partial<ClaimsToIssue>, evidence: Partial<Evidence> = {}): Verdict {
  return verifier.check(vendor.issue(claims), { product: 'acme-cad', nowSeconds: NEW_YEAR, ...evidence });
}

function reasonOf(claims: Partial<ClaimsToIssue>, evidence: Partial<Evidence> = {}): string {
  return check(claims, evidence).reason;
}

function refusal(verdict: Verdict): Refused {
  if (verdict.accepted) throw new Error(`accepted as ${verdict.reason}`);
  return verdict;
}

/** mark and seen, big-endian. */
function witness(mark: number, seen: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(mark));
  view.setBigUint64(8, BigInt(seen));
  return bytes;
}

function times(bytes: Uint8Array): { mark: number; seen: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { mark: Number(view.getBigUint64(0)), seen: Number(view.getBigUint64(8)) };
}

describe('before the signature holds', () => {
  it('refuses a code whose signer is not trusted, and tells no license id', async () => {
    const stranger = await openVendor(2);
    const verdict = verifier.check(stranger.issue(), { product: 'acme-cad', nowSeconds: NEW_YEAR });
    expect(verdict).toMatchObject({ accepted: false, reason: 'unknown-key', code: 3 });
    expect(verdict).not.toHaveProperty('licenseId');
  });

  it('gives the witness back unchanged', async () => {
    const stored = witness(5, 7);
    const stranger = await openVendor(2);
    const verdict = verifier.check(stranger.issue(), { product: 'acme-cad', nowSeconds: NEW_YEAR, witness: stored });
    expect(verdict.witness).toEqual(stored);
  });

  it('refuses a code that another key signed in the name of a trusted one', () => {
    const input = vendor.issuer.signingInput(vendor.publicKey, {
      issuedAt: NEW_YEAR,
      tokenId: new Uint8Array(8),
      licenseId: 'X',
      product: 'acme-cad',
    });
    const { code } = vendor.issuer.assembleCode(input, new Uint8Array(64).fill(9));
    expect(verifier.check(code, { product: 'acme-cad', nowSeconds: NEW_YEAR }).reason).toBe('bad-signature');
  });
});

describe('product and request', () => {
  it('refuses another product, and tells the license id', () => {
    expect(check({ product: 'acme-cam' })).toMatchObject({ reason: 'wrong-product', licenseId: '7KQ2M9XD' });
  });

  it('compares the product whole', () => {
    expect(reasonOf({ product: 'acme-ca' })).toBe('wrong-product');
    expect(reasonOf({ product: 'acme-cad2' })).toBe('wrong-product');
  });

  const nonce = new Uint8Array([9, 9, 9, 9, 9, 9, 9, 9]);
  const pending = new Uint8Array([...nonce, 0, 0, 0, 0, 0, 0, 0, 0]);

  it('refuses the answer to another request while one is pending', () => {
    expect(reasonOf({ nonce: new Uint8Array(8).fill(8) }, { pending })).toBe('wrong-request');
  });

  it('accepts an answer without a nonce, but takes no signed time from it', () => {
    expect(check({}, { pending })).toMatchObject({ reason: 'licensed', signedTime: false });
  });

  it('accepts the answer to the pending request and takes its time', () => {
    expect(check({ nonce }, { pending })).toMatchObject({ reason: 'licensed', signedTime: true });
  });

  it('accepts any nonce when nothing is being installed', () => {
    expect(check({ nonce })).toMatchObject({ reason: 'licensed', signedTime: false });
  });
});

describe('machine', () => {
  const components = [1, 2, 3].map((n) => new Uint8Array(16).fill(n));
  const secret = new Uint8Array(16).fill(7);
  const lock = new Uint8Array(createHash('sha256').update('latchkey/lock/1').update(secret).digest()).slice(0, 16);
  const machine = { needed: 2, lock, components };

  it('accepts the machine that asked, and says which bindings it has', () => {
    expect(check({ machine }, { components, secret })).toMatchObject({
      reason: 'licensed',
      releasable: true,
      machine: { matched: [true, true, true], needed: 2, bound: 3 },
    });
  });

  it('tolerates one changed component of three, and not two', () => {
    const changed = new Uint8Array(16).fill(99);
    expect(
      check({ machine }, { components: [changed, components[1] ?? changed, components[2] ?? changed], secret }),
    ).toMatchObject({
      reason: 'licensed',
      machine: { matched: [false, true, true] },
    });
    expect(reasonOf({ machine }, { components: [changed, components[1] ?? changed], secret })).toBe('wrong-machine');
  });

  it('refuses a machine whose secret was given away', () => {
    expect(reasonOf({ machine }, { components })).toBe('wrong-machine');
    expect(reasonOf({ machine }, { components, secret: new Uint8Array(16).fill(8) })).toBe('wrong-machine');
  });

  it('accepts a code without a lock on a machine that has a secret, but no receipt can free it', () => {
    expect(check({ machine: { needed: 2, components } }, { components, secret })).toMatchObject({
      reason: 'licensed',
      releasable: false,
    });
  });

  it('takes the lock itself from whoever holds the request', () => {
    expect(reasonOf({ machine }, { components, lock })).toBe('licensed');
  });

  it('counts one component once, however often the host passes it', () => {
    const first = components[0] ?? new Uint8Array(16);
    expect(reasonOf({ machine }, { components: [first, first, first], secret })).toBe('wrong-machine');
  });

  it('tells no counts when it refuses', () => {
    expect(refusal(check({ machine }, { components: components.slice(0, 1), secret }))).not.toHaveProperty('machine');
  });
});

describe('domain', () => {
  const on = (domains: string[], host?: string): string => reasonOf({ domains }, { host });

  it('refuses where there is no host name', () => {
    expect(on(['example.com'])).toBe('wrong-domain');
    expect(on(['example.com'], '')).toBe('wrong-domain');
    expect(on(['example.com'], '.')).toBe('wrong-domain');
  });

  it.each([
    ['example.com', 'example.com', 'licensed'],
    ['example.com', 'EXAMPLE.com.', 'licensed'],
    ['example.com', 'example.com..', 'wrong-domain'],
    ['example.com', 'example.com.evil.org', 'wrong-domain'],
    ['example.com', 'notexample.com', 'wrong-domain'],
    ['example.com', 'www.example.com', 'wrong-domain'],
    ['*.example.com', 'www.example.com', 'licensed'],
    ['*.example.com', 'example.com', 'wrong-domain'],
    ['*.example.com', 'a.b.example.com', 'wrong-domain'],
    ['*.example.com', '.example.com', 'wrong-domain'],
    ['*.0.0.1', '127.0.0.1', 'wrong-domain'],
    ['127.0.0.1', '127.0.0.1', 'licensed'],
    ['*.0x1', '127.0x1', 'wrong-domain'],
    ['*.0x', '127.0x', 'wrong-domain'],
    ['*.0xaf', '127.0xaf', 'wrong-domain'],
    ['*.0xag', '127.0xag', 'licensed'],
    ['*.0a', '127.0a', 'licensed'],
    ['*.-1', '127.-1', 'licensed'],
    ['*.example.com', 'fe80::1', 'wrong-domain'],
    ['*.example.com', '[::1].example.com', 'wrong-domain'],
    ['*.example', 'example', 'wrong-domain'],
    ['localhost', 'localhost', 'licensed'],
  ])('%s on %s is %s', (pattern, host, expected) => {
    expect(on([pattern], host)).toBe(expected);
  });

  it('accepts any of several', () => {
    expect(on(['a.org', '*.b.org'], 'x.b.org')).toBe('licensed');
  });
});

describe('term', () => {
  it('accepts from nbf inclusive', () => {
    const claims = { notBefore: NEW_YEAR + 10 };
    expect(check(claims, { nowSeconds: NEW_YEAR + 9 })).toMatchObject({
      reason: 'not-yet-valid',
      missedSeconds: NEW_YEAR + 10,
      usedSeconds: NEW_YEAR + 9,
    });
    expect(reasonOf(claims, { nowSeconds: NEW_YEAR + 10 })).toBe('licensed');
  });

  it('accepts to exp exclusive', () => {
    const claims = { expiresAt: NEW_YEAR + 10 };
    expect(reasonOf(claims, { nowSeconds: NEW_YEAR + 9 })).toBe('licensed');
    expect(check(claims, { nowSeconds: NEW_YEAR + 10 })).toMatchObject({
      reason: 'expired',
      missedSeconds: NEW_YEAR + 10,
      usedSeconds: NEW_YEAR + 10,
    });
  });

  it('demands a check-in from iat + offline on', () => {
    const claims = { offlineSeconds: 100 };
    expect(check(claims, { nowSeconds: NEW_YEAR + 99 })).toMatchObject({ reason: 'licensed', secondsToCheckIn: 1 });
    expect(reasonOf(claims, { nowSeconds: NEW_YEAR + 100 })).toBe('check-in-required');
  });

  it('is in grace from iat + refresh on', () => {
    const claims = { refreshSeconds: 100 };
    expect(reasonOf(claims, { nowSeconds: NEW_YEAR + 99 })).toBe('licensed');
    expect(check(claims, { nowSeconds: NEW_YEAR + 100 })).toMatchObject({ accepted: true, reason: 'grace', code: 14 });
  });

  it('counts seconds and whole days', () => {
    expect(check({ expiresAt: NEW_YEAR + 3 * DAY - 1 })).toMatchObject({
      secondsToExpiry: 3 * DAY - 1,
      daysToExpiry: 2,
    });
  });

  it('says renew soon when no more than the window is left', () => {
    expect(check({ expiresAt: NEW_YEAR + 30 * DAY })).toMatchObject({ renewSoon: true });
    expect(check({ expiresAt: NEW_YEAR + 30 * DAY + 1 })).toMatchObject({ renewSoon: false });
    expect(check({ expiresAt: NEW_YEAR + 100, renewWindowSeconds: 99 })).toMatchObject({ renewSoon: false });
    expect(check({})).toMatchObject({ renewSoon: false });
  });

  it('measures from the issue time when the clock is a little behind it', () => {
    expect(check({ expiresAt: NEW_YEAR + 100 }, { nowSeconds: NEW_YEAR - HOUR })).toMatchObject({
      secondsToExpiry: 100,
    });
  });
});

describe('clock', () => {
  const limited = { expiresAt: NEW_YEAR + 365 * DAY };

  it('tolerates fifteen hours, and not a second more', () => {
    expect(reasonOf(limited, { nowSeconds: NEW_YEAR - 15 * HOUR })).toBe('licensed');
    expect(check(limited, { nowSeconds: NEW_YEAR - 15 * HOUR - 1 })).toMatchObject({
      reason: 'clock-behind',
      missedSeconds: NEW_YEAR,
      usedSeconds: NEW_YEAR - 15 * HOUR - 1,
    });
  });

  it.each([Number.NaN, -1, 1.5, Number.POSITIVE_INFINITY, LAST_SECOND + 1, 2 ** 63])('refuses %s as a time', (now) => {
    expect(check(limited, { nowSeconds: now })).toMatchObject({ reason: 'clock-behind', usedSeconds: 0 });
    expect(reasonOf({}, { nowSeconds: now })).toBe('licensed');
  });

  it('accepts the last second there is', () => {
    expect(reasonOf({ refreshSeconds: 1 }, { nowSeconds: LAST_SECOND })).toBe('grace');
  });

  it('never looks at the clock for a perpetual license', () => {
    expect(reasonOf({}, { nowSeconds: 0 })).toBe('licensed');
    expect(reasonOf({ refreshSeconds: 5 }, { nowSeconds: 0 })).toBe('licensed');
  });
});

describe('witness', () => {
  const after = (stored: Uint8Array, evidence: Partial<Evidence>, claims: Partial<ClaimsToIssue> = {}) =>
    times(check(claims, { witness: stored, ...evidence }).witness);

  it('is never below the issue time', () => {
    expect(after(witness(0, 0), {})).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
  });

  it('rises by the running time', () => {
    const stored = witness(NEW_YEAR + 100, NEW_YEAR + 100);
    expect(after(stored, { nowSeconds: NEW_YEAR + 150, runningSeconds: 50 }).mark).toBe(NEW_YEAR + 150);
  });

  it.each([-1, 0.5, Number.NaN, LAST_SECOND + 1])('counts %s seconds of running time as none', (runningSeconds) => {
    const stored = witness(NEW_YEAR + 100, NEW_YEAR + 100);
    expect(after(stored, { runningSeconds }).mark).toBe(NEW_YEAR + 100);
  });

  it('stops at the last second there is', () => {
    expect(after(witness(LAST_SECOND, 1), { runningSeconds: 10 }).mark).toBe(LAST_SECOND);
  });

  it('trusts a seen time when the clock has lived on for twenty hours', () => {
    const seen = NEW_YEAR + 10 * DAY;
    const stored = witness(NEW_YEAR, seen);
    expect(after(stored, { nowSeconds: seen + 20 * HOUR - 1 })).toEqual({ mark: NEW_YEAR, seen });
    expect(after(stored, { nowSeconds: seen + 20 * HOUR })).toEqual({ mark: seen, seen: seen + 20 * HOUR });
  });

  it('raises the mark by at most thirty days in one check', () => {
    const seen = NEW_YEAR + 100 * DAY;
    expect(after(witness(NEW_YEAR, seen), { nowSeconds: seen + DAY }).mark).toBe(NEW_YEAR + 30 * DAY);
  });

  it('begins to observe anew when the clock has gone back by more than a day', () => {
    const seen = NEW_YEAR + 1000 * DAY;
    expect(after(witness(NEW_YEAR, seen), { nowSeconds: seen - DAY }).seen).toBe(seen);
    expect(after(witness(NEW_YEAR, seen), { nowSeconds: seen - DAY - 1 })).toEqual({
      mark: NEW_YEAR,
      seen: seen - DAY - 1,
    });
  });

  it('begins to observe with any time, even one in 1970', () => {
    expect(after(witness(0, 0), { nowSeconds: 1_000 })).toEqual({ mark: NEW_YEAR, seen: 1_000 });
  });

  it('counts as zero when it is no pair of times', () => {
    expect(after(new Uint8Array(16).fill(255), {})).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
    expect(after(witness(NEW_YEAR + DAY, LAST_SECOND + 1), {})).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
  });

  it('is renewed by a refusal from step 7 on', () => {
    expect(after(witness(0, 0), {}, { product: 'other' })).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
  });

  it('is left as it is by a clock that is no time', () => {
    expect(after(witness(NEW_YEAR, NEW_YEAR), { nowSeconds: Number.NaN, runningSeconds: 5 })).toEqual({
      mark: NEW_YEAR + 5,
      seen: NEW_YEAR,
    });
  });
});

describe('signed time', () => {
  const nonce = new Uint8Array(8).fill(3);
  const pendingAt = (mark: number) => new Uint8Array([...nonce, ...witness(mark, 0).slice(0, 8)]);
  const claims = { nonce, expiresAt: NEW_YEAR + 365 * DAY };

  it('frees a machine whose mark was poisoned', () => {
    const poisoned = NEW_YEAR + 3000 * DAY;
    const verdict = check(claims, { witness: witness(poisoned, poisoned), pending: pendingAt(poisoned) });
    expect(verdict.reason).toBe('licensed');
    expect(times(verdict.witness)).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
  });

  it('counts what has passed since the request was made', () => {
    const asked = NEW_YEAR - DAY;
    const stored = witness(NEW_YEAR + 10 * DAY, NEW_YEAR + 10 * DAY);
    const verdict = check(claims, { witness: stored, pending: pendingAt(asked), nowSeconds: NEW_YEAR + 10 * DAY });
    expect(times(verdict.witness).mark).toBe(NEW_YEAR + 10 * DAY);
  });

  it('takes nothing from a refused token', () => {
    const stored = witness(NEW_YEAR + 3000 * DAY, NEW_YEAR + 3000 * DAY);
    const verdict = check(
      { nonce, expiresAt: NEW_YEAR },
      { witness: stored, pending: pendingAt(NEW_YEAR + 3000 * DAY) },
    );
    expect(verdict.reason).toBe('expired');
    expect(times(verdict.witness).mark).toBe(NEW_YEAR + 3000 * DAY);
  });

  it('starts from the issue time when the pending mark is no time', () => {
    const pending = new Uint8Array([...nonce, ...new Uint8Array(8).fill(255)]);
    const stored = witness(NEW_YEAR + 100 * DAY, NEW_YEAR + 100 * DAY);
    const verdict = check(claims, { witness: stored, pending });
    expect(times(verdict.witness)).toEqual({ mark: NEW_YEAR, seen: NEW_YEAR });
  });
});
