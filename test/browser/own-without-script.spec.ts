// The life of a machine in a browser that runs no script, and by keyboard alone in one that does.
import { expect, type Page, test } from '@playwright/test';
import { signInWithKey } from './account.ts';
import { AirGapped, newParts } from './machine.ts';
import { address, follow, licenseKey, readRows } from './portal.ts';
import { issue, signInAsOwner } from './team.ts';

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('a machine is activated, renewed, renamed, moved and replaced', async ({ page }) => {
    test.setTimeout(120_000);
    using saw = new AirGapped(newParts());
    using drill = new AirGapped(newParts());
    const license = await signInWithKey(page);
    await page.goto(`${address}/licenses/${license}/activate`);
    await page.getByLabel('Or choose the file from the machine').setInputFiles((await saw.request('Plain saw')).path);
    await page.getByRole('button', { name: 'Get the activation code' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your activation code');
    expect(await saw.install(await readRows(page))).toMatchObject({ installed: true });

    const machine = page.url().replace(/\/code.*/, '');
    await page.goto(machine);
    await page.getByLabel('Name of the machine').fill('Plain saw 2');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await expect(page.getByText('It is called Plain saw 2 now.')).toBeVisible();
    await page.goto(`${machine}/renew`);
    await page.getByRole('button', { name: 'Get a fresh code' }).click();
    expect(await saw.install(await readRows(page))).toMatchObject({ installed: true });

    await page.goto(`${machine}/move`);
    await page.locator('#receiptFile').setInputFiles((await saw.release()).path);
    await page.locator('#machineFile').setInputFiles((await drill.request('Plain drill')).path);
    await page.getByRole('button', { name: 'Move the license' }).click();
    expect(await drill.install(await readRows(page))).toMatchObject({ installed: true });

    const moved = page.url().replace(/\/code.*/, '');
    await page.goto(`${moved}/give-back`);
    await page.locator('#receiptFile').setInputFiles((await drill.release()).path);
    await page.getByRole('button', { name: 'Free the seat' }).click();
    await expect(page.getByText('Plain drill has given its license back.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Scan with the camera' })).toBeHidden();
  });
});

test('a fingerprint that was typed wrong is corrected, and the machine keeps its seat', async ({ page }) => {
  // A license of its own: a correction is a change of hands, and the seats of the sample have seen many.
  await signInAsOwner(page);
  const { key } = await issue(page, { Customer: 'bakery' });
  const license = await signInWithKey(page, key);
  const right = `oven-${Date.now()}`;
  await page.goto(`${address}/licenses/${license}/activate`);
  await page.getByLabel('What the machine shows').fill(`${right}x`);
  await page.getByLabel('Name of the machine').fill('Oven 12');
  const code = await follow(page, page.getByRole('button', { name: 'Get the activation code' }));
  const machine = code.replace(/\/code.*/, '');
  await page.goto(`${machine}/give-back`);
  await expect(page.getByText('it cannot make a receipt')).toBeVisible();
  await page.goto(machine);
  await page.getByRole('link', { name: 'Correct the fingerprint' }).click();
  await page.getByRole('button', { name: 'Correct it' }).click();
  await expect(page.locator('#fingerprint-error')).toBeVisible();
  await page.getByLabel('Fingerprint').fill(right);
  await page.getByRole('button', { name: 'Correct it' }).click();
  await expect(page.getByText('The fingerprint was corrected.')).toBeVisible();
  const corrected = await readRows(page);
  await page.goto(`${address}/check`);
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await page.getByLabel('Activation code').fill(corrected);
  await page.getByLabel('What the machine shows').fill(right);
  await page.getByRole('button', { name: 'Check the code' }).click();
  await expect(page.getByRole('heading', { name: 'This code fits this machine' })).toBeVisible();
  await page.goto(`${machine}/replace`);
  await page.getByLabel('Oven 12 will not be used any more.').check();
  await page.getByRole('button', { name: 'Replace this machine' }).click();
  await expect(page.getByText('Oven 12 was replaced.')).toBeVisible();
});

test('by keyboard alone: sign in, find a machine, renew it, see its code', async ({ page }) => {
  await page.goto(`${address}/sign-in`);
  await tabTo(page, 'License key');
  await page.keyboard.type(licenseKey);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/licenses\//);
  await page.keyboard.press('/');
  await page.keyboard.type('control');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=control/);
  await tabTo(page, 'Control room');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Control room');
  await tabTo(page, 'Renew');
  await page.keyboard.press('Enter');
  await tabTo(page, 'Get a fresh code');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This is the fresh code')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focus = page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
      return label?.trim() ?? '';
    });
    const focused = await focus.catch(() => ''); // the page is just being left for the next one
    if (focused === name) return;
  }
  throw new Error(`"${name}" cannot be reached with the Tab key`);
}
