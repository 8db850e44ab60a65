// Codes that a thread makes beside the requests: the same bytes as here, in the same commit, and nothing is lost without the thread.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LatchkeyError } from '../../hosts/js/index.ts';
import { CodeBatches, type ThreadOptions } from '../../portal/server/code-batch.ts';
import { CodeMaker, type LateCode, type MachineClaims, makeCode } from '../../portal/server/issue.ts';
import { Keyring } from '../../portal/server/keyring.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { firstPublicKey } from '../../portal/server/signer.ts';
import { newMachine, openBeside, openFixture, START, temporaryFolder } from './fixture.ts';

const MANY = 24;

const claimsOf = (n: number, change: Partial<MachineClaims> = {}): MachineClaims => ({
  issuedAt: START,
  tokenId: new Uint8Array(8).fill(n),
  licenseId: 'ABCDEFGH',
  product: 'app',
  machine: { needed: 2, components: newMachine().components },
  ...change,
});

/** Codes of one transaction, and which of them were made before anybody asked for them: those are the thread's. */
async function open(options: ThreadOptions = {}, { folder: keys }: { folder?: string } = {}) {
  const fixture = await openFixture({}, {}, {}, 'file');
  const events: string[] = [];
  const modules = await loadModules();
  const keyring = new Keyring(fixture.folder, modules);
  const key = await keyring.use({ public_key: firstPublicKey(fixture.folder), held: 'folder' });
  const batches = new CodeBatches(keys ?? fixture.folder, (event) => events.push(event), { cores: 2, ...options });
  const store = await openBeside(fixture);
  onTestFinished(() => batches.close());
  const codes = new CodeMaker(modules.issuer, keyring, batches);
  const makeAll = async (all: readonly MachineClaims[]) => {
    const made: LateCode[] = [];
    const besides: boolean[] = [];
    await store.write(async (tx) => {
      for (const claims of all) made.push(await codes.make(tx, claims));
      for (const one of made) besides.push(one.isMade);
    });
    expect(besides, 'none of them was waited for').toEqual(all.map(() => false));
    return { made, byThread: made.filter(({ isMade }) => isMade).length };
  };
  const here = (claims: MachineClaims) => makeCode(modules.issuer, key, claims);
  return { makeAll, here, events };
}

const many = () => Array.from({ length: MANY }, (_, n) => claimsOf(n));

/** Until the thread is there: it is begun by the first transaction with many codes. */
async function untilByThread(makeAll: (all: MachineClaims[]) => Promise<{ made: LateCode[]; byThread: number }>) {
  return await vi.waitFor(
    async () => {
      const outcome = await makeAll(many());
      expect(outcome.byThread).toBe(MANY);
      return outcome;
    },
    { timeout: 30_000, interval: 50 },
  );
}

test('many codes of one commit are made by the thread, byte for byte as they are made here', async () => {
  const { makeAll, here, events } = await open();
  const first = await makeAll(many());
  expect(first.byThread, 'the thread is not there yet').toBe(0);
  await untilByThread(makeAll);
  const claims = many();
  const { made } = await makeAll(claims);
  expect(made.map(({ spelled }) => spelled)).toEqual(claims.map(here));
  expect(new Set(made.map(({ spelled }) => spelled.code)).size).toBe(MANY);
  const few = claims.slice(0, 3);
  const here3 = await makeAll(few);
  expect(here3.byThread, 'for a few it is not woken').toBe(0);
  expect(here3.made.map(({ spelled }) => spelled)).toEqual(few.map(here));
  expect(events).toEqual([]);
});

test('a code that cannot be made fails here, with the reason, and no other with it', async () => {
  const { makeAll, here } = await open();
  await untilByThread(makeAll);
  const claims = many();
  claims[5] = claimsOf(5, { machine: { needed: 1, components: newMachine().components } }); // fewer than half
  const { made, byThread } = await makeAll(claims);
  expect(byThread).toBe(MANY - 1);
  expect(() => made[5]?.spelled).toThrow(LatchkeyError);
  expect(made[4]?.spelled).toEqual(here(claims[4] ?? claimsOf(4)));
});

test('what cannot be copied to the thread is made here', async () => {
  const { makeAll, here } = await open();
  await untilByThread(makeAll);
  const claims = many();
  const withMore = { ...claimsOf(3), note: () => 'a function cannot be copied' };
  claims[3] = withMore;
  const { made, byThread } = await makeAll(claims);
  expect(byThread).toBeLessThan(MANY);
  expect(made.map(({ spelled }) => spelled)).toEqual(claims.map(here));
});

describe('without a thread codes are made here:', () => {
  function program(text: string): URL {
    const file = path.join(temporaryFolder(), 'thread.mjs');
    writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${text}`);
    return pathToFileURL(file);
  }
  const READY = 'parentPort.postMessage({ number: 0, codes: [] });';

  test.each([
    ['it ends when it is asked', `parentPort.on('message', () => process.exit(1)); ${READY}`, /it ended/],
    ['it throws', `parentPort.on('message', () => { throw new Error('out of order'); }); ${READY}`, /out of order/],
    ['it cannot begin', `throw new Error('no room');`, /no room/],
    ['it does not answer', `parentPort.on('message', () => {}); ${READY}`, /it does not answer/],
  ])('%s', async (_, text, told) => {
    const { makeAll, here, events } = await open({ program: program(text), patienceMilliseconds: 200 });
    await vi.waitFor(
      async () => {
        const claims = many();
        const { made, byThread } = await makeAll(claims);
        expect(byThread).toBe(0);
        expect(made.map(({ spelled }) => spelled)).toEqual(claims.map(here));
        expect(events).toEqual([expect.stringMatching(told)]); // once, however often it is needed afterwards
      },
      { timeout: 30_000, interval: 20 },
    );
    await makeAll(many());
    expect(events).toHaveLength(1);
  });

  test('and a while after it failed it begins again', async () => {
    const { makeAll, events } = await open({
      program: program(`parentPort.on('message', () => process.exit(1)); ${READY}`),
      againMilliseconds: 50,
    });
    await vi.waitFor(
      async () => {
        expect((await makeAll(many())).byThread).toBe(0);
        expect(events.length).toBeGreaterThan(2);
      },
      { timeout: 30_000, interval: 20 },
    );
  });

  test('it has no keys', async () => {
    const { makeAll, here, events } = await open({}, { folder: temporaryFolder() });
    await vi.waitFor(async () => {
      const claims = many();
      const { made, byThread } = await makeAll(claims);
      expect(byThread).toBe(0);
      expect(made.map(({ spelled }) => spelled)).toEqual(claims.map(here));
    });
    expect(events).toEqual([]);
  });

  test('one processor has no use for it', async () => {
    const { makeAll } = await open({ cores: 1, program: program(`throw new Error('it was begun');`) });
    for (let i = 0; i < 3; i++) expect((await makeAll(many())).byThread).toBe(0);
  });
});

test('a portal under load: every machine gets a code that fits it, and every code is recorded', async () => {
  const fixture = await openFixture({ seats: 200 }, {}, {}, 'file');
  const { portal, licenseKey } = fixture;
  for (let round = 0; round < 3; round++) {
    const machines = Array.from({ length: 48 }, () => newMachine());
    const results = await Promise.all(machines.map((it) => portal.activate({ licenseKey, machine: it.request() })));
    const codes = results.map((result) => (result.ok ? result.activation.code : result.problem.code));
    const verdicts = await Promise.all(machines.map((machine, i) => machine.check(portal, codes[i] ?? '')));
    expect(verdicts.filter(({ accepted }) => !accepted)).toEqual([]);
    const store = await openBeside(fixture);
    const rows = await store.database.selectFrom('issued_code').select('code').execute();
    const recorded = new Set(rows.map(({ code }) => code));
    expect(codes.filter((code) => !recorded.has(code))).toEqual([]);
  }
  expect(fixture.events).toEqual([]);
});
