// The audit log only grows, and whoever changes it is found.
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { chainWaiting, type Head, verifyChain } from '../../portal/server/audit/log.ts';
import { record } from '../../portal/server/audit/record.ts';
import type { Store } from '../../portal/server/store.ts';
import { newMachine, openBeside, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

onEachStore((kind) => {
  describe('the audit log', () => {
    test('has each act with who, what, when and from where', async () => {
      const { portal, licenseId, licenseKey, clock } = await openFixture();
      clock.nowSeconds++;
      await portal.activate({ licenseKey, machine: newMachine().request(), address: '203.0.113.77' });
      clock.nowSeconds++;
      await portal.office.licenses.change(OWNER, licenseId, { state: 'suspended' });
      const acts = await portal.office.audit.list(OWNER, { limit: 10 });
      expect(acts).toMatchObject({
        ok: true,
        value: [
          {
            sequence: 4,
            atSeconds: START + 2,
            action: 'license.suspended',
            actor: { kind: 'user', id: 'owner', address: '192.0.2.1' },
            subject: { kind: 'license', id: licenseId },
            detail: { product: 'app', before: 'active' },
          },
          { sequence: 3, atSeconds: START + 1, action: 'machine.activated', actor: { address: '203.0.113.0/24' } },
          { sequence: 2, action: 'license.issued', actor: { kind: 'command' } },
          { sequence: 1, action: 'product.added', subject: { kind: 'product', id: 'app' } },
        ],
      });
    });

    test('is undone together with the act', async () => {
      const { portal, licenseId } = await openFixture();
      const before = await portal.office.audit.verify();
      expect(await portal.office.licenses.change(OWNER, licenseId, { plan: 'x'.repeat(41) })).toMatchObject({
        ok: false,
      });
      expect(await portal.office.licenses.change(OWNER, 'NOTTHERE', { state: 'suspended' })).toMatchObject({
        ok: false,
      });
      expect(await portal.office.audit.verify()).toEqual(before);
    });

    test('has no entry for what was so already', async () => {
      const { portal, licenseId } = await openFixture();
      const before = await portal.office.audit.verify();
      await portal.office.licenses.change(OWNER, licenseId, { state: 'active' });
      expect(await portal.office.audit.verify()).toEqual(before);
    });

    test('cannot be changed or deleted by a statement', async () => {
      const { store } = await filled();
      await expect(
        sql`update audit_entry set action = 'nothing' where sequence = 1`.execute(store.database),
      ).rejects.toThrow(/only grows/);
      await expect(sql`delete from audit_entry where sequence = 1`.execute(store.database)).rejects.toThrow(
        /only grows/,
      );
      await expect(
        sql`update audit_entry set sequence = 99, hash = hash where sequence = 1`.execute(store.database),
      ).rejects.toThrow(/only grows/);
    });

    test('shows every change by somebody who takes the guards away', async () => {
      const changes = [
        sql`update audit_entry set action = 'license.renamed' where sequence = 2`,
        sql`update audit_entry set actor_kind = 'nobody' where sequence = 2`,
        sql`update audit_entry set address = null where sequence = 3`,
        sql`update audit_entry set at = at + 1 where sequence = 2`,
        sql`update audit_entry set detail = '[]' where sequence = 2`,
        sql`delete from audit_entry where sequence = 2`,
        sql`delete from audit_entry where sequence = 1`,
        sql`delete from audit_entry where sequence = (select max(sequence) from audit_entry)`,
      ];
      for (const change of changes) {
        const { store } = await filled();
        await withoutGuards(store);
        await change.execute(store.database);
        expect(await verifyChain(store.database)).toMatchObject({ ok: false });
      }
    });

    test('shows an end that was cut off and made to fit, to whoever noted the end before', async () => {
      const { store, head } = await filled();
      await withoutGuards(store);
      const rows = await store.database
        .selectFrom('audit_entry')
        .select(['sequence', 'hash'])
        .orderBy('sequence', 'desc')
        .limit(2)
        .execute();
      const [last, before] = rows;
      await sql`delete from audit_entry where sequence = ${last?.sequence}`.execute(store.database);
      await store.database
        .updateTable('audit_head')
        .set({ sequence: before?.sequence ?? 0, hash: before?.hash ?? new Uint8Array() })
        .execute();
      expect(await verifyChain(store.database)).toMatchObject({ ok: true });
      expect(await verifyChain(store.database, head)).toEqual({
        ok: false,
        sequence: head.sequence,
        reason: 'missing',
      });
      expect(await verifyChain(store.database, { sequence: 1, hash: head.hash })).toEqual({
        ok: false,
        sequence: 1,
        reason: 'changed',
      });
    });

    test('gets one chain from many writers and many who chain at once', async () => {
      const { store } = await filled();
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          i % 3 === 0
            ? chainWaiting(store)
            : store.write((tx) => record(tx, { actor: { kind: 'system' }, action: 'test.done', detail: { i } }, START)),
        ),
      );
      await chainWaiting(store);
      const verified = await verifyChain(store.database);
      expect(verified).toMatchObject({ ok: true });
      const { n } = await store.database
        .selectFrom('audit_entry')
        .select((it) => it.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      expect(verified).toMatchObject({ head: { sequence: n } });
    });
  });

  async function filled(): Promise<{ store: Store; head: Head }> {
    const fixture = await openFixture();
    await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'suspended' });
    const verified = await fixture.portal.office.audit.verify();
    if (!verified.ok) throw new Error('not whole');
    return { store: await openBeside(fixture), head: verified.head };
  }

  async function withoutGuards({ database }: Store): Promise<void> {
    const on = kind === 'postgres' ? sql` on audit_entry` : sql``;
    for (const name of ['audit_entry_fixed', 'audit_entry_kept'])
      await sql`drop trigger ${sql.ref(name)}${on}`.execute(database);
  }
});
