// Lines of docs/asvs.md that no other test proves: looking changes nothing, only built files are served, sessions are random, hashed, and
// end with their account.

import { globSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadPages, serve } from '../../portal/serve.ts';
import { newMachine, openFixture } from './fixture.ts';
import { addressOf, isOfConsole, routes } from './page-routes.ts';
import { built, openPages, unlessBuilt } from './pages-fixture.ts';
import { OWNER } from './vendor-fixture.ts';

/** Every row of every table, by table. */
function everythingIn(folder: string): Map<string, string> {
  const file = new DatabaseSync(path.join(folder, 'portal.sqlite'), { readOnly: true });
  const names = file.prepare("select name from sqlite_master where type = 'table' order by name").all();
  const tables = names.map(({ name }) => {
    const rows = file.prepare(`select * from "${String(name)}"`).all();
    return [String(name), JSON.stringify(rows)] as const;
  });
  file.close();
  return new Map(tables);
}

describe.skipIf(!built)(`V3.5.3 looking${unlessBuilt}`, () => {
  test('at any page, by whoever may see it, changes nothing', { timeout: 120_000 }, async () => {
    const fixture = await openPages({ seats: 5 });
    const { portal, ask, licenseKey, licenseId, folder } = fixture;
    const owner = await fixture.asOwner();
    const activated = await portal.activate({ licenseKey, machine: newMachine().request({ label: 'Mill' }) });
    if (!activated.ok) throw new Error(activated.problem.error);
    const key = await portal.office.apiKeys.create(OWNER, { name: 'shop', scopes: ['*'] });
    await portal.holders.attach(licenseId, 'ada@example.com');
    const account = await fixture.withAccount('ada@example.com');
    const byKey = await fixture.withKey();
    const [signing] = portal.publicKeys();
    const [member] = (await portal.team?.staff.list()) ?? [];
    const values = {
      license: licenseId,
      machine: activated.activation.id,
      product: 'app',
      customer: 'none',
      key: key.ok ? key.value.id : '',
      webhook: 'none',
      delivery: 'none',
      kid: signing?.kid ?? '',
      member: member?.id ?? '',
    };
    // What looking leaves anyway: when a session was last used.
    for (const cookie of [owner, account, byKey]) await ask(cookie === owner ? '/console' : '/licenses', { cookie });
    const before = everythingIn(folder);
    expect(before.size).toBeGreaterThan(20);
    let looked = 0;
    for (const route of routes) {
      for (const cookie of isOfConsole(route) ? [owner] : [account, byKey]) {
        const address = addressOf(route, values);
        // As forms send it, in case a page reads what it should not read there.
        const query = '?confirm=yes&do=keep&undo=yes&everywhere=yes&label=x&attempt=1&done=restored&sure=yes';
        for (const method of ['GET', 'HEAD']) {
          const { status } = await ask(address + query, { cookie, method });
          if (status < 400) looked++;
        }
      }
    }
    expect(looked).toBeGreaterThan(100);
    const changed = () => {
      const after = everythingIn(folder);
      return [...before].filter(([table, rows]) => after.get(table) !== rows).map(([table]) => table);
    };
    expect(changed()).toEqual([]);
    await ask(addressOf('/licenses/[license]/machines/[machine]', values), {
      cookie: byKey,
      form: { label: 'Mill 2' },
    });
    expect(changed()).toContain('activation'); // what does change is seen
  });
});

describe.skipIf(!built)(`V13.4.1, V5.3.2 files${unlessBuilt}`, () => {
  test('that do not belong to the pages are served under no spelling', async () => {
    const { portal } = await openFixture();
    const server = await serve({
      portal: { ...portal, close: async () => {} },
      pages: await loadPages(),
      host: '127.0.0.1',
      port: 0,
      report: () => undefined,
    });
    onTestFinished(() => server.stop());
    const statusOf = async (address: string) => {
      const answer = await asWritten(server.port, address);
      return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), answer };
    };
    expect((await statusOf('/robots.txt')).status).toBe(200);
    const outside = ['.git/config', 'package.json', 'portal/serve.ts', 'server/entry.mjs', 'etc/passwd', '.env'];
    const ways = ['/', '/../', '/../../', '/%2e%2e/%2e%2e/', '/..%2f..%2f', '/_astro/../../', '/..\\..\\', '//', '/./'];
    for (const file of outside) {
      for (const way of ways) {
        const { status, answer } = await statusOf(way + file);
        expect([way + file, status >= 400]).toEqual([way + file, true]);
        expect(answer).not.toMatch(/repositoryformatversion|"latchkey"|root:|createServer/);
      }
    }
  });
});

/** `fetch` would make the address straight before it sends it. */
function asWritten(port: number, address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    });
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('sessions', () => {
  test('V7.2.3 of a license key have 32 random bytes, and are kept as a hash', async () => {
    const { portal, licenseKey, folder } = await openFixture();
    const tokens = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const opened = await portal.keySessions.open(licenseKey, '192.0.2.1', undefined);
      if (!opened.ok) throw new Error(opened.problem.error);
      tokens.add(opened.token);
    }
    expect(tokens.size).toBe(20);
    const kept = [...everythingIn(folder).values()].join('\n');
    for (const token of tokens) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32);
      expect(kept).not.toContain(token);
      expect(kept).not.toContain(JSON.stringify([...Buffer.from(token, 'base64url')]).slice(1, -1));
    }
  });
});

describe.skipIf(!built)(`V7.4.2 the sessions of an account${unlessBuilt}`, () => {
  test('end with it', async () => {
    const { ask, withAccount, folder, ...fixture } = await openPages();
    await fixture.portal.holders.attach(fixture.licenseId, 'ada@example.com');
    const cookie = await withAccount('ada@example.com');
    expect((await ask('/licenses', { cookie })).status).toBe(200);
    const file = new DatabaseSync(path.join(folder, 'portal.sqlite'), { enableForeignKeyConstraints: true });
    onTestFinished(() => file.close());
    const sessions = () => everythingIn(folder).get('customer_session');
    expect(sessions()).not.toBe('[]');
    file.exec("delete from customer_user where email = 'ada@example.com'");
    expect(sessions()).toBe('[]');
    expect((await ask('/licenses', { cookie })).headers.get('Location')).toMatch(/^\/sign-in/);
  });
});

test('V11.3.2, V11.4.1 ciphers and hashes are those that are approved, by their names in the sources', () => {
  const sources = globSync('portal/**/*.ts').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const named = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/create(?:Cipheriv|Decipheriv|Hash|Hmac)\(\s*([^,)]+)|hkdfSync\(\s*([^,)]+)/g)].map(
      ([, first, second]) => ({ file: file.replaceAll('\\', '/'), name: first ?? second ?? '' }),
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  const other = named.filter(({ name }) => !["'sha256'", "'sha512'", "'aes-256-gcm'"].includes(name));
  expect(other).toEqual([{ file: 'portal/server/team/totp.ts', name: 'hash' }]); // one-time passwords: RFC 6238
  const weak = sources.filter(({ text }) => /\b(md5|sha-?1|des-|rc4|[ce]bc)\b/i.test(text)).map(({ file }) => file);
  expect(weak.map((file) => file.replaceAll('\\', '/'))).toEqual(['portal/server/team/totp.ts']);
});
