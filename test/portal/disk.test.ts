// A disk that is full, or fails in the middle of a commit (D5): what the customer is told is what is known, and sent again it is done once.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { nowSeconds } from '../../portal/clock.ts';
import { createDataFolder } from '../../portal/server/folder.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { sqliteFailure } from '../../portal/server/sqlite-failure.ts';
import { StoreFailure } from '../../portal/server/store.ts';
import { asVendor, newMachine, openBeside, openFixture, START, temporaryFolder } from './fixture.ts';
import { onPostgres } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

/** Like a disk that fails: no file of the process becomes larger than this, in the 512 bytes that `ulimit -f` counts in. SQLite meets it as a failed write. */
const MOST_BLOCKS = 1400;
const MOST_ACTIVATIONS = 500;

async function fillable(folder: string): Promise<string> {
  await createDataFolder(folder, { nowSeconds: nowSeconds() });
  return await asVendor(folder, nowSeconds, async (vendor) => {
    const machine = { needed: 2, of: 3 };
    await vendor.addProduct({ id: 'app', name: 'App', seats: 5000, machine, features: {}, domains: [] });
    return (await vendor.addLicense({ product: 'app' })).licenseKey;
  });
}

async function startPortal(folder: string, mostBlocks?: number) {
  const program = fileURLToPath(new URL('crash-server.ts', import.meta.url));
  const limit = mostBlocks === undefined ? '' : `ulimit -f ${mostBlocks}; `;
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, program, folder]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let events = '';
  child.stderr.on('data', (text) => {
    events += String(text);
  });
  const [port] = await once(child.stdout, 'data');
  const activate = async (order: { licenseKey: string; request: string }) => {
    const answer = await fetch(`http://127.0.0.1:${Number(port)}/api/v1/activations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    });
    const body: unknown = await answer.json();
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { activate, kill, events: () => events };
}

describe.skipIf(process.platform === 'win32')('D5 a disk that fails in a commit', () => {
  test('leaves it unknown whether it was done: that is said, nothing acknowledged is lost, and again is once', async () => {
    const folder = temporaryFolder();
    const licenseKey = await fillable(folder);
    const failing = await startPortal(folder, MOST_BLOCKS);
    const acknowledged: { request: string; body: unknown }[] = [];
    let request = '';
    let answer: Awaited<ReturnType<typeof failing.activate>>;
    do {
      request = newMachine().request();
      answer = await failing.activate({ licenseKey, request });
      if (answer.status === 201) acknowledged.push({ request, body: answer.body });
    } while (answer.status === 201 && acknowledged.length < MOST_ACTIVATIONS);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(answer).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: { code: 'outcome-unknown', error: expect.stringMatching(/do not know.*; try again: it is done once/) },
    });
    expect(failing.events()).toContain('in a commit: what it wrote is there or not');
    await failing.kill();

    const portal = await startPortal(folder);
    for (const { request, body } of acknowledged) {
      expect((await portal.activate({ licenseKey, request })).body).toEqual(body);
    }
    expect(await portal.activate({ licenseKey, request })).toMatchObject({ body: { code: expect.any(String) } });
    expect(await portal.activate({ licenseKey, request })).toMatchObject({ body: { code: expect.any(String) } });
    await portal.kill();
    const file = new DatabaseSync(path.join(folder, 'portal.sqlite'));
    onTestFinished(() => file.close());
    expect(file.prepare('select count(activation_id) as used from seat').get()).toEqual({
      used: acknowledged.length + 1,
    });
    expect(file.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  });
});

/** A file system of its own, that is soon full; undefined where nobody may mount one. */
function mountSmall(): { at: string; grow: () => void; unmount: () => void } | undefined {
  const at = mkdtempSync(path.join(tmpdir(), 'latchkey-small-'));
  const unmount = () => {
    execFileSync('umount', [at]);
    rmdirSync(at);
  };
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'latchkey-test', at], { stdio: 'pipe' });
    return { at, grow: () => void execFileSync('mount', ['-o', 'remount,size=16m', at]), unmount };
  } catch {
    rmdirSync(at);
    return undefined;
  }
}

const small = mountSmall();
afterAll(() => small?.unmount());
const unlessMounted = small ? '' : ' (not tried: that needs Linux, and root)';

describe('D5 a disk that is full', () => {
  test.skipIf(!small)(`is told as what it is, leaves nothing, and room is all it takes${unlessMounted}`, async () => {
    const folder = path.join(small?.at ?? '', 'data');
    const licenseKey = await fillable(folder);
    const portal = await openPortal({ folder, nowSeconds, report: () => undefined });
    onTestFinished(() => portal.close());
    let machine = newMachine();
    let done = 0;
    let result = await portal.activate({ licenseKey, machine: machine.request() });
    while (result.ok && done < MOST_ACTIVATIONS) {
      done++;
      machine = newMachine();
      result = await portal.activate({ licenseKey, machine: machine.request() });
    }
    expect(result).toMatchObject({
      problem: {
        status: 503,
        code: 'store-full',
        error: expect.stringMatching(/disk is full, so nothing was changed/),
      },
    });
    // What it writes to find out is small, and may still have its place; a few times more, and it has none.
    let health = await portal.health();
    for (let i = 0; i < 50 && health.status === 'ok'; i++) health = await portal.health();
    expect(health).toMatchObject({ status: 'failing' });
    const issued = await portal.office.licenses.issue(OWNER, { product: 'app' });
    expect(issued).toMatchObject({ problem: { code: 'store-full', error: expect.stringMatching(/make room/) } });
    small?.grow();
    expect(await portal.activate({ licenseKey, machine: machine.request() })).toMatchObject({
      activation: { again: false, seats: { used: done + 1 } },
    });
    expect(await portal.health()).toMatchObject({ status: 'ok' });
  });

  test('and a file that may not be written are failures with a name', async () => {
    const fixture = await openFixture({}, {}, {}, 'file');
    const { database, write } = await openBeside(fixture);
    await sql`pragma query_only = 1`.execute(database);
    const sit = () => write((tx) => tx.updateTable('issue_clock').set({ last_issued_at: START }).execute());
    await expect(sit()).rejects.toMatchObject({ name: 'StoreFailure', outcome: 'unchanged', lasting: 'read-only' });
    await sql`pragma query_only = 0`.execute(database);
    await sit();
    await sql`pragma max_page_count = 1`.execute(database);
    const fill = sql`create table large as select zeroblob(100000) as x`;
    await expect(write((tx) => fill.execute(tx))).rejects.toMatchObject({ outcome: 'unchanged', lasting: 'full' });
  });
});

onPostgres(() => {
  test.each([
    ['disk_full', '53100', 'store-full'],
    ['read_only_sql_transaction', '25006', 'store-read-only'],
  ])(
    'D5 a server that answers %s is told as what it is, and nothing is left of the attempt',
    async (_, state, code) => {
      const { portal, licenseKey, licenseId, databaseUrl } = await openFixture();
      const client = new pg.Client(databaseUrl);
      await client.connect();
      onTestFinished(() => client.end());
      await client.query(
        `create function fail() returns trigger language plpgsql as $$ begin raise exception 'x' using errcode = '${state}'; end $$`,
      );
      await client.query('create trigger fail before insert on issued_code for each row execute function fail()');
      const ask = () => portal.activate({ licenseKey, machine: newMachine().request() });
      expect(await ask()).toMatchObject({ ok: false, problem: { status: 503, code } });
      expect((await portal.licenses.view(licenseId))?.seats.used).toBe(0);
      await client.query('drop trigger fail on issued_code');
      expect(await ask()).toMatchObject({ ok: true, activation: { seats: { used: 1 } } });
    },
  );
});

describe('what SQLite says of a commit that failed', () => {
  const failed = (code: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: code });
  const outcome = (code: number, isSettling: boolean) => {
    const failure = sqliteFailure(failed(code), isSettling);
    return failure instanceof StoreFailure ? failure.outcome : undefined;
  };

  test.each([
    ['SQLITE_IOERR_FSYNC', 1034],
    ['SQLITE_IOERR_WRITE', 778],
    ['SQLITE_IOERR_SHMSIZE', 4874],
    ['SQLITE_NOMEM', 7],
    ['SQLITE_CORRUPT', 11],
  ])('%s: the last page may have been written', (_, code) => {
    expect(outcome(code, true)).toBe('unknown');
    expect(outcome(code, false)).toBe('unchanged');
  });

  test.each([
    ['SQLITE_BUSY', 5],
    ['SQLITE_LOCKED', 6],
    ['SQLITE_READONLY_DBMOVED', 1032],
    ['SQLITE_FULL', 13],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 787],
  ])('%s: it was not', (_, code) => {
    expect(outcome(code, true)).toBe('unchanged');
  });

  test('nothing of what is no failure of SQLite', () => {
    const defect = new TypeError('x');
    expect(sqliteFailure(defect, true)).toBe(defect);
  });
});
