// SQLite's log is moved into the file beside the commits, begins anew when it is long, and is gone when the store is closed.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openStore } from '../../portal/server/database.ts';
import { STORE_FILE } from '../../portal/server/folder.ts';
import type { Store } from '../../portal/server/store.ts';
import { openFixture } from './fixture.ts';

const MEGABYTE = 1024 * 1024;
const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

async function openLarge(): Promise<{ store: Store; file: string }> {
  const { folder, portal } = await openFixture();
  await portal.close();
  const file = path.join(folder, STORE_FILE);
  const store = await openStore({ file });
  await sql`create table large (id integer primary key, bytes blob not null)`.execute(store.database);
  return { store, file };
}

/** One commit of about half a megabyte. */
const grow = (store: Store) =>
  store.write((tx) => sql`insert into large (bytes) values (zeroblob(500000))`.execute(tx));

test('the log is moved into the file while commits go on, and never grows without end', async () => {
  const { store, file } = await openLarge();
  let longest = 0;
  for (let i = 0; i < 600; i++) {
    await grow(store);
    longest = Math.max(longest, sizeOf(`${file}-wal`));
  }
  expect(sizeOf(file)).toBeGreaterThan(50 * MEGABYTE); // nobody has closed it
  expect(longest).toBeLessThan(250 * MEGABYTE); // of 300 that were written, on the slowest disk
  const { rows } = await sql<{ n: number }>`select count(*) as n from large`.execute(store.database);
  expect(rows).toEqual([{ n: 600 }]);
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(sizeOf(file)).toBeGreaterThan(285 * MEGABYTE);
});

test('a store that is closed while its log is being moved has lost nothing', async () => {
  const { store, file } = await openLarge();
  for (let i = 0; i < 65; i++) await grow(store);
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  const again = await openStore({ file });
  const { rows } = await sql<{ n: number }>`select count(*) as n from large`.execute(again.database);
  expect(rows).toEqual([{ n: 65 }]);
  expect((await sql`pragma integrity_check`.execute(again.database)).rows).toEqual([{ integrity_check: 'ok' }]);
  await again.close();
});

test('a command that has nothing else to do ends when its store is closed', async () => {
  const { store, file } = await openLarge();
  await store.close();
  const program = `
    import { sql } from 'kysely';
    import { openStore } from './portal/server/database.ts';
    const store = await openStore({ file: ${JSON.stringify(file)} });
    for (let i = 0; i < 70; i++) await store.write((tx) => sql\`insert into large (bytes) values (zeroblob(500000))\`.execute(tx));
    await new Promise((resolve) => setTimeout(resolve, 500)); // the thread has nothing to do any more
    await store.close();
    console.log('closed');
  `;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd, encoding: 'utf8' });
  expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, 'closed\n', '']);
});
