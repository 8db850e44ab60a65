// Customers' accounts and sessions by license key, without pages.
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Customers } from '../../portal/server/accounts/customers.ts';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { openBeside, openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';

const letter = { subject: 'Sign in', text: 'Here:\n\n{link}\n' };

async function openAccounts() {
  const letters: Letter[] = [];
  const accounts = { baseUrl: 'https://licenses.example', mailer: (it: Letter) => letters.push(it) };
  const fixture = await openFixture({}, {}, { accounts });
  const { customers } = fixture.portal;
  if (!customers) throw new Error('no accounts');
  fixture.clock.nowSeconds = Math.floor(Date.now() / 1000); // the sign-in library has a clock of its own
  return { ...fixture, customers, letters };
}

/** What a browser would send back. */
function cookieHeader(cookies: readonly string[]): Headers {
  return new Headers({ Cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}

async function enter(
  customers: Customers,
  letters: Letter[],
  email: string,
  headers = new Headers(),
): Promise<Headers> {
  expect(await customers.sendLink({ email, letter, address: '192.0.2.1' })).toMatchObject({ ok: true });
  const { value, cookies } = await customers.enter(tokenIn(letters.at(-1)), headers, '192.0.2.1');
  expect(value).toBe(true);
  return cookieHeader(cookies);
}

function tokenIn(sent: Letter | undefined): string {
  const link = /https:\S+/.exec(sent?.text ?? '')?.[0] ?? '';
  return new URL(link).searchParams.get('token') ?? '';
}

onEachStore(() => {
  describe('a link by e-mail', () => {
    test('leads in once, under the address that the portal was told', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: ' Ada@Example.com ', letter, address: undefined });
      expect(letters).toMatchObject([{ to: 'ada@example.com', subject: 'Sign in' }]);
      expect(letters[0]?.text).toMatch(/^Here:\n\nhttps:\/\/licenses\.example\/enter\?token=[A-Za-z]{32}\n$/);
      const token = tokenIn(letters[0]);
      const first = await customers.enter(token, new Headers(), undefined);
      expect(first.value).toBe(true);
      expect(await customers.account(cookieHeader(first.cookies))).toMatchObject({
        value: { email: 'ada@example.com', fresh: true },
      });
      expect(await customers.enter(token, new Headers(), undefined), 'D22 a second time').toEqual({
        value: false,
        cookies: [],
      });
    });

    test('D22 begins with the fixed address, whatever host a request names', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      expect(letters[0]?.text).not.toContain('evil');
      expect(new URL(/https:\S+/.exec(letters[0]?.text ?? '')?.[0] ?? '').host).toBe('licenses.example');
    });

    test('says for whom it is without being used up, as mail scanners open every link', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      const token = tokenIn(letters[0]);
      expect(await customers.linkOwner(token)).toBe('ada@example.com');
      expect(await customers.linkOwner(token)).toBe('ada@example.com');
      expect((await customers.enter(token, new Headers(), undefined)).value).toBe(true);
      expect(await customers.linkOwner(token)).toBeUndefined();
      expect(await customers.linkOwner('no such token')).toBeUndefined();
    });

    test('is stored as a hash', async () => {
      const { customers, letters, ...portal } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      const { database } = await openBeside(portal);
      const { rows } = await sql<{ identifier: string }>`select identifier from customer_verification`.execute(
        database,
      );
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(tokenIn(letters[0]));
    });

    test('ends with its quarter of an hour', async () => {
      const { customers, letters, clock } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      clock.nowSeconds += 15 * 60 + 2;
      expect(await customers.linkOwner(tokenIn(letters[0]))).toBeUndefined();
    });

    test('D7 is answered alike for an address that has an account and for one that has none', async () => {
      const { customers, letters } = await openAccounts();
      await enter(customers, letters, 'known@example.com');
      const known = await customers.sendLink({ email: 'known@example.com', letter, address: '192.0.2.7' });
      const unknown = await customers.sendLink({ email: 'other@example.com', letter, address: '192.0.2.7' });
      expect({ ...known, email: '' }).toEqual({ ...unknown, email: '' });
      expect(letters.at(-1)?.text.length).toBe(letters.at(-2)?.text.length);
    });

    test.each([
      '',
      'ada',
      'ada@',
      '@example.com',
      'a da@example.com',
      'ada@example',
      'a@b..com',
      'a@b.c\r\nBcc: x@y.z',
      `${'a'.repeat(65)}@example.com`,
      '<ada@example.com>',
      'ada@example.com,bob@example.com',
    ])('is not sent to %j', async (email) => {
      const { customers, letters } = await openAccounts();
      expect(await customers.sendLink({ email, letter, address: undefined })).toMatchObject({
        ok: false,
        problem: { code: 'email-malformed' },
      });
      expect(letters).toEqual([]);
    });

    test('D8 is sent to one address five times, then once in ten minutes', async () => {
      const { customers, letters, clock } = await openAccounts();
      const send = () => customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      for (let i = 0; i < 5; i++) expect(await send()).toMatchObject({ ok: true });
      expect(await send()).toMatchObject({ ok: false, problem: { status: 429, retryAfterSeconds: 600 } });
      expect(letters).toHaveLength(5);
      clock.nowSeconds += 600;
      expect(await send()).toMatchObject({ ok: true });
    });

    test('D9 somebody who asks for many links locks nobody out: those that were sent still lead in', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: '192.0.2.1' });
      const token = tokenIn(letters[0]);
      for (let i = 0; i < 30; i++)
        await customers.sendLink({ email: 'ada@example.com', letter, address: '203.0.113.9' });
      expect((await customers.enter(token, new Headers(), '192.0.2.1')).value).toBe(true);
    });

    test('D8 guessing its token is slow', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: '192.0.2.1' });
      for (let i = 0; i < 20; i++) await customers.enter(`guess ${i}`, new Headers(), '203.0.113.9');
      expect((await customers.enter(tokenIn(letters[0]), new Headers(), '203.0.113.9')).value, 'from there').toBe(
        false,
      );
      expect((await customers.enter(tokenIn(letters[0]), new Headers(), '192.0.2.1')).value, 'from elsewhere').toBe(
        true,
      );
    });
  });

  describe('D2 a session', () => {
    test('is new with every sign-in, and the one before is dead on the server', async () => {
      const { customers, letters } = await openAccounts();
      const first = await enter(customers, letters, 'ada@example.com');
      const second = await enter(customers, letters, 'ada@example.com', first);
      expect(second.get('Cookie')).not.toBe(first.get('Cookie'));
      expect((await customers.account(first)).value).toBeUndefined();
      expect((await customers.account(second)).value).toMatchObject({ email: 'ada@example.com' });
    });

    test('ends on the server when the person signs out', async () => {
      const { customers, letters } = await openAccounts();
      const headers = await enter(customers, letters, 'ada@example.com');
      await customers.signOut(headers);
      expect((await customers.account(headers)).value).toBeUndefined();
    });

    test('is listed, and can be ended from another', async () => {
      const { customers, letters } = await openAccounts();
      const here = await enter(customers, letters, 'ada@example.com');
      const there = await enter(customers, letters, 'ada@example.com');
      const { value: account } = await customers.account(here);
      if (!account) throw new Error('not signed in');
      const sessions = await customers.sessions(account);
      expect(sessions.map(({ current }) => current)).toEqual([true, false]);
      expect(await customers.endSession(account, sessions[1]?.id ?? '')).toBe(true);
      expect((await customers.account(there)).value).toBeUndefined();
      expect((await customers.account(here)).value).toBeDefined();
    });

    test('D3 of somebody else cannot be ended', async () => {
      const { customers, letters } = await openAccounts();
      const ada = await enter(customers, letters, 'ada@example.com');
      const bob = await enter(customers, letters, 'bob@example.com');
      const [{ value: adas }, { value: bobs }] = [await customers.account(ada), await customers.account(bob)];
      if (!adas || !bobs) throw new Error('not signed in');
      expect(await customers.endSession(bobs, adas.sessionId)).toBe(false);
      expect((await customers.account(ada)).value).toBeDefined();
    });

    test('everywhere ends with one call', async () => {
      const { customers, letters } = await openAccounts();
      const here = await enter(customers, letters, 'ada@example.com');
      const there = await enter(customers, letters, 'ada@example.com');
      const { value: account } = await customers.account(here);
      if (!account) throw new Error('not signed in');
      await customers.signOutEverywhere(account, here);
      expect((await customers.account(here)).value).toBeUndefined();
      expect((await customers.account(there)).value).toBeUndefined();
    });

    test('is fresh for ten minutes', async () => {
      const { customers, letters, clock } = await openAccounts();
      const headers = await enter(customers, letters, 'ada@example.com');
      clock.nowSeconds += 11 * 60;
      expect((await customers.account(headers)).value).toMatchObject({ fresh: false });
    });

    test('has cookies that no script reads and that no other site sends', async () => {
      const { customers, letters } = await openAccounts();
      await customers.sendLink({ email: 'ada@example.com', letter, address: undefined });
      const { cookies } = await customers.enter(tokenIn(letters[0]), new Headers(), undefined);
      expect(cookies.length).toBeGreaterThan(0);
      for (const cookie of cookies)
        expect(cookie).toMatch(/^__Secure-latchkey-customer\.[\s\S]*; HttpOnly; Secure; SameSite=Lax$/i);
    });
  });

  describe('a license key', () => {
    test('opens a session that reaches its license, and is not in it', async () => {
      const { portal, licenseKey, licenseId } = await openAccounts();
      const opened = await portal.keySessions.open(licenseKey, '192.0.2.1', undefined);
      if (!opened.ok) throw new Error(opened.problem.error);
      expect(opened.licenseId).toBe(licenseId);
      expect(opened.token).not.toContain(licenseKey.slice(0, 5));
      expect(await portal.keySessions.read(opened.token)).toBe(licenseId);
      expect(await portal.keySessions.read(`${opened.token}x`)).toBeUndefined();
    });

    test('D2 opens a new session each time, and ends the one before', async () => {
      const { portal, licenseKey } = await openAccounts();
      const first = await portal.keySessions.open(licenseKey, undefined, undefined);
      if (!first.ok) throw new Error('refused');
      const second = await portal.keySessions.open(licenseKey, undefined, first.token);
      if (!second.ok) throw new Error('refused');
      expect(second.token).not.toBe(first.token);
      expect(await portal.keySessions.read(first.token)).toBeUndefined();
      await portal.keySessions.close(second.token);
      expect(await portal.keySessions.read(second.token)).toBeUndefined();
    });

    test('its session ends after an hour without use, and after twelve hours in any case', async () => {
      const { portal, licenseKey, clock } = await openAccounts();
      const opened = await portal.keySessions.open(licenseKey, undefined, undefined);
      if (!opened.ok) throw new Error('refused');
      for (let minutes = 0; minutes < 11 * 60; minutes += 50) {
        clock.nowSeconds += 50 * 60;
        expect(await portal.keySessions.read(opened.token)).toBeDefined();
      }
      clock.nowSeconds += 59 * 60;
      expect(await portal.keySessions.read(opened.token)).toBeUndefined();
      const again = await portal.keySessions.open(licenseKey, undefined, undefined);
      if (!again.ok) throw new Error('refused');
      clock.nowSeconds += 3600;
      expect(await portal.keySessions.read(again.token)).toBeUndefined();
    });

    test('D8 D9 wrong keys are counted by address; the right key elsewhere still opens', async () => {
      const { portal, licenseKey } = await openAccounts();
      const wrong = async (address: string) => await portal.keySessions.licenseOf(await unknownKey(), address);
      for (let i = 0; i < 60; i++) expect(await wrong('2001:db8:1:2::1')).toMatchObject({ problem: { status: 401 } });
      expect(await wrong('2001:db8:1:2:ffff::9'), 'the same /64').toMatchObject({ problem: { status: 429 } });
      expect(await portal.keySessions.open(licenseKey, '192.0.2.5', undefined)).toMatchObject({ ok: true });
    });
  });

  describe('a license', () => {
    test('is held by the addresses that were attached, and by no other', async () => {
      const { portal, licenseId } = await openAccounts();
      await portal.holders.attach(licenseId, 'ada@example.com');
      await portal.holders.attach(licenseId, 'ada@example.com');
      expect(await portal.holders.licensesOf('ada@example.com')).toEqual([licenseId]);
      expect(await portal.holders.licensesOf('bob@example.com')).toEqual([]);
      expect(await portal.holders.holds('bob@example.com', licenseId)).toBe(false);
      expect(await portal.holders.holdersOf(licenseId)).toMatchObject([{ email: 'ada@example.com' }]);
      await portal.holders.detach(licenseId, 'ada@example.com');
      expect(await portal.holders.holds('ada@example.com', licenseId)).toBe(false);
    });

    test('gives its lost key back', async () => {
      const { portal, licenseId, licenseKey } = await openAccounts();
      expect(await portal.holders.licenseKey(licenseId)).toBe(licenseKey);
      expect(await portal.holders.licenseKey('no such license')).toBeUndefined();
    });
  });
});

async function unknownKey(): Promise<string> {
  return (await loadModules()).issuer.encodeLicenseKey(new Uint8Array(17).fill(9));
}
