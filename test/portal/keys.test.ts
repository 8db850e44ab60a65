// Signing keys over the years: rotated while old codes live on, held outside, taken to escrow and back. K5, K6, K10.
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../hosts/js/index.ts';
import { readJwt } from '../../portal/server/jwt.ts';
import { openPortal, type Portal } from '../../portal/server/portal.ts';
import type { Result } from '../../portal/server/vendor/change.ts';
import type { SigningKeyView } from '../../portal/server/vendor/signing-keys.ts';
import {
  DAY,
  newMachine,
  openBeside,
  openFixture,
  START,
  type TestMachine,
  temporaryFolder,
  verifierBytes,
} from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

const PASSPHRASE = 'correct horse battery staple';

onEachStore(() => {
  describe('the rotation drill', () => {
    test('three rotations: every old code stays good, and hosts of every age read what is meant for them', async () => {
      const { portal, licenseKey, clock } = await openFixture({
        seats: 10,
        offlineSeconds: undefined,
        refreshSeconds: undefined,
      });
      const ages: { key: SigningKeyView; code: string; machine: TestMachine; trustedThen: Uint8Array[] }[] = [];
      for (let rotation = 0; rotation <= 3; rotation++) {
        if (rotation > 0) await rotate(portal);
        const key = active(await must(portal.office.signingKeys.list(OWNER)));
        const machine = newMachine();
        const code = await activate(portal, licenseKey, machine);
        ages.push({ key, code, machine, trustedThen: portal.publicKeys().map(({ publicKey }) => publicKey) });
        clock.nowSeconds += 30 * DAY;
      }
      expect(new Set(ages.map(({ key }) => key.kid)).size).toBe(4);
      let checked = 0;
      for (const [hostAge, { trustedThen }] of ages.entries()) {
        const host = await load(verifierBytes);
        host.trust(...trustedThen);
        for (const [codeAge, { code, machine }] of ages.entries()) {
          const verdict = host.check(code, {
            product: 'app',
            nowSeconds: clock.nowSeconds,
            components: machine.components,
            secret: machine.secret,
          });
          // A host knows the keys of its time and of all times before; what came later it does not know yet.
          expect(verdict.accepted ? 'accepted' : verdict.reason).toBe(codeAge <= hostAge ? 'accepted' : 'unknown-key');
          checked++;
        }
      }
      process.stdout.write(`rotation drill: ${checked} pairs of host and code, 0 wrong\n`);
    });

    test('a key that waits is published and signs nothing; a retired one signs nothing more (K5), and what it signed stays good (K6)', async () => {
      const { portal, licenseKey } = await openFixture();
      const first = active(await must(portal.office.signingKeys.list(OWNER)));
      const machine = newMachine();
      const before = await activate(portal, licenseKey, machine);
      const next = await must(portal.office.signingKeys.add(OWNER));
      expect(next).toMatchObject({ state: 'next', held: 'folder', present: true });
      expect(portal.publicKeys().map(({ kid, state }) => [kid, state])).toContainEqual([next.kid, 'next']);
      expect(await kidOfNewCode(portal, licenseKey)).toBe(first.kid);
      expect(await portal.office.signingKeys.activate(OWNER, next.kid)).toMatchObject({
        ok: true,
        value: { state: 'active' },
      });
      expect(await kidOfNewCode(portal, licenseKey)).toBe(next.kid);
      const all = await must(portal.office.signingKeys.list(OWNER));
      expect(all.find(({ kid }) => kid === first.kid)).toMatchObject({ state: 'retired' });
      expect(
        portal.verifier.check(before, {
          product: 'app',
          nowSeconds: START,
          components: machine.components,
          secret: machine.secret,
        }),
      ).toMatchObject({ accepted: true });
      expect(await portal.office.signingKeys.activate(OWNER, first.kid)).toMatchObject({
        ok: false,
        problem: { status: 422 },
      });
      expect(await portal.office.signingKeys.retire(OWNER, next.kid)).toMatchObject({
        ok: false,
        problem: { error: expect.stringMatching(/Some key must sign/) },
      });
    });

    test('asked for twice by one attempt, or refused, leaves no private key that nobody knows', async () => {
      const { portal, folder } = await openFixture();
      const files = () => readdirSync(path.join(folder, 'keys'), { recursive: true }).length;
      const attempt = () => ({ name: new Uint8Array(32).fill(1), asked: new Uint8Array(32).fill(2) });
      const first = await must(portal.office.signingKeys.add({ ...OWNER, attempt: attempt() }));
      expect(await must(portal.office.signingKeys.add({ ...OWNER, attempt: attempt() }))).toEqual(first);
      expect(await portal.office.signingKeys.add(OWNER, { product: 'none' })).toMatchObject({ ok: false });
      expect(files()).toBe(1);
      const twin = () =>
        portal.office.signingKeys.add({ ...OWNER, attempt: { ...attempt(), name: new Uint8Array(32).fill(3) } });
      const twins = await Promise.all(Array.from({ length: 8 }, () => must(twin())));
      expect(new Set(twins.map(({ kid }) => kid)).size).toBe(1);
      expect(files()).toBe(2);
      const pair = generateKeyPairSync('ed25519');
      const publicKey = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
      const deaf = { publicKey, command: ['false'] };
      for (let i = 0; i < 2; i++)
        expect(await portal.office.signingKeys.addOutside(OWNER, deaf)).toMatchObject({ problem: { status: 422 } });
      expect(files()).toBe(2);
    });

    test('a product can have a key of its own, for codes and for JWTs', async () => {
      const { portal, licenseKey, licenseId } = await openFixture();
      const general = active(await must(portal.office.signingKeys.list(OWNER)));
      const own = await must(portal.office.signingKeys.add(OWNER, { product: 'app' }));
      await must(portal.office.signingKeys.activate(OWNER, own.kid));
      expect(await kidOfNewCode(portal, licenseKey)).toBe(own.kid);
      const issued = await must(portal.office.licenses.issueJwt(OWNER, licenseId, {}));
      expect(issued.kid).toBe(own.kid);
      expect(await readJwt(issued.jwt, portal.publicKeys(), START)).toMatchObject({ sub: licenseId });
      const states = (await must(portal.office.signingKeys.list(OWNER))).map(({ kid, state }): [string, string] => [
        kid,
        state,
      ]);
      expect(new Map(states)).toEqual(
        new Map([
          [general.kid, 'active'],
          [own.kid, 'active'],
        ]),
      );
      await must(portal.office.signingKeys.retire(OWNER, own.kid));
      expect(await kidOfNewCode(portal, licenseKey)).toBe(general.kid);
    });

    test('another process follows a rotation at once', async () => {
      const fixture = await openFixture();
      const other = await openPortal({
        folder: fixture.folder,
        databaseUrl: fixture.databaseUrl,
        nowSeconds: () => START,
        report: () => undefined,
      });
      try {
        const kid = await rotate(fixture.portal);
        expect(await kidOfNewCode(other, fixture.licenseKey)).toBe(kid);
        await other.office.work();
        expect(other.publicKeys().map((key) => key.kid)).toContain(kid);
      } finally {
        await other.close();
      }
    });
  });
});

describe('a key that is held outside', () => {
  test('signs through its command, and its private half is never in the data folder', async () => {
    const { portal, licenseKey, folder } = await openFixture({ seats: 5 });
    const outside = outsideKey();
    const added = await must(portal.office.signingKeys.addOutside(OWNER, outside));
    expect(added).toMatchObject({ state: 'next', held: 'outside', present: true });
    await must(portal.office.signingKeys.activate(OWNER, added.kid));
    const machine = newMachine();
    const host = await load(verifierBytes);
    host.trust(outside.publicKey);
    const code = await activate(portal, licenseKey, machine);
    expect(
      host.check(code, { product: 'app', nowSeconds: START, components: machine.components, secret: machine.secret }),
    ).toMatchObject({ accepted: true });
    expect(readFileSync(path.join(folder, 'keys', `${added.kid}.json`), 'utf8')).not.toContain('PRIVATE');
    expect(await portal.office.signingKeys.export(OWNER, added.kid, PASSPHRASE)).toMatchObject({
      ok: false,
      problem: { error: expect.stringMatching(/held outside/) },
    });
  });

  test.each([
    ['answers with other bytes', 'process.stdout.write(Buffer.alloc(64))'],
    ['answers with too little', 'process.stdout.write("no")'],
    ['answers with too much', 'process.stdout.write(Buffer.alloc(100000))'],
    ['fails', 'process.exit(3)'],
    ['answers and fails', 'process.stdout.write(Buffer.alloc(64), () => process.exit(3))'],
  ])('is not taken when its command %s', async (_, script) => {
    const { portal } = await openFixture();
    const { publicKey } = outsideKey();
    const command = [process.execPath, '-e', script];
    expect(await portal.office.signingKeys.addOutside(OWNER, { publicKey, command })).toMatchObject({
      ok: false,
      problem: { error: expect.stringMatching(/gave no valid signature/) },
    });
  });

  test('that stops signing later takes no seat and records no code', async () => {
    const fixture = await openFixture();
    const { portal, licenseKey } = fixture;
    const outside = outsideKey();
    const { kid } = await must(portal.office.signingKeys.addOutside(OWNER, outside));
    await must(portal.office.signingKeys.activate(OWNER, kid));
    rmSync(outside.script);
    expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({
      ok: false,
      problem: { status: 500, code: 'code-not-issued' },
    });
    const { database } = await openBeside(fixture);
    expect(await database.selectFrom('issued_code').selectAll().execute()).toEqual([]);
    expect(await portal.office.licenses.get(OWNER, fixture.licenseId)).toMatchObject({ value: { seats: { used: 0 } } });
  });

  test('sees nothing of the environment but PATH and HOME', async () => {
    const { portal } = await openFixture();
    process.env['LATCHKEY_CANARY'] = 'CANARY';
    const outside = outsideKey(`if (process.env.LATCHKEY_CANARY) process.exit(9);`);
    expect(await portal.office.signingKeys.addOutside(OWNER, outside)).toMatchObject({ ok: true });
    delete process.env['LATCHKEY_CANARY'];
  });
});

describe('escrow', () => {
  test('gives back a key that the folder has lost', async () => {
    const fixture = await openFixture();
    const { portal, folder, licenseKey } = fixture;
    const { kid } = await must(portal.office.signingKeys.add(OWNER));
    const sealed = await must(portal.office.signingKeys.export(OWNER, kid, PASSPHRASE));
    expect(Buffer.from(sealed).includes('PRIVATE')).toBe(false);
    const file = path.join(folder, 'keys', `${kid}.pem`);
    rmSync(file);
    expect(await portal.office.signingKeys.activate(OWNER, kid)).toMatchObject({ ok: false });
    expect(await portal.office.signingKeys.import(OWNER, sealed, 'another passphrase')).toMatchObject({
      ok: false,
      problem: { field: 'passphrase', error: expect.stringContaining('passphrase is wrong') },
    });
    expect(await portal.office.signingKeys.import(OWNER, sealed, PASSPHRASE)).toMatchObject({
      ok: true,
      value: { kid, state: 'next' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await must(portal.office.signingKeys.activate(OWNER, kid));
    expect(await kidOfNewCode(portal, licenseKey)).toBe(kid);
    const acts = await must(portal.office.audit.list(OWNER, { limit: 20, subject: { kind: 'key', id: kid } }));
    expect(acts.map(({ action }) => action)).toEqual(['key.activated', 'key.imported', 'key.exported', 'key.added']);
  });

  test('K10 a key that others can read stops the start', async () => {
    const fixture = await openFixture();
    const { kid } = await must(fixture.portal.office.signingKeys.add(OWNER));
    chmodSync(path.join(fixture.folder, 'keys', `${kid}.pem`), 0o644);
    const again = openPortal({ folder: fixture.folder, nowSeconds: () => START, report: () => undefined });
    await expect(again).rejects.toThrow(/can be read or changed by other users/);
  });
});

test('every use of a key is in the audit log, with its kid and what it signed', async () => {
  const { portal, licenseKey, licenseId } = await openFixture();
  const { kid } = active(await must(portal.office.signingKeys.list(OWNER)));
  await activate(portal, licenseKey, newMachine());
  const issued = await must(portal.office.licenses.issueJwt(OWNER, licenseId, {}));
  const acts = await must(portal.office.audit.list(OWNER, { limit: 20 }));
  expect(acts.filter(({ detail }) => detail?.['kid'] === kid).map(({ action }) => action)).toEqual([
    'license.jwt-issued',
    'machine.activated',
  ]);
  for (const { detail } of acts.slice(0, 2)) expect(detail?.['token']).toMatch(/^[0-9a-f]{16}$/);
  expect(issued.kid).toBe(kid);
});

/** A signer as a vendor could have one: a program with the key, that is handed bytes and answers 64. */
function outsideKey(first = ''): { publicKey: Uint8Array; command: string[]; script: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const script = path.join(temporaryFolder(), 'signer.mjs');
  writeFileSync(
    script,
    `import { createPrivateKey, sign } from 'node:crypto';
${first}
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const key = createPrivateKey(${JSON.stringify(privateKey.export({ type: 'pkcs8', format: 'pem' }))});
process.stdout.write(sign(null, Buffer.concat(chunks), key));
`,
  );
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  return { publicKey: raw, command: [process.execPath, script], script };
}

async function rotate(portal: Portal): Promise<string> {
  const { kid } = await must(portal.office.signingKeys.add(OWNER));
  await must(portal.office.signingKeys.activate(OWNER, kid));
  return kid;
}

async function activate(portal: Portal, licenseKey: string, machine: TestMachine): Promise<string> {
  const answer = await portal.activate({ licenseKey, machine: machine.request() });
  if (!answer.ok) throw new Error(answer.problem.error);
  return answer.activation.code;
}

/** From the audit log: which key signed the newest code. The seat is given back, so that there is always one. */
async function kidOfNewCode(portal: Portal, licenseKey: string): Promise<unknown> {
  await activate(portal, licenseKey, SAME_MACHINE);
  const [act] = await must(portal.office.audit.list(OWNER, { limit: 1 }));
  return act?.detail?.['kid'];
}

const SAME_MACHINE = newMachine();

function active(keys: readonly SigningKeyView[]): SigningKeyView {
  const key = keys.find(({ state }) => state === 'active');
  if (!key) throw new Error('no active key');
  return key;
}

async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const it = await result;
  if (!it.ok) throw new Error(it.problem.error);
  return it.value;
}
