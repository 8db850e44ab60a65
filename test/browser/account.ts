// Signing in, as a person does it: with the license key, or with the link of a letter that the demo prints.
import { readFile } from 'node:fs/promises';
import { type Cookie, expect, type Page } from '@playwright/test';
import { address, licenseKey } from './portal.ts';

export const SAMPLE_EMAIL = 'sample@latchkey.example';

export async function signInWithKey(page: Page, key = licenseKey): Promise<string> {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel(/License key|Lizenzschlüssel/).fill(key);
  await page.getByRole('button', { name: /Open the license|Lizenz öffnen/ }).click();
  await expect(page).toHaveURL(/\/licenses\/[^/]+$/);
  return licenseIn(page.url());
}

let sampleCookies: Cookie[] = [];

/** In to the sample account. One address gets few letters an hour, so a session that is still good is used again. */
export async function signInToSample(page: Page): Promise<void> {
  await page.context().addCookies(sampleCookies);
  await page.goto(`${address}/licenses`);
  if (new URL(page.url()).pathname === '/licenses') return;
  await signInByMail(page);
  sampleCookies = await page.context().cookies();
}

export async function signInByMail(page: Page, email = SAMPLE_EMAIL): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mailbox');
  await page.goto(await lastLink(email));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/licenses/);
}

/** The link of the last letter to an address. */
export async function lastLink(email: string): Promise<string> {
  const file = process.env['LATCHKEY_DEMO_LETTERS'];
  if (!file) throw new Error('LATCHKEY_DEMO_LETTERS is not set: playwright.config.ts names it');
  const letters = (await readFile(file, 'utf8'))
    .split('── Letter to ')
    .filter((letter) => letter.startsWith(`${email}:`));
  const link = /^http:\S+$/m.exec(letters.at(-1) ?? '')?.[0];
  if (!link) throw new Error(`no letter to ${email}`);
  return link;
}

export function licenseIn(url: string): string {
  return /\/licenses\/([^/?#]+)/.exec(url)?.[1] ?? '';
}

/** "4 of 12 seats used" → 4 */
export async function seatsUsed(page: Page): Promise<number> {
  return Number(/^(\d+) of/.exec((await page.locator('.seats strong').first().textContent()) ?? '')?.[1]);
}
