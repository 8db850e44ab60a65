// D8: what does not exist, and what belongs to somebody else, is answered the same way: 404, with a page in the reader's language. Asked
// of every route that names something.
import { describe, expect, test } from 'vitest';
import { consoleTextsFor } from '../../portal/texts/console.ts';
import { english } from '../../portal/texts/english.ts';
import { german } from '../../portal/texts/german.ts';
import { asVendor, newMachine } from './fixture.ts';
import { addressOf, isOfConsole, parametersOf, routes } from './page-routes.ts';
import { built, openPages, type Page, unlessBuilt } from './pages-fixture.ts';

const named = routes.filter((route) => parametersOf(route).length > 0);
const LANGUAGES = [english, german];

/** Nothing has these names, and some are no names at all. */
const UNKNOWN = [
  '00000000-0000-4000-8000-000000000000',
  'AAAAAAAA',
  'x',
  'x'.repeat(300),
  '%00',
  "'%20or%201=1--",
  '%F0%9F%94%91',
  '..%2Fadd',
  '__proto__',
];

/** Routes where something else than 404 with a page is right, with the reason; printed. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

async function open() {
  const fixture = await openPages({ seats: 5 });
  const { portal } = fixture;
  const other = await asVendor(
    fixture,
    () => fixture.clock.nowSeconds,
    (vendor) => vendor.addLicense({ product: 'app' }),
  );
  const activate = async (licenseKey: string) => {
    const result = await portal.activate({ licenseKey, machine: newMachine().request() });
    if (!result.ok) throw new Error(result.problem.error);
    return result.activation;
  };
  const owner = await fixture.asOwner(); // first, as it sets the clock
  const byKey = await fixture.withKey();
  const byAccount = await fixture.withAccount('ada@example.com');
  await portal.holders.attach(fixture.licenseId, 'ada@example.com');
  return {
    ...fixture,
    owner,
    customers: [byKey, byAccount],
    own: await activate(fixture.licenseKey),
    others: await activate(other.licenseKey),
  };
}

/** What is wrong with an answer that should say that there is nothing. */
function faultOf({ status, headers, text }: Page, texts: (typeof LANGUAGES)[number]): string | undefined {
  const titles = [texts.errors.notFound, consoleTextsFor(texts).shell.missingTitle];
  if (status !== 404) return `answered ${status}`;
  if (!headers.get('Content-Type')?.startsWith('text/html')) return `is ${headers.get('Content-Type')}`;
  if (!text.includes(`<html lang="${texts.language}"`)) return 'is in another language';
  if (!titles.some((title) => text.includes(`<h1>${title}</h1>`))) return 'does not say that there is no such page';
  return undefined;
}

type Opened = Awaited<ReturnType<typeof open>>;

let turn = 0;

/** Looks at an address and sends a form to it, as everybody who is signed in there. */
async function faultsAt({ ask, owner, customers }: Opened, address: string): Promise<string[]> {
  const faults: string[] = [];
  for (const cookie of isOfConsole(address) ? [owner] : customers) {
    const texts = LANGUAGES[turn++ % 2] ?? english; // each is asked often enough
    for (const form of [undefined, { confirm: 'yes', attempt: crypto.randomUUID() }]) {
      const fault = faultOf(await ask(address, { cookie, language: texts.language, ...(form && { form }) }), texts);
      if (fault) faults.push(`${form ? 'POST' : 'GET'} ${address.slice(0, 120)} (${texts.language}) ${fault}`);
    }
  }
  return faults;
}

describe.skipIf(!built)(`D8 what is not there${unlessBuilt}`, () => {
  test('is asked of every route that names something, but for these reasons', () => {
    expect(named.length).toBeGreaterThan(35);
    expect(named).toContain('/licenses/[license]/machines/[machine]/calendar.ics');
    for (const [route, reason] of Object.entries(EXCEPTIONS)) process.stdout.write(`not asked: ${route}: ${reason}\n`);
    expect(Object.keys(EXCEPTIONS).filter((route) => !named.includes(route))).toEqual([]);
  });

  test('is missing in the language of the reader, whatever it is called', { timeout: 240_000 }, async () => {
    const fixture = await open();
    const faults: string[] = [];
    for (const route of named.filter((route) => !(route in EXCEPTIONS))) {
      for (const id of UNKNOWN) {
        const values = Object.fromEntries(parametersOf(route).map((name) => [name, id]));
        faults.push(...(await faultsAt(fixture, addressOf(route, values))));
        if (!values['machine'] || !values['license']) continue;
        // A license that is there, and a machine that is not.
        faults.push(...(await faultsAt(fixture, addressOf(route, { ...values, license: fixture.own.licenseId }))));
      }
    }
    for (const address of ['/nothing', '/licenses/x/nothing', '/account/x', '/console/licenses/x/y'])
      faults.push(...(await faultsAt(fixture, address)));
    // A form to a section that is none is refused before it is looked for: nobody has a right to change what nobody knows.
    expect((await fixture.ask('/console/nothing', { cookie: fixture.owner })).status).toBe(404);
    expect((await fixture.ask('/console/nothing', { cookie: fixture.owner, form: {} })).status).toBe(403);
    expect(faults).toEqual([]);
  });

  test('and what others have is answered the same way, and stays as it is', async () => {
    const fixture = await open();
    const { own, others, portal } = fixture;
    const pairs = [
      { license: others.licenseId, machine: others.id },
      { license: own.licenseId, machine: others.id },
      { license: others.licenseId, machine: own.id },
    ];
    const faults: string[] = [];
    for (const route of named.filter((route) => !isOfConsole(route))) {
      for (const pair of pairs)
        if (route.includes('[machine]') || pair.license !== own.licenseId)
          faults.push(...(await faultsAt(fixture, addressOf(route, pair))));
    }
    expect(faults).toEqual([]);
    const view = await portal.machines.view({ licenseId: others.licenseId, activationId: others.id });
    expect(view).toMatchObject({ state: 'active', label: others.label, issuedAt: others.issuedAt });
    expect(await portal.machines.list(others.licenseId)).toHaveLength(1);
  });

  test('machines of others stay out of what is fetched for many at once', async () => {
    const { ask, customers, own, others } = await open();
    for (const way of ['sheets', 'codes']) {
      const form = { machine: others.id };
      const answer = await ask(`/licenses/${own.licenseId}/${way}`, { cookie: customers[0] ?? '', form });
      expect([200, 303], way).toContain(answer.status);
      expect(answer.text).not.toContain(others.file.split('\n')[1]);
    }
  });
});
