// The store's shape changes all at once or not at all, whoever starts at the same time (threats.md D25).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { STORE_FILE } from '../../portal/server/folder.ts';
import { migrate, type Step } from '../../portal/server/migrate.ts';
import { STEPS } from '../../portal/server/migrations/steps.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { SetupError } from '../../portal/server/private-file.ts';
import { newMachine, openBeside, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';

const twoTables: Step = {
  name: '998-two-tables',
  statements: ({ integer, table }) => [
    `create table first_new (id ${integer} primary key) ${table}`,
    `create table second_new (id ${integer} primary key) ${table}`,
  ],
};
const brokenHalfWay: Step = {
  name: '998-two-tables',
  statements: (words) => [...twoTables.statements(words).slice(0, 1), 'create table setting (name text)'],
};

test('every step has its own name, and they are listed in order', () => {
  const names = STEPS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].sort());
});

onEachStore(() => {
  describe('D25: a migration', () => {
    test('that ends half-way leaves nothing behind, and is done the next time', async () => {
      const fixture = await openFixture();
      const store = await openBeside(fixture);
      await expect(migrate(store, [...STEPS, brokenHalfWay])).rejects.toThrow(/setting/);
      await expect(sql`select * from first_new`.execute(store.database)).rejects.toThrow(/first_new/);
      await migrate(store, [...STEPS, twoTables]);
      expect((await sql`select * from second_new`.execute(store.database)).rows).toEqual([]);
    });

    test('whose process is killed half-way is undone, and done by the next that starts', async () => {
      const { portal, licenseKey, ...fixture } = await openFixture();
      const place = [path.join(fixture.folder, STORE_FILE), ...(fixture.databaseUrl ? [fixture.databaseUrl] : [])];
      const program = fileURLToPath(new URL('migrate-process.ts', import.meta.url));
      const child = spawn(process.execPath, [program, ...place], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const [said] = await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(String(said)).toBe('half-way\n');

      const store = await openBeside(fixture); // the present portal, on what the newer one left
      for (const table of ['first_new', 'second_new']) {
        await expect(sql.raw(`select * from ${table}`).execute(store.database), table).rejects.toThrow(table);
      }
      expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({ ok: true });
      await migrate(store, [...STEPS, twoTables]);
      expect((await sql`select * from second_new`.execute(store.database)).rows).toEqual([]);
    });

    test('is done once when several processes start together', async () => {
      const fixture = await openFixture();
      const stores = await Promise.all([openBeside(fixture), openBeside(fixture), openBeside(fixture)]);
      await Promise.all(stores.map((store) => migrate(store, [...STEPS, twoTables])));
      const [store] = stores;
      const rows = await store?.database
        .selectFrom('migration')
        .select('name')
        .where('name', '=', '998-two-tables')
        .execute();
      expect(rows).toHaveLength(1);
    });

    test('is not noticed by a portal that runs, and stops an older one from starting', async () => {
      const { portal, licenseKey, ...fixture } = await openFixture();
      await migrate(await openBeside(fixture), [...STEPS, twoTables]);
      expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({ ok: true });
      const older = openPortal({ ...fixture, nowSeconds: () => START, report: () => undefined });
      await expect(older).rejects.toThrow(/written by a newer portal/);
      await expect(older).rejects.toThrow(SetupError);
    });
  });

  test('numbers, bytes and texts come back as they went in', async () => {
    const { database } = await openBeside(await openFixture());
    const row = {
      name: new Uint8Array(32).fill(255),
      asked: new Uint8Array(32),
      answer: 'ä€🔧',
      created_at: 253_402_300_799,
    };
    await database.insertInto('replay').values(row).execute();
    const [read] = await database.selectFrom('replay').selectAll().execute();
    expect(read).toEqual(row);
    expect(read?.name.constructor).toBe(Uint8Array);
    const { rows } =
      await sql`select count(*) as n, max(created_at) as latest, sum(created_at) as total from replay`.execute(
        database,
      );
    expect(rows).toEqual([{ n: 1, latest: 253_402_300_799, total: 253_402_300_799 }]);
  });
});
