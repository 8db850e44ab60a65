// What happens when the store or the modules fail: no code without its record, no record that lies, and a way back.
import { renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Issuer } from '../../hosts/js/index.ts';
import type { Spelled } from '../../hosts/js/verdict.ts';
import { CodeMaker, IssueError, type MachineClaims } from '../../portal/server/issue.ts';
import { Keyring } from '../../portal/server/keyring.ts';
import { addressName } from '../../portal/server/limit.ts';
import { Limits } from '../../portal/server/limits.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { neededOf } from '../../portal/server/recognize.ts';
import { firstPublicKey, type Signer } from '../../portal/server/signer.ts';
import { openVault } from '../../portal/server/vault.ts';
import { type Fixture, newMachine, openBeside, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';

function besideOf(fixture: Fixture): DatabaseSync {
  const database = new DatabaseSync(path.join(fixture.folder, 'portal.sqlite'));
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

function count(database: DatabaseSync, table: string): unknown {
  return Object.values(database.prepare(`select count(*) from ${table}`).get() ?? {})[0];
}

describe('D5 a store that cannot write', () => {
  test('because another process holds it answers 503, and works again afterwards', async () => {
    const fixture = await openFixture();
    const ask = () => fixture.portal.activate({ licenseKey: fixture.licenseKey, machine: newMachine().request() });
    const other = besideOf(fixture);
    other.exec('begin immediate');
    expect(await ask()).toMatchObject({
      ok: false,
      problem: { status: 503, code: 'store-unavailable', retryAfterSeconds: 5 },
    });
    expect(await fixture.portal.health()).toMatchObject({ status: 'failing' });
    other.exec('rollback');
    expect(await ask()).toMatchObject({ ok: true, activation: { seats: { used: 1 } } });
    expect(await fixture.portal.health()).toMatchObject({ status: 'ok' });
    expect(fixture.events.join()).toMatch(/the store failed: database is locked/);
  });

  test('because it is full answers 503 and leaves nothing of the attempt', async () => {
    const fixture = await openFixture();
    const other = besideOf(fixture);
    other.exec(`create trigger full before insert on issued_code begin select raise(abort, 'disk I/O error'); end`);
    const machine = newMachine();
    const ask = () => fixture.portal.activate({ licenseKey: fixture.licenseKey, machine: machine.request() });
    expect(await ask()).toMatchObject({ ok: false, problem: { status: 503 } });
    for (const table of ['activation', 'activation_component', 'issued_code', 'replay']) {
      expect([table, count(other, table)]).toEqual([table, 0]);
    }
    other.exec('drop trigger full');
    expect(await ask()).toMatchObject({ ok: true, activation: { again: false, seats: { used: 1 } } });
  });

  test('because its file was deleted or replaced answers 503 instead of losing what it acknowledges', async () => {
    const fixture = await openFixture();
    const file = path.join(fixture.folder, 'portal.sqlite');
    const ask = () => fixture.portal.activate({ licenseKey: fixture.licenseKey, machine: newMachine().request() });
    renameSync(file, `${file}.away`);
    expect(await ask()).toMatchObject({ ok: false, problem: { status: 503 } });
    renameSync(`${file}.away`, file);
    expect(await ask()).toMatchObject({ ok: true });
  });
});

describe('by construction', () => {
  test('no more machines can sit than seats were sold', async () => {
    const fixture = await openFixture({ seats: 1 });
    const { portal, licenseKey, licenseId } = fixture;
    await portal.activate({ licenseKey, machine: newMachine().request() });
    const other = besideOf(fixture);
    expect(() => other.exec(`insert into seat values ('${licenseId}', 1, null, 0, 0, null)`)).toThrow(/UNIQUE/);
    const sitting = other.prepare('select activation_id as id from seat').get()?.['id'];
    expect(() => other.exec(`insert into seat values ('${licenseId}', 2, '${sitting}', 0, 0, null)`)).toThrow(/UNIQUE/);
  });

  test('every write is on the disk before it is acknowledged', async () => {
    const fixture = await openFixture();
    expect(besideOf(fixture).prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    const { rows } = await sql`pragma synchronous`.execute((await openBeside(fixture)).database);
    expect(rows).toEqual([{ synchronous: 2 }]); // FULL
  });

  test('the record of every code is there, with lock and nonce', async () => {
    const fixture = await openFixture();
    const { portal, licenseKey } = fixture;
    const nonce = new Uint8Array(8).fill(7);
    const result = await portal.activate({ licenseKey, machine: newMachine().request({ nonce }) });
    const row = besideOf(fixture).prepare('select * from issued_code').get();
    expect(row).toMatchObject({ nonce, issued_at: START, code: result.ok ? result.activation.code : '' });
    expect(row?.['lock']).toHaveLength(16);
  });
});

describe('a code that is not as meant never leaves', () => {
  const claims = (): MachineClaims => ({
    issuedAt: START,
    expiresAt: START + 1000,
    tokenId: new Uint8Array(8).fill(1),
    licenseId: 'ABCDEFGH',
    product: 'app',
    machine: { needed: 2, components: newMachine().components },
  });

  async function maker(change: {
    issuer?: (issuer: Issuer) => void;
    signer?: (signer: Signer) => Signer;
  }): Promise<{ make(): Promise<Spelled> }> {
    const fixture = await openFixture();
    const { folder } = fixture;
    const modules = await loadModules();
    const { issuer } = modules;
    change.issuer?.(issuer);
    const key = await new Keyring(folder, modules).use({ public_key: firstPublicKey(folder), held: 'folder' });
    const { kid, verifier, ...signer } = key;
    const codes = new CodeMaker(issuer, {
      signerFor: async () => ({ kid, verifier, ...(change.signer?.(signer) ?? signer) }),
    });
    const store = await openBeside(fixture);
    return { make: () => store.write(async (tx) => (await codes.make(tx, claims())).spelled) };
  }

  test('as it is made it leaves', async () => {
    expect((await (await maker({})).make()).code).toMatch(/^LKA1-/);
  });

  test.each([
    [
      'of this process',
      ({ publicKey, sign, signNow }: Signer) => ({
        publicKey,
        sign,
        signNow: () => signNow?.(Buffer.of(1)) ?? new Uint8Array(),
      }),
    ],
    ['that is held outside', ({ publicKey, sign }: Signer) => ({ publicKey, sign: () => sign(Buffer.of(1)) })],
  ])('with a signature of other bytes, by a key %s', async (_, signer) => {
    const codes = await maker({ signer });
    await expect(codes.make()).rejects.toThrow(new IssueError('a new code was refused: bad-signature'));
  });

  test.each([
    ['another end', (it: MachineClaims) => ({ ...it, expiresAt: START + 2000 })],
    ['no end', (it: MachineClaims) => ({ ...it, expiresAt: undefined })],
    ['another license', (it: MachineClaims) => ({ ...it, licenseId: 'ABCDEFGJ' })],
    ['another feature', (it: MachineClaims) => ({ ...it, features: { extra: true as const } })],
    ['another plan', (it: MachineClaims) => ({ ...it, plan: 'gold' })],
    ['a nonce', (it: MachineClaims) => ({ ...it, nonce: new Uint8Array(8) })],
    ['a later check-in', (it: MachineClaims) => ({ ...it, offlineSeconds: 99 })],
    [
      'fewer components',
      (it: MachineClaims) => ({ ...it, machine: { needed: 2, components: it.machine.components.slice(1) } }),
    ],
    ['a higher k', (it: MachineClaims) => ({ ...it, machine: { ...it.machine, needed: 3 } })],
  ])('with %s', async (_name, change) => {
    const codes = await maker({
      issuer: (issuer) => {
        const honest = issuer.signingInput.bind(issuer);
        issuer.signingInput = (key, it) =>
          honest(key, change({ ...claims(), ...it, machine: it.machine ?? claims().machine }));
      },
    });
    await expect(codes.make()).rejects.toThrow(IssueError);
  });
});

describe('how many components must match', () => {
  const cases = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((of) =>
    Array.from({ length: of }, (_, i) => ({ needed: i + 1, of })).filter((rule) => 2 * rule.needed > rule.of),
  );

  test('is the rule for a machine of its size', () => {
    for (const rule of cases) expect(neededOf(rule, rule.of)).toBe(rule.needed);
  });

  test('is always more than half, and never more than there are', () => {
    for (const rule of cases) {
      for (let n = 1; n <= 8; n++) {
        expect(2 * neededOf(rule, n)).toBeGreaterThan(n);
        expect(neededOf(rule, n)).toBeLessThanOrEqual(n);
      }
    }
  });
});

onEachStore(() => {
  describe('a limit', () => {
    const rate = { purpose: 'test', burst: 3, secondsEach: 10 };
    const open = async () => {
      const fixture = await openFixture();
      const store = await openBeside(fixture);
      const limits = new Limits(openVault(fixture.folder), () => fixture.clock.nowSeconds);
      const count = (name: string) => store.write((tx) => limits.count(tx, rate, name));
      const wait = (name: string) => store.write((tx) => limits.waitSeconds(tx, rate, name));
      return { ...fixture, store, count, wait };
    };

    test('lets a burst pass, then one in each interval', async () => {
      const { clock, count, wait } = await open();
      for (let i = 0; i < 3; i++) {
        expect(await wait('a')).toBe(0);
        await count('a');
      }
      expect(await wait('a')).toBe(10);
      clock.nowSeconds += 9;
      expect(await wait('a')).toBe(1);
      clock.nowSeconds += 1;
      expect(await wait('a')).toBe(0);
      await count('a');
      expect(await wait('a')).toBe(10);
    });

    test('keeps names apart, and waits no longer than a full bucket when the clock is set back', async () => {
      const { clock, count, wait } = await open();
      for (let i = 0; i < 3; i++) await count('a');
      expect(await wait('b')).toBe(0);
      clock.nowSeconds -= 1_000_000;
      expect(await wait('a')).toBe(10);
      await count('a');
      expect(await wait('a')).toBe(10);
    });

    test('counts all that come at once', async () => {
      const { count, wait } = await open();
      await Promise.all([count('a'), count('a'), count('a')]);
      expect(await wait('a')).toBe(10);
    });

    test('is forgotten when it says nothing any more, and its rows name nobody', async () => {
      const { clock, count, store, portal } = await open();
      await count('203.0.113.7');
      const [row] = await store.database.selectFrom('rate').selectAll().execute();
      expect(Buffer.from(row?.name ?? []).toString('latin1')).not.toContain('203.0.113.7');
      clock.nowSeconds += 10;
      await portal.tidy();
      expect(await store.database.selectFrom('rate').selectAll().execute()).toEqual([]);
    });
  });
});

describe('an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (address, name) => {
    expect(addressName(address)).toBe(name);
  });
});
