// D26, K11: a backup that is taken while the portal is used, restored: nothing acknowledged is lost, nothing is broken, and the
// restored portal issues nothing until its clock has been confirmed.
import { existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBackup, writeBackup } from '../../portal/server/backup.ts';
import { confirmRestore } from '../../portal/server/confirm-restore.ts';
import { openDataFolder } from '../../portal/server/folder.ts';
import { openPortal, type Portal } from '../../portal/server/portal.ts';
import { restoreBackup } from '../../portal/server/restore.ts';
import { DAY, type Fixture, newMachine, openBeside, openFixture, START, temporaryFolder, trusting } from './fixture.ts';
import { newDatabaseUrl, onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

const PASSPHRASE = 'correct horse battery staple';

onEachStore((kind) => {
  describe('D26 a backup under load', () => {
    test('holds everything that was acknowledged before it began, and nothing that is half done', async () => {
      const fixture = await openFixture({ seats: 400 });
      const before: string[] = [];
      let loading = true;
      const load = async () => {
        while (loading) {
          const answer = await fixture.portal.activate({
            licenseKey: fixture.licenseKey,
            machine: newMachine().request(),
          });
          if (answer.ok) before.push(answer.activation.code);
        }
      };
      const loads = [load(), load(), load(), load()];
      while (before.length < 40) await new Promise((resolve) => setTimeout(resolve, 5));
      const acknowledged = [...before];
      const file = await backUp(fixture);
      const during = before.length - acknowledged.length;
      loading = false;
      await Promise.all(loads);

      const restored = await restore(fixture, file, kind);
      const codes = new Set(
        (await restored.store.database.selectFrom('issued_code').select('code').execute()).map(({ code }) => code),
      );
      const lost = acknowledged.filter((code) => !codes.has(code));
      process.stdout.write(
        `${kind}: backup of ${codes.size} codes while ${during} more were issued: ${lost.length} of ${acknowledged.length} lost\n`,
      );
      expect(lost).toEqual([]);
      const verifier = await trusting(restored.portal);
      for (const code of codes)
        expect(verifier.check(code, { product: 'app', nowSeconds: START })).toMatchObject({ reason: 'wrong-machine' });
      const license = await restored.store.database.selectFrom('license').selectAll().executeTakeFirstOrThrow();
      const seats = await restored.store.database
        .selectFrom('activation')
        .select('id')
        .where('state', '=', 'active')
        .execute();
      expect(license.used).toBe(seats.length);
      expect(codes.size).toBe(seats.length);
      expect(await restored.portal.office.audit.verify()).toMatchObject({ ok: true });
    });
  });

  describe('K11 a restored portal', () => {
    test('issues nothing until it is confirmed, and then nothing that is older than what left before', async () => {
      const fixture = await openFixture();
      await activate(fixture.portal, fixture.licenseKey);
      const file = await backUp(fixture);
      const { portal, store, clock } = await restore(fixture, file, kind);
      expect(await portal.activate({ licenseKey: fixture.licenseKey, machine: newMachine().request() })).toMatchObject({
        ok: false,
        problem: { status: 503, code: 'restored-from-backup' },
      });
      expect(await portal.office.licenses.issueJwt(OWNER, fixture.licenseId, {})).toMatchObject({
        ok: false,
        problem: { code: 'restored-from-backup' },
      });
      clock.nowSeconds = START + DAY;
      await expect(confirmRestore(store, START + DAY, START + 2 * DAY)).rejects.toThrow(
        /clock of this machine is behind/,
      );
      expect(await confirmRestore(store, START + DAY, START + 3600)).toEqual({ issuedFrom: START + DAY });
      const answer = await portal.activate({ licenseKey: fixture.licenseKey, machine: newMachine().request() });
      expect(answer).toMatchObject({ ok: true, activation: { issuedAt: START + DAY } });
      await expect(confirmRestore(store, START + DAY)).rejects.toThrow(/did not come from a backup/);
    });

    test('is the same portal: keys, license keys, API keys and webhooks work as before', async () => {
      const fixture = await openFixture();
      const made = await fixture.portal.office.apiKeys.create(OWNER, { name: 'shop', scopes: ['read'] });
      const hook = await fixture.portal.office.webhooks.add(OWNER, { url: 'https://example.com/', events: ['*'] });
      expect(await fixture.portal.office.signingKeys.add(OWNER)).toMatchObject({ ok: true });
      if (!made.ok || !hook.ok) throw new Error('not made');
      const { portal, store } = await restore(fixture, await backUp(fixture), kind);
      await confirmRestore(store, START);
      expect(await portal.office.apiKeys.recognize(made.value.key)).toMatchObject({ id: made.value.id });
      expect(await portal.office.webhooks.list(OWNER)).toMatchObject({ ok: true, value: [{ id: hook.value.id }] });
      expect(portal.publicKeys()).toEqual(fixture.portal.publicKeys());
      expect(
        portal
          .publicKeys()
          .map(({ state }) => state)
          .sort(),
      ).toEqual(['active', 'next']);
      expect(await portal.office.validate({ token: fixture.licenseKey })).toMatchObject({
        validation: { valid: true },
      });
      await activate(portal, fixture.licenseKey);
    });
  });

  test('a backup of one kind of store is restored into the other', async () => {
    const fixture = await openFixture();
    await activate(fixture.portal, fixture.licenseKey);
    const other = kind === 'sqlite' ? 'postgres' : 'sqlite';
    if (other === 'postgres') return; // there is no server in this half; the other half goes from PostgreSQL to SQLite
    const { store, portal } = await restore(fixture, await backUp(fixture), other);
    await confirmRestore(store, START);
    await activate(portal, fixture.licenseKey);
  });
});

describe('the file of a backup', () => {
  test('is for its owner only, and shows no secret (K10)', async () => {
    const fixture = await openFixture();
    const file = await backUp(fixture);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    for (const name of ['signing-key.pem', 'store-secret.hex']) {
      const secret =
        readFileSync(path.join(fixture.folder, name), 'utf8')
          .split('\n')
          .find((line) => line.length > 30) ?? 'nothing';
      expect(bytes.includes(secret)).toBe(false);
    }
    expect(bytes.includes('PRIVATE KEY')).toBe(false);
  });

  test('is never written over', async () => {
    const fixture = await openFixture();
    const file = await backUp(fixture);
    const store = await openBeside(fixture);
    await expect(writeBackup({ store, folder: fixture.folder, file }, PASSPHRASE, START)).rejects.toThrow(/EEXIST/);
  });

  test('that is cut off anywhere is refused, and nothing is restored', async () => {
    const fixture = await openFixture();
    const file = await backUp(fixture);
    const { size } = statSync(file);
    for (const length of [0, 20, 100, size - 1]) {
      truncateSync(file, length);
      const folder = path.join(temporaryFolder(), 'restored');
      await expect(restoreBackup({ file, folder, databaseUrl: undefined }, PASSPHRASE, START)).rejects.toThrow(
        /not sealed|wrong|not whole|damaged/,
      );
      await expect(openDataFolder(folder)).rejects.toThrow();
      expect(existsSync(path.join(folder, 'signing-key.pem'))).toBe(false);
    }
  });

  test('stays shut for another passphrase', async () => {
    const file = await backUp(await openFixture());
    await expect(readBackup(file, 'another passphrase').next()).rejects.toThrow(/passphrase is wrong/);
  });

  test('is not restored into a folder that is in use', async () => {
    const fixture = await openFixture();
    const file = await backUp(fixture);
    await expect(
      restoreBackup({ file, folder: fixture.folder, databaseUrl: undefined }, PASSPHRASE, START),
    ).rejects.toThrow(/is not empty/);
  });
});

async function backUp(fixture: Fixture): Promise<string> {
  const file = path.join(temporaryFolder(), 'backup');
  const store = await openBeside(fixture);
  await writeBackup({ store, folder: fixture.folder, file }, PASSPHRASE, START);
  return file;
}

async function restore(fixture: Fixture, file: string, kind: 'sqlite' | 'postgres') {
  const folder = path.join(temporaryFolder(), 'restored');
  const databaseUrl = kind === 'postgres' ? await newDatabaseUrl() : undefined;
  const clock = { nowSeconds: START };
  await restoreBackup({ file, folder, databaseUrl }, PASSPHRASE, START);
  rmSync(file);
  const portal = await openPortal({ folder, databaseUrl, nowSeconds: () => clock.nowSeconds, report: () => undefined });
  const store = await openBeside({ ...fixture, folder, databaseUrl });
  return { portal, store, clock };
}

async function activate(portal: Portal, licenseKey: string): Promise<void> {
  const answer = await portal.activate({ licenseKey, machine: newMachine().request() });
  if (!answer.ok) throw new Error(answer.problem.error);
}
