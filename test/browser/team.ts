// Signing in to the console, as the sample owner of the demo.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Cookie, expect, type Page } from '@playwright/test';
import { lastLink } from './account.ts';
import { address, product } from './portal.ts';

export const OWNER_EMAIL = 'owner@latchkey.example';
/** Sensitive pages want a sign-in of the last fifteen minutes. */
const FRESH_MILLISECONDS = 10 * 60_000;
/** Several test files, and workers that are started again, share one sign-in: links are few, and the first works once. */
const KEPT = 'build/reports/console-session.json';

interface Kept {
  address: string;
  at: number;
  cookies: Cookie[];
}

/** Fresh enough for everything. */
export async function signInAsOwner(page: Page): Promise<void> {
  const kept = readKept();
  if (kept && Date.now() - kept.at < FRESH_MILLISECONDS) {
    await page.context().addCookies(kept.cookies);
    await page.goto(`${address}/console`);
    if (new URL(page.url()).pathname === '/console') return;
  }
  await (kept ? signInByLetter(page) : openFirstLink(page));
  await expect(page.locator('.who')).toContainText('Sample Owner');
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('team'));
  writeFileSync(KEPT, JSON.stringify({ address, at: Date.now(), cookies } satisfies Kept));
}

async function openFirstLink(page: Page): Promise<void> {
  await page.goto(process.env['PORTAL_CONSOLE'] ?? '');
  const isNew = await page.locator('main form button.primary').isVisible();
  if (!isNew) return await signInByLetter(page); // somebody was here before
  await page.locator('main form button.primary').click();
}

export async function signInByLetter(page: Page, email = OWNER_EMAIL): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${address}/console/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  await page.goto(await lastLink(email));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Of this very portal: each run starts another, on another port. */
function readKept(): Kept | undefined {
  try {
    const kept: Kept = JSON.parse(readFileSync(KEPT, 'utf8')); // written above
    if (kept.address === address) return kept;
    rmSync(KEPT);
  } catch {
    // There is none yet.
  }
  return undefined;
}

/** Sells a license in the console; who calls is signed in as the owner. */
export async function issue(
  page: Page,
  fields: Readonly<Record<string, string>>,
): Promise<{ key: string; url: string; id: string }> {
  await page.goto(`${address}/console/licenses/new`);
  await page.getByLabel('Product').selectOption(product);
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label).fill(text);
  await page.locator('main').getByRole('button', { name: 'Issue the license', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The license is issued');
  const key = await page.locator('#key').innerText();
  const url = (await page.getByRole('link', { name: 'Open the license' }).getAttribute('href')) ?? '';
  return { key, url: `${address}${url}`, id: url.split('/').at(-1) ?? '' };
}
