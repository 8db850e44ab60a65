// What happens by itself while an application runs: the Keeper, in a world whose time a test holds in its hand.
import { beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../vendor.ts';
import { LICENSE_KEY, problem } from './portal.ts';
import { fault } from './shelf.ts';
import { openWorld, type Tab } from './world.ts';

let world: Awaited<ReturnType<typeof openWorld>>;

beforeEach(async () => {
  world = await openWorld();
});

const refreshes = () => world.portal.calls.filter((path) => path.endsWith('/refresh')).length;
const offline = () => Promise.reject(new TypeError('offline'));

/** An application that was activated and closed again. */
async function activated(): Promise<void> {
  const license = await world.openTab();
  await license.activate(LICENSE_KEY);
}

test('nothing is asked while the code is fresh', async () => {
  await activated();
  await world.openTab({ keep: true });
  await world.clock.pass(20 * HOUR);
  expect(refreshes()).toBe(0);
});

test('a page that stays open for a month refreshes once a day, and its license is never in question', async () => {
  await activated();
  const tab = await world.openTab({ keep: true });
  const kinds = new Set<string>();
  tab.subscribe((state) => kinds.add(state.kind));
  await world.clock.pass(30 * DAY);
  expect([...kinds]).toEqual(['valid']);
  expect(refreshes()).toBeGreaterThanOrEqual(25);
  expect(refreshes()).toBeLessThanOrEqual(30);
});

test('a due refresh does not disturb the first seconds of a start', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  await world.openTab({ keep: true });
  await world.clock.pass(5);
  expect(refreshes()).toBe(0);
  await world.clock.pass(15);
  expect(refreshes()).toBe(1);
});

test('a start whose check-in was missed asks at once, and is licensed again', async () => {
  await activated();
  await world.clock.pass(20 * DAY);
  const tab = await world.openTab({ keep: true });
  expect(tab.state.kind).toBe('refused');
  await world.clock.pass(1);
  expect(tab.state.kind).toBe('valid');
});

test('E7: of ten tabs one asks, and all have the new code', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  const tabs: Tab[] = [];
  for (let i = 0; i < 10; i++) tabs.push(await world.openTab({ keep: true }));
  await world.clock.pass(5 * 60);
  expect(refreshes()).toBe(1);
  for (const { state } of tabs) expect(state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
});

test('E17: a server that is gone is asked three times, then left alone for most of a day – by all tabs', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  world.portal.instead = offline;
  const tabs = [await world.openTab({ keep: true }), await world.openTab({ keep: true })];
  await world.clock.pass(19 * HOUR);
  expect(refreshes()).toBe(3);
  await world.clock.pass(6 * HOUR);
  expect(refreshes()).toBe(6);
  for (const { state } of tabs) {
    expect(state).toMatchObject({ kind: 'valid', verdict: { reason: 'grace' } });
  }
  expect(tabs.some(({ state }) => state.contact?.name === 'unreachable')).toBe(true);
});

test('pages that come and go do not ask a server that is gone more often than hourly', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  world.portal.instead = offline;
  for (let page = 0; page < 55; page++) {
    const tab = await world.openTab({ keep: true });
    await world.clock.pass(60);
    tab.close();
  }
  expect(refreshes()).toBe(3);
});

test('a portal that is in maintenance is left alone for an hour, across starts too', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  world.portal.instead = () => problem(503, 'maintenance', 'Back in ten minutes.', { 'retry-after': '600' });
  (await world.openTab({ keep: true })).events.dispatchEvent(new Event('pagehide'));
  await world.clock.pass(30);
  expect(refreshes()).toBe(1);
  world.portal.instead = undefined;
  const later = await world.openTab({ keep: true });
  await world.clock.pass(HOUR - 60);
  expect(refreshes()).toBe(1);
  await world.clock.pass(HOUR);
  expect(refreshes()).toBe(2);
  expect(later.state).toMatchObject({ verdict: { reason: 'licensed' } });
});

test('a network that comes back is a new chance, but its flicker is not', async () => {
  await activated();
  await world.clock.pass(2 * DAY);
  world.portal.instead = offline;
  const tab = await world.openTab({ keep: true });
  await world.clock.pass(HOUR);
  expect(refreshes()).toBe(3);
  for (let flicker = 0; flicker < 20; flicker++) {
    tab.events.dispatchEvent(new Event('online'));
    await world.clock.pass(3);
  }
  expect(refreshes()).toBeLessThanOrEqual(6);
  world.portal.instead = undefined;
  await world.clock.pass(HOUR);
  tab.events.dispatchEvent(new Event('online'));
  await world.clock.pass(10);
  expect(tab.state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
});

test('a license that is cut off while a page rests is not kept waiting', async () => {
  await activated();
  world.portal.instead = offline;
  const tab = await world.openTab({ keep: true });
  await world.clock.pass(14 * DAY - 60);
  expect(tab.state.kind).toBe('valid');
  world.portal.instead = undefined;
  await world.clock.pass(3 * 60);
  expect(tab.state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
});

test('a server that refuses is asked once a day, not once a minute', async () => {
  await activated();
  world.portal.instead = () => problem(403, 'license-suspended', 'This license is suspended; ask the vendor why.');
  const tab = await world.openTab({ keep: true });
  await world.clock.pass(20 * DAY);
  expect(tab.state.kind).toBe('refused');
  expect(tab.state.contact).toMatchObject({ name: 'license-suspended' });
  expect(refreshes()).toBeLessThanOrEqual(25);
});

test('a clock that is days ahead makes no loop of refreshes', async () => {
  await activated();
  world.clock.error = 5 * DAY;
  await world.openTab({ keep: true });
  await world.clock.pass(DAY);
  expect(refreshes()).toBeLessThanOrEqual(25);
});

test('a check-in that runs out while the page is open is seen in that minute', async () => {
  await activated();
  world.portal.instead = offline;
  const tab = await world.openTab({ keep: true });
  await world.clock.pass(14 * DAY - 1);
  expect(tab.state.kind).toBe('valid');
  await world.clock.pass(2);
  expect(tab.state).toMatchObject({ kind: 'refused', verdict: { reason: 'check-in-required' } });
});

test('a license that was given back without a network frees its seat when there is one', async () => {
  await activated();
  world.portal.instead = offline;
  const tab = await world.openTab({ keep: true });
  expect(await world.clock.until(tab.release())).toMatchObject({ ok: true, released: false });
  tab.close();
  expect(world.portal.seatsInUse).toBe(1);
  world.portal.instead = undefined;
  await world.openTab({ keep: true });
  await world.clock.pass(2 * HOUR);
  expect(world.portal.seatsInUse).toBe(0);
});

test('a page that could not read its storage looks again by itself, soon', async () => {
  await activated();
  world.shelf.fault = fault('UnknownError');
  const tab = await world.openTab({ keep: true });
  expect(tab.state).toMatchObject({ kind: 'none', storage: { problem: { name: 'storage-broken' } } });
  world.shelf.fault = () => undefined;
  await world.clock.pass(60);
  expect(tab.state).toMatchObject({ kind: 'valid', storage: { mode: 'durable' } });
});

test('a closed license asks nothing and tells nobody', async () => {
  await activated();
  const tab = await world.openTab({ keep: true });
  const before = refreshes();
  tab.close();
  await world.clock.pass(5 * DAY);
  expect(refreshes()).toBe(before);
});

test('a sync event of a service worker refreshes when it is due, and not otherwise', async () => {
  await activated();
  const worker = await world.openTab();
  await worker.refreshIfDue();
  expect(refreshes()).toBe(0);
  await world.clock.pass(2 * DAY);
  const page = await world.openTab({ keep: true });
  expect(await worker.refreshIfDue()).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
  await world.clock.pass(1);
  expect(page.state).toMatchObject({ verdict: { reason: 'licensed' } });
  expect(refreshes()).toBe(1);
});
