// Every page in every main state: accessible in light and dark, and free of anything that the security policy forbids.
import { expect, type Page, test } from '@playwright/test';
import {
  activate,
  address,
  expectAccessible,
  fingerprint,
  licenseKey,
  machineRequest,
  readRows,
  withSlip,
} from './portal.ts';

const states: Record<string, (page: Page) => Promise<void>> = {
  'the empty form': async (page) => {
    await page.goto(`${address}/`);
  },
  'the form with problems': async (page) => {
    await page.goto(`${address}/`);
    await page.getByRole('button', { name: 'Get the activation code' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  },
  'the form with a wrong row': async (page) => {
    await page.goto(`${address}/`);
    await page.getByLabel('License key').fill(licenseKey);
    await page.getByLabel('What the machine shows').fill(withSlip((await machineRequest()).file, 1).text);
    await page.getByRole('button', { name: 'Get the activation code' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  },
  'the form while a request is read': async (page) => {
    await page.goto(`${address}/`);
    await page.getByLabel('What the machine shows').fill((await machineRequest()).code);
    await expect(page.locator('#machine-reading')).toContainText('complete');
  },
  'the activation code': (page) => activate(page),
  'the activation code with a row being typed': async (page) => {
    await activate(page);
    await page.locator('label.row').nth(3).click();
  },
  'the empty check': async (page) => {
    await page.goto(`${address}/check`);
  },
  'an accepting verdict': async (page) => {
    await activate(page);
    const code = await readRows(page);
    await check(page, code, fingerprint);
  },
  'a refusing verdict': async (page) => check(page, (await machineRequest()).code, ''),
  'the help': async (page) => {
    await page.goto(`${address}/help`);
  },
  'a page that does not exist': async (page) => {
    await page.goto(`${address}/nowhere`);
  },
};

async function check(page: Page, code: string, machine: string): Promise<void> {
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('Activation code').fill(code);
  await page.getByLabel('What the machine shows').fill(machine);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.locator('.verdict')).toBeVisible();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });

    for (const [name, open] of Object.entries(states)) {
      test(`${name} is accessible and keeps to the policy`, async ({ page }) => {
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
            complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(error.message));
        const elsewhere: string[] = [];
        page.on('request', (request) => {
          if (!request.url().startsWith(`${address}/`)) elsewhere.push(request.url());
        });
        await open(page);
        await expectAccessible(page);
        expect(complaints).toEqual([]);
        expect(elsewhere).toEqual([]);
      });
    }
  });
}
