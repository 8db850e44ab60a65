// Getting into the console, and running its team: one-time links, passkeys, a second factor, roles, sessions.
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { stepOf, totp } from '../../portal/server/team/totp.ts';
import { lastLink } from './account.ts';
import { address, expectAccessible } from './portal.ts';
import { signInAsOwner, signInByLetter } from './team.ts';

const console_ = `${address}/console`;
let count = 0;

interface Person {
  context: BrowserContext;
  page: Page;
  email: string;
  link: string;
}

/** Invited by the owner, and in. */
async function join(browser: Browser, role: 'Owner' | 'Support' | 'Read only'): Promise<Person> {
  const email = `member-${Date.now()}-${++count}@latchkey.example`;
  const owner = await browser.newPage();
  await signInAsOwner(owner);
  await owner.goto(`${console_}/team/new`);
  await owner.getByLabel('E-mail address').fill(email);
  await owner.getByLabel('Name').fill(`Member ${count}`);
  await owner.getByRole('radio', { name: role }).check();
  await owner.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(owner.getByRole('heading', { level: 1 })).toHaveText(`${email} is invited`);
  await owner.close();
  const link = await lastLink(email);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(console_);
  return { context, page, email, link };
}

/** An authenticator of this page's browser, as a phone or a laptop has it. */
async function addAuthenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verifies: (isUserVerified: boolean) =>
      devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/console\/sign-in/);
}

test('an invitation works once, and opens the console in the role that it names', async ({ browser }) => {
  const { context, page, link } = await join(browser, 'Read only');
  await expect(page.locator('.who')).toContainText('Read only');
  await page.goto(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link is not good any more');
  await page.goto(`${console_}/team`);
  await expect(page.getByRole('link', { name: 'Invite somebody' })).toHaveCount(0);
  const refused = await page.goto(`${console_}/team/new`);
  expect(refused?.status()).toBe(403);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your role does not permit this');
  expect((await page.goto(`${console_}/team/00000000-0000-4000-8000-000000000000`))?.status()).toBe(404);
  await context.close();
});

test('a passkey signs in, but not when nobody looked who holds it', async ({ browser }) => {
  const { context, page } = await join(browser, 'Support');
  const authenticator = await addAuthenticator(page);
  await page.goto(`${console_}/profile`);
  await page.getByLabel('Name of the new passkey').fill('Work laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('status').first()).toHaveText('The passkey was added.');
  await signOut(page);
  await page.goto(`${console_}/machines`);
  await expect(page).toHaveURL(/sign-in\?back=%2Fconsole%2Fmachines/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(`${console_}/machines`);
  await signOut(page);
  // A browser that was told not to ask for the finger sends a signature all the same.
  await authenticator.verifies(false);
  await page.route('**/console/sign-in/passkey', async (route) => {
    if (route.request().postData() !== '{}') return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), userVerification: 'discouraged' } });
  });
  const answer = page.waitForResponse(
    (response) => response.url().endsWith('/console/sign-in/passkey') && response.request().postData() !== '{}',
  );
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  expect((await answer).status()).toBe(401);
  await expect(page.locator('#passkey-said')).toContainText('That did not work');
  await context.close();
});

test('with a second factor a link by e-mail alone does not sign in', async ({ browser }) => {
  test.setTimeout(120_000);
  const { context, page, email } = await join(browser, 'Support');
  await page.goto(`${console_}/profile`);
  await page.getByRole('button', { name: 'Add a second factor' }).click();
  await expectAccessible(page);
  const secret = fromBase32((await page.locator('.secret-text').textContent()) ?? '');
  await page.getByLabel('Code from your app').fill('12');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('alert')).toContainText('This code is wrong');
  await page.getByLabel('Code from your app').fill(codeNow(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your recovery codes');
  const codes = await page.locator('.recovery li').allTextContents();
  expect(codes).toHaveLength(10);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left')).toBeVisible();
  await signOut(page);

  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  await page.goto(await lastLink(email));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('the link alone does not sign you in');
  await page.getByLabel('Code of your second factor').fill(codes[0]?.toLowerCase() ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(console_);
  await page.goto(`${console_}/profile`);
  await expect(page.getByText('9 recovery codes left')).toBeVisible();
  await context.close();
});

test('an owner changes roles and removes members, and it holds at their next click', async ({ browser, page }) => {
  const { context, page: other, email } = await join(browser, 'Support');
  await signInAsOwner(page);
  await page.goto(`${console_}/team`);
  await page.locator('tr', { hasText: email }).getByRole('link').click();
  await page.getByRole('radio', { name: 'Read only' }).check();
  await page.getByRole('button', { name: 'Save the role' }).click();
  await expect(page.getByRole('status').first()).toHaveText('The role was changed.');
  await other.reload();
  await expect(other.locator('.who')).toContainText('Read only');
  await page.getByText('Remove from the team').click();
  await page.getByRole('button', { name: /^Yes, remove/ }).click();
  await expect(page).toHaveURL(`${console_}/team?done=removed`);
  await expect(page.locator('table')).not.toContainText(email);
  await other.reload();
  await expect(other).toHaveURL(/\/console\/sign-in/);
  await page.goto(`${console_}/activity`);
  await expect(page.locator('tbody')).toContainText('Member removed');
  await context.close();
});

test('sessions can be seen and ended', async ({ browser }) => {
  const { context, page, email } = await join(browser, 'Read only');
  const elsewhere = await browser.newContext();
  const second = await elsewhere.newPage();
  await signInByLetter(second, email);
  await expect(second).toHaveURL(console_);
  await page.goto(`${console_}/profile`);
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await expect(page.getByRole('status').first()).toHaveText('The session was ended.');
  await second.reload();
  await expect(second).toHaveURL(/\/console\/sign-in/);
  await elsewhere.close();
  await context.close();
});

test('the sections can be reached on a phone, by keyboard', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 700 });
  await signInAsOwner(page);
  await page.goto(console_);
  await expect(page.getByRole('link', { name: 'Licenses', exact: true })).toBeHidden();
  await page.getByRole('button', { name: 'Sections' }).press('Enter');
  await expect(page.getByRole('link', { name: 'Licenses', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Licenses', exact: true })).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the pages of the team are accessible in ${colorScheme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const path of ['/sign-in', '/enter?token=none']) {
      await page.goto(console_ + path);
      await expectAccessible(page);
    }
    await signInAsOwner(page);
    for (const path of ['', '/profile', '/team', '/team/new', '/confirm', '/forbidden', '/nothing-here']) {
      await page.goto(console_ + path);
      await expectAccessible(page);
    }
    await page.goto(`${console_}/team`);
    await page.locator('tbody th a').first().click();
    await expectAccessible(page);
    await page.goto(`${console_}/team/new`);
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page);
  });
}

function codeNow(secret: Buffer): string {
  return totp(secret, stepOf(Date.now() / 1000));
}

function fromBase32(text: string): Buffer {
  const symbols = [...text.replace(/\s/g, '')];
  const bits = symbols.map((symbol) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(symbol).toString(2).padStart(5, '0'));
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
