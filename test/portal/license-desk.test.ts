// What the console needs beside the API: licenses are found by what a person has in front of them, and a change of many is looked at first.
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../portal/server/csv.ts';
import { DAY, newMachine, openBeside, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

const found = async ({ portal }: Awaited<ReturnType<typeof openFixture>>, search: string) => {
  const listed = await portal.office.licenses.list(OWNER, { limit: 50, search });
  return listed.ok ? listed.value.items.map(({ id }) => id) : listed.problem.code;
};

onEachStore(() => {
  describe('a license that is issued for an account', () => {
    test('belongs to who signs in with its address, and is not issued for what is none', async () => {
      const { portal } = await openFixture();
      const { issue } = portal.office.licenses;
      const made = await issue(OWNER, { product: 'app', accountEmail: 'Ada@Example.com ' });
      expect(await portal.holders.licensesOf('ada@example.com')).toEqual([made.ok && made.value.id]);
      expect(await issue(OWNER, { product: 'app', customerId: 'c9', accountEmail: 'ada@' })).toMatchObject({
        problem: { status: 422, code: 'email-malformed', field: 'accountEmail' },
      });
      expect(await portal.office.customers.get(OWNER, 'c9')).toMatchObject({ ok: false }); // nothing of it is left
    });
  });

  describe('a license that is passed on', () => {
    const opened = async (customerId?: string) => {
      const { portal } = await openFixture();
      const made = await portal.office.licenses.issue(OWNER, {
        product: 'app',
        customerId,
        accountEmail: 'old@example.com',
      });
      if (!made.ok) throw new Error(made.problem.error);
      await portal.office.customers.add(OWNER, { id: 'new', name: 'New' });
      const { id } = made.value;
      return { portal, id, pass: async (wanted: object) => await portal.office.licenses.change(OWNER, id, wanted) };
    };
    const emails = async ({ portal, id }: Awaited<ReturnType<typeof opened>>) =>
      (await portal.holders.holdersOf(id)).map(({ email }) => email);

    test('is gone from the accounts of the customer before, and is there again when that is undone', async () => {
      const license = await opened('old');
      expect(await license.pass({ customerId: 'new' })).toMatchObject({ ok: true });
      expect(await license.portal.holders.licensesOf('old@example.com')).toEqual([]);
      expect(await license.pass({ customerId: 'old', accounts: ['old@example.com'] })).toMatchObject({ ok: true });
      expect(await emails(license)).toEqual(['old@example.com']);
      const acts = await license.portal.office.audit.list(OWNER, { limit: 2 });
      expect(
        acts.ok && acts.value.map(({ detail }) => [detail?.['accountsBefore'], detail?.['accountsAfter']]),
      ).toEqual([
        [0, 1],
        [1, 0],
      ]);
    });

    test('belongs to the accounts that are named and to no other, or stays where it is when one of them is none', async () => {
      const license = await opened('old');
      expect(await license.pass({ customerId: 'new', accounts: ['New@Example.com', 'new@'] })).toMatchObject({
        problem: { code: 'email-malformed', field: 'accounts' },
      });
      expect(await emails(license)).toEqual(['old@example.com']);
      await license.pass({ customerId: 'new', accounts: [' New@Example.com'] });
      expect(await emails(license)).toEqual(['new@example.com']);
    });

    test('stays with its accounts when it gets its first customer, and when anything else changes', async () => {
      const license = await opened();
      for (const wanted of [{ customerId: 'new' }, { customerId: 'new', plan: 'gold' }, { plan: 'silver' }])
        expect(await license.pass(wanted)).toMatchObject({ ok: true });
      expect(await emails(license)).toEqual(['old@example.com']);
    });

    test('goes to no customer that nobody knows: nothing is made, and nothing changes', async () => {
      const license = await opened('old');
      expect(await license.pass({ customerId: 'tpyo' })).toMatchObject({
        problem: { status: 422, code: 'unknown-customer', field: 'customerId' },
      });
      expect(await license.portal.office.customers.get(OWNER, 'tpyo')).toMatchObject({ ok: false });
      expect(await emails(license)).toEqual(['old@example.com']);
    });
  });

  describe('a license is found', () => {
    test('by the last group of its key, also after the key was exchanged, and then by the new one alone', async () => {
      const fixture = await openFixture();
      const { portal, licenseId, licenseKey } = fixture;
      const old = licenseKey.slice(-5);
      expect(await found(fixture, old.toLowerCase())).toEqual([licenseId]);
      const rotated = await portal.office.licenses.rotateKey(OWNER, licenseId);
      expect(await found(fixture, old)).toEqual([]);
      expect(await found(fixture, rotated.ok ? rotated.value.licenseKey.slice(-5) : '')).toEqual([licenseId]);
    });

    test('by the end of a key that was sold before there was such a search, after a round of the background', async () => {
      const fixture = await openFixture();
      const store = await openBeside(fixture);
      await store.write((tx) => tx.updateTable('license').set({ key_end: null }).execute());
      expect(await found(fixture, fixture.licenseKey.slice(-5))).toEqual([]);
      await fixture.portal.office.work();
      expect(await found(fixture, fixture.licenseKey.slice(-5))).toEqual([fixture.licenseId]);
    });

    test('by what a machine is called, and by the name of its product', async () => {
      const fixture = await openFixture();
      const { portal, licenseId, licenseKey } = fixture;
      const other = await portal.office.licenses.issue(OWNER, { product: 'app' });
      await portal.activate({ licenseKey, machine: newMachine().request(), label: 'Press_line 3' });
      expect(await found(fixture, 'press_')).toEqual([licenseId]);
      expect(await found(fixture, 'pressX')).toEqual([]);
      expect(await found(fixture, 'the app')).toHaveLength(2);
      expect(other.ok).toBe(true);
    });
  });

  describe('a change of several licenses', () => {
    test('is shown before and after, and nothing is kept or noted', async () => {
      const { portal, licenseId } = await openFixture({}, { expiresAt: START + 10 * DAY });
      const before = await portal.office.audit.verify();
      const rehearsed = await portal.office.licenses.rehearseMany(OWNER, [licenseId, 'NOTHING1'], { days: 30 });
      expect(rehearsed).toMatchObject({
        ok: true,
        value: [
          { before: { expiresAt: START + 10 * DAY }, after: { expiresAt: START + 40 * DAY } },
          { id: 'NOTHING1', problem: { code: 'no-such-license' } },
        ],
      });
      const license = await portal.office.licenses.get(OWNER, licenseId);
      expect(license).toMatchObject({ value: { expiresAt: START + 10 * DAY } });
      expect(await portal.office.audit.verify()).toEqual(before);
    });

    test('says the same as the change itself', async () => {
      const { portal, licenseId } = await openFixture();
      const revoked = await portal.office.licenses.issue(OWNER, { product: 'app' });
      const ids = [licenseId, revoked.ok ? revoked.value.id : ''];
      await portal.office.licenses.revoke(OWNER, ids[1] ?? '');
      for (const wish of [{ state: 'suspended' } as const, { state: 'active' } as const, { days: 7 }]) {
        const rehearsed = await portal.office.licenses.rehearseMany(OWNER, ids, wish);
        const outcomes = await portal.office.licenses.changeMany(OWNER, ids, wish);
        const after = await portal.office.licenses.get(OWNER, licenseId);
        expect(rehearsed).toMatchObject({ value: [{ after: after.ok ? after.value : {} }, {}] });
        expect(rehearsed.ok && rehearsed.value.map(({ problem }) => problem?.code)).toEqual([
          undefined,
          'license-revoked',
        ]);
        expect(outcomes.map(({ problem }) => problem?.code)).toEqual([undefined, 'license-revoked']);
      }
    });
  });

  test('a change of many that comes twice is done to each of them, once, and answered alike', async () => {
    const { portal, licenseId } = await openFixture({}, { expiresAt: START + 10 * DAY });
    const other = await portal.office.licenses.issue(OWNER, { product: 'app', expiresAt: START + 20 * DAY });
    const ids = [licenseId, other.ok ? other.value.id : '', 'NOTHING1'];
    const by = { ...OWNER, attempt: portal.office.attempt('console', 'one form', 'extend') };
    const first = await portal.office.licenses.changeMany(by, ids, { days: 5 });
    expect(first.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'no-such-license']);
    expect(await portal.office.licenses.changeMany(by, ids, { days: 5 })).toEqual(first);
    for (const [id, days] of [[licenseId, 15] as const, [ids[1] ?? '', 25] as const]) {
      expect(await portal.office.licenses.get(OWNER, id)).toMatchObject({ value: { expiresAt: START + days * DAY } });
    }
  });

  test('two changes with the name of one attempt are a fault, not an answer', async () => {
    const { portal, licenseId } = await openFixture();
    const by = { ...OWNER, attempt: portal.office.attempt('console', 'one form', 'twice') };
    const { licenses } = portal.office;
    expect(await licenses.change(by, licenseId, { state: 'suspended' })).toMatchObject({ ok: true });
    await expect(licenses.change(by, licenseId, { state: 'active' })).rejects.toThrow(/partOf/);
  });

  test('an export holds what the list shows, and no formula', async () => {
    const { portal } = await openFixture({}, { customerId: '=cmd', plan: '+1' });
    await portal.office.licenses.issue(OWNER, { product: 'app', customerId: 'other' });
    const exported = await portal.office.licenses.export(OWNER, 'csv', { customer: '=cmd' });
    const rows = readCsv(exported.ok ? exported.value : '') ?? [];
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual(expect.arrayContaining(["'=cmd", "'+1"]));
  });

  test('names of customers are those that exist', async () => {
    const { portal } = await openFixture();
    await portal.office.customers.add(OWNER, { id: 'c1', name: 'Kiln & Sons' });
    const names = await portal.office.customers.names(['c1', 'c1', 'nobody']);
    expect(names).toEqual({ ok: true, value: new Map([['c1', 'Kiln & Sons']]) });
  });
});
