// The pages in another language: chosen by the browser, or at the foot of a page.
import { expect, type Page, test } from '@playwright/test';
import { signInWithKey } from './account.ts';
import { address, expectAccessible, follow, licenseKey, machineRequest, withSlip } from './portal.ts';

const PUBLIC = ['/', '/check', '/help', '/sign-in', '/give-back', '/enter?token=x', '/nowhere'];

test.describe('a German browser', () => {
  test.use({ locale: 'de-DE' });

  for (const path of PUBLIC) {
    test(`reads ${path} in German`, async ({ page }) => {
      await page.goto(address + path);
      await expectGerman(page);
    });
  }

  test('reads every page of a license in German', async ({ page }) => {
    const license = await signInWithKey(page);
    const scanner = page.locator('table').getByRole('link', { name: 'Warehouse scanner' });
    const machine = new URL(await follow(page, scanner)).pathname;
    const paths = ['', '/renew', '/code', '/move', '/give-back', '/replace'].map((it) => machine + it);
    for (const path of [
      `/licenses/${license}`,
      `/licenses/${license}/activate`,
      `/licenses/${license}/batch`,
      `/licenses/${license}/key`,
      '/account',
      ...paths,
    ]) {
      await page.goto(address + path);
      await expectGerman(page);
    }
  });

  test('hears in German what is wrong with a code, with its row', async ({ page }) => {
    const { text } = withSlip((await machineRequest()).file, 2);
    await page.goto(`${address}/`);
    await page.getByLabel('Was die Maschine zeigt').fill(text);
    await page.getByLabel('Was die Maschine zeigt').blur();
    await expect(page.locator('#machine-reading')).toContainText('Zeile 2 hat ein falsches Zeichen');
    await page.getByLabel('Lizenzschlüssel').fill(licenseKey);
    await page.getByRole('button', { name: 'Aktivierungscode holen' }).click();
    await expect(page.locator('#machine-error')).toContainText('Zeile 2 hat ein falsches Zeichen');
  });

  test('reads dates and numbers as they are written there', async ({ page }) => {
    await signInWithKey(page);
    await expect(page.locator('table time').first()).toHaveText(
      /^\d{1,2}\. (Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember) \d{4}$/,
    );
  });
});

test('the language is switched at the foot of a page, and stays', async ({ page }) => {
  await page.goto(`${address}/help`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page).toHaveURL(`${address}/help`);
  await expectGerman(page);
  await page.goto(`${address}/check`);
  await expectGerman(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

/** The language is said, and none of the words of the other one is left. */
async function expectGerman(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const text = await page.locator('body').innerText();
  expect(text.match(/\b(the|machine|license|with|and|your|this|code is|seats?)\b/gi) ?? []).toEqual([]);
}
