// The web SDK against the real portal, in one process: what one says, the other understands, and a browser that lost everything is back at once.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { load } from '../../hosts/js/index.ts';
import { createApi } from '../../portal/server/api/api.ts';
import type { NewProduct } from '../../portal/server/vendor.ts';
import { License } from '../../sdk-web/license.ts';
import { Portal } from '../../sdk-web/online.ts';
import { Vault } from '../../sdk-web/vault.ts';
import { DAY, openFixture, START } from '../portal/fixture.ts';
import { TestShelf, TestSpare } from './shelf.ts';
import { TestTabs } from './world.ts';

const module = readFileSync('build/verifier.wasm');

/** A portal, and browsers that reach it. */
async function openWorld(product: Partial<NewProduct> = {}) {
  const fixture = await openFixture({ seats: 1, ...product });
  const reports: string[] = [];
  const api = createApi(fixture.portal, (event) => reports.push(event));
  const answers: number[] = [];
  const verifier = await load(module);
  verifier.trust(...fixture.portal.publicKeys().map(({ publicKey }) => publicKey));
  const clock = {
    nowSeconds: () => fixture.clock.nowSeconds,
    monotonicSeconds: () => fixture.clock.nowSeconds - START,
    after: () => () => undefined,
  };
  const call: typeof fetch = async (input, init) => {
    const answer = await api.request(new URL(String(input)).pathname, init, { address: '192.0.2.7' });
    answers.push(answer.status);
    return answer;
  };

  async function openBrowser(shelf = new TestShelf(), spare = new TestSpare()) {
    const license = new License({
      product: 'app',
      host: 'app.example',
      loadVerifier: async () => ({ ok: true, verifier }),
      vault: await Vault.open(shelf, { product: 'app', origin: 'https://app.example' }),
      spare,
      loadPortal: async () => new Portal('https://portal.example', { fetch: call, clock, random: () => 0 }),
      clock,
      tabs: new TestTabs().open(),
      random: () => 0.5,
    });
    await license.check();
    return Object.assign(license, { shelf, spare });
  }

  const pass = (seconds: number) => {
    fixture.clock.nowSeconds += seconds;
  };
  const used = async () => (await fixture.portal.licenses.view(fixture.licenseId))?.seats.used;
  return { ...fixture, openBrowser, pass, used, answers, reports };
}

test('a browser activates, is refreshed, gives back, and activates again', async () => {
  const { licenseKey, openBrowser, pass, answers, reports } = await openWorld();
  const license = await openBrowser();
  expect(await license.activate(licenseKey, { label: 'Tablet 7' })).toMatchObject({ ok: true });
  expect(license.state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed', releasable: true } });
  expect(license.feature('tier')).toBe('gold');
  pass(3 * DAY);
  expect(await license.check()).toMatchObject({ verdict: { reason: 'grace' } });
  expect(await license.refreshIfDue()).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
  expect(await license.release()).toEqual({ ok: true, released: true });
  expect(license.state.kind).toBe('none');
  expect(await license.activate(licenseKey)).toMatchObject({ ok: true });
  expect(answers).toEqual([201, 200, 200, 201]);
  expect(reports).toEqual([]);
});

test('E11: after everything was deleted, one action online brings the license back, and takes no second seat', async () => {
  const { licenseKey, openBrowser, pass, portal, licenseId } = await openWorld();
  await (await openBrowser()).activate(licenseKey, { label: 'Gate 3' });
  pass(DAY);
  const wiped = await openBrowser();
  expect(wiped.state.kind).toBe('none');
  expect(await wiped.activate(licenseKey, { label: 'Gate 3' })).toMatchObject({ ok: true });
  expect(wiped.state.kind).toBe('valid');
  expect((await portal.licenses.view(licenseId))?.seats).toMatchObject({ used: 1, total: 1 });
});

test('a lease that lapsed is free for another browser, and the first is back while there is a seat', async () => {
  const { licenseKey, openBrowser, pass } = await openWorld({ seats: 1 });
  const first = await openBrowser();
  await first.activate(licenseKey, { label: 'first' });
  pass(15 * DAY);
  expect(await first.check()).toMatchObject({ kind: 'refused', verdict: { reason: 'check-in-required' } });
  expect(await first.refresh()).toMatchObject({ ok: true });
  expect(first.state.kind).toBe('valid');
  pass(15 * DAY);
  const second = await openBrowser();
  expect(await second.activate(licenseKey, { label: 'second' })).toMatchObject({ ok: true });
  expect(await first.refresh()).toMatchObject({ ok: false });
  expect(first.state.contact?.sentence).toBeTruthy();
});

test('an unknown license key is told in the portal’s words, and nothing is stored', async () => {
  const { openBrowser } = await openWorld();
  const license = await openBrowser();
  expect(await license.activate('00000-00000-00000-00000-00000-00000')).toMatchObject({ ok: false });
  expect(license.state.kind).toBe('none');
});

test('a copied database cannot ask for anything: its requests are not signed by the device', async () => {
  const { licenseKey, openBrowser, pass } = await openWorld();
  const license = await openBrowser();
  await license.activate(licenseKey);
  const thief = new TestShelf();
  const record = license.shelf.values.get('record') as { keys: { id: string; seal: CryptoKey } };
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  thief.values.set('record', { ...record, keys: { ...record.keys, device: pair } });
  const copy = await openBrowser(thief);
  expect(copy.state).toMatchObject({ kind: 'refused', verdict: { reason: 'wrong-machine' } });
  pass(2 * DAY);
  expect(await copy.refresh()).toMatchObject({ ok: false });
  expect(await license.refresh()).toMatchObject({ ok: true });
});
