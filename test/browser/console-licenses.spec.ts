// Selling in the console: a license from its issue to its end, many at once, tables in and out. A customer uses the real API meanwhile.
import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { address, fingerprint, follow, loadMachineVerifier, product } from './portal.ts';
import { issue, signInAsOwner } from './team.ts';

const base = `${address}/console/licenses`;

test.beforeEach(({ page }) => signInAsOwner(page));

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const notice = (page: Page) => page.locator('.notice');
const button = (page: Page, name: string | RegExp) =>
  page.locator('main').getByRole('button', { name, exact: typeof name === 'string' });

/** As an application of the customer asks. */
async function activate(
  licenseKey: string,
  machine: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${address}/api/v1/activations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ licenseKey, fingerprint: machine, label: `Kiln ${machine}` }),
  });
  return { status: answer.status, body: await answer.json() };
}

const daysAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a license is issued, used, suspended, brought back, extended and transferred', async ({ page }) => {
  const { key, url } = await issue(page, {
    Customer: 'kiln-works',
    Plan: 'gold',
    Seats: '2',
    'Last day': daysAhead(30),
  });
  const letter = await page.locator('#letter').inputValue();
  expect(letter).toContain(key);
  expect(letter).toContain('2 machines');

  const first = await activate(key, 'KILN-0001-ALPHA');
  expect(first.status).toBe(201);
  const verdict = (await loadMachineVerifier()).check(String(first.body['code']), {
    nowSeconds: Math.floor(Date.now() / 1000),
    product,
  });
  expect(verdict).toMatchObject({ reason: 'wrong-machine' });

  await page.goto(url);
  await expect(page.locator('.seats')).toContainText('1 of 2 seats used');
  await expect(page.getByRole('link', { name: 'Kiln KILN-0001-ALPHA', exact: true })).toBeVisible();
  await button(page, 'Suspend').click();
  await expect(notice(page)).toContainText('The license is suspended.');
  expect(await activate(key, 'KILN-0002-BRAVO')).toMatchObject({ status: 403 });
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(notice(page)).toContainText('Undone.');
  expect(await activate(key, 'KILN-0002-BRAVO')).toMatchObject({ status: 201 });

  await page.goto(`${url}/extend`);
  await page.getByLabel('By how many days').fill('10');
  await button(page, 'Extend the license').click();
  await expect(heading(page)).toHaveText('The license is extended');
  await expect(page.locator('.statement')).toContainText('40 days left');
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.statement')).toContainText('30 days left');

  await page.goto(`${url}/transfer`);
  await page.getByLabel('To which customer').fill('glass-wroks');
  await page.getByLabel('Account of the new customer').fill('glass@example.com');
  await button(page, 'Transfer the license').click();
  await expect(page.locator('#customer-error')).toContainText('There is no customer of this name');
  await page.getByRole('link', { name: 'Add a customer' }).click();
  await page.getByLabel('Id').fill('glass-works');
  await page.getByLabel('Name').fill('Glass Works');
  await follow(page, button(page, 'Add the customer'));
  await page.goto(`${url}/transfer`);
  await page.getByLabel('To which customer').fill('glass-works');
  await page.getByLabel('Account of the new customer').fill('glass@example.com');
  await button(page, 'Transfer the license').click();
  await expect(notice(page)).toContainText('It belongs to Glass Works now.');
  await expect(page.locator('main')).toContainText('1 account has it now: glass@example.com');

  await page.goto(`${url}/transfer`);
  await page.getByLabel('To which customer').fill('kiln-works');
  await button(page, 'Transfer the license').click();
  await expect(page.locator('main')).toContainText('1 account does not have it any more: glass@example.com');
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('main')).toContainText('1 account has it now: glass@example.com');
  await page.goto(url);
  await expect(page.locator('.facts').first()).toContainText('Glass Works');
  for (const act of [
    'Issued',
    'Suspended',
    'Made active again',
    'Extended by 10 days',
    'Transferred from kiln-works to glass-works',
    'Transferred from glass-works to kiln-works; 1 account lost it',
  ])
    await expect(page.locator('.history')).toContainText(act);
  await expect(page.locator('.history')).toContainText('Sample Owner');
});

test('sent twice is issued once', async ({ page }) => {
  await page.goto(`${base}/new`);
  await page.getByLabel('Product').selectOption(product);
  await page.getByLabel('Customer').fill('twice');
  await button(page, 'Issue the license').click();
  const key = await page.locator('#key').innerText();
  await page.reload();
  await expect(page.locator('#key')).toHaveText(key);
  await page.goto(`${base}?customer=twice`);
  await expect(page.locator('tbody tr')).toHaveCount(1);
});

test('mistakes stand beside their fields, and nothing that was typed is lost', async ({ page }) => {
  await page.goto(`${base}/new`);
  await page.getByLabel('Customer').fill('somebody');
  await page.getByLabel('Seats').fill('many');
  await page.getByLabel('Last day').fill('2020-01-01');
  await button(page, 'Issue the license').click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(3);
  await page
    .getByRole('alert')
    .getByRole('link', { name: /whole number/ })
    .click();
  await expect(page.getByLabel('Seats')).toBeFocused();
  await expect(page.getByLabel('Seats')).toHaveValue('many');
  await expect(page.getByLabel('Customer')).toHaveValue('somebody');
  await expect(page.locator('#ends-error')).toContainText('This day is over.');
});

test('a license is found by the end of its key, its machine and its customer', async ({ page }) => {
  const { key, id } = await issue(page, { Customer: 'findable-inc' });
  await activate(key, 'NEEDLE-7788-XYZ');
  for (const text of [key.slice(-5), 'needle-7788', 'findable', id.toLowerCase()]) {
    await page.goto(base);
    await page.keyboard.press('/');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('tbody')).toContainText(id);
  }
  await page.goto(`${base}?q=nothing-like-this`);
  await expect(page.getByText('Nothing fits this search.')).toBeVisible();
});

test('several are looked at first, then suspended, and brought back', async ({ page }) => {
  const crowd = `crowd-${Date.now()}`;
  const one = await issue(page, { Customer: crowd, 'Last day': daysAhead(50) });
  const two = await issue(page, { Customer: crowd, 'Last day': daysAhead(60) });
  const gone = await issue(page, { Customer: crowd });
  await page.goto(`${gone.url}/revoke`);
  await page.getByLabel(/to confirm/).fill(gone.id);
  await button(page, 'Revoke for good').click();
  await expect(notice(page)).toContainText('The license is revoked.');

  await page.goto(`${base}?customer=${crowd}`);
  await page.getByLabel('Choose all on this page').check();
  await expect(page.locator('.with-chosen')).toContainText('(3)');
  await button(page, 'Suspend').click();
  await expect(heading(page)).toHaveText('Suspend 3 licenses');
  await expect(page.locator('tbody tr').filter({ hasText: gone.id })).toContainText('Not possible');
  expect((await activate(one.key, 'STILL-GOOD-0001')).status).toBe(201);
  await button(page, 'Suspend 2 licenses').click();
  await expect(heading(page)).toHaveText('2 licenses suspended');
  for (const { key } of [one, two]) expect((await activate(key, 'NOT-GOOD-0001')).status).toBe(403);
  await notice(page).getByRole('button', { name: 'Undo' }).click();
  await expect(notice(page)).toContainText('Undone.');
  for (const { key } of [one, two]) expect((await activate(key, 'GOOD-AGAIN-0001')).status).toBe(201);

  await page.goto(`${base}?customer=${crowd}&state=active`);
  for (const { id } of [one, two]) await page.getByLabel(`Choose ${id}`).check();
  await page.getByLabel('Extend by (days)').fill('5');
  await page.getByLabel('Extend by (days)').press('Enter');
  await expect(heading(page)).toHaveText('Extend 2 licenses by 5 days');
  await expect(page.locator('tbody tr').filter({ hasText: one.id })).toContainText('55 days left');
  await button(page, 'Extend 2 licenses').click();
  await expect(heading(page)).toHaveText('2 licenses extended');
});

test('revoking asks for the id, and says how long each machine works on', async ({ page }) => {
  const { key, url, id } = await issue(page, {});
  await activate(key, 'LAST-DAYS-0001');
  await page.goto(`${url}/revoke`);
  await expect(page.locator('.lines')).toContainText(/Kiln LAST-DAYS-0001\s+works at most until/);
  await page.getByLabel(`Type ${id} to confirm`).fill('WRONG');
  await button(page, 'Revoke for good').click();
  await expect(page.locator('#confirm-error')).toContainText(`Type ${id}.`);
  await page.getByLabel(`Type ${id} to confirm`).fill(id.toLowerCase());
  await button(page, 'Revoke for good').click();
  await expect(page.locator('.state, .statement').first()).toContainText('Revoked');
  expect((await activate(key, 'LAST-DAYS-0002')).status).toBe(403);
});

test('a key is shown when it is asked for, and exchanged when that is confirmed', async ({ page }) => {
  const { key, url } = await issue(page, {});
  await page.goto(`${url}/key`);
  expect(await page.content()).not.toContain(key);
  await button(page, 'Show the key').click();
  await expect(page.locator('#key')).toHaveText(key);
  await page.goto(`${url}/key`);
  await button(page, 'Exchange the key').click();
  await expect(page.getByRole('alert')).toContainText('Confirm that the old key shall stop working.');
  await page.getByLabel('Yes, the old key shall stop working').check();
  await button(page, 'Exchange the key').click();
  const fresh = await page.locator('#key').innerText();
  expect((await activate(key, 'OLD-KEY-0001')).status).toBe(401);
  expect((await activate(fresh, 'NEW-KEY-0001')).status).toBe(201);
});

test('a JWT is issued, and networks keep strangers from asking', async ({ page }) => {
  const { url } = await issue(page, { 'Last day': daysAhead(90) });
  await page.goto(`${url}/jwt`);
  await page.getByLabel('Good for', { exact: true }).fill('7');
  await button(page, 'Issue the JWT').click();
  const [, claims = ''] = (await page.locator('#jwt').inputValue()).split('.');
  const { exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect(exp - iat).toBe(7 * 86_400);
  await page.goto(`${url}/networks`);
  await page.getByLabel('Networks').fill('203.0.113.0/99');
  await button(page, 'Save the networks').click();
  await expect(page.locator('#networks-error')).toBeVisible();
  await page.getByLabel('Networks').fill('203.0.113.0/24\n2001:db8::/32');
  await button(page, 'Save the networks').click();
  await expect(page.locator('.facts').first()).toContainText('203.0.113.0/24, 2001:db8::/32');
});

test('a table is exported as it is listed, and imported after a look', async ({ page }) => {
  const { id } = await issue(page, { Customer: '=SUM(A1)' });
  await page.goto(`${base}?q=SUM`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  expect(csv.trim().split('\r\n')).toHaveLength(2);
  expect(csv).toContain(`${id},${product},active,'=SUM(A1)`);

  await page.goto(`${base}/import`);
  const rows = [`${product},bulk-1,site,3,2031-12-31`, `${product},bulk-2,site,three,`, `${product},bulk-3,,,`];
  const file = Buffer.from(`product,customer,plan,seats,ends\n${rows.join('\n')}\n`);
  await page.getByLabel('CSV file').setInputFiles({ name: 'licenses.csv', mimeType: 'text/csv', buffer: file });
  await button(page, 'Look at it first').click();
  await expect(heading(page)).toHaveText('This is what would be imported');
  await expect(page.locator('tbody tr').first()).toContainText('Line 3');
  await expect(page.locator('tbody tr').first()).toContainText('Seats are a whole number.');
  await expect(button(page, /^Import/)).toHaveCount(0);
  const field = page.getByLabel('Correct it here');
  await field.fill((await field.inputValue()).replace('three', '4'));
  await button(page, 'Look again').click();
  await expect(page.locator('tbody tr').filter({ hasText: 'bulk-1' })).toContainText('31 December 2031');
  const beside = await page.context().newPage();
  await beside.goto(`${base}?q=bulk-`);
  await expect(beside.getByText('Nothing fits this search.')).toBeVisible();
  await beside.close();
  await button(page, 'Import 3 licenses').click();
  await expect(heading(page)).toHaveText('3 licenses imported');
  const keys = page.waitForEvent('download');
  await button(page, 'Download the new keys as CSV').click();
  const [header, ...lines] = (await readFile(await (await keys).path(), 'utf8')).trim().split('\r\n');
  expect(header).toBe('license,key');
  expect(lines).toHaveLength(3);
  expect((await activate(lines[0]?.split(',')[1] ?? '', 'BULK-MACHINE-01')).status).toBe(201);
});

test('a large table goes through, and one that is too large has a sentence', async ({ page }) => {
  test.slow();
  await page.goto(`${base}/import`);
  const table = (rows: number) =>
    Buffer.from(`product,customer,plan\n${`${product},${'x'.repeat(60)},big\n`.repeat(rows)}`);
  await page.getByLabel('CSV file').setInputFiles({ name: 'big.csv', mimeType: 'text/csv', buffer: table(2500) });
  await button(page, 'Look at it first').click();
  await expect(page.locator('.lede')).toContainText('2,500 licenses can be imported', { timeout: 60_000 });
  await expect(page.getByText('and 2,400 more that are good')).toBeVisible();
  await page.goto(`${base}/import`);
  await page.getByLabel('CSV file').setInputFiles({ name: 'big.csv', mimeType: 'text/csv', buffer: table(7200) });
  await button(page, 'Look at it first').click();
  await expect(page.locator('#file-error')).toContainText('more than 512 kB');
});

test('a product is added with its rules, changed, and sold', async ({ page }) => {
  const id = `kiln-${Date.now().toString(36)}`;
  await page.goto(`${address}/console/products/new`);
  await page.getByLabel('Id', { exact: true }).fill('Not An Id');
  await page.getByLabel('Name', { exact: true }).fill('Kiln Control');
  await page.getByLabel('Asks for a fresh code every', { exact: true }).fill('14');
  await button(page, 'Add the product').click();
  await expect(page.locator('#id-error')).toContainText('small letters');
  await expect(page.locator('#refresh-error')).toContainText('shorter');
  await page.getByLabel('Id', { exact: true }).fill(id);
  await page.getByLabel('Asks for a fresh code every', { exact: true }).fill('36');
  await page.getByLabel('Asks for a fresh code every: Unit').selectOption('hours');
  await page.getByLabel('Features', { exact: true }).fill('lines=4');
  await button(page, 'Add the product').click();
  await expect(notice(page)).toContainText('The product is added.');
  await expect(page.locator('.bullets')).toContainText('With a network it gets a fresh code every 36 hours');
  await page.getByRole('link', { name: 'Change the rules' }).click();
  await page.getByLabel('Works offline for', { exact: true }).fill('');
  await page.getByLabel('Asks for a fresh code every', { exact: true }).fill('');
  await button(page, 'Save the rules').click();
  await expect(page.locator('.bullets')).toContainText('A machine never has to ask');
  await page.getByRole('link', { name: 'Issue a license' }).click();
  await expect(page.getByLabel('Product')).toHaveValue(id);
});

test('a customer is added, changed, and seen as the customer sees it', async ({ page }) => {
  const id = `c-${Date.now().toString(36)}`;
  await page.goto(`${address}/console/customers/new`);
  await page.getByLabel('Id', { exact: true }).fill(id);
  await page.getByLabel('Name').fill('Müller & Söhne <b>');
  await page.getByLabel('E-mail address').fill('nobody');
  await button(page, 'Add the customer').click();
  await expect(page.locator('#email-error')).toBeVisible();
  await page.getByLabel('E-mail address').fill('office@example.com');
  await button(page, 'Add the customer').click();
  await expect(heading(page)).toHaveText('Müller & Söhne <b>');
  await expect(page.getByText('This customer has no license yet.')).toBeVisible();
  const { key } = await issue(page, { Customer: id });
  await activate(key, fingerprint);
  await page.goto(`${address}/console/customers/${id}/look`);
  await expect(page.locator('.card')).toContainText(`Kiln ${fingerprint}`);
  await expect(page.locator('.card button, .card form, .card input')).toHaveCount(0);
  await page.goto(`${address}/console/customers?q=s%C3%B6hne`);
  await expect(page.locator('tbody tr')).toContainText('office@example.com');
});

test('what is not there is not found, whatever the address says', async ({ page }) => {
  for (const path of [
    '/licenses/NOTHING1',
    '/licenses/NOTHING1/edit',
    '/products/none',
    '/customers/none/look',
    '/customers/%2E%2E/edit',
  ]) {
    const answer = await page.goto(`${address}/console${path}`);
    expect(answer?.status(), path).toBe(404);
  }
  for (const query of ['?cursor=xyz', '?state=stolen', '?product=none', '?cursor=OTk5OTkgeA']) {
    expect((await page.goto(base + query))?.status(), query).toBe(200);
  }
});
