// What is left after a page was killed, a database deleted, a clock moved: one line of the table in docs/web.md each.
import { globSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Shelf } from '../../sdk-web/store.ts';
import { DAY, HOUR } from '../vendor.ts';
import { LICENSE_KEY, PRODUCT } from './portal.ts';
import { fault, type TestShelf } from './shelf.ts';
import { openWorld } from './world.ts';

let world: Awaited<ReturnType<typeof openWorld>>;

beforeEach(async () => {
  world = await openWorld();
});

const never = new Promise<never>(() => undefined);

/** The shelf of a page that lives for so many steps; a step is what happens before or after one operation has reached the disk. */
function mortal(shelf: TestShelf, steps: number): Shelf & { died: boolean } {
  let left = steps;
  const page = {
    died: false,
    get: (key: string) => step(() => shelf.get(key)),
    update: (key: string, change: (old: unknown) => unknown) => step(() => shelf.update(key, change)),
    destroy: () => step(() => shelf.destroy()),
  };
  async function step<T>(operation: () => Promise<T>): Promise<T> {
    if (page.died || left-- <= 0) {
      page.died = true;
      return never;
    }
    const result = await operation();
    if (left-- > 0) return result;
    page.died = true;
    return never;
  }
  return page;
}

describe('E8: a page that is killed at any step of a write', () => {
  test('of its first activation leaves nothing or a license, and the next activation takes no second seat', async () => {
    const ends = new Set<string>();
    for (let steps = 0; ; steps++) {
      world = await openWorld();
      const shelf = mortal(world.shelf, steps);
      const page = await Promise.race([world.openTab({ shelf }), settled()]);
      const outcome = page && (await Promise.race([page.activate(LICENSE_KEY), settled()]));
      const after = await world.openTab();
      ends.add(after.state.kind);
      expect(['none', 'valid']).toContain(after.state.kind);
      expect(after.state.storage).toEqual({ mode: 'durable' });
      expect(await after.activate(LICENSE_KEY)).toMatchObject({ ok: true });
      expect(world.portal.seatsInUse).toBe(1);
      if (outcome && !shelf.died) break;
    }
    expect([...ends].sort()).toEqual(['none', 'valid']);
  });

  test('of a refresh leaves the old code or the new one, and both hold', async () => {
    const ends = new Set<string>();
    for (let steps = 0; ; steps++) {
      world = await openWorld();
      await (await world.openTab()).activate(LICENSE_KEY);
      await world.clock.pass(2 * DAY);
      const shelf = mortal(world.shelf, steps);
      const page = await Promise.race([world.openTab({ shelf }), settled()]);
      const outcome = page && (await Promise.race([page.refresh(), settled()]));
      const after = await world.openTab();
      expect(after.state.kind).toBe('valid');
      if (after.state.kind === 'valid') ends.add(after.state.verdict.reason);
      if (outcome && !shelf.died) break;
    }
    expect([...ends].sort()).toEqual(['grace', 'licensed']);
  });

  test('of giving back leaves the license or its receipt, never neither', async () => {
    const ends = new Set<string>();
    for (let steps = 0; ; steps++) {
      world = await openWorld();
      await (await world.openTab()).activate(LICENSE_KEY);
      world.portal.instead = () => Promise.reject(new TypeError('offline'));
      const shelf = mortal(world.shelf, steps);
      const page = await Promise.race([world.openTab({ shelf }), settled()]);
      const outcome = page && (await Promise.race([world.clock.until(page.release()), settled()]));
      const { state } = await world.openTab();
      ends.add(state.kind);
      expect(state.kind === 'valid' || state.receipt !== undefined).toBe(true);
      if (outcome && !shelf.died) break;
      if (steps > 60) break;
    }
    expect([...ends].sort()).toEqual(['none', 'valid']);
  });
});

/** Long enough for everything that a living page does. */
async function settled(): Promise<undefined> {
  for (let turn = 0; turn < 6; turn++) await world.clock.pass(0);
  return undefined;
}

describe('E11: everything was deleted', () => {
  test('the page says that there was a license, when the second copy is left', async () => {
    await (await world.openTab()).activate(LICENSE_KEY);
    world.shelf.values.clear();
    const page = await world.openTab();
    expect(page.state).toMatchObject({ kind: 'none', storage: { mode: 'durable', problem: { name: 'storage-lost' } } });
    expect(await page.activate(LICENSE_KEY)).toMatchObject({ ok: true });
    expect(page.state.storage).toEqual({ mode: 'durable' });
  });

  test('a code that is bound to a domain comes back by itself, or when it is pasted again', async () => {
    const code = world.vendor.issue({
      product: PRODUCT,
      issuedAt: world.clock.trueSeconds(),
      domains: ['app.example'],
    });
    await (await world.openTab()).install(code);
    world.shelf.values.clear();
    expect((await world.openTab()).state.kind).toBe('valid');
    world.shelf.values.clear();
    world.spare.code = undefined;
    const page = await world.openTab();
    expect(page.state.kind).toBe('none');
    expect(await page.install(code)).toMatchObject({ ok: true });
  });

  test('a license that was forgotten or given back does not come back from the second copy', async () => {
    const page = await world.openTab();
    await page.activate(LICENSE_KEY);
    await page.forget();
    expect(world.spare.code).toBeUndefined();
    await page.activate(LICENSE_KEY);
    await page.release();
    expect(world.spare.code).toBeUndefined();
    expect((await world.openTab()).state).toEqual({ kind: 'none', storage: { mode: 'durable' } });
  });
});

test('VersionError, a database that somebody made newer: the page works from memory and says so', async () => {
  world.shelf.fault = fault('VersionError');
  const page = await world.openTab();
  expect(page.state.storage).toMatchObject({ mode: 'memory', problem: { name: 'storage-broken' } });
  expect(await page.activate(LICENSE_KEY)).toMatchObject({ ok: true });
});

test('a storage that is broken is repaired when a person wants it, and the license stays', async () => {
  const page = await world.openTab();
  await page.activate(LICENSE_KEY);
  world.shelf.fault = (operation) => operation !== 'destroy' && fault('UnknownError')();
  expect((await page.check()).storage.problem?.name).toBe('storage-broken');
  world.shelf.fault = () => undefined;
  expect((await page.repairStorage()).storage).toEqual({ mode: 'durable' });
  expect((await world.openTab()).state.kind).toBe('valid');
});

test.each([HOUR, -HOUR, 14 * HOUR, -14 * HOUR])(
  'C1, C5: a clock that is off by %i seconds raises no alarm',
  async (error) => {
    const page = await world.openTab();
    await page.activate(LICENSE_KEY);
    for (let day = 0; day < 10; day++) {
      world.clock.error = day % 2 ? error : 0;
      await world.clock.pass(DAY);
      expect((await page.check()).kind).toBe('valid');
    }
  },
);

test('C2: set back, wiped and pasted again, the issue time of the code is the floor', async () => {
  const page = await world.openTab();
  const made = await page.createRequest();
  await page.activate(LICENSE_KEY);
  expect(made.ok).toBe(true);
  world.shelf.values.clear();
  world.clock.error = -3 * DAY;
  const code = world.vendor.issue({ product: PRODUCT, issuedAt: world.clock.trueSeconds(), offlineSeconds: 14 * DAY });
  expect(await (await world.openTab()).install(code)).toMatchObject({ ok: false, problem: { name: 'clock-behind' } });
});

test('a fresh code for the same license, pasted, goes on being refreshed online; that of another license does not', async () => {
  const page = await world.openTab();
  await page.activate(LICENSE_KEY);
  await page.install(world.vendor.issue({ product: PRODUCT, issuedAt: world.clock.trueSeconds() }));
  expect(page.state.activationId).toBe('a1');
  await page.install(
    world.vendor.issue({ product: PRODUCT, issuedAt: world.clock.trueSeconds(), licenseId: '00000008' }),
  );
  expect(page.state.activationId).toBeUndefined();
});

test('every test that the table in docs/web.md names is there', () => {
  const rows = readFileSync('docs/web.md', 'utf8').matchAll(/^\| [^|]+ \| [^|]+ \| (`[^|]+`) \|$/gm);
  const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  const tests = globSync('test/web/*.test.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(named.length).toBeGreaterThan(15);
  const parts = named.flatMap((name) => name.split('…').filter((part) => part.trim().length > 2));
  expect(parts.filter((part) => !tests.includes(part.trim()))).toEqual([]);
});
