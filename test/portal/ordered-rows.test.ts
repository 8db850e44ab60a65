// Rows in the order in which they were made: ids, the step that brings older stores there, and answers without a second copy of the code.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStoreAsItIs } from '../../portal/server/database.ts';
import { migrate } from '../../portal/server/migrate.ts';
import { STEPS } from '../../portal/server/migrations/steps.ts';
import { orderedUuid } from '../../portal/server/ordered-id.ts';
import type { Database } from '../../portal/server/store.ts';
import { newMachine, openBeside, openFixture, START, temporaryFolder } from './fixture.ts';
import { newDatabaseUrl, onEachStore } from './stores.ts';

test('ids are UUIDs of version 7, each its own, and in the order in which they were made', () => {
  const ids = Array.from({ length: 12_000 }, (_, i) => orderedUuid(START + Math.floor(i / 4096)));
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !form.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const turned = ids.filter((id, i) => id < (ids[i - 1] ?? '')).length;
  expect(turned).toBeLessThanOrEqual(3); // where the counter begins again
  const [first = ''] = ids;
  expect(Number.parseInt(first.slice(0, 8) + first.slice(9, 13), 16)).toBe(START * 1000);
});

test('62 bits of an id cannot be known: none of them is always the same, and no two ids share them', () => {
  const ends = Array.from({ length: 4000 }, () => BigInt(`0x${orderedUuid(START).slice(-17).replace('-', '')}`));
  expect(new Set(ends).size).toBe(ends.length);
  for (let bit = 0n; bit < 62n; bit++) {
    const ones = ends.filter((end) => (end >> bit) & 1n).length;
    expect(Math.abs(ones - 2000), `bit ${bit}`).toBeLessThan(400); // 12 standard deviations
  }
});

onEachStore(() => {
  test('an older store keeps every code and every recorded answer', async () => {
    const file = path.join(temporaryFolder(), 'portal.sqlite');
    writeFileSync(file, '');
    const store = await openStoreAsItIs({ file, databaseUrl: await newDatabaseUrl() });
    onTestFinished(() => store.close());
    const before = STEPS.filter(({ name }) => name < '090');
    expect(before.length).toBeLessThan(STEPS.length);
    await migrate(store, before);
    await store.write((tx) => fillAsBefore(tx));
    const kept = await rowsOf(store.database);
    expect(kept.codes).toHaveLength(20);
    await migrate(store);
    expect(await rowsOf(store.database)).toEqual(kept);
    const again = store.database.insertInto('issued_code').values({ ...codeOf(3), activation_id: 'activation' });
    await expect(again.execute(), 'a token id stands for one code').rejects.toThrow(/unique/i);
    const ofNobody = store.database.insertInto('issued_code').values({ ...codeOf(99), activation_id: 'nobody' });
    await expect(ofNobody.execute(), 'a code has its machine').rejects.toThrow(/foreign key/i);
  });

  test('a recorded answer holds no second copy of the code, and comes back byte for byte', async () => {
    const { portal, licenseKey, ...fixture } = await openFixture();
    const call = { licenseKey, machine: newMachine().request(), idempotencyKey: 'one' };
    const first = await portal.activate(call);
    const { database } = await openBeside(fixture);
    const { answer } = await database.selectFrom('replay').select('answer').executeTakeFirstOrThrow();
    expect(answer).not.toContain('LKA1');
    expect(await portal.activate(call)).toEqual(first);
    expect(first).toMatchObject({ ok: true, activation: { file: expect.stringContaining('LATCHKEY LICENSE') } });
  });

  test('an answer that an earlier version recorded with its code is given as it was', async () => {
    const { portal, licenseKey, ...fixture } = await openFixture();
    const call = { licenseKey, machine: newMachine().request(), idempotencyKey: 'one' };
    const first = await portal.activate(call);
    if (!first.ok) throw new Error('not activated');
    const { tokenId: _, ...whole } = { ...first.activation, label: 'as it was' };
    const { database } = await openBeside(fixture);
    await database
      .updateTable('replay')
      .set({ answer: JSON.stringify(whole) })
      .execute();
    expect(await portal.activate(call)).toEqual({ ok: true, activation: whole });
  });
});

const bytes = (length: number, n: number) => new Uint8Array(length).fill(n);

function codeOf(n: number) {
  return {
    token_id: bytes(8, n),
    nonce: null,
    lock: null,
    issued_at: START - n,
    occasion: 'activated',
    code: `code ${n}`,
  } as const;
}

/** By hand: the operations of today know only the shape of today. */
async function fillAsBefore(tx: Database): Promise<void> {
  const rule = { seats: 1, machine_needed: 2, machine_of: 3, features: '{}', domains: '[]', created_at: START };
  const limits = {
    changes_per_30_days: 2,
    replacements_per_year: 2,
    replacement_delay_seconds: 0,
    correction_seconds: 0,
  };
  await tx
    .insertInto('product')
    .values({ id: 'app', name: 'App', ...rule, ...limits })
    .execute();
  const license = { id: 'license', product_id: 'app', key_lookup: bytes(32, 1), key_sealed: bytes(9, 1) };
  await tx
    .insertInto('license')
    .values({ ...license, state: 'active', seats: 1, used: 1, created_at: START })
    .execute();
  const machine = {
    id: 'activation',
    license_id: 'license',
    label: '',
    needed: 2,
    via: 'online',
    state: 'active',
  } as const;
  const times = { created_at: START, issued_at: START, seen_at: START };
  await tx
    .insertInto('activation')
    .values({ ...machine, ...times, seat_number: 1 })
    .execute();
  for (let n = 0; n < 20; n++) {
    await tx
      .insertInto('issued_code')
      .values({ ...codeOf(n), activation_id: 'activation' })
      .execute();
    const replay = { name: bytes(32, n), asked: bytes(32, n), answer: `answer ${n}`, created_at: START + n };
    await tx.insertInto('replay').values(replay).execute();
  }
}

async function rowsOf(database: Database) {
  const codes = await database.selectFrom('issued_code').selectAll().orderBy('token_id').execute();
  const replays = await database.selectFrom('replay').selectAll().orderBy('name').execute();
  return { codes, replays };
}
