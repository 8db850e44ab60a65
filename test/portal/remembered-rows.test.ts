// What SQLite's store keeps in memory of products and keys is never older than the store, whoever changed it.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { prepared, remembered } from '../../portal/server/prepared.ts';
import type { Writing } from '../../portal/server/store.ts';
import { type Fixture, newMachine, openBeside, openFixture } from './fixture.ts';

async function nameFor({ portal, licenseKey }: Fixture): Promise<string> {
  const result = await portal.activate({ licenseKey, machine: newMachine().request() });
  return result.ok ? result.activation.productName : result.problem.code;
}

const findName = remembered((tx, { id }: { id: string }) =>
  tx.selectFrom('product').select('name').where('id', '=', id),
);

async function nameOf(tx: Writing): Promise<string | undefined> {
  return (await findName(tx, { id: 'app' }))[0]?.name;
}

test('a product that another connection changes is another one for the next activation', async () => {
  const fixture = await openFixture({ seats: 9 }, {}, {}, 'file');
  const before = await nameFor(fixture);
  expect(await nameFor(fixture)).toBe(before);
  const other = new DatabaseSync(path.join(fixture.folder, 'portal.sqlite'));
  onTestFinished(() => other.close());
  other.exec(`update product set name = 'Renamed elsewhere'`);
  expect(await nameFor(fixture)).toBe('Renamed elsewhere');
});

test('a change of this connection is seen at once, and forgotten when it is undone', async () => {
  const store = await openBeside(await openFixture({}, {}, {}, 'file'));
  const before = await store.write(nameOf);
  const rename = async (tx: Writing) => {
    await nameOf(tx);
    await tx.updateTable('product').set({ name: 'Renamed' }).execute();
    return await nameOf(tx);
  };
  const fails = store.write(async (tx) => {
    expect(await rename(tx)).toBe('Renamed');
    throw new Error('undone');
  });
  const [, after] = await Promise.allSettled([fails, store.write(nameOf)]);
  expect(after).toEqual({ status: 'fulfilled', value: before });
  expect(await store.write(nameOf)).toBe(before);
  expect(await store.write(rename)).toBe('Renamed');
  expect(await store.write(nameOf)).toBe('Renamed');
});

test('rows that are kept cannot be changed in memory, and by no statement that goes past Kysely', async () => {
  const store = await openBeside(await openFixture({}, {}, {}, 'file'));
  const [row] = await store.write((tx) => findName(tx, { id: 'app' }));
  expect(() => Object.assign(row ?? {}, { name: 'x' })).toThrow(TypeError);
  const past = prepared((tx, { name }: { name: string }) => tx.updateTable('product').set({ name }));
  await expect(store.write((tx) => past(tx, { name: 'x' }))).rejects.toThrow('rows that are kept');
  expect(
    (await sql<{ n: number }>`select count(*) as n from product where name = 'x'`.execute(store.database)).rows,
  ).toEqual([{ n: 0 }]);
});
