// The customer's path: from what the machine shows to a code that the machine accepts.
import { expect, type Page, test } from '@playwright/test';
import {
  activate,
  address,
  fingerprint,
  fingerprintComponent,
  licenseKey,
  loadMachineVerifier,
  machineRequest,
  product,
  readRows,
  unknownLicenseKey,
  withSlip,
} from './portal.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

test('a fingerprint becomes a code that fits its machine, by keyboard alone', async ({ page }) => {
  await page.goto(`${address}/`);
  await tabTo(page, 'License key');
  await page.keyboard.type(licenseKey.toLowerCase());
  await tabTo(page, 'What the machine shows');
  await page.keyboard.type(fingerprint);
  await tabTo(page, 'Name of the machine (optional)');
  await page.keyboard.type('Press line 3');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Your activation code/);
  await expect(page.getByText('4c4c4544-0038-4b10-8052-b4c04f4a3232')).toBeVisible();
  await expect(page.getByText('it cannot give its seat back')).toBeVisible();
  const code = await readRows(page);

  await tabTo(page, 'Check a code');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The check runs in this browser')).toBeVisible();
  await tabTo(page, 'Activation code');
  await page.keyboard.type(code);
  await tabTo(page, 'What the machine shows (optional)');
  await page.keyboard.type(fingerprint);
  await tabTo(page, 'Check the code');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'This code fits this machine' })).toBeFocused();

  const verifier = await loadMachineVerifier();
  const components = [fingerprintComponent(verifier)];
  expect(verifier.check(code, { product, nowSeconds: nowSeconds(), components })).toMatchObject({ accepted: true });
  expect(verifier.check(code, { product, nowSeconds: nowSeconds() })).toMatchObject({ reason: 'wrong-machine' });
});

test('a machine that asks again gets its own seat back', async ({ page }) => {
  await activate(page);
  const seats = await page.locator('.facts div', { hasText: 'Seats' }).textContent();
  await activate(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your activation code, again');
  expect(await page.locator('.facts div', { hasText: 'Seats' }).textContent()).toBe(seats);
});

test('a request code is read while it is pasted, before anything is sent', async ({ page }) => {
  const { code } = await machineRequest();
  await page.goto(`${address}/`);
  await page.getByLabel('What the machine shows').fill(code);
  await expect(page.locator('#machine-reading')).toHaveText('Request code complete: Press line 3, demo-app.');
});

test('while a request is typed, only a finished row is called wrong', async ({ page }) => {
  const { file } = await machineRequest();
  const { text, group } = withSlip(file, 1);
  const [first = '', second = ''] = text.split('\n').slice(2);
  await page.goto(`${address}/`);
  const field = page.getByLabel('What the machine shows');
  await field.pressSequentially(`LKR1 ${first.slice(0, 12)}`);
  await expect(page.locator('#machine-reading')).toBeEmpty();
  await field.pressSequentially(first.slice(12) + second.slice(0, 12));
  await expect(page.locator('#machine-reading')).toContainText('Row 1');
  await expect(page.locator('#machine-reading mark')).toContainText(group);
});

test('the wrong place can be shown in the field itself', async ({ page }) => {
  const { text, group } = withSlip((await machineRequest()).file, 2);
  await page.goto(`${address}/`);
  const field = page.getByLabel('What the machine shows');
  await field.fill(text);
  await field.blur();
  await page.getByRole('button', { name: 'Show the place' }).click();
  await expect(field).toBeFocused();
  const selected = await field.evaluate((area) =>
    area instanceof HTMLTextAreaElement ? area.value.slice(area.selectionStart, area.selectionEnd) : '',
  );
  expect(selected).toContain(group);
});

test('a wrong row is named beside its field and at the top, and what was typed is kept', async ({ page }) => {
  const { text, group } = withSlip((await machineRequest()).file, 2);
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByLabel('What the machine shows').fill(text);
  await page.getByLabel('Name of the machine').fill('Press line 3');
  await page.getByRole('button', { name: 'Get the activation code' }).click();

  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.locator('#machine-error')).toContainText('Row 2');
  await expect(page.locator('#machine-error mark')).toContainText(group);
  await expect(page.getByLabel('License key')).toHaveValue(licenseKey);
  await expect(page.getByLabel('Name of the machine')).toHaveValue('Press line 3');
  expect(await page.getByLabel('What the machine shows').inputValue()).toContain(group);
  expect(page.url()).toBe(`${address}/`);

  await page.getByRole('alert').getByRole('link').click();
  await expect(page.getByLabel('What the machine shows')).toBeFocused();
});

test('every empty field is listed', async ({ page }) => {
  await page.goto(`${address}/`);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveText([
    'Enter the license key.',
    'Enter what the machine shows, or choose its file.',
  ]);
});

test('an unknown license key is refused beside its field', async ({ page }) => {
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(await unknownLicenseKey());
  await page.getByLabel('What the machine shows').fill(fingerprint);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  expect((await answer).status()).toBe(401);
  await expect(page.locator('#licenseKey-error')).toContainText('not known');
});

test('a license key with a slip is told apart from one that nobody has', async ({ page }) => {
  const wrong = (licenseKey.startsWith('Z') ? 'Y' : 'Z') + licenseKey.slice(1);
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(wrong);
  await page.getByLabel('What the machine shows').fill(fingerprint);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.locator('#licenseKey-error')).toContainText('wrong symbol');
  await expect(page.getByLabel('License key')).toHaveValue(wrong);
});

test('a dropped file fills the field', async ({ page }) => {
  const { file } = await machineRequest();
  await page.goto(`${address}/`);
  const dropped = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'request.lkr'));
    return data;
  }, file);
  await page.locator('#activation').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(page.locator('#machine-reading')).toContainText('Request code complete');
  await expect(page.getByLabel('What the machine shows')).toHaveValue(file);
});

test('the license key of the demo is filled in on request', async ({ page }) => {
  await page.goto(`${address}/`);
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByLabel('License key')).toHaveValue(licenseKey);
});

test('going back and changing the machine asks for another code, not for the old one', async ({ page }) => {
  await activate(page);
  await page.goBack();
  await page.getByLabel('What the machine shows').fill((await machineRequest()).code);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Your activation code/);
  await expect(page.getByText('it cannot give its seat back')).toHaveCount(0);
});

async function tabTo(page: Page, name: string): Promise<void> {
  const wanted = page.getByRole('main').or(page.getByRole('navigation')).locator('a, button, input, textarea, select');
  const limit = (await wanted.count()) + 10;
  for (let presses = 0; presses < limit; presses++) {
    await page.keyboard.press('Tab');
    if ((await focusedName(page)) === name) return;
  }
  throw new Error(`"${name}" cannot be reached with the Tab key`);
}

function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const text =
      focused instanceof HTMLInputElement ||
      focused instanceof HTMLTextAreaElement ||
      focused instanceof HTMLSelectElement
        ? focused.labels?.[0]?.textContent
        : focused?.textContent;
    return text?.trim() ?? '';
  });
}
