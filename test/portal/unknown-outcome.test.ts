// A commit on its way when the connection is lost: it may be done or not, and nobody is told otherwise. What can be sent again is, and is
// done once.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { newMachine, openFixture } from './fixture.ts';
import { built, servePages, unlessBuilt, wordsOf } from './pages-fixture.ts';
import { onPostgres } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';
import { openWire } from './wire.ts';

async function openOverWire() {
  const letters: Letter[] = [];
  const accounts = { baseUrl: 'http://localhost', mailer: (it: Letter) => letters.push(it) };
  const fixture = await openFixture({ seats: 5 });
  const wire = await openWire(fixture.databaseUrl ?? '');
  const { events, clock } = fixture;
  const portal = await openPortal({
    folder: fixture.folder,
    databaseUrl: wire.databaseUrl,
    nowSeconds: () => clock.nowSeconds,
    report: (event) => events.push(event),
    accounts,
    team: accounts,
  });
  onTestFinished(() => portal.close());
  return { ...fixture, portal, beside: fixture.portal, wire, letters };
}

onPostgres(() => {
  describe.each([
    ['before', 0],
    ['after', 1],
  ] as const)('a connection that is lost %s the commit arrives', (when, done) => {
    test('an activation says that it does not know, and sent again it is done once', async () => {
      const { portal, beside, licenseId, licenseKey, wire, events } = await openOverWire();
      const order = { licenseKey, machine: newMachine().request() };
      wire.cutAtCommit(when);
      expect(await portal.activate(order)).toMatchObject({
        ok: false,
        problem: {
          status: 503,
          code: 'outcome-unknown',
          retryAfterSeconds: 5,
          error: expect.stringMatching(/try again: it is done once/),
        },
      });
      expect(events.at(-1)).toContain('in a commit');
      const seats = async () => (await beside.licenses.view(licenseId))?.seats.used;
      expect(await seats()).toBe(done);
      await wire.mend();
      expect(await portal.activate(order)).toMatchObject({ ok: true });
      expect(await portal.activate(order)).toMatchObject({ ok: true });
      expect(await seats()).toBe(1);
    });

    test('a machine that was replaced, or not, is replaced once', async () => {
      const { portal, beside, licenseId, licenseKey, wire } = await openOverWire();
      const sat = await portal.activate({ licenseKey, machine: newMachine().request() });
      if (!sat.ok) throw new Error(sat.problem.code);
      const dead = { licenseId, activationId: sat.activation.id };
      wire.cutAtCommit(when);
      expect(await portal.machines.replace(dead)).toMatchObject({ problem: { code: 'outcome-unknown' } });
      await wire.mend();
      const { left } = (await beside.licenses.view(licenseId))?.replacements ?? { left: 0 };
      const again = await portal.machines.replace(dead);
      expect(again).toMatchObject({
        ok: true,
        machine: { state: 'replaced', undoable: true },
        replacements: { left: left - 1 + done },
      });
      expect((await beside.machines.history(licenseId)).filter(({ what }) => what === 'replaced')).toHaveLength(1);
    });

    test('a change by the vendor says to look, or to send the same again where it has a name', async () => {
      const { portal, beside, licenseId, wire } = await openOverWire();
      const { office } = portal;
      const seats = async () => {
        const license = await beside.office.licenses.get(OWNER, licenseId);
        return license.ok ? license.value.seats.total : 0;
      };
      wire.cutAtCommit(when);
      expect(await office.licenses.change(OWNER, licenseId, { seats: 6 })).toMatchObject({
        ok: false,
        problem: { code: 'outcome-unknown', error: expect.stringMatching(/; look before you try again\.$/) },
      });
      expect(await seats()).toBe(5 + done);
      await wire.mend();
      const named = () => ({ ...OWNER, attempt: office.attempt('test', 'one', 'licenses') });
      const issue = () => office.licenses.issue(named(), { product: 'app' });
      wire.cutAtCommit(when);
      expect(await issue()).toMatchObject({
        ok: false,
        problem: { code: 'outcome-unknown', error: expect.stringMatching(/send the same again: it is done once/) },
      });
      await wire.mend();
      expect(await issue()).toMatchObject({ ok: true });
      expect(await beside.office.licenses.list(OWNER, { limit: 10 })).toMatchObject({ value: { items: [{}, {}] } });
    });

    test.skipIf(!built)(`a page says it in the language of its reader${unlessBuilt}`, async () => {
      const fixture = await openOverWire();
      const { wire, licenseId, licenseKey, beside } = fixture;
      const pages = await servePages(fixture, fixture.letters);
      const account = await pages.withAccount('ada@example.com');
      const key = await pages.withKey();
      const both = `${account}; ${key}`;
      const keep = { cookie: both, language: 'de', form: { do: 'keep' } };

      wire.cutAtCommit(when);
      const kept = await pages.ask(`/licenses/${licenseId}`, keep);
      expect(kept.status).toBe(503);
      expect(wordsOf(kept)).toContain('Wir wissen nicht, ob es geändert wurde');
      expect(wordsOf(kept)).not.toMatch(/nichts wurde geändert|nichts geändert/);
      expect(kept.text).toContain(`href="/licenses/${licenseId}"`);
      expect(await beside.holders.holds('ada@example.com', licenseId)).toBe(done === 1);

      // Before the page begins nothing is changed, and that is said.
      const early = await pages.ask(`/licenses/${licenseId}`, keep);
      expect(early.status).toBe(503);
      expect(wordsOf(early)).toContain('nichts wurde geändert');
      // A look changes nothing, and says nothing of what was done a moment ago.
      const looked = await pages.ask(`/licenses/${licenseId}`, { cookie: both, language: 'en' });
      expect(looked.status).toBe(503);
      expect(wordsOf(looked)).not.toMatch(/changed/);

      await wire.mend();
      const attempt = crypto.randomUUID();
      const activation = { licenseKey, machine: newMachine().request(), label: '', attempt };
      wire.cutAtCommit(when);
      const sent = await pages.ask('/', { language: 'de', form: activation });
      expect(sent.status).toBe(503);
      expect(wordsOf(sent)).toContain('deshalb wissen wir nicht, ob es geschehen ist');
      expect(sent.text).toContain(attempt); // the form is the same attempt when it is sent again
      await wire.mend();
      expect((await pages.ask('/', { form: activation })).status).toBe(200);
      expect((await beside.licenses.view(licenseId))?.seats.used).toBe(1);
    });
  });

  test.skipIf(!built)(
    `a form of the console comes back as the same attempt, and is done once${unlessBuilt}`,
    async () => {
      const fixture = await openOverWire();
      const { wire, beside } = fixture;
      const pages = await servePages(fixture, fixture.letters);
      const cookie = await pages.asOwner();
      const form = { product: 'app', plan: 'gold', attempt: crypto.randomUUID() };
      wire.cutAtCommit('after');
      const sent = await pages.ask('/console/licenses/new', { cookie, form });
      expect(wordsOf(sent)).toContain('send the same again: it is done once');
      expect(sent.text).toContain(`name="attempt" value="${form.attempt}"`);
      await wire.mend();
      const again = await pages.ask('/console/licenses/new', { cookie, form });
      expect(again.text).toMatch(/(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}/);
      expect(await beside.office.licenses.list(OWNER, { limit: 10 })).toMatchObject({ value: { items: [{}, {}] } });
      // Whatever else is wrong with a form, corrected it is another attempt.
      const wrong = await pages.ask('/console/licenses/new', { cookie, form: { ...form, seats: 'x' } });
      expect(wrong.text).not.toContain(form.attempt);
    },
  );

  test('what fails before its commit has changed nothing, and that is said', async () => {
    const { portal, licenseKey, wire } = await openOverWire();
    await wire.cut();
    expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({
      problem: { code: 'store-unavailable', error: expect.stringMatching(/issued no code/) },
    });
  });
});
