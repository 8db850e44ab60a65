// D15 on the pages: one of everything is made, and every page is rendered. A secret is in the one answer that is there to show it, and in
// no other page, header or address.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asVendor, newMachine } from './fixture.ts';
import { addressOf, isOfConsole, parametersOf, routes } from './page-routes.ts';
import { built, openPages, type Page, type PagesFixture, unlessBuilt } from './pages-fixture.ts';
import { OWNER } from './vendor-fixture.ts';

/** Secrets by their names; each is long enough not to be in a page by accident. */
type Secrets = Map<string, string>;

interface World extends PagesFixture {
  secrets: Secrets;
  /** For the parameters of the routes of the console, and of the customer. */
  console: Record<string, string>;
  customer: Record<string, string>;
  owner: string;
  account: string;
  key: string;
}

async function makeOneOfEverything(): Promise<World> {
  const fixture = await openPages({ seats: 5 });
  const { portal, ask } = fixture;
  const secrets: Secrets = new Map([['license key', fixture.licenseKey]]);
  const owner = await fixture.asOwner();
  const by = OWNER;
  const made = <T>(result: { ok: true; value: T } | { ok: false; problem: { error: string } }): T => {
    if (!result.ok) throw new Error(result.problem.error);
    return result.value;
  };
  const sold = await asVendor(
    fixture,
    () => fixture.clock.nowSeconds,
    (vendor) => vendor.addLicense({ product: 'app' }),
  );
  secrets.set('license key of another', sold.licenseKey);
  const customer = made(
    await portal.office.customers.add(by, { id: 'ada-works', name: 'Ada Works', email: 'ada@example.com' }),
  );
  const apiKey = made(await portal.office.apiKeys.create(by, { name: 'shop', scopes: ['*'] }));
  secrets.set('API key', apiKey.key);
  const hook = made(await portal.office.webhooks.add(by, { url: 'http://127.0.0.1:65009/hook', events: ['*'] }));
  secrets.set('webhook secret', hook.secret);
  const invited = await portal.team?.staff.invite(by, { email: 'grace@example.com', role: 'support' });
  secrets.set('invitation', invited?.ok ? invited.value.token : '');
  for (const file of ['signing-key.pem', 'store-secret.hex']) {
    const lines = readFileSync(path.join(fixture.folder, file), 'utf8').split('\n');
    secrets.set(file, lines.find((line) => line.length > 30) ?? '');
  }
  const activate = async (licenseKey: string, label: string) => {
    const result = await portal.activate({ licenseKey, machine: newMachine().request({ label }) });
    if (!result.ok) throw new Error(result.problem.error);
    return result.activation;
  };
  const own = await activate(fixture.licenseKey, 'own');
  const others = await activate(sold.licenseKey, 'of another');
  secrets.set('code of another', others.code);
  await portal.holders.attach(fixture.licenseId, 'ada@example.com');
  const account = await fixture.withAccount('ada@example.com');
  const key = await fixture.withKey();
  for (const [name, cookies] of Object.entries({ owner, account, key }))
    for (const [i, cookie] of cookies.split('; ').entries()) {
      const value = decodeURIComponent(cookie.split('=')[1] ?? '');
      // A signed cookie: the part before the dot is the token itself.
      if (value.length > 20) secrets.set(`session of ${name} ${i}`, value.split('.')[0] ?? '');
    }
  const begun = await ask('/console/profile/security/factor', { cookie: owner, form: { step: 'begin' } });
  const seed = /class="secret-text mono">([^<]+)</.exec(begun.text)?.[1] ?? '';
  secrets.set('seed of the second factor', seed);
  secrets.set('seed of the second factor, in one piece', seed.replaceAll(' ', ''));
  await portal.office.licenses.change(by, fixture.licenseId, { plan: 'gold' });
  await portal.office.work();
  const deliveries = made(await portal.office.webhooks.deliveries(by, { limit: 5 }));
  const [signingKey] = made(await portal.office.signingKeys.list(by));
  const [member] = (await portal.team?.staff.list()) ?? [];
  return {
    ...fixture,
    secrets,
    owner,
    account,
    key,
    customer: { license: fixture.licenseId, machine: own.id },
    console: {
      license: fixture.licenseId,
      machine: own.id,
      product: 'app',
      customer: customer.id,
      key: apiKey.id,
      webhook: hook.id,
      delivery: deliveries.items[0]?.id ?? '',
      kid: signingKey?.kid ?? '',
      member: member?.id ?? '',
    },
  };
}

/** Pages that say that something else failed; at their own addresses they say so too. */
const FAULTS = ['/500', '/unavailable'];

/** What is in an answer besides the cookies that it sets. */
function everythingOf({ headers, text }: Page): string {
  return [...headers].flatMap(([name, value]) => (name === 'set-cookie' ? [] : [value])).join('\n') + text;
}

function found(secrets: Secrets, page: Page): string[] {
  const text = everythingOf(page);
  return [...secrets].flatMap(([name, secret]) =>
    text.includes(secret) || text.includes(encodeURIComponent(secret)) ? [name] : [],
  );
}

describe.skipIf(!built)(`D15 secrets on the pages${unlessBuilt}`, () => {
  test('are on no page that is looked at, in no language, for nobody', { timeout: 180_000 }, async () => {
    const world = await makeOneOfEverything();
    const { ask, secrets } = world;
    expect([...secrets].filter(([, secret]) => secret.length < 16)).toEqual([]);
    const hits: string[] = [];
    const statuses = new Map<number, number>();
    let pages = 0;
    for (const route of routes) {
      const values = isOfConsole(route) ? world.console : world.customer;
      const address = addressOf(route, values);
      for (const cookie of ['', world.owner, world.account, world.key]) {
        const page = await ask(address, { cookie, language: pages++ % 2 ? 'de' : 'en' });
        statuses.set(page.status, (statuses.get(page.status) ?? 0) + 1);
        if (page.status >= 500 && !FAULTS.includes(route)) hits.push(`${address} answered ${page.status}`);
        hits.push(...found(secrets, page).map((name) => `${name} in ${address}`));
      }
    }
    process.stdout.write(
      `${secrets.size} secrets looked for in ${pages} answers of ${routes.length} routes: ${hits.length} hits; answers by status: ${JSON.stringify([...statuses])}\n`,
    );
    expect(hits).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(100);
  });

  test('are in the one answer that is there to show them, and there alone', async () => {
    const world = await makeOneOfEverything();
    const { ask, secrets, owner, account, licenseId, licenseKey } = world;
    const shown = async (address: string, cookie: string, form: Record<string, string>) => {
      const answer = await ask(address, { cookie, form });
      expect(answer.headers.get('Cache-Control'), address).toBe('no-store');
      return { found: found(secrets, answer), text: answer.text };
    };
    expect((await shown(`/licenses/${licenseId}/key`, account, {})).found).toEqual(['license key']);
    expect((await shown(`/licenses/${licenseId}/key`, world.key, {})).found).toEqual([]);
    expect((await shown(`/console/licenses/${licenseId}/key`, owner, { do: 'show' })).found).toEqual(['license key']);
    const wrong = await shown('/console/profile/security/factor', owner, { step: 'confirm', code: '000000' });
    expect(wrong.found.filter((name) => !name.startsWith('seed'))).toEqual([]);

    // New ones: in the answer to the form, and not when the page is looked at afterwards.
    const forms: [string, Record<string, string>, RegExp][] = [
      ['/console/api-keys/new', { name: 'till', scopes: 'licenses:read', life: 'none' }, /lkapi_\w+/],
      ['/console/webhooks/new', { url: 'http://127.0.0.1:65009/other' }, /whsec_[\w+/=]+/],
      [`/console/webhooks/${world.console['webhook']}/rotate`, { confirm: 'yes' }, /whsec_[\w+/=]+/],
      ['/console/licenses/new', { product: 'app' }, /(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/],
      [`/console/licenses/${licenseId}/key`, { do: 'rotate', confirm: 'yes' }, /(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/],
    ];
    for (const [address, form, pattern] of forms) {
      const { text } = await shown(address, owner, { ...form, attempt: crypto.randomUUID() });
      const secret = pattern.exec(text)?.[0];
      expect(secret, address).toBeDefined();
      if (secret !== undefined) secrets.set(`new at ${address}`, secret);
    }
    const after: string[] = [];
    for (const route of routes.filter((it) => isOfConsole(it) && parametersOf(it).every((name) => world.console[name])))
      after.push(...found(secrets, await ask(addressOf(route, world.console), { cookie: owner })));
    expect(after).toEqual([]);
    // What was typed wrong stands in its field again, and in nobody else's page.
    const other = licenseKey.endsWith('0') ? '1' : '0';
    const typed = await ask('/', {
      form: { licenseKey: licenseKey.slice(0, -1) + other, machine: 'x', attempt: '' },
    });
    expect(found(secrets, typed)).toEqual([]);
  });
});
