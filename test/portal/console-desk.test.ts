// What the console's forms do, over HTTP.
import { describe, expect, test } from 'vitest';
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
