// Operations share a commit, and nobody hears of success before it: each alone is all or nothing, and a failed commit fails them all.
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { GroupCommit } from '../../portal/server/group-commit.ts';
import { late, prepared } from '../../portal/server/prepared.ts';
import type { Store, Writing } from '../../portal/server/store.ts';
import { openBeside, openFixture } from './fixture.ts';

async function open(): Promise<{ store: Store; other: DatabaseSync }> {
  const fixture = await openFixture();
  const other = new DatabaseSync(path.join(fixture.folder, 'portal.sqlite'));
  onTestFinished(() => other.close());
  return { store: await openBeside(fixture), other };
}

const put = (name: string) => async (tx: Writing) => {
  await tx.insertInto('setting').values({ name, value: 'x' }).execute();
  return name;
};

function stored(other: DatabaseSync): unknown[] {
  return other
    .prepare(`select name from setting where value = 'x' order by name`)
    .all()
    .map(({ name }) => name);
}

test('what is told to have succeeded is there for every other process at that moment', async () => {
  const { store, other } = await open();
  const seen = Array.from({ length: 40 }, (_, i) =>
    store.write(put(`n${i}`)).then((name) => stored(other).includes(name)),
  );
  expect(await Promise.all(seen)).toEqual(Array(40).fill(true));
});

test('nobody is told before the commit, also when the work itself was done long ago', async () => {
  const { store, other } = await open();
  let worked = 0;
  let told = 0;
  const writes = Array.from({ length: 10 }, (_, i) =>
    store
      .write(async (tx) => {
        await put(`n${i}`)(tx);
        expect([told, stored(other)]).toEqual([0, []]);
        worked++;
      })
      .then(() => {
        expect([worked, stored(other).length]).toEqual([10, 10]);
        told++;
      }),
  );
  await Promise.all(writes);
  expect(told).toBe(10);
});

test('a transaction begins also while more and more comes: none waits for all of it', async () => {
  const { store, other } = await open();
  let told = false;
  const first = store.write(put('n')).then(() => {
    told = true;
  });
  let later = 0;
  const rest: Promise<unknown>[] = [];
  for (; !told && later < 500; later++) {
    rest.push(store.write(put(`n${later}`)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all([first, ...rest]);
  expect(later, 'as many as share one commit, and a few turns').toBeLessThan(100);
  expect(stored(other)).toHaveLength(later + 1);
});

test('what fails is undone alone', async () => {
  const { store, other } = await open();
  const results = await Promise.allSettled([
    store.write(put('a')),
    store.write(async (tx) => {
      await put('b')(tx);
      throw new Error('no');
    }),
    store.write(put('c')),
    store.write(put('a')), // its name is taken
    store.write(put('d')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(stored(other)).toEqual(['a', 'c', 'd']);
});

test('what shares a commit with something that fails is done again, and counts once', async () => {
  const { store, other } = await open();
  let works = 0;
  const counted = (name: string) => async (tx: Writing) => {
    works++;
    return await put(name)(tx);
  };
  const refuse = () => Promise.reject(new Error('no'));
  for (const round of ['first', 'second', 'third']) {
    const names = ['a', 'b', 'c'].map((name) => `${round} ${name}`);
    const [a, no, b, c] = await Promise.allSettled([
      store.write(counted(names[0] ?? '')),
      store.write(refuse),
      store.write(counted(names[1] ?? '')),
      store.write(counted(names[2] ?? '')),
    ]);
    expect([a, b, c]).toMatchObject(names.map((value) => ({ status: 'fulfilled', value })));
    expect(no).toMatchObject({ status: 'rejected', reason: new Error('no') });
  }
  expect(works).toBe(10); // one before the first failure; later groups expect one
  expect(stored(other)).toHaveLength(9);
});

test('what fails alone is undone, and fails once', async () => {
  const { store, other } = await open();
  let works = 0;
  const work = async (tx: Writing) => {
    works++;
    await put('a')(tx);
    throw new Error('no');
  };
  await expect(store.write(work)).rejects.toThrow('no');
  expect([works, stored(other)]).toEqual([1, []]);
});

test('when the commit fails, all of them failed and nothing is stored', async () => {
  const { store, other } = await open();
  // A deferred constraint is looked at by the commit, after every operation has done its work.
  await sql`create table child (id integer primary key, parent text references setting (name) deferrable initially deferred)`.execute(
    store.database,
  );
  const results = await Promise.allSettled([
    store.write(put('a')),
    store.write((tx) => sql`insert into child values (1, 'nobody')`.execute(tx)),
    store.write(put('c')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(stored(other)).toEqual([]);
  expect(await store.write(put('d'))).toBe('d');
  expect(stored(other)).toEqual(['d']);
});

test('a transaction that SQLite itself gave up fails for all who were in it, with the first reason', async () => {
  const { store, other } = await open();
  const results = await Promise.allSettled([
    store.write(put('a')),
    store.write((tx) => sql`insert or rollback into setting values ('a', 'x')`.execute(tx)),
    store.write(put('c')),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(results[0]).toMatchObject({ reason: { name: 'StoreFailure', message: expect.stringMatching(/UNIQUE/) } });
  expect(stored(other)).toEqual([]);
  expect(await store.write(put('d'))).toBe('d');
});

test('closing waits for what was asked before', async () => {
  const fixture = await openFixture();
  const { openDataFolder } = await import('../../portal/server/folder.ts');
  const { store } = await openDataFolder(fixture.folder);
  const writing = store.write(put('last'));
  await store.close();
  expect(await writing).toBe('last');
});

test('what fails beside a commit keeps no answer back, and the next group goes on', async () => {
  const { store, other } = await open();
  let asked = 0;
  const afterCommit = () => {
    asked++;
    throw new Error('the disk is full');
  };
  const commits = new GroupCommit(store.database, { afterCommit });
  expect(await commits.write(put('one'))).toBe('one');
  expect(await commits.write(put('two'))).toBe('two');
  await commits.idle();
  expect([asked, stored(other)]).toEqual([2, ['one', 'two']]);
});

const putLate = late(
  (tx, { name }: { name: string }) => tx.insertInto('setting').values({ name, value: 'x' }),
  ({ name }) => [name],
);
const readNamed = prepared(
  (tx, { name }: { name: string }) => tx.selectFrom('setting').select('name').where('name', '=', name),
  ({ name }) => [name],
);

test('late rows are written before the commit, after one another, and before a query that could find them', async () => {
  const { store, other } = await open();
  const seen = await store.write(async (tx) => {
    await putLate(tx, { name: 'b' });
    await putLate(tx, { name: 'a' });
    const apart = await readNamed(tx, { name: 'c' });
    const found = await readNamed(tx, { name: 'a' });
    await putLate(tx, { name: 'd' });
    const all = await tx.selectFrom('setting').select('name').where('value', '=', 'x').orderBy('name').execute();
    await putLate(tx, { name: 'e' });
    return [apart, found, all].map((rows) => rows.map(({ name }) => name));
  });
  expect(seen).toEqual([[], ['a'], ['a', 'b', 'd']]);
  expect(stored(other)).toEqual(['a', 'b', 'd', 'e']);
});

test('an operation whose late row is refused fails alone, and leaves nothing behind', async () => {
  const { store, other } = await open();
  const results = await Promise.allSettled([
    store.write(async (tx) => await putLate(tx, { name: 'a' })),
    store.write(async (tx) => {
      await put('beside')(tx);
      await putLate(tx, { name: 'a' });
    }),
    store.write(async (tx) => await putLate(tx, { name: 'b' })),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(stored(other)).toEqual(['a', 'b']);
});

test('the late rows of an operation that fails go with it', async () => {
  const { store, other } = await open();
  const fails = store.write(async (tx) => {
    await putLate(tx, { name: 'gone' });
    throw new Error('no');
  });
  const [failed] = await Promise.allSettled([fails, store.write(put('kept'))]);
  expect(failed.status).toBe('rejected');
  await store.write(put('later'));
  expect(stored(other)).toEqual(['kept', 'later']);
});
