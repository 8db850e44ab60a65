// What the console's forms do, over HTTP.
import { describe, expect, test } from 'vitest';
import { built, openPages, unlessBuilt, wordsOf } from './pages-fixture.ts';

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
