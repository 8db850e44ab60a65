// Rows that wait for the end of their transaction: nobody can tell, except by the time it takes.
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { beforeCommit, late, NO_LATE_ROWS, prepared } from '../../portal/server/prepared.ts';
import type { Store, Writing } from '../../portal/server/store.ts';
import { openBeside, openFixture } from './fixture.ts';

/** A table of names, as an example of one that is written late. */
interface Row {
  name: Uint8Array;
  created_at: number;
}

const named = ({ name }: { name: Uint8Array }) => [`replay ${Buffer.from(name).toString('hex')}`];
const write = late(
  (tx, { name, created_at }: Row) =>
    tx.insertInto('replay').values({ name, asked: new Uint8Array(32), answer: '', created_at }),
  named,
);
/** One whose answer is still being made when the row is promised. */
const writeLast = late(
  (tx, { name, answer }: { name: Uint8Array; answer: string }) =>
    tx.insertInto('replay').values({ created_at: 0, name, asked: new Uint8Array(32), answer }), // another statement than that of write
  named,
  { last: true },
);
const change = late((tx, { name, created_at }: Row) =>
  tx.updateTable('replay').set({ created_at }).where('name', '=', name),
);
const find = prepared(
  (tx, { name }: { name: Uint8Array }) => tx.selectFrom('replay').select('created_at').where('name', '=', name),
  named,
);
const count = prepared((tx) => tx.selectFrom('replay').select(({ fn }) => fn.countAll<number>().as('n')));
const countWithout = prepared(
  (tx) => tx.selectFrom('replay').select(({ fn }) => fn.countAll<number>().as('n')),
  NO_LATE_ROWS,
);

const nameOf = (n: number) => new Uint8Array(32).fill(n);
const open = async () => openBeside(await openFixture({}, {}, {}, 'file'));
const kept = async ({ database }: Store) =>
  (await sql<{ n: number }>`select count(*) as n from replay`.execute(database)).rows[0]?.n;

describe('a late row', () => {
  test('waits, and is there for whoever could find it', async () => {
    const store = await open();
    await store.write(async (tx) => {
      await write(tx, { name: nameOf(1), created_at: 7 });
      expect(await countWithout(tx, {}), 'it waits').toEqual([{ n: 0 }]);
      expect(await find(tx, { name: nameOf(2) }), 'another one').toEqual([]);
      expect(await countWithout(tx, {}), 'nobody has asked for it').toEqual([{ n: 0 }]);
      expect(await find(tx, { name: nameOf(1) })).toEqual([{ created_at: 7 }]);
      await write(tx, { name: nameOf(2), created_at: 8 });
      expect(await count(tx, {}), 'a query that names nothing').toEqual([{ n: 2 }]);
      await write(tx, { name: nameOf(3), created_at: 9 });
      expect(await tx.selectFrom('replay').selectAll().execute(), 'a query of its own').toHaveLength(3);
      await write(tx, { name: nameOf(4), created_at: 10 });
    });
    expect(await kept(store)).toBe(4);
  });

  test('is gone with its operation, and with no other one of the same commit', async () => {
    const store = await open();
    const works = (n: number) => store.write((tx) => write(tx, { name: nameOf(n), created_at: n }));
    const fails = store.write(async (tx: Writing) => {
      await write(tx, { name: nameOf(2), created_at: 2 });
      throw new Error('no');
    });
    const outcomes = await Promise.allSettled([works(1), fails, works(3)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await store.database.selectFrom('replay').select('created_at').orderBy('created_at').execute()).toEqual([
      { created_at: 1 },
      { created_at: 3 },
    ]);
  });

  test('that the store refuses at the end fails its own operation alone', async () => {
    const store = await open();
    const twice = (n: number) => store.write((tx) => write(tx, { name: nameOf(9), created_at: n }));
    const other = store.write((tx) => write(tx, { name: nameOf(1), created_at: 5 }));
    const outcomes = await Promise.allSettled([twice(1), twice(2), other]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await kept(store)).toBe(2);
  });

  test('is gone when SQLite has undone the transaction by itself, as with a full disk', async () => {
    const store = await open();
    await store.write((tx) => write(tx, { name: nameOf(1), created_at: 1 }));
    const undone = store.write(async (tx) => {
      const again = sql`insert or rollback into replay (name, asked, answer, created_at) values (${nameOf(1)}, ${nameOf(0)}, '', 2)`;
      await expect(again.execute(tx)).rejects.toThrow(/UNIQUE/);
      await write(tx, { name: nameOf(2), created_at: 2 });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    await store.write((tx) => write(tx, { name: nameOf(3), created_at: 3 }));
    expect(await store.database.selectFrom('replay').select('created_at').orderBy('created_at').execute()).toEqual([
      { created_at: 1 },
      { created_at: 3 },
    ]);
  });

  test('whose value is still being made is written after the others, when that work is done', async () => {
    const store = await open();
    const seen: string[] = [];
    await store.write(async (tx) => {
      let answer = 'not yet';
      const promised = (name: string) => ({
        name: nameOf(name.length),
        get answer() {
          seen.push(name);
          return answer;
        },
      });
      await writeLast(tx, promised('a'));
      await write(tx, { name: nameOf(7), created_at: 7 });
      const work = async () => {
        expect(await countWithout(tx, {}), 'the others are written while it goes on').toEqual([{ n: 1 }]);
        expect(seen).toEqual([]);
        answer = 'made';
      };
      expect(beforeCommit(tx, work)).toBe(true);
      expect(await find(tx, { name: nameOf(8) }), 'another one').toEqual([]);
      expect(seen, 'nobody has asked for it').toEqual([]);
    });
    expect(await store.database.selectFrom('replay').select('answer').orderBy('name').execute()).toEqual([
      { answer: 'made' },
      { answer: '' },
    ]);
  });

  test('whose value is still being made is written at once for whoever could find it', async () => {
    const store = await open();
    await store.write(async (tx) => {
      let asked = 0;
      const promised = {
        name: nameOf(1),
        get answer() {
          asked++;
          return 'made here';
        },
      };
      await writeLast(tx, promised);
      expect(await find(tx, { name: nameOf(1) })).toEqual([{ created_at: 0 }]);
      expect(asked).toBe(1);
    });
    expect(await kept(store)).toBe(1);
  });

  test('is given up with the work for the end when the transaction is undone', async () => {
    const store = await open();
    let done = 0;
    const undone = store.write(async (tx) => {
      beforeCommit(tx, async () => {
        done++;
      });
      await write(tx, { name: nameOf(1), created_at: 1 });
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    await store.write((tx) => write(tx, { name: nameOf(2), created_at: 2 }));
    expect([done, await kept(store)]).toEqual([0, 1]);
  });

  test('that was to change something and finds nothing is a defect, and undoes its operation', async () => {
    const store = await open();
    const wrong = store.write(async (tx) => {
      await write(tx, { name: nameOf(1), created_at: 1 });
      await change(tx, { name: nameOf(2), created_at: 2 });
    });
    await expect(wrong).rejects.toThrow('a late change found no row');
    expect(await kept(store)).toBe(0);
  });
});
