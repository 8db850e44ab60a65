// "Check a code" in the browser, with the module that machines run.
import { expect, test } from '@playwright/test';
import { activate, address, fingerprint, machineRequest, readRows } from './portal.ts';

test('the verdict is made here: after loading, nothing is sent', async ({ page }) => {
  await activate(page);
  const code = await readRows(page);
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await page.getByLabel('Activation code').fill(code);
  await page.getByLabel('What the machine shows').fill(fingerprint);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'This code fits this machine' })).toBeVisible();
  await expect(page.getByText('Licensed until')).toBeVisible();
  await expect(page.getByText('Check in by')).toBeVisible();
  expect(sent).toEqual([]);
});

test('the module comes compressed', async ({ page }) => {
  const fetched = page.waitForResponse((it) => it.url().endsWith('.wasm'));
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  const headers = await (await fetched).allHeaders();
  expect(headers['content-encoding']).toMatch(/^(br|gzip)$/);
  expect(Number(headers['content-length'])).toBeLessThanOrEqual(14 * 1024);
});

test('a code for one machine stays open while no machine is given, and is refused for another', async ({ page }) => {
  await activate(page);
  const code = await readRows(page);
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('Activation code').fill(code);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'the machine is still open' })).toBeVisible();
  await page.getByLabel('What the machine shows').fill((await machineRequest()).code);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'This code will not work' })).toBeVisible();
  await expect(page.getByText('Reason: wrong-machine')).toBeVisible();
});

test('a slip in the code is named by row and marked', async ({ page }) => {
  await activate(page);
  const code = await readRows(page);
  const groups = code.split('-');
  const wrong = groups[8] ?? ''; // row 2, after the prefix and the six groups of row 1
  groups[8] = wrong.startsWith('Z') ? `Y${wrong.slice(1)}` : `Z${wrong.slice(1)}`;
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('Activation code').fill(groups.join('-'));
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'This code has a mistake' })).toBeVisible();
  await expect(page.locator('.verdict')).toContainText('Row 2');
  await expect(page.locator('.verdict mark')).toContainText(groups[8]);
});

test('a code that the vendor did not sign is refused with its reason', async ({ page }) => {
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('Activation code').fill((await machineRequest()).code);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByText('Reason: unsupported')).toBeVisible();
});

test('what is missing is said beside its field, and nothing is lost', async ({ page }) => {
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('What the machine shows').fill(fingerprint);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.locator('#code-reading')).toContainText('Enter the activation code.');
  await expect(page.getByLabel('Activation code')).toBeFocused();
});
