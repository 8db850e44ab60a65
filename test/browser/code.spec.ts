// The activation code on the page: to copy, to scan, to type, to print.

import { expect, test } from '@playwright/test';
import { readQr } from './picture.ts';
import { activate, fingerprintComponent, loadMachineVerifier, machineRequest, product, readRows } from './portal.ts';

test('the QR code holds the canonical code without dashes, and that code is good', async ({ page }) => {
  await activate(page);
  const code = await readRows(page);
  const found = await readQr(page);
  expect(found).toBe(code.replaceAll('-', ''));

  const verifier = await loadMachineVerifier();
  const evidence = { product, nowSeconds: Math.floor(Date.now() / 1000), components: [fingerprintComponent(verifier)] };
  expect(verifier.check(found, evidence)).toMatchObject({ accepted: true });
});

test('the code of a request answers that request and can be given back', async ({ page }) => {
  const request = await machineRequest(2);
  await activate(page, request.file, '');
  const verifier = await loadMachineVerifier();
  const read = verifier.decodeRequest(request.code);
  if (!read.ok) throw new Error(read.problem.sentence);
  const secret = new Uint8Array(16).fill(7);
  const { components } = read.value;
  const verdict = verifier.check(await readRows(page), {
    product,
    nowSeconds: Math.floor(Date.now() / 1000),
    components,
    secret,
  });
  expect(verdict).toMatchObject({ accepted: true, releasable: true });
});

test('copying says that it is done', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await activate(page);
  await page.getByRole('button', { name: 'Copy the code' }).click();
  await expect(page.getByRole('status')).toHaveText('Copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await readRows(page));
});

test('where there is no clipboard the code is selected', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await activate(page);
  await page.getByRole('button', { name: 'Copy the code' }).click();
  await expect(page.getByRole('status')).toContainText('The code is selected');
  const verifier = await loadMachineVerifier();
  const selected = await page.evaluate(() => getSelection()?.toString() ?? '');
  const reading = verifier.canonical(selected);
  expect(reading.ok && reading.value.code).toBe(await readRows(page));
});

test('the buttons step from row to row, and Escape shows all rows alike', async ({ page }) => {
  await activate(page);
  const rows = page.getByRole('radio');
  await page.getByRole('button', { name: 'Next row' }).click();
  await expect(rows.nth(0)).toBeChecked();
  await page.getByRole('button', { name: 'Next row' }).click();
  await expect(rows.nth(1)).toBeChecked();
  await page.getByRole('button', { name: 'Previous row' }).click();
  await expect(rows.nth(0)).toBeChecked();
  await rows.nth(0).focus();
  await page.keyboard.press('Escape');
  await expect(rows.nth(0)).not.toBeChecked();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 740 } });

  test('no row is wider than the screen, and no group is broken', async ({ page }) => {
    await activate(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.getByRole('button', { name: 'Next row' }).click();
    const heights = await page
      .locator('#rows .groups > span')
      .evaluateAll((groups) => groups.map((it) => it.getClientRects().length));
    expect(new Set(heights)).toEqual(new Set([1]));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  });
});

for (const format of ['A4', 'Letter']) {
  test(`it prints on one sheet of ${format}`, async ({ page }) => {
    await activate(page);
    const pdf = (await page.pdf({ format })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
  });
}
