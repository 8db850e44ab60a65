// Codes of authenticator apps, against the values that the RFCs print.
import { describe, expect, test } from 'vitest';
import { base32, matchStep, otpAddress, stepOf, totp } from '../../portal/server/team/totp.ts';

const digits = '1234567890';
const secrets = {
  sha1: Buffer.from(digits.repeat(2)),
  sha256: Buffer.from(digits.repeat(4).slice(0, 32)),
  sha512: Buffer.from(digits.repeat(7).slice(0, 64)),
};
const secret = new Uint8Array(secrets.sha1);

describe('RFC 6238, appendix B', () => {
  test.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('at %i', (seconds, sha1, sha256, sha512) => {
    const step = stepOf(seconds);
    expect(totp(secrets.sha1, step, { digits: 8 })).toBe(sha1);
    expect(totp(secrets.sha256, step, { digits: 8, hash: 'sha256' })).toBe(sha256);
    expect(totp(secrets.sha512, step, { digits: 8, hash: 'sha512' })).toBe(sha512);
  });
});

test('RFC 4226, appendix D: six digits of a counter', () => {
  const codes = Array.from({ length: 10 }, (_, counter) => totp(secret, counter));
  expect(codes).toEqual('755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' '));
});

describe('a code', () => {
  const now = 1_790_000_015;
  const step = stepOf(now);

  test.each([
    [-2, undefined],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, undefined],
  ])('of %i steps from now is of step %s', (distance, found) => {
    expect(matchStep(secret, totp(secret, step + distance), now, 0)).toBe(found);
  });

  test('is good once, and so is no older one', () => {
    const code = totp(secret, step);
    expect(matchStep(secret, code, now, step - 1)).toBe(step);
    expect(matchStep(secret, code, now, step)).toBeUndefined();
    expect(matchStep(secret, totp(secret, step - 1), now, step)).toBeUndefined();
    expect(matchStep(secret, totp(secret, step + 1), now, step)).toBe(step + 1);
  });

  test('may be typed with a blank, and must be whole', () => {
    const code = totp(secret, step);
    expect(matchStep(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, now, 0)).toBe(step);
    expect(matchStep(secret, code.slice(1), now, 0)).toBeUndefined();
    expect(matchStep(secret, `${code}0`, now, 0)).toBeUndefined();
    expect(matchStep(secret, '１２３４５６', now, 0)).toBeUndefined();
  });
});

describe('base32', () => {
  // RFC 4648, 10, without the padding that apps do not want.
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j is %s', (text, spelled) => {
    expect(base32(Buffer.from(text))).toBe(spelled);
  });
});

test('the address that apps read names the vendor and the account', () => {
  const address = new URL(otpAddress(secret, 'Acme & Söhne', 'ada@example.com'));
  expect(address.protocol).toBe('otpauth:');
  expect(decodeURIComponent(address.pathname)).toContain('Acme & Söhne:ada@example.com');
  expect(address.searchParams.get('issuer')).toBe('Acme & Söhne');
  expect(address.searchParams.get('secret')).toBe(base32(secret));
});
