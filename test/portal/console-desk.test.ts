// What the console's forms do, over HTTP.
import { describe, expect, test } from 'vitest';
import { asVendor } from './fixture.ts';
import { built, openPages, unlessBuilt, wordsOf } from './pages-fixture.ts';
import { OWNER } from './vendor-fixture.ts';

describe.skipIf(!built)(`the form for a new license${unlessBuilt}`, () => {
  test('ties it to the account of its customer, who then needs no key', async () => {
    const { ask, asOwner, withAccount, portal } = await openPages();
    const cookie = await asOwner();
    expect((await ask('/console/licenses/new', { cookie })).text).toContain('name="account"');
    const form = { product: 'app', account: ' Ada@Example.com ', attempt: crypto.randomUUID() };
    const issued = await ask('/console/licenses/new', { cookie, form });
    expect(wordsOf(issued)).toContain('It is in the account of ada@example.com already');
    const [license] = await portal.holders.licensesOf('ada@example.com');
    expect(license).toBeDefined();
    const customer = await withAccount('ada@example.com');
    expect((await ask(`/licenses/${license}`, { cookie: customer })).status).toBe(200);
  });

  test('says beside the field what is no address, keeps what was typed, and issues nothing', async () => {
    const { ask, asOwner, portal } = await openPages();
    const cookie = await asOwner();
    const form = { product: 'app', account: 'ada@', attempt: crypto.randomUUID() };
    const refused = await ask('/console/licenses/new', { cookie, language: 'de', form });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('id="account-error"');
    expect(refused.text).toContain('value="ada@"');
    expect(wordsOf(refused)).toContain('Eine E-Mail-Adresse sieht aus wie name@example.com');
    expect(await portal.office.licenses.list({ actor: { kind: 'system' } }, { limit: 5 })).toMatchObject({
      value: { items: [{}] },
    });
  });
});

describe.skipIf(!built)(`a transfer${unlessBuilt}`, () => {
  test('that is sent twice is answered twice in the same way, and its undo brings back who had it', async () => {
    const { ask, asOwner, portal } = await openPages();
    const cookie = await asOwner();
    const { licenses, customers } = portal.office;
    const sold = { product: 'app', customerId: 'old', accountEmail: 'old@example.com' };
    const made = await licenses.issue(OWNER, sold);
    await customers.add(OWNER, { id: 'new', name: 'New' });
    const path = `/console/licenses/${made.ok ? made.value.id : ''}/transfer`;
    const form = formOf((await ask(path, { cookie })).text, path);
    form.set('customer', 'new');
    for (let i = 0; i < 2; i++) {
      const answer = await ask(path, { cookie, fields: form });
      expect(answer.status).toBe(200);
      expect(wordsOf(answer)).toContain('1 account does not have it any more: old@example.com');
      const undo = formOf(answer.text, path);
      expect([undo.get('customer'), undo.getAll('accounts')]).toEqual(['old', ['old@example.com']]);
    }
    const undo = formOf((await ask(path, { cookie, fields: form })).text, path);
    for (let i = 0; i < 2; i++) expect((await ask(path, { cookie, fields: undo })).status).toBe(200);
    expect(await portal.holders.licensesOf('old@example.com')).toHaveLength(1);
    expect(await customers.get(OWNER, 'old')).toMatchObject({ value: { licenses: 1 } });
  });
});

describe.skipIf(!built)(`the page of a webhook's message${unlessBuilt}`, () => {
  test('lists its tries with time, answer and duration', async () => {
    const { ask, asOwner, portal, licenseId } = await openPages();
    const cookie = await asOwner();
    // Nobody listens on this port.
    await portal.office.webhooks.add(OWNER, { url: 'http://127.0.0.1:65009/x', events: ['license.suspended'] });
    await portal.office.licenses.change(OWNER, licenseId, { state: 'suspended' });
    const listed = await portal.office.webhooks.deliveries(OWNER, { limit: 1 });
    const id = listed.ok ? (listed.value.items[0]?.id ?? '') : '';
    const page = (language: string) => ask(`/console/webhooks/deliveries/${id}`, { cookie, language });
    expect(wordsOf(await page('en'))).toContain('It has not been tried yet.');
    await portal.office.work();
    const tried = await page('en');
    expect(wordsOf(tried)).toMatch(/1 .{10,40}The receiver could not be reached\. [\d,]+ ms/);
    expect(wordsOf(await page('de'))).toMatch(/Der Empfänger .* [\d.]+ ms/);
  });
});

/** The first form of a page whose action it is, as a browser would send it: hidden fields, and more. */
function formOf(text: string, action: string): URLSearchParams {
  const [, form = ''] = new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, 's').exec(text) ?? [];
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? '';
    fields.append(of('name'), of('value'));
  }
  return fields;
}

describe.skipIf(!built)(`all licenses that a filter matches${unlessBuilt}`, () => {
  const MATCHING = 230;

  async function openMany() {
    const fixture = await openPages();
    const owner = await fixture.asOwner();
    const { clock } = fixture;
    await asVendor(
      fixture,
      () => clock.nowSeconds,
      async (vendor) => {
        for (let i = 0; i < MATCHING; i++) await vendor.addLicense({ product: 'app', plan: 'gold' });
        await vendor.addLicense({ product: 'app', plan: 'silver' });
      },
    );
    const post = (fields: URLSearchParams) => fixture.ask('/console/licenses/several', { cookie: owner, fields });
    const states = async () => {
      const all = await fixture.portal.office.licenses.list(OWNER, { limit: 1000 });
      const items = all.ok ? all.value.items : [];
      const suspended = items.filter(({ state }) => state === 'suspended');
      return { suspended: suspended.length, gold: suspended.every(({ plan }) => plan === 'gold'), all: items.length };
    };
    return { ...fixture, owner, post, states };
  }

  test('are chosen with one box, looked at, changed in portions with their progress, and brought back', async () => {
    const { ask, owner, post, states } = await openMany();
    const list = await ask('/console/licenses?q=gold', { cookie: owner });
    expect(wordsOf(list)).toContain('All 230 that match');
    const wanted = formOf(list.text, '/console/licenses/several');
    expect(wanted.get('q')).toBe('gold');
    wanted.set('all', 'yes');
    wanted.set('do', 'suspend');
    const preview = await post(wanted);
    expect(wordsOf(preview)).toContain('Suspend 230 licenses');
    expect(wordsOf(preview)).toContain('and 130 more');
    expect(await states()).toEqual({ suspended: 0, gold: true, all: 232 });

    let page = await post(formOf(preview.text, '/console/licenses/several'));
    expect(wordsOf(page)).toContain('100 of 230 done');
    expect(page.text).toMatch(/<progress[^>]*max="230"[^>]*value="100"/);
    expect(await states()).toEqual({ suspended: 100, gold: true, all: 232 });
    page = await post(formOf(page.text, '/console/licenses/several'));
    expect(wordsOf(page)).toContain('200 of 230 done');
    page = await post(formOf(page.text, '/console/licenses/several'));
    expect(wordsOf(page)).toContain('230 licenses suspended');
    expect(await states()).toEqual({ suspended: 230, gold: true, all: 232 });

    for (let portions = 0; portions < 3; portions++) page = await post(formOf(page.text, '/console/licenses/several'));
    expect(await states()).toEqual({ suspended: 0, gold: true, all: 232 });
    expect(wordsOf(page)).toContain('230 licenses active again');
    expect(page.text).not.toContain('name="undo"');
  });

  test('are offered only where there are more than the page shows', async () => {
    const { ask, owner } = await openMany();
    expect(wordsOf(await ask('/console/licenses?q=silver', { cookie: owner }))).not.toContain('that match');
    expect(wordsOf(await ask('/console/licenses?q=gold', { cookie: owner, language: 'de' }))).toContain(
      'Alle 230, die passen',
    );
  });
});
