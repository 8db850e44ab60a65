// Who reaches what in the console: every file below portal/pages/console × every role × looking and changing, through the gate itself.
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { APIContext } from 'astro';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onRequest } from '../../portal/middleware.ts';
import { demandOf, isDoor } from '../../portal/reading/rights.ts';
import { createDataFolder } from '../../portal/server/folder.ts';
import { openPortal, type Portal } from '../../portal/server/portal.ts';
import { ROLES, type Role } from '../../portal/server/team/rights.ts';
import type { By } from '../../portal/server/vendor/change.ts';

const SYSTEM: By = { actor: { kind: 'system' } };
const BASE = 'https://console.example';
const NONE = '00000000-0000-4000-8000-000000000000';

/** Whoever may change what stands below; written down here once more, so that a slip in the gate's own table is seen. */
const CHANGED_BY: Readonly<Record<string, readonly Role[]>> = {
  licenses: ['owner', 'support'],
  customers: ['owner', 'support'],
  machines: ['owner', 'support'],
  products: ['owner'],
  webhooks: ['owner'],
  'signing-keys': ['owner'],
  'api-keys': ['owner'],
  team: ['owner'],
  profile: ['owner', 'support', 'reader'],
  'sign-out': ['owner', 'support', 'reader'],
};
const SENSITIVE = ['webhooks', 'signing-keys', 'api-keys', 'team'];
const FORMS =
  /\/(new|add|import|edit|rotate|revoke|export|free|retire|remove|extend|transfer|key|jwt|networks|several)$/;

/** Every page and endpoint, by its file: what is added later is tested as well. */
const routes = globSync('**/*.{astro,ts}', { cwd: 'portal/pages/console' })
  .map((file) => `/console/${file.replaceAll('\\', '/').replace(/\.(astro|ts)$/, '')}`.replace(/\/index$/, ''))
  .sort();
const inside = routes.filter((route) => !isDoor(route));

function changersOf(route: string): readonly Role[] {
  const [, , section = '', below = ''] = route.split('/');
  if (section === 'webhooks' && below === 'deliveries') return ['owner', 'support'];
  return CHANGED_BY[section] ?? [];
}

function needsFreshSignIn(route: string): boolean {
  const [, , section = '', below = ''] = route.split('/');
  return (SENSITIVE.includes(section) && below !== 'deliveries') || (section === 'profile' && below === 'security');
}

function addressOf(route: string): string {
  return route.replace(/\[\.\.\.\w+\]/g, 'nowhere').replace(/\[\w+\]/g, NONE);
}

type Answer = 'page' | 'sign-in' | 'confirm' | 'forbidden' | 'closed' | 'elsewhere';

async function signIn({ team }: Portal, role: Role): Promise<string> {
  const email = `${role}@example.com`;
  if (!team) throw new Error('no team');
  const made =
    role === 'owner'
      ? await team.makeOwnerLink(SYSTEM, { email, name: role })
      : await team.staff.invite(SYSTEM, { email, name: role, role });
  if (!made.ok) throw new Error(made.problem.code);
  const token =
    typeof made.value === 'string' ? (new URL(made.value).searchParams.get('token') ?? '') : made.value.token;
  const entered = await team.enter(token, {}, new Headers(), undefined);
  if (!entered.ok) throw new Error(entered.problem.code);
  return cookieOf(entered.value);
}

function cookieOf(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

/** Asks the gate as a browser would. */
async function ask(portal: Portal, path: string, method: 'GET' | 'POST', cookie: string | undefined): Promise<Answer> {
  const url = new URL(path, BASE);
  const headers = new Headers({ Host: url.host, Origin: url.origin, ...(cookie && { Cookie: cookie }) });
  const locals = { portal, secure: true, report: () => undefined, address: '192.0.2.1' };
  const context = {
    url,
    locals,
    request: new Request(url, { method, headers }),
    cookies: { get: () => undefined },
    redirect: (to: string, status: number) => new Response(null, { status, headers: { Location: to } }),
  };
  let led: string | undefined;
  const next = async (to?: unknown) => {
    led = String(to ?? 'page');
    return new Response('page');
  };
  const response = await onRequest(context as unknown as APIContext, next); // what the gate uses of it
  if (!(response instanceof Response)) throw new Error('no answer');
  const to = response.headers.get('Location') ?? led ?? '';
  if (to === 'page') return 'page';
  return (
    (['sign-in', 'confirm', 'forbidden', 'closed'] as const).find((it) => to.startsWith(`/console/${it}`)) ??
    'elsewhere'
  );
}

describe('the gate of the console', () => {
  const cookies = new Map<Role, string>();
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-gate-'));
  const clock = { nowSeconds: Math.floor(Date.now() / 1000) }; // the sign-in library has a clock of its own
  let portal: Portal;
  let customer = '';

  // One portal for all of the tests: nothing that they ask changes it.
  beforeAll(async () => {
    const letters: string[] = [];
    const config = { baseUrl: BASE, mailer: ({ text }: { text: string }) => letters.push(text) };
    await createDataFolder(folder, { nowSeconds: clock.nowSeconds, issuer: 'Test vendor' });
    portal = await openPortal({
      folder,
      nowSeconds: () => clock.nowSeconds,
      report: () => undefined,
      accounts: config,
      team: config,
    });
    for (const role of ROLES) cookies.set(role, await signIn(portal, role));
    await portal.customers?.sendLink({
      email: 'customer@example.com',
      letter: { subject: '', text: '{link}' },
      address: undefined,
    });
    const token = new URL(letters.at(-1) ?? '').searchParams.get('token') ?? '';
    const entered = await portal.customers?.enter(token, new Headers(), undefined);
    customer = cookieOf(entered?.cookies ?? []);
    expect(customer).toContain('latchkey-customer');
  });

  afterAll(async () => {
    await portal.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is asked about every page', () => {
    expect(inside.length).toBeGreaterThan(40);
    expect(routes).toContain('/console/team/[member]');
  });

  for (const route of inside) {
    const address = addressOf(route);
    const changers = changersOf(route);
    const isForm = FORMS.test(route) && changers.length > 0;

    test.each(ROLES)(`${route} is answered to %s as the role permits`, async (role) => {
      const cookie = cookies.get(role);
      expect(await ask(portal, address, 'GET', cookie)).toBe(isForm && !changers.includes(role) ? 'forbidden' : 'page');
      expect(await ask(portal, address, 'POST', cookie)).toBe(changers.includes(role) ? 'page' : 'forbidden');
    });

    test(`${route} is nothing to customers and to who is not signed in`, async () => {
      for (const cookie of [undefined, customer, customer.replaceAll('latchkey-customer', 'latchkey-team')]) {
        expect(await ask(portal, address, 'GET', cookie)).toBe('sign-in');
        expect(await ask(portal, address, 'POST', cookie)).toBe('sign-in');
      }
    });

    test(`${route} ${needsFreshSignIn(route) ? 'demands' : 'does not demand'} a fresh sign-in to change something`, async () => {
      clock.nowSeconds += 16 * 60;
      try {
        for (const role of changers) {
          const answer = await ask(portal, address, 'POST', cookies.get(role));
          expect(answer).toBe(needsFreshSignIn(route) ? 'confirm' : 'page');
        }
        expect(await ask(portal, address, 'GET', cookies.get('owner'))).toBe('page');
      } finally {
        clock.nowSeconds -= 16 * 60;
      }
    });
  }

  test('leads back to where somebody wanted to go, after the sign-in', async () => {
    expect(await ask(portal, '/console/team?x=1', 'GET', undefined)).toBe('sign-in');
    expect(demandOf('/console/nothing-yet', true)).toBe('nobody');
    expect(demandOf('/console/licensesx', true)).toBe('nobody');
  });

  test('a session of the team opens no page of customers', async () => {
    const headers = new Headers({ Cookie: cookies.get('owner') ?? '' });
    expect((await portal.customers?.account(headers))?.value).toBeUndefined();
  });

  test('is closed where nobody said under which address the console is reached', async () => {
    const { team: _, ...without } = portal;
    expect(await ask(without, '/console', 'GET', cookies.get('owner'))).toBe('closed');
  });
});
