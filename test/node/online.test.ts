// The online client against the real portal's operations, with a clock and a network that the test holds in its hand.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  electronKeychain,
  type OnlineLicense,
  type OnlineStanding,
  openOnlineLicense,
} from '../../hosts/node/index.ts';
import type { Machine } from '../../hosts/node/machine.ts';
import { createApi } from '../../portal/server/api/api.ts';
import { DAY, type Fixture, openFixture, START } from '../portal/fixture.ts';
import { readRecorded } from './recorded.ts';

let laptop: Machine;
let folder: string;
let fixture: Fixture;
/** What the network does instead of reaching the portal. */
let weather: (() => Response | Promise<Response>) | undefined;
let calls: string[];
let timers: { at: number; task: () => void }[];
let running: number;

beforeAll(async () => {
  laptop = await readRecorded('linux-laptop-dock');
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-online-'));
  weather = undefined;
  calls = [];
  timers = [];
  running = 0;
  fixture = await openFixture({ refreshSeconds: DAY, offlineSeconds: 14 * DAY });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a program that starts. */
async function start(machine: Machine = laptop): Promise<OnlineLicense> {
  const api = createApi(fixture.portal, () => {});
  const [key] = fixture.portal.publicKeys();
  return openOnlineLicense({
    product: 'app',
    publicKeys: [key?.publicKey ?? new Uint8Array()],
    portal: 'https://licenses.example.com/',
    folder,
    machine,
    random: () => 0.5,
    clock: { nowSeconds: () => fixture.clock.nowSeconds, monotonicSeconds: () => running },
    after: (seconds, task) => {
      const timer = { at: running + seconds, task };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
    fetch: async (address, init) => {
      const url = new URL(String(address));
      calls.push(url.pathname);
      return weather ? weather() : api.request(url.pathname, init);
    },
  });
}

/** Lets time pass for the machine and for the world, each timer in its turn. */
async function pass(seconds: number): Promise<void> {
  const end = running + seconds;
  for (;;) {
    await settle();
    const next = timers.toSorted((a, b) => a.at - b.at)[0];
    if (!next || next.at > end) break;
    timers.splice(timers.indexOf(next), 1);
    fixture.clock.nowSeconds += Math.round(next.at - running);
    running = next.at;
    next.task();
  }
  fixture.clock.nowSeconds += Math.round(end - running);
  running = end;
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a call while its pauses pass. */
async function during<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const noted = work.finally(() => {
    done = true;
  });
  while (!done) await pass(1);
  return noted;
}

const down = () => Promise.reject(new TypeError('fetch failed'));
const issuedAt = ({ status }: OnlineLicense) =>
  status.installed && status.verdict.accepted ? status.verdict.claims.issuedAt : undefined;

async function activated(): Promise<OnlineLicense> {
  const client = await start();
  expect(await during(client.activate(fixture.licenseKey, { label: 'Workshop 3' }))).toMatchObject({ ok: true });
  return client;
}

describe('the first activation', () => {
  test('takes a seat and is still there after a restart without a network', async () => {
    const client = await activated();
    expect(client.status).toMatchObject({ installed: true, verdict: { reason: 'licensed' } });
    weather = down;
    const again = await start();
    expect(again.status).toMatchObject({
      installed: true,
      verdict: { reason: 'licensed' },
      activationId: client.status.activationId,
    });
    expect(calls).toEqual(['/api/v1/activations']);
  });

  test('stores no license key', async () => {
    await activated();
    const plain = fixture.licenseKey.replaceAll('-', '');
    const stored = readFileSync(join(folder, 'online.json'), 'utf8');
    expect(stored.replaceAll('-', '')).not.toContain(plain);
  });

  test('of the same machine again is the same seat', async () => {
    const client = await activated();
    const again = await start();
    expect(await during(again.activate(fixture.licenseKey))).toMatchObject({ ok: true });
    expect(again.status.activationId).toBe(client.status.activationId);
  });

  test('with an unknown key says what the portal says, and changes nothing', async () => {
    const client = await start();
    const other = await openFixture();
    const outcome = await during(client.activate(other.licenseKey));
    expect(outcome).toMatchObject({ ok: false, problem: { name: 'unknown-license-key' } });
    expect(client.status).toMatchObject({ installed: false, contact: { name: 'unknown-license-key' } });
  });

  test('without a network is tried three times and then left to the next occasion', async () => {
    weather = down;
    const client = await start();
    expect(await during(client.activate(fixture.licenseKey))).toMatchObject({
      ok: false,
      problem: { name: 'unreachable' },
    });
    expect(calls).toHaveLength(3);
  });

  test.each(['http://licenses.example.com', 'ftp://licenses.example.com', 'licenses', 'https://a@b.example'])(
    'is never sent to %s',
    async (portal) => {
      const publicKeys = [fixture.portal.publicKeys()[0]?.publicKey ?? new Uint8Array()];
      await expect(openOnlineLicense({ product: 'app', publicKeys, portal, folder, machine: laptop })).rejects.toThrow(
        'https address',
      );
    },
  );
});

describe('in the background', () => {
  test('a fresh code comes when it is due, once, and not before', async () => {
    const client = await activated();
    client.start();
    await pass(DAY - 60);
    expect(calls).toHaveLength(1);
    await pass(5 * 3600);
    expect(calls).toHaveLength(2);
    expect(issuedAt(client)).toBeGreaterThan(START + DAY - 60);
    client.stop();
  });

  test('twenty days online are some twenty refreshes', async () => {
    const client = await activated();
    client.start();
    await pass(20 * DAY);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.length).toBeLessThan(23);
    expect(client.status).toMatchObject({ installed: true, verdict: { reason: 'licensed' } });
    client.stop();
  });

  test.each([
    ['no network', down],
    ['a captive portal', () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } })],
    ['a server in trouble', () => new Response('{}', { status: 500, headers: { 'content-type': 'application/json' } })],
    ['an empty answer', () => new Response(null, { status: 204 })],
    [
      'a huge answer',
      () => new Response(`{"code":"${'A'.repeat(100_000)}"}`, { headers: { 'content-type': 'application/json' } }),
    ],
  ])('with %s the license holds for its 14 days, in grace, and ends with its check-in', async (_, wrong) => {
    const client = await activated();
    const seen: string[] = [];
    client.on('status', (status: OnlineStanding) => {
      const reason = status.installed ? status.verdict.reason : status.reason;
      if (seen.at(-1) !== reason) seen.push(reason);
    });
    weather = wrong;
    client.start();
    await pass(14 * DAY - 3600);
    expect(client.status).toMatchObject({ verdict: { accepted: true } });
    expect(calls.length).toBeLessThan(70); // it is not hammered
    await pass(2 * 3600);
    expect(client.status).toMatchObject({ verdict: { accepted: false, reason: 'check-in-required' } });
    expect(seen).toEqual(['licensed', 'grace', 'check-in-required'].slice(seen[0] === 'licensed' ? 0 : 1));
    weather = undefined;
    await pass(2 * 3600);
    expect(client.status).toMatchObject({ verdict: { accepted: true, reason: 'licensed' } });
    client.stop();
  });

  test('after stop nothing is asked', async () => {
    const client = await activated();
    client.start();
    client.stop();
    await pass(30 * DAY);
    expect(calls).toHaveLength(1);
  });
});

describe('giving back', () => {
  test('online frees the seat and leaves nothing to carry', async () => {
    const client = await activated();
    expect(await during(client.release())).toEqual({ ok: true, freed: true });
    expect(client.status).toMatchObject({ installed: false, reason: 'no-code' });
    expect(client.status.receipt).toBeUndefined();
  });

  test('offline gives a receipt, and the next call brings it to the portal', async () => {
    const client = await activated();
    weather = down;
    const first = await during(client.release());
    expect(first).toMatchObject({ ok: true, freed: false });
    expect(client.status).toMatchObject({ installed: false, receipt: { code: expect.stringMatching(/^LKD1-/) } });
    weather = undefined;
    expect(await during(client.release())).toEqual({ ok: true, freed: true });
  });
});

test('a suspended license is refused a refresh with its reason, and the stored code goes on to its check-in', async () => {
  const client = await activated();
  weather = () =>
    new Response(JSON.stringify({ code: 'suspended', error: 'This license is suspended; ask the vendor.' }), {
      status: 403,
      headers: { 'content-type': 'application/problem+json' },
    });
  expect(await during(client.refresh())).toMatchObject({ ok: false, problem: { name: 'suspended' } });
  expect(client.status).toMatchObject({ installed: true, verdict: { accepted: true }, contact: { name: 'suspended' } });
});

describe('with the key in a keychain', () => {
  /** As Electron's: what is sealed can be opened by the same user only. */
  const safeStorage = (user: string) => ({
    isEncryptionAvailable: () => true,
    encryptString: (text: string) => Buffer.from(`${user}:${text}`),
    decryptString: (sealed: Buffer) => {
      const [owner, text = ''] = sealed.toString().split(':');
      if (owner !== user) throw new Error('sealed for somebody else');
      return text;
    },
  });

  async function open(user: string, available = true) {
    const storage = { ...safeStorage(user), isEncryptionAvailable: () => available };
    const keychain = electronKeychain(storage, folder);
    const publicKeys = [fixture.portal.publicKeys()[0]?.publicKey ?? new Uint8Array()];
    const clock = { nowSeconds: () => fixture.clock.nowSeconds, monotonicSeconds: () => running };
    const { openLicense } = await import('../../hosts/node/index.ts');
    return openLicense({ product: 'app', publicKeys, folder: join(folder, 'store'), machine: laptop, clock, keychain });
  }

  test('the same user opens the store again, and the key is not in its folder', async () => {
    const request = (await open('ada')).request().code;
    expect((await open('ada')).request().code).toBe(request);
    expect(readFileSync(join(folder, 'store/key'), 'latin1')).toBe('LKK1');
  });

  test('another user\u2019s keychain opens nothing', async () => {
    const request = (await open('ada')).request().code;
    expect((await open('bob')).check()).toMatchObject({ installed: false, reason: 'store-damaged' });
    expect((await open('bob')).request().code).not.toBe(request);
  });

  test('a locked keychain is said, and nothing is lost by it', async () => {
    const request = (await open('ada')).request().code;
    expect((await open('ada', false)).check()).toMatchObject({
      installed: false,
      reason: 'store-fault',
      sentence: expect.stringContaining('unlock it'),
    });
    expect((await open('ada')).request().code).toBe(request);
  });
});
