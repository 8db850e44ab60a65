// Every page in every main state: accessible in light and dark, and free of anything that the security policy forbids.
import { expect, type Page, test } from '@playwright/test';
import { lastLink, SAMPLE_EMAIL, signInToSample } from './account.ts';
import {
  activate,
  address,
  expectAccessible,
  fingerprint,
  follow,
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
  'the sign-in': async (page) => {
    await page.goto(`${address}/sign-in`);
  },
  'the sign-in with a problem': async (page) => {
    await page.goto(`${address}/sign-in`);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
  },
  'the letter that was sent': async (page) => {
    await page.goto(`${address}/sign-in`);
    await page.getByLabel('E-mail address').fill('looks@latchkey.example');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  },
  'the link of a letter': async (page) => {
    await page.goto(await lastLink(SAMPLE_EMAIL));
  },
  'a link that was used': async (page) => {
    await page.goto(`${address}/enter?token=none`);
  },
  'giving back': async (page) => {
    await page.goto(`${address}/give-back`);
  },
  'giving back with a problem': async (page) => {
    await page.goto(`${address}/give-back`);
    await page.getByLabel('Receipt', { exact: true }).fill('LKD1-AAAAA');
    await page.getByRole('button', { name: 'Free the seat' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
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

/** Pages of somebody who is signed in, as paths below a license or a machine. */
const ownPages: Record<string, (page: Page, at: { license: string; machine: string; gone: string }) => Promise<void>> =
  {
    'the licenses': async (page) => void (await page.goto(`${address}/licenses`)),
    'adding a license': async (page) => void (await page.goto(`${address}/licenses/add`)),
    'the account': async (page) => void (await page.goto(`${address}/account`)),
    'the machines': async (page, { license }) => void (await page.goto(license)),
    'all machines, sorted': async (page, { license }) =>
      void (await page.goto(`${license}?show=all&sort=name&order=desc`)),
    'a search without a find': async (page, { license }) => void (await page.goto(`${license}?q=nothing+like+this`)),
    'activating on a license': async (page, { license }) => void (await page.goto(`${license}/activate`)),
    'many at once': async (page, { license }) => void (await page.goto(`${license}/batch`)),
    'many at once with results': async (page, { license }) => {
      await page.goto(`${license}/batch`);
      const { text } = withSlip((await machineRequest()).file, 1);
      await page.getByLabel('Request files').setInputFiles([
        { name: 'good.lkr', mimeType: 'text/plain', buffer: Buffer.from((await machineRequest()).file) },
        { name: 'bad.lkr', mimeType: 'text/plain', buffer: Buffer.from(text) },
      ]);
      await page.getByRole('button', { name: 'Activate all of them' }).click();
      await expect(page.locator('#summary')).toHaveText('1 code, 1 refused.');
    },
    'sheets to print': async (page, { license }) => {
      await page.goto(`${license}/batch`);
      await page
        .getByLabel('Request files')
        .setInputFiles([
          { name: 'good.lkr', mimeType: 'text/plain', buffer: Buffer.from((await machineRequest()).file) },
        ]);
      await page.getByRole('button', { name: 'Activate all of them' }).click();
      await page.getByRole('button', { name: 'Sheets to print' }).click();
      await expect(page.locator('.pass')).toHaveCount(1);
    },
    'the license key, hidden': async (page, { license }) => void (await page.goto(`${license}/key`)),
    'the license key, shown': async (page, { license }) => {
      await page.goto(`${license}/key`);
      await page.getByRole('button', { name: 'Show the license key' }).click();
      await expect(page.locator('#shown-key')).toBeVisible();
    },
    'a machine': async (page, { machine }) => void (await page.goto(machine)),
    'a machine that was replaced': async (page, { gone }) => void (await page.goto(gone)),
    'the code again': async (page, { machine }) => void (await page.goto(`${machine}/code`)),
    renewing: async (page, { machine }) => void (await page.goto(`${machine}/renew`)),
    moving: async (page, { machine }) => void (await page.goto(`${machine}/move`)),
    'moving with problems': async (page, { machine }) => {
      await page.goto(`${machine}/move`);
      await page.getByRole('button', { name: 'Move the license' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
    'giving one machine back': async (page, { machine }) => void (await page.goto(`${machine}/give-back`)),
    replacing: async (page, { machine }) => void (await page.goto(`${machine}/replace`)),
    'replacing without saying so': async (page, { machine }) => {
      await page.goto(`${machine}/replace`);
      await page.getByRole('button', { name: 'Replace this machine' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
    },
  };

for (const colorScheme of ['light', 'dark'] as const) {
  // Dark differs by its colors alone; the quick run leaves it to the full one.
  test.describe(`in ${colorScheme}`, { tag: colorScheme === 'dark' ? '@full' : [] }, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' });

    for (const [name, open] of Object.entries(states)) {
      test(`${name} is accessible and keeps to the policy`, ({ page }) => expectGoodLooks(page, () => open(page)));
    }

    test('every page of somebody who is signed in is accessible and keeps to the policy', async ({ page }) => {
      test.setTimeout(420_000);
      await signInToSample(page);
      const license = await follow(page, page.locator('.card').filter({ hasText: 'of 12 seats' }).getByRole('link'));
      const inTable = (name: string) => follow(page, page.locator('table').getByRole('link', { name }));
      const machine = await inTable('Warehouse scanner');
      await page.goto(`${license}?show=gone`);
      const at = { license, machine, gone: await inTable('Press line 1') };
      for (const [name, open] of Object.entries(ownPages)) {
        await test.step(name, () => expectGoodLooks(page, () => open(page, at)));
      }
    });
  });
}

async function expectGoodLooks(page: Page, open: () => Promise<void>): Promise<void> {
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
  await open();
  await expectAccessible(page);
  expect(complaints).toEqual([]);
  expect(elsewhere).toEqual([]);
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  page.removeAllListeners('request');
}
