// D5 on PostgreSQL: nobody answers at the start, the connection is cut at work, the network swallows everything, a row stays locked.
// The portal says so, changes nothing, and goes on by itself when the database is back.
import { existsSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadPages, serve } from '../../portal/serve.ts';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { openPortal, type PortalConfig } from '../../portal/server/portal.ts';
import { openPostgres } from '../../portal/server/postgres.ts';
import { SetupError } from '../../portal/server/private-file.ts';
import { StoreFailure } from '../../portal/server/store.ts';
import { newMachine, openFixture, START } from './fixture.ts';
import { onPostgres } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';
import { openWire, PASSWORD } from './wire.ts';

const built = existsSync('dist/server/entry.mjs');

/** A portal whose database is reached over a wire. */
async function openOverWire(config: Pick<PortalConfig, 'accounts' | 'team'> = {}) {
  const fixture = await openFixture({ seats: 5 });
  const wire = await openWire(fixture.databaseUrl ?? '');
  const { events } = fixture;
  const portal = await openPortal({
    folder: fixture.folder,
    databaseUrl: wire.databaseUrl,
    nowSeconds: () => START,
    report: (event) => events.push(event),
    ...config,
  });
  onTestFinished(() => portal.close());
  return { ...fixture, portal, beside: fixture.portal, wire };
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SetupError);
  return error instanceof Error ? error.message : '';
}

onPostgres(() => {
  describe('D5 at the start', () => {
    test('a database that does not answer is named as the cause, and its password is not', async () => {
      const { folder, wire } = await openOverWire();
      await wire.cut();
      const open = openPortal({
        folder,
        databaseUrl: wire.databaseUrl,
        nowSeconds: () => START,
        report: () => undefined,
      });
      const sentence = await failureOf(open);
      expect(sentence).toMatch(/DATABASE_URL leads to no PostgreSQL that answers .*; check the address/);
      expect(sentence).not.toContain(PASSWORD);
    });

    test('so is one that takes the connection and says nothing', async () => {
      const { wire } = await openOverWire();
      wire.swallow();
      const open = openPostgres(wire.databaseUrl, { connect: 300, lock: 0, statement: 0, answer: 0 });
      expect(await failureOf(open)).toMatch(/DATABASE_URL leads to no PostgreSQL that answers/);
    });
  });

  test('a user that is refused, and a database that is not there, are told apart from an address that is wrong', async () => {
    const { databaseUrl } = await openFixture();
    const other = (from: string, to: string) => openPostgres(String(databaseUrl).replace(from, to));
    expect(await failureOf(other('user=latchkey', 'user=nobody'))).toMatch(/refuses the user or the password/);
    expect(await failureOf(other('/postgres?', '/nowhere?'))).toMatch(/has no database of the name .* create it/);
  });

  describe('D5 at work', () => {
    test('a cut connection is answered with "try again", nothing is lost, and nobody has to start the portal anew', async () => {
      const { portal, beside, licenseId, licenseKey, wire, events } = await openOverWire();
      const before = newMachine();
      expect(await portal.activate({ licenseKey, machine: before.request() })).toMatchObject({ ok: true });
      await wire.cut();
      const during = newMachine();
      for (let i = 0; i < 12; i++) {
        // More often than there are connections: each that is lost is given up, and none is waited for.
        expect(await portal.activate({ licenseKey, machine: during.request() })).toMatchObject({
          ok: false,
          problem: { status: 503, code: 'store-unavailable', retryAfterSeconds: 5 },
        });
      }
      expect(await portal.health()).toMatchObject({ status: 'failing' });
      expect(await beside.office.licenses.get(OWNER, licenseId)).toMatchObject({ value: { seats: { used: 1 } } });
      await wire.mend();
      expect(await portal.health()).toMatchObject({ status: 'ok' });
      expect(await portal.activate({ licenseKey, machine: during.request() })).toMatchObject({ ok: true });
      expect(await portal.activate({ licenseKey, machine: before.request() })).toMatchObject({ ok: true });
      expect(await beside.office.licenses.get(OWNER, licenseId)).toMatchObject({ value: { seats: { used: 2 } } });
      expect(events.join('\n')).toContain('the store failed');
      expect(events.join('\n')).not.toContain(PASSWORD);
    });

    test('every call of the API says 503 and when to come back, in the shape of its other problems', async () => {
      const { portal, wire, events, licenseKey } = await openOverWire();
      const report = (event: string) => void events.push(event);
      const server = await serve({ portal, host: '127.0.0.1', port: 0, report });
      onTestFinished(() => server.stop());
      const api = `http://127.0.0.1:${server.port}/api/v1`;
      const asked = async (path: string, body?: unknown) => {
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer lk_${'a'.repeat(43)}` };
        return await fetch(api + path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
      };
      await wire.cut();
      const answers = [
        await asked('/activations', { licenseKey, request: newMachine().request() }),
        await asked('/validate', { token: licenseKey }),
        await asked('/licenses'),
        await asked('/portal/api-keys', { name: 'shop', scopes: ['read'] }),
      ];
      for (const answer of answers) {
        expect(answer.status, answer.url).toBe(503);
        expect(answer.headers.get('Retry-After'), answer.url).toMatch(/^\d+$/);
        expect(answer.headers.get('Content-Type'), answer.url).toBe('application/problem+json');
        expect(await answer.json(), answer.url).toMatchObject({ code: 'store-unavailable', status: 503 });
      }
      expect((await asked('/health')).status).toBe(503);
      await wire.mend();
      expect((await asked('/health')).status).toBe(200);
      expect(events.join('\n')).not.toContain('defect');
    });

    test('a network that swallows the answer is waited for so long and no longer', async () => {
      const { wire } = await openOverWire();
      const store = await openPostgres(wire.databaseUrl, { connect: 1500, lock: 1500, statement: 1500, answer: 2000 });
      onTestFinished(() => store.close());
      wire.swallow();
      const read = store.database.selectFrom('setting').selectAll().execute();
      await expect(read).rejects.toBeInstanceOf(StoreFailure);
      await expect(store.write((tx) => tx.deleteFrom('replay').execute())).rejects.toBeInstanceOf(StoreFailure);
      await wire.mend();
      expect(await store.database.selectFrom('setting').selectAll().execute()).not.toEqual([]);
    });

    test('who holds a license too long makes others try again; who lets go in time lets them through', async () => {
      const { portal, databaseUrl, licenseKey, licenseId, events } = await openOverWire();
      const holder = new pg.Client(databaseUrl);
      await holder.connect();
      onTestFinished(() => holder.end());
      const hold = async () => {
        await holder.query('begin');
        await holder.query('select * from license where id = $1 for update', [licenseId]);
      };
      await hold();
      const machine = newMachine();
      expect(await portal.activate({ licenseKey, machine: machine.request() })).toMatchObject({
        ok: false,
        problem: { code: 'store-unavailable' },
      });
      expect(events.at(-1)).toContain('lock timeout'); // and not the statement's, which is twice as long
      const waiting = portal.activate({ licenseKey, machine: machine.request() });
      const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(() => resolve('waits'), 500))]);
      expect(first).toBe('waits');
      await holder.query('commit');
      expect(await waiting).toMatchObject({ ok: true });
    });
  });

  describe.skipIf(!built)(built ? 'D5 on the pages' : 'D5 on the pages: skipped, because they are not built', () => {
    test('every page says in the language of its reader that the portal cannot reach its data', async () => {
      const letters: Letter[] = [];
      const accounts = { baseUrl: 'http://localhost', mailer: (it: Letter) => letters.push(it) };
      const { portal, wire, events, licenseKey } = await openOverWire({ accounts, team: accounts });
      const report = (event: string) => void events.push(event);
      const server = await serve({ portal, pages: await loadPages(), host: '127.0.0.1', port: 0, report });
      onTestFinished(() => server.stop());
      const address = `http://127.0.0.1:${server.port}`;
      const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
      const ask = (path: string, language: string, cookie: string, init: RequestInit = {}) =>
        fetch(address + path, {
          redirect: 'manual',
          ...init,
          headers: { Origin: address, 'Accept-Language': language, Cookie: cookie },
        });
      const signedIn = await ask('/sign-in', 'en', '', form({ with: 'key', licenseKey, back: '/' }));
      const key = signedIn.headers
        .getSetCookie()
        .map((it) => it.split(';')[0])
        .join('; ');
      expect(key).toMatch(/latchkey-key=/);
      await ask('/sign-in', 'en', '', form({ with: 'email', email: 'ada@example.com', back: '/' }));
      const token = /token=(\w+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
      const entered = await ask('/enter', 'en', '', form({ token, back: '/' }));
      const account = entered.headers
        .getSetCookie()
        .map((it) => it.split(';')[0])
        .join('; ');
      expect(account).toMatch(/latchkey-customer/);

      await wire.cut();
      for (const cookie of [key, account]) {
        const answer = await ask('/licenses?due=1', 'de', cookie);
        expect(answer.status).toBe(503);
        expect(answer.headers.get('Retry-After')).toBe('5');
        expect(answer.headers.get('Cache-Control')).toBe('no-store');
        const text = await answer.text();
        expect(text).toContain('Das Portal erreicht seine Daten gerade nicht');
        expect(text).toContain('href="/licenses?due=1"');
        expect(text).toContain('name="back" value="/licenses?due=1"'); // another language is one of the same page
      }
      const added = await ask('/licenses/add', 'en', account, form({ licenseKey }));
      expect(added.status).toBe(503);
      expect(await added.text()).toContain('href="/licenses/add"');
      const sent = await ask('/sign-in', 'en', '', form({ with: 'key', licenseKey, back: '/' }));
      expect(sent.status).toBe(503);
      const text = await sent.text();
      expect(text).toContain('The portal cannot record anything right now');
      expect(text).toContain(licenseKey); // what was entered stays entered
      await wire.mend();
      expect((await ask('/licenses', 'en', account)).status).not.toBe(503);
      expect(events.join('\n')).toContain('the store failed');
    });
  });
});
