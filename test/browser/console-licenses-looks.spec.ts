// Every page of licenses, products and customers in its states: accessible in light and dark, on a desk and on a phone, without a
// script as well, and to a reader without anything that changes something.
import { type Browser, expect, type Page, test } from '@playwright/test';
import { lastLink } from './account.ts';
import { address, expectAccessible, follow, product } from './portal.ts';
import { signInAsOwner } from './team.ts';

const console_ = `${address}/console`;
const licenses = `${console_}/licenses`;
const PHONE = { width: 375, height: 740 };

interface Place {
  license: string;
  customer: string;
}

/** A license with a machine, made with the pages themselves. */
async function sell(page: Page): Promise<Place> {
  const customer = `looks-${Date.now().toString(36)}`;
  await page.goto(`${licenses}/new`);
  await page.getByLabel('Product').selectOption(product);
  await page.getByLabel('Customer').fill(customer);
  await page.getByRole('button', { name: 'Issue the license' }).click();
  const key = await page.locator('#key').innerText();
  await fetch(`${address}/api/v1/activations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ licenseKey: key, fingerprint: `LOOKS-${customer}`, label: 'Kiln 7' }),
  });
  return { license: await follow(page, page.getByRole('link', { name: 'Open the license' })), customer };
}

const press = (page: Page, name: string) => page.locator('main').getByRole('button', { name, exact: true }).click();

const states: Record<string, (page: Page, place: Place) => Promise<unknown>> = {
  'the licenses': (page) => page.goto(licenses),
  'a search without a find': (page) => page.goto(`${licenses}?q=nothing-like-this`),
  'the licenses of a customer': (page, { customer }) => page.goto(`${licenses}?customer=${customer}`),
  'the preview of several': async (page, { customer }) => {
    await page.goto(`${licenses}?customer=${customer}`);
    await page.getByLabel('Choose all on this page').check();
    await press(page, 'Suspend');
  },
  'several without a choice': async (page) => {
    await page.goto(licenses);
    await press(page, 'Resume');
  },
  issuing: (page) => page.goto(`${licenses}/new`),
  'issuing with problems': async (page) => {
    await page.goto(`${licenses}/new`);
    await page.getByLabel('Seats').fill('x');
    await press(page, 'Issue the license');
  },
  'what was issued': async (page) => {
    await page.goto(`${licenses}/new?product=${product}&customer=looks`);
    await press(page, 'Issue the license');
  },
  'a license': (page, { license }) => page.goto(license),
  'a license, suspended, and active again': async (page, { license }) => {
    await page.goto(license);
    await press(page, 'Suspend');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Undo' }).click();
  },
  'a change': (page, { license }) => page.goto(`${license}/edit`),
  extending: (page, { license }) => page.goto(`${license}/extend`),
  'extending with a problem': async (page, { license }) => {
    await page.goto(`${license}/extend`);
    await page.getByLabel('By how many days').fill('');
    await press(page, 'Extend the license');
  },
  'what was extended': async (page, { license }) => {
    await page.goto(`${license}/extend`);
    await press(page, 'Extend the license');
  },
  transferring: (page, { license }) => page.goto(`${license}/transfer`),
  revoking: (page, { license }) => page.goto(`${license}/revoke`),
  'revoking with a problem': async (page, { license }) => {
    await page.goto(`${license}/revoke`);
    await press(page, 'Revoke for good');
  },
  'the key, hidden': (page, { license }) => page.goto(`${license}/key`),
  'the key, shown': async (page, { license }) => {
    await page.goto(`${license}/key`);
    await press(page, 'Show the key');
  },
  'the key, not confirmed': async (page, { license }) => {
    await page.goto(`${license}/key`);
    await press(page, 'Exchange the key');
  },
  'a JWT': async (page, { license }) => {
    await page.goto(`${license}/jwt`);
    await expectAccessible(page);
    await press(page, 'Issue the JWT');
  },
  networks: (page, { license }) => page.goto(`${license}/networks`),
  importing: (page) => page.goto(`${licenses}/import`),
  'importing with nothing': async (page) => {
    await page.goto(`${licenses}/import`);
    await press(page, 'Look at it first');
  },
  'what would be imported': async (page) => {
    await page.goto(`${licenses}/import`);
    await page.getByLabel('Or paste it').fill(`product,customer,seats\n${product},a,3\nnothing,b,4\n${product},c,x\n`);
    await press(page, 'Look at it first');
  },
  'what was imported': async (page) => {
    await page.goto(`${licenses}/import`);
    await page.getByLabel('Or paste it').fill(`product,customer,seats\n${product},looks-import,3\n`);
    await press(page, 'Look at it first');
    await expectAccessible(page);
    await press(page, 'Import 1 license');
  },
  'the products': (page) => page.goto(`${console_}/products`),
  'a product': (page) => page.goto(`${console_}/products/${product}`),
  'a new product with problems': async (page) => {
    await page.goto(`${console_}/products/new`);
    await expectAccessible(page);
    await press(page, 'Add the product');
  },
  'the rules of a product': (page) => page.goto(`${console_}/products/${product}/edit`),
  'the customers': (page) => page.goto(`${console_}/customers`),
  'a customer': (page, { customer }) => page.goto(`${console_}/customers/${customer}`),
  'what a customer sees': (page, { customer }) => page.goto(`${console_}/customers/${customer}/look`),
  'a new customer with problems': async (page) => {
    await page.goto(`${console_}/customers/new`);
    await press(page, 'Add the customer');
  },
};

for (const colorScheme of ['light', 'dark'] as const) {
  // 34 states, twice each: a minute for a color scheme.
  test(`every page is accessible in ${colorScheme}, on a desk and on a phone`, { tag: '@full' }, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const page = await (await browser.newContext({ colorScheme, reducedMotion: 'reduce' })).newPage();
    await signInAsOwner(page);
    const place = await sell(page);
    for (const [name, open] of Object.entries(states))
      await test.step(name, () => expectGoodLooks(page, () => open(page, place)));
    await page.context().close();
  });
}

async function expectGoodLooks(page: Page, open: () => Promise<unknown>): Promise<void> {
  const complaints: string[] = [];
  const note = (message: { type(): string; text(): string }) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text());
  };
  page.on('console', note);
  await page.setViewportSize({ width: 1280, height: 800 });
  await open();
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, 'nothing sticks out of a phone').toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  page.off('console', note);
}

test.describe('without a script', () => {
  test('a license is issued, suspended with others, and a table is imported', async ({ browser }) => {
    const page = await withoutScript(browser);
    await page.goto(`${licenses}/new`);
    await page.getByLabel('Product').selectOption(product);
    await page.getByLabel('Customer').fill('plain');
    await press(page, 'Issue the license');
    await expect(page.locator('#key')).toHaveText(/^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/);
    await expect(page.getByRole('button', { name: 'Copy the key' })).toBeHidden();
    await page.goto(`${licenses}?customer=plain`);
    await page.locator('tbody input[name="license"]').first().check();
    await press(page, 'Suspend');
    await press(page, 'Suspend 1 license');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 license suspended');
    await page.goto(`${licenses}/import`);
    await page.getByLabel('Or paste it').fill(`product,customer\n${product},plain\n`);
    await press(page, 'Look at it first');
    await press(page, 'Import 1 license');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 license imported');
    await page.context().close();
  });
});

async function withoutScript(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signInAsOwner(page);
  const { cookies } = await page.context().storageState();
  await page.context().close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await plain.addCookies(cookies);
  return await plain.newPage();
}

for (const [role, may] of [
  ['Support', { licenses: true, products: false }],
  ['Read only', { licenses: false, products: false }],
] as const) {
  test(`${role}: sees no button that it may not press, and a forged form changes nothing`, async ({
    page,
    browser,
  }) => {
    await signInAsOwner(page);
    const { license, customer } = await sell(page);
    const member = await join(page, browser, role);
    for (const path of [license, licenses, `${console_}/customers/${customer}`, `${console_}/products/${product}`]) {
      await member.goto(path);
      const isProduct = path.includes('/products/');
      const issue = member.locator('main').getByRole('link', { name: 'Issue a license' });
      if (path !== license) await expect(issue).toHaveCount(may.licenses ? 1 : 0);
      if (isProduct) await expect(member.getByRole('link', { name: 'Change the rules' })).toHaveCount(0);
      if (!may.licenses) await expect(member.locator('main form[method="post"] button')).toHaveCount(0);
    }
    const post = async (path: string, form: Record<string, string>) => {
      const answer = await member.request.post(path, { form, headers: { Origin: address }, maxRedirects: 0 });
      return answer.status();
    };
    expect(await post(license, { state: 'suspended' })).toBe(may.licenses ? 200 : 403);
    expect(await post(`${license}/key`, { do: 'show' })).toBe(may.licenses ? 200 : 403);
    expect(await post(`${console_}/products/${product}/edit`, { name: 'Stolen', seats: '99' })).toBe(403);
    expect(await post(`${console_}/products/new`, { id: 'stolen', name: 'Stolen' })).toBe(403);
    if (!may.licenses) {
      for (const path of [
        `${licenses}/import`,
        `${licenses}/keys.csv`,
        `${licenses}/several`,
        `${console_}/customers/new`,
      ])
        expect(await post(path, { license: 'X' }), path).toBe(403);
    }
    await page.goto(license);
    const suspended = page.locator('.statement').filter({ hasText: 'Suspended' });
    await expect(suspended).toHaveCount(may.licenses ? 1 : 0);
    await page.goto(`${console_}/products/${product}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Demo App (sample product)');
    await member.context().close();
  });
}

/** Somebody new in the team, in a browser of their own. */
async function join(page: Page, browser: Browser, role: string): Promise<Page> {
  const email = `${role.toLowerCase().replace(' ', '-')}-${Date.now().toString(36)}@latchkey.example`;
  await page.goto(`${console_}/team/new`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await page.locator('main button.primary').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(email);
  const member = await (await browser.newContext()).newPage();
  await member.goto(await lastLink(email));
  const name = member.getByLabel('Your name');
  if (await name.isVisible()) await name.fill(`Somebody (${role})`);
  await member.getByRole('button', { name: 'Join' }).click();
  await expect(member.locator('.who')).toContainText(role);
  return member;
}
