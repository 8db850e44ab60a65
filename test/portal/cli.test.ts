// The vendor's command line and the demo, run as programs.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../portal/cli.ts';
import { nowSeconds } from '../../portal/clock.ts';
import { COMMANDS } from '../../portal/commands.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { parseDuration, parseFeatures, parseLastDay, parseMachineRule, UsageError } from '../../portal/values.ts';
import { temporaryFolder } from './fixture.ts';

interface Run {
  status: number | null;
  out: string;
  err: string;
}

function cli(folder: string | undefined, ...args: string[]): Run {
  const { LATCHKEY_DATA: _, ...clean } = process.env;
  const env = folder === undefined ? clean : { ...clean, LATCHKEY_DATA: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['portal/cli.ts', ...args], { env, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

/** The same without a process of its own. */
async function here(folder: string, ...args: string[]): Promise<Run> {
  const printed = { out: '', err: '' };
  const into = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    printed[name] += String(text);
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
  vi.stubEnv('LATCHKEY_DATA', folder);
  try {
    const status = await run(args);
    return { status, ...printed };
  } finally {
    out.mockRestore();
    err.mockRestore();
    vi.unstubAllEnvs();
  }
}

describe('the command line', () => {
  test('leads from nothing to a license key and a public key', () => {
    const folder = path.join(temporaryFolder(), 'portal');
    expect(cli(folder, 'init', '--issuer', 'Acme')).toMatchObject({ status: 0, err: '' });
    const options = ['--name', 'The App', '--seats', '3', '--machine', '2-of-3', '--term', '365d', '--offline', '14d'];
    const more = ['--refresh', '1d', '--renew', '30d', '--feature', 'export', '--feature', 'projects=25'];
    expect(cli(folder, 'product', 'add', 'app', ...options, ...more)).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(cli(folder, 'product', 'list', '--json').out)).toMatchObject([{ id: 'app', seats: 3 }]);
    const license = cli(folder, 'license', 'add', 'app', '--seats', '2', '--customer', 'c-1', '--until', '2027-12-31');
    const [, licenseKey = ''] = /License key: (\S+)/.exec(license.out) ?? [];
    expect(licenseKey).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
    const list = cli(folder, 'license', 'list');
    expect(list.out).toMatch(
      /app {2}· {2}active {2}· {2}seats 0 of 2 {2}· {2}customer c-1 {2}· {2}ends 2028-01-01 00:00 UTC/,
    );
    expect(list.out).not.toContain(licenseKey);
    const key = cli(folder, 'key', 'show');
    const [, hex = ''] = /hex: +([0-9a-f]{64})/.exec(key.out) ?? [];
    const [, numbers = ''] = /Uint8Array\.from\(\[(.*)\]\)/.exec(key.out) ?? [];
    expect(Buffer.from(numbers.split(', ').map(Number)).toString('hex')).toBe(hex);
  });

  test('ties a new license to the account of an e-mail address, or makes none', async () => {
    const folder = path.join(temporaryFolder(), 'portal');
    await here(folder, 'init');
    await here(folder, 'product', 'add', 'app', '--name', 'App');
    const wrong = await here(folder, 'license', 'add', 'app', '--account', 'ada at example');
    expect(wrong).toMatchObject({ status: 1, err: expect.stringContaining('looks like name@example.com') });
    expect((await here(folder, 'license', 'list')).out).toContain('There is no license yet');
    const made = await here(folder, 'license', 'add', 'app', '--account', ' Ada@Example.com', '--json');
    const { id }: { id: string } = JSON.parse(made.out);
    const accounts = { baseUrl: 'https://licenses.example', mailer: () => undefined };
    const portal = await openPortal({ folder, nowSeconds, report: () => undefined, accounts });
    onTestFinished(() => portal.close());
    expect(await portal.holders.licensesOf('ada@example.com')).toEqual([id]);
  });

  test('gives a product the usual windows, and none where they are refused', async () => {
    const folder = path.join(temporaryFolder(), 'portal');
    await here(folder, 'init');
    await here(folder, 'product', 'add', 'usual', '--name', 'Usual');
    await here(folder, 'product', 'add', 'sealed', '--name', 'Sealed', '--offline', 'none', '--refresh', 'none');
    const list = await here(folder, 'product', 'list');
    expect(list.out).toMatch(/^usual.*offline 14d/m);
    expect(list.out).toMatch(/^sealed.*offline without limit/m);
  });

  test.each(Object.keys(COMMANDS))('explains "%s" with --help', async (name) => {
    const { status, out } = await here('', ...name.split(' '), '--help');
    expect(status).toBe(0);
    expect(out).toMatch(`Usage: npm run portal -- ${name}`);
  });

  test('lists every command when it is asked for help, or for nothing', async () => {
    for (const args of [[], ['--help'], ['help']]) {
      const { status, out } = await here('', ...args);
      expect(status).toBe(0);
      for (const name of Object.keys(COMMANDS)) expect(out).toContain(name);
    }
  });

  test.each([
    ['an unknown command', ['frobnicate'], 2, /no such command/],
    ['an unknown option', ['product', 'list', '--frobnicate'], 2, /frobnicate/],
    ['a missing id', ['product', 'add'], 2, /product's id/],
    ['two ids', ['product', 'add', 'a', 'b'], 2, /product's id/],
    ['a duration without a unit', ['product', 'add', 'a', '--term', '365'], 2, /--term is a duration/],
    ['a rule of half', ['product', 'add', 'a', '--machine', '1-of-2'], 1, /More than half/],
    ['a product that does not exist', ['license', 'add', 'nothing'], 1, /There is no product nothing/],
  ])('says what is wrong about %s', async (_name, args, status, message) => {
    const folder = path.join(temporaryFolder(), 'portal');
    await here(folder, 'init');
    expect(await here(folder, ...args)).toMatchObject({ status, err: expect.stringMatching(message) });
  });

  test('has no default data folder', () => {
    expect(cli(undefined, 'init')).toMatchObject({ status: 2, err: expect.stringMatching(/LATCHKEY_DATA/) });
    expect(cli(undefined, 'start')).toMatchObject({ status: 2, err: expect.stringMatching(/LATCHKEY_DATA/) });
    const { LATCHKEY_DATA: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, ['portal/serve.ts'], { env, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/LATCHKEY_DATA is not set/);
  });
});

describe('values', () => {
  test.each([
    ['365d', 31_536_000],
    ['12h', 43_200],
    ['30m', 1800],
    ['1s', 1],
    ['36600d', 3_162_240_000],
  ])('%s are %i seconds', (text, seconds) => {
    expect(parseDuration('term', text)).toBe(seconds);
  });

  test.each([['0d'], ['1'], ['d'], ['-1d'], ['1.5d'], ['36601d'], ['1w'], ['1 d'], [''], ['9999999999d']])(
    '"%s" is no duration',
    (text) => {
      expect(() => parseDuration('term', text)).toThrow(UsageError);
    },
  );

  test('the last day is included', () => {
    expect(parseLastDay('until', '2027-12-31')).toBe(Date.UTC(2028, 0, 1) / 1000);
  });

  test.each([['2027-02-29'], ['2027-13-01'], ['31.12.2027'], ['2027-12-31T00:00'], ['']])('"%s" is no day', (text) => {
    expect(() => parseLastDay('until', text)).toThrow(UsageError);
  });

  test('a feature is granted, a number or a text', () => {
    expect(parseFeatures(['a', 'b=5', 'c=gold', 'd=05', 'e=', '__proto__=1'])).toEqual(
      Object.fromEntries([
        ['a', true],
        ['b', 5],
        ['c', 'gold'],
        ['d', '05'],
        ['e', ''],
        ['__proto__', 1],
      ]),
    );
    expect(() => parseFeatures(['=x'])).toThrow(UsageError);
  });

  test.each([['2of3'], ['2-of-'], ['10-of-11'], ['']])('"%s" is no rule', (text) => {
    expect(() => parseMachineRule(text)).toThrow(UsageError);
  });
});

const pagesAreBuilt = existsSync('dist/server/entry.mjs');
if (!pagesAreBuilt)
  process.stdout.write('the demo is not tested, because the pages are not built (npm test builds them)\n');

describe.runIf(pagesAreBuilt)('the demo', () => {
  test('serves a sample license on the port it is given, and leaves nothing behind', async () => {
    const port = await freePort();
    const { process: demo, output } = await startDemo({ PORT: String(port) });
    const [, licenseKey] = /License key +(\S+)/.exec(output()) ?? [];
    expect(output()).toContain(`http://localhost:${port}/`);
    expect(output()).toMatch(/sample data/);
    const folders = demoFolders();
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(licenseKey);
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/activations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ licenseKey, fingerprint: 'SN-12345' }),
    });
    expect(answer.status).toBe(201);
    demo.kill('SIGTERM');
    const [code] = await once(demo, 'exit');
    expect(code).toBe(0);
    expect(demoFolders().length).toBe(folders.length - 1);
  });

  test('refuses a port that was asked for and is taken', async () => {
    const port = await freePort();
    const taken = createServer().listen(port, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => {
      taken.close();
    });
    const { status, stderr } = spawnSync(process.execPath, ['portal/demo.ts'], {
      env: { ...process.env, PORT: String(port) },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`Port ${port} is taken`));
  });
});

function demoFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('latchkey-demo-'));
}

async function startDemo(env: Record<string, string>): Promise<{ process: ChildProcess; output: () => string }> {
  const demo = spawn(process.execPath, ['portal/demo.ts'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    demo.kill('SIGKILL');
  });
  let output = '';
  // Read to the end: the demo goes on printing, and a pipe that nobody holds would end it.
  await new Promise<void>((resolve) => {
    demo.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Ctrl-C')) resolve();
    });
    demo.stdout.on('close', () => resolve());
  });
  return { process: demo, output: () => output };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
