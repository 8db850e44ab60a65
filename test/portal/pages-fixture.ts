// The built pages over HTTP, and whoever signs in to them. Needs the pages in dist/ (npm run demo builds them).
import { existsSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { loadPages, serve } from '../../portal/serve.ts';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import type { NewLicense, NewProduct } from '../../portal/server/vendor.ts';
import { type Fixture, openFixture } from './fixture.ts';
import { OWNER } from './vendor-fixture.ts';

export const built = existsSync('dist/server/entry.mjs');
export const unlessBuilt = built ? '' : ': skipped, because the pages are not built (npm run demo builds them)';

export interface Asking {
  cookie?: string;
  language?: string;
  /** Sent as a form. */
  form?: Readonly<Record<string, string>>;
  /** The same, when names come more than once. */
  fields?: URLSearchParams;
  method?: string;
}

export interface Page {
  status: number;
  headers: Headers;
  text: string;
}

export interface PagesFixture extends Fixture {
  letters: Letter[];
  ask(path: string, asking?: Asking): Promise<Page>;
  /** The cookie of somebody who signed in with the license's key. */
  withKey(key?: string): Promise<string>;
  /** … with an account, which holds no license yet. */
  withAccount(email: string): Promise<string>;
  /** … as the owner of the console. */
  asOwner(): Promise<string>;
}

export async function openPages(
  product: Partial<NewProduct> = {},
  license: Partial<NewLicense> = {},
): Promise<PagesFixture> {
  const letters: Letter[] = [];
  const accounts = { baseUrl: 'http://localhost', mailer: (it: Letter) => letters.push(it) };
  const fixture = await openFixture(product, license, { accounts, team: accounts });
  return { ...fixture, ...(await servePages(fixture, letters)) };
}

export async function servePages(
  { portal, events, clock, licenseKey: ownKey }: Pick<Fixture, 'portal' | 'events' | 'clock' | 'licenseKey'>,
  letters: Letter[],
): Promise<Omit<PagesFixture, keyof Fixture>> {
  const report = (event: string) => void events.push(event);
  const pages = await loadPages();
  const server = await serve({
    portal: { ...portal, close: async () => {} },
    pages,
    host: '127.0.0.1',
    port: 0,
    report,
  });
  onTestFinished(() => server.stop());
  const address = `http://127.0.0.1:${server.port}`;
  const ask = (path: string, asking: Asking = {}) => askPage(address, path, asking);
  return {
    letters,
    ask,
    withKey: async (key = ownKey) =>
      cookieOf(await ask('/sign-in', { form: { with: 'key', licenseKey: key, back: '/' } })),
    withAccount: async (email) => {
      clock.nowSeconds = Math.floor(Date.now() / 1000); // the sign-in library has a clock of its own
      await ask('/sign-in', { form: { with: 'email', email, back: '/' } });
      return cookieOf(await ask('/enter', { form: { token: tokenIn(letters.at(-1)?.text), back: '/' } }));
    },
    asOwner: async () => {
      clock.nowSeconds = Math.floor(Date.now() / 1000);
      const made = await portal.team?.makeOwnerLink(OWNER, { email: 'owner@example.com', name: 'Owner' });
      const token = tokenIn(made?.ok ? made.value : '');
      return cookieOf(await ask('/console/enter', { form: { token, email: 'owner@example.com', name: 'Owner' } }));
    },
  };
}

async function askPage(
  address: string,
  path: string,
  {
    cookie = '',
    language = 'en',
    form,
    fields = form && new URLSearchParams(form),
    method = fields ? 'POST' : 'GET',
  }: Asking,
): Promise<Page> {
  const response = await fetch(address + path, {
    redirect: 'manual',
    method,
    headers: { Origin: address, 'Accept-Language': language, Cookie: cookie },
    ...(fields && { body: fields }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function cookieOf({ headers, status }: Page): string {
  const cookies = headers.getSetCookie().map((it) => it.split(';')[0]);
  expect(cookies.length, `signed in, answered ${status}`).toBeGreaterThan(0);
  return cookies.join('; ');
}

function tokenIn(text = ''): string {
  return /token=([\w%.-]+)/.exec(text)?.[1] ?? '';
}

/** What a reader sees of a page: its text without tags, on one line. */
export function wordsOf({ text }: Pick<Page, 'text'>): string {
  const main = /<main[^>]*>(.*)<\/main>/s.exec(text)?.[1] ?? text;
  return main
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
