// Who may see and do what: every page below a license, asked by somebody whose license it is not.
import { globSync } from 'node:fs';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { seatsUsed, signInByMail, signInToSample, signInWithKey } from './account.ts';
import { address, fingerprint, follow, licenseKey } from './portal.ts';

/** Every page and endpoint, by its file: what is added later is tested as well. */
const routes = globSync('**/*.{astro,ts}', { cwd: 'portal/pages' })
  .map((file) => `/${file.replace(/\.(astro|ts)$/, '').replace(/(^|\/)index$/, '')}`)
  .map((route) => (route.length > 1 ? route.replace(/\/$/, '') : route));
const below = routes.filter((route) => route.startsWith('/licenses/['));

test('the routes are found', () => {
  expect(below.length).toBeGreaterThan(12);
  expect(routes).toContain('/licenses/[license]/machines/[machine]/replace');
});

test.describe('D3 what belongs to somebody else', () => {
  let owner: Page;
  let stranger: string;
  let license: string;
  let machine: string;

  test.beforeAll(async ({ browser }) => {
    owner = await browser.newPage();
    license = await signInWithKey(owner);
    const scanner = owner.locator('table').getByRole('link', { name: 'Warehouse scanner' });
    machine = /machines\/([^/?]+)/.exec(await follow(owner, scanner))?.[1] ?? '';
    expect(machine).not.toBe('');
    const other = await browser.newPage();
    await signInByMail(other, `stranger-${Date.now()}@latchkey.example`);
    stranger = (await other.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    await other.close();
  });

  test.afterAll(() => owner.close());

  for (const route of below) {
    for (const method of ['GET', 'POST'] as const) {
      test(`${method} ${route} is answered like what does not exist`, async ({ request }) => {
        const real = await ask(request, method, fillIn(route, license, machine));
        const none = await ask(request, method, fillIn(route, 'AAAA-AAAA', '00000000-0000-4000-8000-000000000000'));
        expect(real.status).toBe(404);
        expect(real).toEqual(none);
      });
    }
  }

  test('the machine of one license is missing under another, also for somebody who holds both', async ({ browser }) => {
    const holder = await browser.newPage();
    await signInToSample(holder);
    const others = await holder
      .locator('.card h2 a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const other = others.find((href) => href !== `/licenses/${license}`);
    expect((await holder.goto(`${address}${other}/machines/${machine}`))?.status()).toBe(404);
    expect((await holder.goto(`${address}/licenses/${license}/machines/${machine}`))?.status()).toBe(200);
    await holder.close();
  });

  async function ask(request: APIRequestContext, method: 'GET' | 'POST', path: string) {
    const answer = await request.fetch(address + path, {
      method,
      maxRedirects: 0,
      headers: { Cookie: stranger, Origin: address },
      ...(method === 'POST' && { form: { do: 'keep', confirm: 'yes', undo: 'yes', label: 'x', machine } }),
    });
    const { date: _date, ...headers } = answer.headers();
    // The foot of the page repeats the address that was asked for.
    return { status: answer.status(), headers, body: (await answer.text()).replaceAll(path, 'PATH') };
  }
});

test.describe('somebody who is signed out', () => {
  for (const route of ['/licenses', '/licenses/add', '/account', ...below]) {
    test(`is asked to sign in at ${route}`, async ({ request }) => {
      const path = fillIn(route, 'AAAA-AAAA', 'any');
      const answer = await request.get(address + path, { maxRedirects: 0 });
      expect(answer.status()).toBe(303);
      expect(answer.headers()['location']).toBe(`/sign-in?back=${encodeURIComponent(path)}`);
      const posted = await request.post(address + path, { maxRedirects: 0, headers: { Origin: address }, form: {} });
      expect(posted.status()).toBe(303);
      expect(posted.headers()['location']).toMatch(/^\/sign-in/);
    });
  }
});

test.describe('D1 a form from elsewhere is refused', () => {
  for (const route of routes.filter((it) => !/^\/(403|404|413|500)$/.test(it))) {
    test(`at ${route}`, async ({ page, request }) => {
      await signInWithKey(page);
      const Cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
      const path = fillIn(route, 'AAAA-AAAA', 'any');
      for (const headers of [{ Cookie }, { Cookie, Origin: 'https://elsewhere.example' }, { Cookie, Origin: 'null' }]) {
        for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
          const answer = await request.post(address + path, {
            headers: { ...headers, 'Content-Type': type },
            data: 'confirm=yes',
            maxRedirects: 0,
          });
          expect(answer.status(), `${type} ${JSON.stringify(headers)}`).toBe(403);
        }
      }
    });
  }
});

test('D2 an id that was planted before signing in is worth nothing afterwards', async ({ page, context }) => {
  await context.addCookies([{ name: 'latchkey-key', value: 'planted-by-somebody-else', url: address }]);
  await signInWithKey(page);
  const planted = (await context.cookies()).find(({ name }) => name === 'latchkey-key');
  expect(planted?.value).not.toBe('planted-by-somebody-else');
  expect(planted).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
});

test('D2 signing out ends the session on the server, not only in the browser', async ({ page, context, request }) => {
  const license = await signInWithKey(page);
  const Cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await page.goto(`${address}/account`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  const answer = await request.get(`${address}/licenses/${license}`, { headers: { Cookie }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
});

test('the license key is in no address, cookie, storage or referrer', async ({ page, context }) => {
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url(), request.headers()['referer'] ?? ''));
  await signInWithKey(page);
  await page.goto(`${address}/account`);
  const plain = licenseKey.replaceAll('-', '');
  const cookies = (await context.cookies()).map(({ value }) => value);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const text of [...sent, ...cookies, kept]) {
    expect(text).not.toContain(licenseKey);
    expect(text).not.toContain(plain);
  }
});

test('D4 what a form may not say is ignored', async ({ page, request }) => {
  const license = await signInWithKey(page);
  const before = await seatsUsed(page);
  const Cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await request.post(`${address}/licenses/${license}/activate`, {
    multipart: {
      machine: fingerprint,
      licenseId: 'OTHER',
      seats: '1000',
      expiresAt: '9999999999',
      features: '{"all":true}',
      state: 'active',
      attempt: 'mass',
    },
    headers: { Cookie, Origin: address },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(303);
  expect(answer.headers()['location']).toContain(`/licenses/${license}/machines/`);
  await page.goto(`${address}/licenses/${license}`);
  expect(await seatsUsed(page)).toBeLessThanOrEqual(before + 1);
  await expect(page.locator('.seats').first()).toContainText('of 12 seats');
});

test('D18 a name with markup is text, everywhere it is shown', async ({ page }) => {
  const name = `<img src=x onerror=alert(1)>"'`;
  const license = await signInWithKey(page);
  const machine = await follow(page, page.locator('table').getByRole('link', { name: 'Control room' }));
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  await page.getByLabel('Name of the machine').fill(name);
  await page.getByRole('button', { name: 'Save the name' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  for (const path of ['', '/renew', '/code', '/move', '/give-back', '/replace']) {
    await page.goto(machine + path);
    await expect(page.locator('main')).toContainText(name);
    expect(await page.locator('img').count()).toBe(0);
  }
  await page.goto(`${address}/licenses/${license}?q=onerror`);
  await expect(page.getByRole('link', { name })).toBeVisible();
  expect(dialogs).toEqual([]);

  // Renaming can be undone.
  await page.goto(machine);
  await page.getByLabel('Name of the machine').fill('Boiler room');
  await page.getByRole('button', { name: 'Save the name' }).click();
  await expect(page.getByText('It is called Boiler room now.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await page.getByLabel('Name of the machine').fill('Control room');
  await page.getByRole('button', { name: 'Save the name' }).click();
});

test('D12 D17 calendar and table are handed out as files, without anything that runs', async ({ page, request }) => {
  const license = await signInWithKey(page);
  const Cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const ics = await request.get(`${address}/licenses/${license}/calendar.ics`, { headers: { Cookie } });
  expect(ics.headers()).toMatchObject({ 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' });
  expect(ics.headers()['content-disposition']).toContain(`filename="${license}.ics"`);
  expect(await ics.text()).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/);
  const csv = await request.get(`${address}/licenses/${license}/machines.csv`, { headers: { Cookie } });
  expect(csv.headers()['content-type']).toBe('text/csv; charset=utf-8');
  for (const row of (await csv.text()).trim().split('\r\n')) expect(row.slice(1)).not.toMatch(/(^|,)[=+\-@]/);
});

test('D23 a key in an address opens nothing', async ({ request }) => {
  for (const path of [
    `/sign-in?licenseKey=${licenseKey}`,
    `/licenses?licenseKey=${licenseKey}`,
    `/?key=${licenseKey}`,
  ]) {
    const answer = await request.get(address + path, { maxRedirects: 0 });
    expect(answer.headers()['set-cookie'] ?? '').not.toContain('latchkey-key=');
  }
});

function fillIn(route: string, license: string, machine: string): string {
  return route.replace('[license]', license).replace('[machine]', machine);
}
