// Accounts: links by e-mail, passkeys, sessions, and licenses that are kept there.
import { expect, type Page, test } from '@playwright/test';
import { lastLink, licenseIn, SAMPLE_EMAIL, signInByMail, signInWithKey } from './account.ts';
import { address, follow, licenseKey, unknownLicenseKey } from './portal.ts';

let people = 0;
const newEmail = () => `person-${Date.now()}-${++people}@latchkey.example`;

test('the sample account shows what is due first, then its licenses', async ({ page }) => {
  await signInByMail(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your licenses');
  await expect(page.locator('.due li').first()).toContainText('a fresh code is needed');
  await expect(page.locator('.card')).toHaveCount(3);
  await expect(page.locator('.card', { hasText: 'Plant Control' })).toContainText('days left');
  await expect(page.locator('.card').filter({ hasText: 'spare' })).toContainText('begin with the first machine');
});

test('a link is confirmed by a button, works once, and cannot be followed again', async ({ page, request }) => {
  const email = newEmail();
  await page.goto(`${address}/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByText(`on its way to ${email}`)).toBeVisible();
  const link = await lastLink(email);
  // A mail scanner opens the link before the person does.
  expect((await request.get(link)).status()).toBe(200);
  await page.goto(link);
  await expect(page.getByText(`You are about to sign in as ${email}.`)).toBeVisible();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Here you will see your licenses')).toBeVisible();
  const again = await page.goto(link);
  expect(again?.status()).toBe(410);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link does not work any more');
});

test('D22 the link begins with the address of the portal, whatever host the request names', async ({ request }) => {
  const email = newEmail();
  const { port } = new URL(address);
  const answer = await request.post(`http://127.0.0.1:${port}/sign-in`, {
    form: { with: 'email', email, back: '/' },
    headers: { Host: 'evil.example', Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' },
  });
  expect(answer.status()).toBe(200);
  expect(await lastLink(email)).toMatch(new RegExp(`^${address}/enter\\?token=`));
});

test('D7 signing in says the same about an address with an account and one without', async ({ request }) => {
  const ask = async (email: string) => {
    const form = { with: 'email', email, back: '/' };
    const answer = await request.post(`${address}/sign-in`, { form, headers: { Origin: address } });
    return {
      status: answer.status(),
      body: (await answer.text()).replaceAll(email, 'ADDRESS'),
      headers: headersOf(answer.headers()),
    };
  };
  const stranger = newEmail();
  expect(await ask(stranger)).toEqual(await ask(SAMPLE_EMAIL));
});

test('a passkey is added, signs in by itself, and is removed', async ({ page, context }) => {
  await addAuthenticator(page);
  const email = newEmail();
  await signInByMail(page, email);
  await page.goto(`${address}/account`);
  await page.getByLabel('Name of the passkey').fill('Office laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('The passkey was added.')).toBeVisible();
  await expect(page.locator('.lines', { hasText: 'Office laptop' })).toBeVisible();

  await context.clearCookies();
  await page.goto(`${address}/sign-in?back=/account`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(`${address}/account`);
  await expect(page.getByText(email)).toBeVisible();

  await page.getByRole('button', { name: 'Remove: Office laptop' }).click();
  await expect(page.getByText('There is none yet.')).toBeVisible();
  await context.clearCookies();
  await page.goto(`${address}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.locator('#passkey-said')).toContainText('That did not work');
});

test('sessions are listed and ended: one by one, or all at once', async ({ page, browser }) => {
  const email = newEmail();
  await signInByMail(page, email);
  const other = await browser.newPage();
  await signInByMail(other, email);
  await page.goto(`${address}/account`);
  await expect(page.getByText('this browser')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Sign out there' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Sign out there' }).click();
  await expect(page.getByRole('button', { name: 'Sign out there' })).toHaveCount(0);
  await other.goto(`${address}/account`);
  await expect(other).toHaveURL(/\/sign-in\?back=/);

  await signInByMail(other, email);
  await page.goto(`${address}/account`);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await other.goto(`${address}/account`);
  await expect(other).toHaveURL(/\/sign-in\?back=/);
  await other.close();
});

test('a license that was opened with its key is kept in an account, found there again, and its key with it', async ({
  page,
  context,
}) => {
  const license = await signInWithKey(page);
  await page.goto(`${address}/licenses/${license}/key`);
  await expect(page.getByText('You signed in with this key')).toBeVisible();
  await expect(page.getByText(licenseKey)).toHaveCount(1); // the demo's own line

  await page.goto(`${address}/licenses/${license}`);
  await page.getByRole('link', { name: 'Keep it in your account' }).click();
  const email = newEmail();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  await page.goto(await lastLink(email));
  await follow(page, page.getByRole('button', { name: 'Sign in', exact: true }));
  await page.goto(`${address}/licenses/${license}`);
  await page.getByRole('button', { name: 'Keep it in your account' }).click();
  await expect(page.getByText('The license is in your account now.')).toBeVisible();

  // Everything is gone but the mailbox.
  await context.clearCookies();
  await signInByMail(page, email);
  await page.getByRole('link', { name: 'Demo App' }).click();
  await page.getByRole('link', { name: 'Show the license key' }).click();
  await page.getByRole('button', { name: 'Show the license key' }).click();
  await expect(page.locator('#shown-key')).toHaveText(licenseKey);
  await expect(page.getByText(email)).toBeVisible();

  await page.goto(`${address}/licenses/${license}`);
  await page.getByRole('button', { name: 'Remove it from my account' }).click();
  await expect(page.getByText('The license is no longer in your account.')).toBeVisible();
  expect((await page.goto(`${address}/licenses/${license}`))?.status()).toBe(404);
});

test('a license is added to an account with its key; one that nobody has is refused beside the field', async ({
  page,
}) => {
  await signInByMail(page, newEmail());
  await page.getByRole('link', { name: 'Add a license' }).first().click();
  await page.getByLabel('License key').fill(await unknownLicenseKey());
  await page.getByRole('button', { name: 'Add the license' }).click();
  await expect(page.locator('#licenseKey-error')).toContainText('not known');
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByRole('button', { name: 'Add the license' }).click();
  await expect(page.getByText('The license is in your account now.')).toBeVisible();
});

test('the page that was asked for is opened after signing in', async ({ page }) => {
  const license = await signInWithKey(page);
  await page.context().clearCookies();
  await page.goto(`${address}/licenses/${license}/batch`);
  await expect(page).toHaveURL(/\/sign-in\?back=/);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByRole('button', { name: 'Open the license' }).click();
  await expect(page).toHaveURL(`${address}/licenses/${license}/batch`);
  expect(licenseIn(page.url())).toBe(license);
});

/** A security key that answers by itself. */
async function addAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

function headersOf({ date: _date, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}
