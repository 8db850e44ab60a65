// What the portal says when browsers reach it by TLS, and what it writes into its log. The pages must be built (npm run demo builds them).
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadPages, type RunningServer, serve } from '../../portal/serve.ts';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { newMachine, openFixture } from './fixture.ts';

const BASE = 'https://licenses.example';
const built = existsSync('dist/server/entry.mjs');

async function start() {
  const letters: Letter[] = [];
  const log: string[] = [];
  const accounts = { baseUrl: BASE, mailer: (it: Letter) => letters.push(it) };
  const fixture = await openFixture({ seats: 5 }, {}, { accounts });
  const options = { portal: fixture.portal, pages: await loadPages(), host: '127.0.0.1', port: 0 };
  const server: RunningServer = await serve({ ...options, report: (event) => log.push(event) });
  onTestFinished(() => server.stop());
  const address = `http://127.0.0.1:${server.port}`;
  const ask = (path: string, form?: Record<string, string>, Cookie = '') =>
    fetch(address + path, {
      redirect: 'manual',
      headers: { Origin: address, Cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
  return { ...fixture, letters, log, ask };
}

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

describe.skipIf(!built)(built ? 'over TLS' : 'over TLS: skipped, because the pages are not built', () => {
  test('every answer demands TLS for a year', async () => {
    const { ask } = await start();
    for (const path of ['/', '/sign-in', '/nowhere', '/api/v1/keys', '/icon.svg']) {
      expect((await ask(path)).headers.get('Strict-Transport-Security'), path).toBe(
        'max-age=31536000; includeSubDomains',
      );
    }
  });

  test('every cookie is tied to this host and to TLS, and no script reads it', async () => {
    const { ask, licenseKey, letters } = await start();
    const key = await ask('/sign-in', { with: 'key', licenseKey, back: '/' });
    const language = await ask('/language', { language: 'de', back: '/' });
    await ask('/sign-in', { with: 'email', email: 'ada@example.com', back: '/' });
    const token = /token=(\w+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
    const account = await ask('/enter', { token, back: '/' });
    const cookies = [key, language, account].flatMap((answer) => answer.headers.getSetCookie());
    expect(cookies.length).toBeGreaterThanOrEqual(3);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__(Host|Secure)-/);
      expect(cookie).toMatch(/; Secure/i);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; SameSite=Lax/i);
      expect(cookie).toMatch(/; Path=\//i);
    }
  });
});

describe.skipIf(!built)(built ? 'D15 the log' : 'D15 the log: skipped, because the pages are not built', () => {
  const printed: string[] = [];
  const originals = { out: process.stdout.write, err: process.stderr.write };
  afterEach(() => {
    process.stdout.write = originals.out;
    process.stderr.write = originals.err;
  });

  test('holds no key, code, receipt, name, address or token after every flow of the pages', async () => {
    const { ask, licenseKey, licenseId, letters, log, events } = await start();
    const capture = (chunk: string | Uint8Array) => {
      printed.push(String(chunk));
      return true;
    };
    process.stdout.write = capture;
    process.stderr.write = capture;

    const machine = newMachine();
    const request = machine.request({ label: 'canary-label' });
    const Cookie = cookieOf(await ask('/sign-in', { with: 'key', licenseKey, back: '/' }));
    const activated = await ask(`/licenses/${licenseId}/activate`, { machine: request, label: 'canary-label' }, Cookie);
    expect(activated.status).toBe(303);
    const own = (activated.headers.get('Location') ?? '').replace(/\/code.*/, '');
    const page = await (await ask(`${own}/code`, undefined, Cookie)).text();
    const code = /name="code" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(code).toMatch(/^LKA1/);
    await ask(`${own}/renew`, { attempt: 'canary-attempt' }, Cookie);
    await ask(own, { label: 'canary-renamed' }, Cookie);
    await ask('/give-back', { receipt: 'LKD1-CANARY' });
    await ask(`${own}/replace`, { confirm: 'yes' }, Cookie);
    await ask('/', { licenseKey, machine: 'canary-fingerprint-77' });
    await ask('/', { licenseKey: 'CANARY-KEY', machine: request });
    await ask('/sign-in', { with: 'email', email: 'canary@example.com', back: '/' });
    const token = /token=(\w+)/.exec(letters[0]?.text ?? '')?.[1] ?? '';
    await ask(`/enter?token=${token}`);
    await ask('/enter', { token, back: '/' });
    await ask(`/enter?token=canary-token`);
    process.stdout.write = originals.out;
    process.stderr.write = originals.err;

    const said = [...log, ...events, ...printed].join('\n').toLowerCase();
    const secrets = [licenseKey, licenseKey.replaceAll('-', ''), request, code, token, 'canary'];
    for (const secret of secrets) expect(said).not.toContain(secret.toLowerCase());
  });
});
