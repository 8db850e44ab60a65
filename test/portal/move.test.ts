// From the file into PostgreSQL: every row, or none.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, openStoreAsItIs } from '../../portal/server/database.ts';
import { moveToPostgres } from '../../portal/server/move.ts';
import { openPortal } from '../../portal/server/portal.ts';
import type { Database } from '../../portal/server/store.ts';
import { newMachine, openFixture, START, trusting } from './fixture.ts';
import { newDatabaseUrl, onPostgres } from './stores.ts';

onPostgres(() => {
  async function fixtureInFile() {
    const target = await newDatabaseUrl();
    if (target === undefined) throw new Error('no server');
    const fixture = await openFixture({}, {}, {}, 'file');
    return { ...fixture, target };
  }

  test('a portal goes on where it was: seats, codes, receipts, retries, the end of the term', async () => {
    const { folder, portal, licenseKey, licenseId, target } = await fixtureInFile();
    const machine = newMachine();
    const request = machine.request({ label: 'Mühle 3 🔧' });
    const before = await portal.activate({ licenseKey, machine: request });
    if (!before.ok) throw new Error(before.problem.code);
    const history = await portal.machines.history(licenseId);
    await portal.close();
    const { tables, keptAs } = await moveToPostgres(folder, target);
    expect(tables.find(({ table }) => table === 'activation_component')).toEqual({
      table: 'activation_component',
      rows: 3,
    });
    expect([existsSync(path.join(folder, 'portal.sqlite')), existsSync(keptAs)]).toEqual([false, true]);

    const moved = await openPortal({
      folder,
      databaseUrl: target,
      nowSeconds: () => START + 100,
      report: () => undefined,
    });
    onTestFinished(() => moved.close());
    expect(await moved.activate({ licenseKey, machine: request })).toEqual(before);
    expect(await moved.machines.history(licenseId)).toEqual(history);
    expect(await moved.activate({ licenseKey, machine: machine.request() })).toMatchObject({
      ok: true,
      activation: { again: true, expiresAt: before.activation.expiresAt },
    });
    const receipt = (await trusting(moved)).createReceipt(before.activation.code, machine.secret);
    if (!receipt.ok) throw new Error(receipt.problem.sentence);
    expect(await moved.machines.release({ receipt: receipt.value.code })).toMatchObject({ ok: true, already: false });
  });

  test('when it ends half-way nothing has moved, and the next time all of it does', async () => {
    const { folder, portal, licenseKey, target } = await fixtureInFile();
    await portal.activate({ licenseKey, machine: newMachine().request() });
    await portal.close();
    const cut = moveToPostgres(folder, target, ({ table }) => {
      if (table === 'activation') throw new Error('cut');
    });
    await expect(cut).rejects.toThrow('cut');
    expect(await tablesOf(target), 'not one table is left behind').toEqual([]);
    expect(existsSync(path.join(folder, 'portal.sqlite'))).toBe(true);
    await moveToPostgres(folder, target);
    const store = await openStore({ file: '', databaseUrl: target });
    onTestFinished(() => store.close());
    expect(await store.database.selectFrom('activation').select('id').execute()).toHaveLength(1);
  });

  test('a database with tables of something else is left as it is, and they are named', async () => {
    const { folder, portal, target } = await fixtureInFile();
    await portal.close();
    await inDatabase(target, (database) => sql`create table invoice (id bigint)`.execute(database));
    await expect(moveToPostgres(folder, target)).rejects.toThrow(/not of a portal \(invoice\); name an empty database/);
    expect(await tablesOf(target)).toEqual(['invoice']);
    expect(existsSync(path.join(folder, 'portal.sqlite'))).toBe(true);
  });

  test('a database in which a portal of nobody was begun is empty enough', async () => {
    const { folder, portal, target } = await fixtureInFile();
    await portal.close();
    await (await openStore({ file: '', databaseUrl: target })).close();
    await moveToPostgres(folder, target);
    expect(existsSync(path.join(folder, 'portal.sqlite'))).toBe(false);
  });

  test('a database that is in use is left alone', async () => {
    const first = await fixtureInFile();
    await first.portal.close();
    await moveToPostgres(first.folder, first.target);
    const second = await openFixture({}, {}, {}, 'file');
    await second.portal.close();
    await expect(moveToPostgres(second.folder, first.target)).rejects.toThrow(/in use; name an empty database/);
    expect(existsSync(path.join(second.folder, 'portal.sqlite'))).toBe(true);
  });
});

async function inDatabase<T>(databaseUrl: string, work: (database: Database) => Promise<T>): Promise<T> {
  const store = await openStoreAsItIs({ file: '', databaseUrl });
  try {
    return await work(store.database);
  } finally {
    await store.close();
  }
}

async function tablesOf(databaseUrl: string): Promise<string[]> {
  const { rows } = await inDatabase(databaseUrl, (database) =>
    sql<{ tablename: string }>`select tablename from pg_tables where schemaname = current_schema()`.execute(database),
  );
  return rows.map(({ tablename }) => tablename);
}
