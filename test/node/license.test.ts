import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClaimsToIssue } from '../../hosts/js/index.ts';
import { type Folder, folderAt } from '../../hosts/node/folder.ts';
import { type License, NothingIdentifies, openLicense } from '../../hosts/node/license.ts';
import type { Machine } from '../../hosts/node/machine.ts';
import { Store } from '../../hosts/node/store.ts';
import { DAY, HOUR, NEW_YEAR, openVendor, type Vendor } from '../vendor.ts';
import { readRecorded } from './recorded.ts';

const PRODUCT = 'acme-cad';

let vendor: Vendor;
let laptop: Machine;
let folder: string;
/** What the clocks of the tests show. */
let now: number;
let monotonic: number;

beforeAll(async () => {
  vendor = await openVendor();
  laptop = await readRecorded('linux-laptop-dock');
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-license-'));
  now = NEW_YEAR;
  monotonic = 0.25;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a program that starts. */
function start(machine: Machine = laptop, place: string | Folder = folder): Promise<License> {
  const clock = { nowSeconds: () => now, monotonicSeconds: () => monotonic };
  return openLicense({ product: PRODUCT, publicKeys: [vendor.publicKey], folder: place, machine, clock });
}

/** What the portal answers to a request: bound to k of its components, and to the request. */
function answer(requestCode: string, claims: Partial<ClaimsToIssue> = {}, needed = 3): string {
  const request = vendor.issuer.decodeRequest(requestCode);
  if (!request.ok) throw new Error(request.problem.sentence);
  const { nonce, lock, components } = request.value;
  return vendor.issue({ issuedAt: now, nonce, machine: { needed, ...(lock && { lock }), components }, ...claims });
}

const stored = () => new Store(folderAt(folder), PRODUCT).read().evidence;
const markOf = () => Number(Buffer.from(stored().witness ?? new Uint8Array(16)).readBigUInt64BE());

async function installed(claims: Partial<ClaimsToIssue> = {}): Promise<License> {
  const license = await start();
  expect(license.install(answer(license.request().code, claims))).toMatchObject({ installed: true });
  return license;
}

/** The laptop after some of its parts were replaced. */
function repaired(...kinds: string[]): Machine {
  const changed = laptop.findings.map((finding) =>
    kinds.includes(finding.kind) ? { ...finding, value: `replaced ${finding.kind} ${finding.source}` } : finding,
  );
  return { ...laptop, findings: changed };
}

describe('a request', () => {
  test('carries the components, a lock and the label', async () => {
    const license = await start();
    const request = vendor.issuer.decodeRequest(license.request({ label: 'Workshop 3' }).code);
    expect(request).toMatchObject({ ok: true, value: { product: PRODUCT, label: 'Workshop 3' } });
    if (!request.ok) return;
    expect(request.value.components).toEqual(license.components.used.map(({ bytes }) => bytes));
    expect(request.value.components).toHaveLength(4);
    expect(request.value.lock).toEqual(lockOf(stored().secret));
  });

  test('is the same when it is asked for again, also after a restart', async () => {
    const first = (await start()).request();
    const second = (await start()).request({ label: 'another name' });
    expect(first.isNew).toBe(true);
    expect(second).toEqual({ code: first.code, file: first.file, isNew: false });
  });

  test('is another one when the pending one is thrown away, of the same secret', async () => {
    const license = await start();
    const first = license.request();
    const secret = stored().secret;
    const second = license.request({ fresh: true });
    expect(second.isNew).toBe(true);
    expect(second.code).not.toBe(first.code);
    expect(stored().secret).toEqual(secret);
    expect(license.install(answer(first.code))).toMatchObject({
      installed: false,
      verdict: { reason: 'wrong-request' },
    });
    expect(license.install(answer(second.code))).toMatchObject({ installed: true });
  });

  test('is refused where nothing identifies the machine, and a container is told what helps', async () => {
    const license = await start(await readRecorded('linux-container-bare'));
    expect(() => license.request()).toThrow(NothingIdentifies);
    expect(() => license.request()).toThrow(/-v \/etc\/machine-id/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('installing', () => {
  test('the answer makes a license that the next start accepts, and ends the request', async () => {
    await installed({ expiresAt: NEW_YEAR + 30 * DAY + 5 });
    expect(stored().request).toBeUndefined();
    const standing = (await start()).check();
    expect(standing).toMatchObject({
      installed: true,
      verdict: {
        accepted: true,
        reason: 'licensed',
        daysToExpiry: 30,
        releasable: true,
        machine: { needed: 3, bound: 4 },
      },
    });
    expect(standing).not.toHaveProperty('request');
  });

  test('keeps the canonical spelling, however the code was written', async () => {
    const license = await start();
    const code = answer(license.request().code);
    const mangled = `  ${code.toLowerCase().replaceAll('-', ' \n').replaceAll('0', 'o')}\r\n`;
    expect(license.install(mangled)).toMatchObject({ installed: true });
    expect(stored().code).toBe(code);
  });

  test('writes code, witness and the end of the request in one write', async () => {
    const license = await start();
    const code = answer(license.request().code);
    let renames = 0;
    const real = folderAt(folder);
    const failing: Folder = {
      ...real,
      rename: (from, to) => {
        if (++renames > 1) throw Object.assign(new Error('the power went'), { code: 'EIO' });
        real.rename(from, to);
      },
    };
    const dying = await start(laptop, failing);
    expect(() => dying.install(code)).toThrow(/Nothing can be stored/);
    const { code: storedCode, witness, request } = stored();
    expect({ storedCode, hasWitness: witness !== undefined, request }).toEqual({
      storedCode: code,
      hasWitness: true,
      request: undefined,
    });
  });

  test.each<[string, string, (request: string) => string]>([
    ['the answer to another request', 'wrong-request', (code) => answer(code, { nonce: new Uint8Array(8).fill(7) })],
    ['a code for another product', 'wrong-product', (code) => answer(code, { product: 'other' })],
    ['a code that has ended', 'expired', (code) => answer(code, { expiresAt: NEW_YEAR - 1 })],
    ['a code with a slip', 'malformed', (code) => answer(code).replace(/.$/, (last) => (last === '7' ? '8' : '7'))],
    ['a request', 'unsupported', (code) => code],
    ['nothing', 'malformed', () => ''],
  ])('%s changes nothing but the time: %s', async (_what, reason, make) => {
    const license = await start();
    const { code } = license.request();
    const before = stored();
    expect(license.install(make(code))).toMatchObject({ installed: false, verdict: { accepted: false, reason } });
    expect({ ...stored(), witness: undefined }).toEqual({ ...before, witness: undefined });
    expect(license.install(answer(code))).toMatchObject({ installed: true });
  });

  test('a code that is refused leaves an installed one in force', async () => {
    const license = await installed();
    expect(license.install(vendor.issue({ product: 'other' }))).toMatchObject({ installed: false });
    expect(license.check()).toMatchObject({ installed: true, verdict: { accepted: true } });
  });

  test('a code without a nonce answers no request, so the request goes on waiting', async () => {
    const license = await installed();
    const { code } = license.request();
    const renewal = vendor.issue({ issuedAt: now + DAY, tokenId: new Uint8Array(8).fill(9) });
    expect(license.install(renewal)).toMatchObject({ installed: true, verdict: { signedTime: false } });
    expect(license.check()).toMatchObject({ installed: true, request: { code } });
  });

  test("another machine's code is refused", async () => {
    const license = await start();
    const code = answer(license.request().code);
    rmSync(folder, { recursive: true });
    const elsewhere = await start(await readRecorded('linux-desktop'));
    expect(elsewhere.install(code)).toMatchObject({ installed: false, verdict: { reason: 'wrong-machine' } });
  });
});

describe('the check at the start', () => {
  test('says what to do where nothing is installed', async () => {
    expect((await start()).check()).toMatchObject({
      installed: false,
      reason: 'no-code',
      sentence: expect.stringMatching(/make a request/),
    });
  });

  test('goes on accepting when as much of the machine changed as the license allows, and refuses after that', async () => {
    await installed();
    const once = (await start(repaired('disk'))).check();
    expect(once).toMatchObject({ installed: true, verdict: { accepted: true, machine: { needed: 3 } } });
    const twice = (await start(repaired('disk', 'mac'))).check();
    expect(twice).toMatchObject({ installed: true, verdict: { accepted: false, reason: 'wrong-machine' } });
  });

  test('stores the witness of every answer, of a refusal too', async () => {
    await installed({ expiresAt: NEW_YEAR + DAY });
    now = NEW_YEAR + 40 * DAY;
    expect((await start()).check()).toMatchObject({ verdict: { reason: 'expired' } });
    now += 2 * DAY;
    const before = markOf();
    (await start()).check();
    expect(markOf()).toBeGreaterThan(before);
  });

  test('writes nothing when nothing changed', async () => {
    const license = await installed();
    license.check();
    const renamed: string[] = [];
    const real = folderAt(folder);
    const watching: Folder = {
      ...real,
      rename: (from, to) => {
        renamed.push(to);
        real.rename(from, to);
      },
    };
    (await start(laptop, watching)).check();
    expect(renamed).toEqual([]);
  });
});

describe('the running time', () => {
  test('raises the mark by whole seconds, and loses no fractions to frequent checks', async () => {
    const license = await installed({ expiresAt: NEW_YEAR + DAY });
    const begin = markOf();
    for (let i = 0; i < 10; i++) {
      monotonic += 0.5;
      license.check();
    }
    expect(markOf()).toBe(begin + 5);
  });

  test('counts while the clock is set back', async () => {
    const license = await installed({ expiresAt: NEW_YEAR + DAY });
    now -= 10 * HOUR;
    monotonic += DAY;
    expect(license.check()).toMatchObject({ verdict: { accepted: false } });
  });

  test('is zero after a start', async () => {
    await installed({ expiresAt: NEW_YEAR + DAY });
    const begin = markOf();
    monotonic += 500;
    (await start()).check();
    expect(markOf()).toBe(begin);
  });

  test('is zero once another process has stored a witness since', async () => {
    const license = await installed({ expiresAt: NEW_YEAR + DAY });
    const other = await start();
    other.check();
    monotonic += 100;
    other.check();
    const begin = markOf();
    monotonic += 7;
    license.check();
    expect(markOf()).toBe(begin);
    monotonic += 7;
    license.check();
    expect(markOf()).toBe(begin + 7);
  });
});

describe('giving back', () => {
  test('replaces code and secret by a receipt that opens the lock', async () => {
    const license = await installed();
    const lock = lockOf(stored().secret);
    const release = license.release();
    expect(release).toMatchObject({ released: true });
    if (!release.released) return;
    expect(vendor.issuer.decodeReceipt(release.receipt.code)).toMatchObject({
      ok: true,
      value: { lock, tokenId: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) },
    });
    expect(Object.keys(stored()).sort()).toEqual(['receipt', 'witness']);
    expect((await start()).check()).toMatchObject({ installed: false, reason: 'no-code', receipt: release.receipt });
  });

  test('shows the same receipt until it was taken', async () => {
    const license = await installed();
    const first = license.release();
    expect((await start()).release()).toEqual(first);
    expect(license.receiptTaken()).toBe(true);
    expect(license.receiptTaken()).toBe(false);
    expect(license.release()).toMatchObject({ released: false, reason: 'no-code' });
  });

  test('makes the code worthless on this machine', async () => {
    const license = await start();
    const code = answer(license.request().code);
    license.install(code);
    license.release();
    expect(license.install(code)).toMatchObject({ installed: false, verdict: { reason: 'wrong-machine' } });
    license.request();
    expect(license.install(answer(license.request().code))).toMatchObject({ installed: true });
  });

  test('works for a license that has ended, and on a machine that has changed too much', async () => {
    await installed({ expiresAt: NEW_YEAR + DAY });
    now += 40 * DAY;
    expect((await start(repaired('disk', 'mac', 'board'))).release()).toMatchObject({ released: true });
  });

  test('leaves a license alone whose seat no receipt can free', async () => {
    const license = await start();
    license.request();
    const raw = { needed: 1, components: license.components.used.slice(0, 1).map(({ bytes }) => bytes) };
    expect(license.install(vendor.issue({ machine: raw }))).toMatchObject({ installed: true });
    expect(license.release()).toMatchObject({ released: false, reason: 'not-releasable' });
    expect(license.check()).toMatchObject({ installed: true, verdict: { accepted: true } });
  });

  test('throws a pending request away, since its lock is given away with the secret', async () => {
    const license = await installed();
    license.request();
    license.release();
    expect(stored().request).toBeUndefined();
  });

  test('that is cut off leaves either the license or the receipt', async () => {
    await installed();
    for (let last = 0; last < 4; last++) {
      let renames = 0;
      const real = folderAt(folder);
      const failing: Folder = {
        ...real,
        rename: (from, to) => {
          if (renames++ >= last) throw Object.assign(new Error('the power went'), { code: 'EIO' });
          real.rename(from, to);
        },
      };
      const dying = await start(laptop, failing);
      try {
        dying.release();
      } catch {
        // The power went.
      }
      const { code, secret, receipt } = stored();
      expect([code !== undefined, secret !== undefined, receipt === undefined]).toEqual(
        Array(3).fill(receipt === undefined),
      );
    }
  });
});

describe('a store in trouble', () => {
  test('that was changed asks again, and never accepts', async () => {
    await installed();
    for (const name of ['license', 'license.copy']) writeFileSync(join(folder, name), '{"accepted":true}');
    const license = await start();
    expect(license.check()).toMatchObject({
      installed: false,
      reason: 'store-damaged',
      sentence: expect.stringMatching(/kept aside/),
    });
    expect(license.install(answer(license.request().code))).toMatchObject({ installed: true });
    expect(license.check()).toMatchObject({ installed: true, verdict: { accepted: true } });
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toHaveLength(2);
  });

  test('of which one copy was changed goes on, and says so once', async () => {
    await installed();
    writeFileSync(join(folder, 'license'), 'broken');
    expect((await start()).check()).toMatchObject({
      verdict: { accepted: true },
      notice: expect.stringMatching(/put aside/),
    });
    expect((await start()).check()).not.toHaveProperty('notice');
  });

  test('that cannot be written does not lock anybody out', async () => {
    await installed();
    const readOnly: Folder = {
      ...folderAt(folder),
      create: () => {
        throw Object.assign(new Error('read-only'), { code: 'EROFS' });
      },
    };
    const standing = (await start(laptop, readOnly)).check();
    expect(standing).toMatchObject({
      installed: true,
      verdict: { accepted: true },
      notice: expect.stringMatching(/read-only/),
    });
  });

  test('that cannot be read says so and asks again', async () => {
    const place = join(folder, 'file', 'store');
    writeFileSync(join(folder, 'file'), '');
    expect((await start(laptop, place)).check()).toMatchObject({ installed: false, reason: 'store-fault' });
  });
});

describe('opening', () => {
  test('without a public key is a mistake', async () => {
    await expect(openLicense({ product: PRODUCT, publicKeys: [] })).rejects.toThrow(/at least one public key/);
  });

  test('with a key that is none names what is wrong with it', async () => {
    const wrong = openLicense({ product: PRODUCT, publicKeys: [new Uint8Array(31)], machine: laptop, folder });
    await expect(wrong).rejects.toMatchObject({ code: 'key-length' });
  });
});

/** The lock as docs/token.md derives it, made without the module. */
function lockOf(secret: Uint8Array | undefined): Uint8Array {
  const digest = createHash('sha256')
    .update('latchkey/lock/1')
    .update(secret ?? new Uint8Array());
  return new Uint8Array(digest.digest().subarray(0, 16));
}
