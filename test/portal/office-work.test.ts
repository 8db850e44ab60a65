// What the console asks of the office beyond the API: uses of keys, endings by month, freed seats that come back, filters of the log.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate } from '../../portal/server/migrate.ts';
import { STEPS } from '../../portal/server/migrations/steps.ts';
import type { Portal } from '../../portal/server/portal.ts';
import type { Result } from '../../portal/server/vendor/change.ts';
import { machineNumber } from '../../portal/telling/machine-state.ts';
import { DAY, newMachine, openBeside, openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

onEachStore(() => {
  test('each signing key says how often it signed, and when last', async () => {
    const { portal, licenseKey, clock } = await openFixture({ seats: 10 });
    const [first] = await must(portal.office.signingKeys.list(OWNER));
    expect(first).toMatchObject({ uses: 0 });
    expect(first).not.toHaveProperty('lastUsedAt');
    await activate(portal, licenseKey);
    clock.nowSeconds += DAY;
    await activate(portal, licenseKey);
    const usedAt = clock.nowSeconds;
    const added = await must(portal.office.signingKeys.add(OWNER));
    await must(portal.office.signingKeys.activate(OWNER, added.kid));
    clock.nowSeconds += DAY;
    await activate(portal, licenseKey);
    const keys = await must(portal.office.signingKeys.list(OWNER));
    expect(keys.find(({ kid }) => kid === first?.kid)).toMatchObject({ state: 'retired', uses: 2, lastUsedAt: usedAt });
    expect(keys.find(({ kid }) => kid === added.kid)).toMatchObject({ uses: 1, lastUsedAt: clock.nowSeconds });
  });

  test('uses from before they were counted are summed up from the log', async () => {
    const fixture = await openFixture({ seats: 10 });
    await activate(fixture.portal, fixture.licenseKey);
    await activate(fixture.portal, fixture.licenseKey);
    const [before] = await must(fixture.portal.office.signingKeys.list(OWNER));
    const store = await openBeside(fixture);
    await store.write(async (tx) => {
      await sql`drop table key_use`.execute(tx);
      await tx.deleteFrom('migration').where('name', '=', '058-key-use').execute();
    });
    await migrate(store, STEPS);
    expect(before?.uses).toBe(2);
    expect(await must(fixture.portal.office.signingKeys.list(OWNER))).toEqual([before]);
  });

  test('a seat that the vendor freed is given back to its machine, unless another has it', async () => {
    const { portal, licenseKey } = await openFixture({ seats: 1, changesPer30Days: 30 });
    const id = await activate(portal, licenseKey);
    await must(portal.office.machines.free(OWNER, id));
    expect(await must(portal.office.machines.get(OWNER, id))).toMatchObject({ state: 'replaced', undoable: true });
    expect(await must(portal.office.machines.undoFree(OWNER, id))).toMatchObject({ state: 'active' });
    expect(await must(portal.office.machines.undoFree(OWNER, id))).toMatchObject({ state: 'active' });
    await must(portal.office.machines.free(OWNER, id));
    await activate(portal, licenseKey);
    const late = await portal.office.machines.undoFree(OWNER, id);
    expect(late).toMatchObject({ ok: false, problem: { code: 'seat-taken', status: 409 } });
    const undone = await must(portal.office.audit.list(OWNER, { action: 'machine.freeing-undone', limit: 9 }));
    expect(undone.map(({ subject }) => subject?.id)).toEqual([id]);
  });

  test('freeing and undoing uses up no change of hands, and gives none', async () => {
    const { portal, licenseKey } = await openFixture({ seats: 1, changesPer30Days: 1 });
    const lost = await activate(portal, licenseKey);
    const { licenseId } = await must(portal.office.machines.get(OWNER, lost));
    await portal.machines.replace({ licenseId, activationId: lost }); // counted: the one change of these 30 days
    const id = await activate(portal, licenseKey);
    for (let i = 0; i < 3; i++) {
      await must(portal.office.machines.free(OWNER, id));
      await must(portal.office.machines.undoFree(OWNER, id));
    }
    await portal.machines.replace({ licenseId, activationId: id });
    const another = await portal.activate({ licenseKey, machine: newMachine().request() });
    expect(another).toMatchObject({ ok: false });
  });

  test('a machine is found by the beginning of its number, and a percent sign is a percent sign', async () => {
    const { portal, licenseKey } = await openFixture({ seats: 3 });
    const id = await activate(portal, licenseKey, 'Line 100%');
    await activate(portal, licenseKey, 'Line 1000');
    const found = async (search: string) =>
      (await must(portal.office.machines.list(OWNER, { search, limit: 9 }))).items.map(({ label }) => label);
    const number = machineNumber({ activationId: id });
    expect(await found(number)).toEqual(['Line 100%']);
    expect(await found(number.slice(0, 6).toLowerCase())).toEqual(['Line 100%']);
    expect(await found(id)).toEqual(['Line 100%']);
    expect(await found('100%')).toEqual(['Line 100%']);
    expect((await found('line 100')).sort()).toEqual(['Line 100%', 'Line 1000']);
    expect((await must(portal.office.machines.list(OWNER, { product: 'other', limit: 9 }))).items).toEqual([]);
  });

  test('endings are counted by month and product; the month of a boundary is its own', async () => {
    const { portal, clock } = await openFixture({}, { expiresAt: Date.parse('2026-12-31T23:59:59Z') / 1000 });
    clock.nowSeconds = Date.parse('2026-11-25T12:00:00Z') / 1000;
    const sell = (expiresAt: string | undefined) =>
      must(
        portal.office.licenses.issue(OWNER, {
          product: 'app',
          ...(expiresAt && { expiresAt: Date.parse(expiresAt) / 1000 }),
        }),
      );
    for (const end of ['2027-01-01T00:00:00Z', '2027-10-31T23:59:59Z', '2027-11-01T00:00:00Z', undefined])
      await sell(end);
    const endings = await must(portal.office.statistics.endings(OWNER, 12));
    expect(endings.months).toHaveLength(12);
    expect([endings.months[0], endings.months[11]]).toEqual(['2026-11', '2027-10']);
    expect(endings.products).toEqual([{ id: 'app', name: 'The App', counts: [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1] }]);
    expect([endings.later, endings.never]).toEqual([1, 1]);
    const elsewhere = await must(portal.office.statistics.endings({ ...OWNER, product: 'other' }, 12));
    expect(elsewhere).toMatchObject({ products: [], later: 0, never: 0 });
  });

  test('the audit log is filtered by who and by kind of thing', async () => {
    const { portal, licenseKey } = await openFixture();
    await activate(portal, licenseKey);
    await must(portal.office.apiKeys.create(OWNER, { name: 'shop', scopes: ['read'] }));
    const list = async (query: object) =>
      (await must(portal.office.audit.list(OWNER, { limit: 99, ...query }))).map(({ action }) => action);
    expect(await list({ actor: { kind: 'user' } })).toEqual(['api-key.created']);
    expect(await list({ actor: { kind: 'user', id: 'nobody' } })).toEqual([]);
    expect(await list({ about: 'machine' })).toEqual(['machine.activated']);
    expect(await list({ about: 'api' })).toEqual([]);
  });
});

async function activate(portal: Portal, licenseKey: string, label = 'Press'): Promise<string> {
  const result = await portal.activate({ licenseKey, machine: newMachine().request({ label }) });
  if (!result.ok) throw new Error(result.problem.error);
  return result.activation.id;
}

async function must<T>(promise: Promise<Result<T>>): Promise<T> {
  const result = await promise;
  if (!result.ok) throw new Error(result.problem.error);
  return result.value;
}
