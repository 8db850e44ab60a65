// Everything that matters works in a browser that runs no script.
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { activate, address, fingerprint, licenseKey, machineRequest, readRows, withSlip } from './portal.ts';

test.use({ javaScriptEnabled: false });

test('a fingerprint becomes a code that the server finds valid', async ({ page }) => {
  await activate(page);
  const code = await readRows(page);
  await expect(page.getByRole('button', { name: 'Copy the code' })).toBeHidden();

  await page.goto(`${address}/check`);
  await page.getByLabel('Activation code').fill(code);
  await page.getByLabel('What the machine shows').fill(fingerprint);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'This code fits this machine' })).toBeVisible();
});

test('the file from the machine is enough', async ({ page }) => {
  const { file } = await machineRequest();
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(licenseKey);
  await page
    .getByLabel('Or choose the file from the machine')
    .setInputFiles({ name: 'request.lkr', mimeType: 'text/plain', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Your activation code/);
  await expect(page.locator('.pass-machine')).toContainText('Press line 3');
});

test('a wrong row is named and marked', async ({ page }) => {
  const { text, group } = withSlip((await machineRequest()).file, 1);
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByLabel('What the machine shows').fill(text);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.locator('#machine-error')).toContainText('Row 1');
  await expect(page.locator('#machine-error mark')).toContainText(group);
  await expect(page.getByLabel('License key')).toHaveValue(licenseKey);
});

test('a file that cannot be a request is refused in words', async ({ page }) => {
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(licenseKey);
  const buffer = Buffer.alloc(20_000, 'A');
  await page.getByLabel('Or choose the file').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.locator('#machine-error')).toContainText('too much text');
});

test('a photo in place of the file is refused by a page that says what to choose', async ({ page }) => {
  await page.goto(`${address}/`);
  const buffer = Buffer.alloc(3_000_000, 7);
  await page.getByLabel('Or choose the file').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('That is too much at once');
  await expect(page.getByText('not a photo of it')).toBeVisible();
});

test('the license file is downloaded under the name of the machine and holds the code', async ({ page }) => {
  await activate(page, fingerprint, 'Presse "3"/ü');
  const rows = (await readRows(page)).replace(/^LKA1-/, '');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the file' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('Presse -3-ü.lic');
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toMatch(/^-----BEGIN LATCHKEY LICENSE-----\n/);
  expect(text.split('\n').slice(2, -2).join('-').replaceAll(' ', '-')).toBe(rows);
});

test('tapping a row enlarges it and dims the others', async ({ page }) => {
  await activate(page);
  const row = page.locator('label.row').nth(2);
  const size = () => row.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  const color = () =>
    page
      .locator('label.row')
      .nth(0)
      .evaluate((element) => getComputedStyle(element).color);
  const [before, clear] = [await size(), await color()];
  await row.click();
  await expect.poll(size).toBeGreaterThan(before);
  await expect.poll(color).not.toBe(clear);
});
