// Seats that stay true: who keeps one, who gets one back, how often it may change hands, and what becomes of lost machines.
import { describe, expect, test } from 'vitest';
import type { Activation } from '../../portal/server/activate.ts';
import type { Portal } from '../../portal/server/portal.ts';
import {
  component,
  DAY,
  type Fixture,
  newMachine,
  openBeside,
  openFixture,
  START,
  TestMachine,
  trusting,
} from './fixture.ts';
import { onEachStore } from './stores.ts';

async function activated(portal: Portal, licenseKey: string, machine: string, more = {}): Promise<Activation> {
  const result = await portal.activate({ licenseKey, machine, ...more });
  if (!result.ok) throw new Error(`refused: ${result.problem.code}`);
  return result.activation;
}

async function refusal(portal: Portal, licenseKey: string, machine: string) {
  const result = await portal.activate({ licenseKey, machine });
  if (result.ok) throw new Error('accepted');
  return result.problem;
}

async function giveBack({ portal }: Fixture, machine: TestMachine, code: string): Promise<void> {
  const receipt = (await trusting(portal)).createReceipt(code, machine.secret);
  if (!receipt.ok) throw new Error(receipt.problem.sentence);
  expect(await portal.machines.release({ receipt: receipt.value.code })).toMatchObject({ ok: true, already: false });
}

/** What the counters say is what the rows say, whatever happened. */
async function demandTrueCounts(fixture: Fixture): Promise<void> {
  const { database } = await openBeside(fixture);
  const licenses = await database.selectFrom('license').select(['id', 'used', 'seats']).execute();
  for (const { id, used, seats } of licenses) {
    const rows = await database.selectFrom('seat').selectAll().where('license_id', '=', id).execute();
    const sitting = rows.flatMap(({ activation_id }) => activation_id ?? []).sort();
    const active = await database
      .selectFrom('activation')
      .select('id')
      .where('license_id', '=', id)
      .where('state', '=', 'active')
      .execute();
    expect({ used, seats }).toEqual({ used: sitting.length, seats: rows.length });
    expect(active.map((row) => row.id).sort()).toEqual(sitting);
  }
}

/** A browser as the portal sees it: its proof was checked before (protocol.test.ts). */
class Browser {
  static count = 0;
  readonly #pair = crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  readonly #number = ++Browser.count;

  async activate(portal: Portal, licenseKey: string, label = '') {
    const pair = await this.#pair;
    if (!('privateKey' in pair)) throw new Error('no pair');
    const key = Buffer.from(await crypto.subtle.exportKey('raw', pair.publicKey)).toString('hex');
    const nonce = crypto.getRandomValues(new Uint8Array(8));
    const secret = new Uint8Array(16).fill(this.#number);
    const components = [component('app', 'device-key', key)];
    const request = (await trusting(portal)).createRequest({ nonce, product: 'app', components, secret }).code;
    const path = '/api/v1/activations';
    const message = Buffer.from(`latchkey/online/1\0POST\0${path}\0${request}`);
    const proof = Buffer.from(await crypto.subtle.sign('Ed25519', pair.privateKey, message)).toString('hex');
    return await portal.activate({ licenseKey, machine: request, label, online: true, device: { key, proof, path } });
  }
}

onEachStore(() => {
  describe('a machine after repairs', () => {
    const repaired = (parts: readonly [string, string, string], secret: Uint8Array) =>
      Object.assign(new TestMachine(parts), { secret });

    test('is known by what it showed last, if it kept its secret (A10)', async () => {
      const { portal, licenseKey, ...fixture } = await openFixture({ seats: 1 });
      const first = new TestMachine(['r1', 'r2', 'r3']);
      const { id } = await activated(portal, licenseKey, first.request());
      for (const parts of [
        ['r1', 'r2', 'n3'],
        ['r1', 'n2', 'n3'],
        ['n1', 'n2', 'n3'],
      ] as const) {
        const now = await activated(portal, licenseKey, repaired(parts, first.secret).request());
        expect(now).toMatchObject({ id, again: true });
      }
      await demandTrueCounts({ portal, licenseKey, ...fixture });
    });

    test('is no other machine for that, if it did not', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 1 });
      await activated(portal, licenseKey, new TestMachine(['r1', 'r2', 'r3']).request());
      expect(await activated(portal, licenseKey, new TestMachine(['r1', 'r2', 'n3']).request())).toMatchObject({
        again: true,
      });
      expect(await refusal(portal, licenseKey, new TestMachine(['r1', 'n2', 'n3']).request())).toMatchObject({
        code: 'no-seat-left',
      });
    });

    test('has used up the changes of its seat after so many repairs; its code it gets all the same', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 1, changesPer30Days: 1 });
      const first = new TestMachine(['r1', 'r2', 'r3']);
      const { id } = await activated(portal, licenseKey, first.request());
      const step = (parts: readonly [string, string, string]) => repaired(parts, first.secret).request();
      expect(await activated(portal, licenseKey, step(['r1', 'r2', 'n3']))).toMatchObject({ id }); // becomes the reference
      expect(await activated(portal, licenseKey, step(['r1', 'n2', 'n3']))).toMatchObject({ id }); // does not any more
      expect(await refusal(portal, licenseKey, step(['n1', 'n2', 'n3']))).toMatchObject({ code: 'no-seat-left' });
    });
  });

  describe('a seat', () => {
    test('A5: changes hands five times at once, then once in six days', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey, clock } = fixture;
      let machines = 0;
      const passOn = async () => {
        const machine = newMachine();
        const { code } = await activated(portal, licenseKey, machine.request());
        machines++;
        await giveBack(fixture, machine, code);
      };
      for (let i = 0; i < 6; i++) await passOn();
      const problem = await refusal(portal, licenseKey, newMachine().request());
      expect(problem).toMatchObject({ status: 429, code: 'too-many-changes', retryAfterSeconds: 6 * DAY });
      expect(await portal.licenses.view(fixture.licenseId)).toMatchObject({
        seats: { used: 0, total: 1 },
        changes: { nextAt: START + 6 * DAY },
      });
      clock.nowSeconds += 6 * DAY - 1;
      expect(await refusal(portal, licenseKey, newMachine().request())).toMatchObject({ status: 429 });
      clock.nowSeconds += 1;
      await passOn();
      expect(await refusal(portal, licenseKey, newMachine().request())).toMatchObject({ status: 429 });
      expect(machines).toBe(7);
      await demandTrueCounts(fixture);
    });

    test('A5: in a year of trying every hour no more than 5 + 60 machines get a seat', async () => {
      const fixture = await openFixture({ seats: 1, termSeconds: undefined });
      const { portal, licenseKey, clock } = fixture;
      let machines = 0;
      for (let hour = 0; hour < 365; hour++) {
        const machine = newMachine();
        const result = await portal.activate({ licenseKey, machine: machine.request() });
        if (result.ok) {
          machines++;
          await giveBack(fixture, machine, result.activation.code);
        }
        clock.nowSeconds += DAY;
      }
      expect(machines).toBeLessThanOrEqual(6 + 60);
      expect(machines).toBeGreaterThan(55);
    });

    test('that its own machine comes back to was not passed on', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey } = fixture;
      const machine = newMachine();
      for (let i = 0; i < 12; i++) {
        const { code, again } = await activated(portal, licenseKey, machine.request());
        expect(again).toBe(false);
        await giveBack(fixture, machine, code);
      }
      await activated(portal, licenseKey, newMachine().request());
      await demandTrueCounts(fixture);
    });

    test('of a product without changes stays with its first machine', async () => {
      const fixture = await openFixture({ seats: 1, changesPer30Days: 0 });
      const { portal, licenseKey } = fixture;
      const machine = newMachine();
      const { code } = await activated(portal, licenseKey, machine.request());
      await giveBack(fixture, machine, code);
      expect(await refusal(portal, licenseKey, newMachine().request())).toMatchObject({
        status: 409,
        code: 'seats-are-fixed',
      });
      expect(await activated(portal, licenseKey, machine.request())).toMatchObject({ seats: { used: 1 } });
    });
  });

  describe('a lost machine', () => {
    test('is replaced twice a year for each seat, and hears of it when it asks', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey, licenseId, clock } = fixture;
      const lost = newMachine();
      const { id } = await activated(portal, licenseKey, lost.request());
      expect(await portal.machines.replace({ licenseId, activationId: id })).toMatchObject({
        ok: true,
        machine: { state: 'replaced', undoable: true },
        replacements: { left: 1, perYear: 2 },
      });
      const second = await activated(portal, licenseKey, newMachine().request());
      const heard = await portal.refresh({ activationId: id, request: lost.request() });
      expect(heard).toMatchObject({ ok: false, problem: { status: 403, code: 'machine-replaced' } });
      clock.nowSeconds += DAY;
      await portal.machines.replace({ licenseId, activationId: second.id });
      const third = await activated(portal, licenseKey, newMachine().request());
      const refused = await portal.machines.replace({ licenseId, activationId: third.id });
      expect(refused).toMatchObject({
        ok: false,
        problem: { code: 'no-replacement-left', retryAfterSeconds: 364 * DAY },
      });
      expect(await portal.licenses.view(licenseId)).toMatchObject({
        replacements: { left: 0, perYear: 2, nextAt: START + 365 * DAY },
      });
      await demandTrueCounts(fixture);
    });

    test('that was found gets its seat back while nobody else has it', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey, licenseId } = fixture;
      const lost = newMachine();
      const { id } = await activated(portal, licenseKey, lost.request());
      await portal.machines.replace({ licenseId, activationId: id });
      expect(await portal.machines.undoReplace({ licenseId, activationId: id })).toMatchObject({
        ok: true,
        machine: { state: 'active' },
      });
      expect(await portal.licenses.view(licenseId)).toMatchObject({ seats: { used: 1 }, replacements: { left: 2 } });
      await portal.machines.replace({ licenseId, activationId: id });
      await activated(portal, licenseKey, newMachine().request());
      expect(await portal.machines.view({ licenseId, activationId: id })).toMatchObject({
        state: 'replaced',
        undoable: false,
      });
      expect(await portal.machines.undoReplace({ licenseId, activationId: id })).toMatchObject({
        ok: false,
        problem: { code: 'seat-taken' },
      });
      await demandTrueCounts(fixture);
    });

    test('leaves its seat closed for as long as the product says', async () => {
      const fixture = await openFixture({ seats: 1, replacementDelaySeconds: 3 * DAY });
      const { portal, licenseKey, licenseId, clock } = fixture;
      const { id } = await activated(portal, licenseKey, newMachine().request());
      await portal.machines.replace({ licenseId, activationId: id });
      expect(await refusal(portal, licenseKey, newMachine().request())).toMatchObject({
        status: 429,
        retryAfterSeconds: 3 * DAY,
      });
      clock.nowSeconds += 3 * DAY;
      await activated(portal, licenseKey, newMachine().request());
    });

    test('of another license is missing (D3)', async () => {
      const mine = await openFixture();
      const { portal, licenseKey, licenseId } = mine;
      const { id } = await activated(portal, licenseKey, newMachine().request());
      const input = { licenseId: 'OTHERXYZ', activationId: id };
      const missing = { ok: false, problem: { status: 404, code: 'no-such-machine' } };
      const operations = [
        portal.machines.replace(input),
        portal.machines.undoReplace(input),
        portal.machines.renew(input),
        portal.machines.code(input),
        portal.machines.rename({ ...input, label: 'x' }),
        portal.machines.correct({ ...input, fingerprint: 'SN-12345' }),
        portal.machines.renew({ licenseId, activationId: crypto.randomUUID() }),
      ];
      for (const operation of operations) expect(await operation).toMatchObject(missing);
      expect(await portal.machines.list('OTHERXYZ')).toEqual([]);
      expect(await portal.machines.view(input)).toBeUndefined();
      expect(await portal.machines.history('OTHERXYZ')).toEqual([]);
    });
  });

  describe('a machine that is known', () => {
    test('gets a fresh code without a request: its lock, no nonce, no signed time', async () => {
      const { portal, licenseKey, licenseId, clock } = await openFixture();
      const machine = newMachine();
      const first = await activated(portal, licenseKey, machine.request());
      clock.nowSeconds += 5 * DAY;
      const renewed = await portal.machines.renew({ licenseId, activationId: first.id, attempt: 'a1' });
      if (!renewed.ok) throw new Error(renewed.problem.code);
      expect(renewed.activation).toMatchObject({
        id: first.id,
        issuedAt: START + 5 * DAY,
        checkInBy: START + 19 * DAY,
        releasable: true,
      });
      const verdict = await machine.check(portal, renewed.activation.code, START + 5 * DAY);
      expect(verdict).toMatchObject({ accepted: true, releasable: true });
      expect(verdict.accepted && verdict.claims).not.toHaveProperty('nonce');
      expect(await portal.machines.renew({ licenseId, activationId: first.id, attempt: 'a1' })).toEqual(renewed);
      expect(await portal.machines.code({ licenseId, activationId: first.id })).toMatchObject({
        ok: true,
        activation: { code: renewed.activation.code },
      });
    });

    test('is renamed, and its history tells what happened', async () => {
      const fixture = await openFixture();
      const { portal, licenseKey, licenseId, clock } = fixture;
      const machine = newMachine();
      const { id, code } = await activated(portal, licenseKey, machine.request());
      expect(await portal.machines.rename({ licenseId, activationId: id, label: 'Mill 7' })).toMatchObject({
        ok: true,
        machine: { label: 'Mill 7' },
      });
      expect(await portal.machines.rename({ licenseId, activationId: id, label: 'a\nb' })).toMatchObject({
        ok: false,
        problem: { code: 'label-malformed' },
      });
      clock.nowSeconds += DAY;
      await portal.refresh({ activationId: id, request: machine.request() });
      clock.nowSeconds += DAY;
      await giveBack(fixture, machine, code);
      expect(await portal.machines.history(licenseId, id)).toEqual([
        { at: START + 2 * DAY, what: 'given-back', activationId: id, label: 'Mill 7' },
        { at: START + DAY, what: 'refreshed', activationId: id, label: 'Mill 7' },
        { at: START, what: 'activated', activationId: id, label: 'Mill 7' },
      ]);
      const acts = (
        await (
          await openBeside(fixture)
        ).database
          .selectFrom('audit_entry')
          .select('action')
          .where('subject_id', '=', id)
          .orderBy('id')
          .execute()
      ).map(({ action }) => action);
      expect(acts).toEqual(['machine.activated', 'machine.renamed', 'machine.refreshed', 'machine.released']);
    });
  });

  describe('a mistyped fingerprint', () => {
    test('is corrected for a week, and the machine keeps its seat', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey, licenseId, clock } = fixture;
      const { id } = await activated(portal, licenseKey, 'SN-12354');
      const input = { licenseId, activationId: id };
      clock.nowSeconds += 7 * DAY - 1;
      const right = await portal.machines.correct({ ...input, fingerprint: 'SN-12345' });
      if (!right.ok) throw new Error(right.problem.code);
      expect(right.activation).toMatchObject({ id, understood: 'sn-12345', seats: { used: 1, total: 1 } });
      const verdict = (await trusting(portal)).check(right.activation.code, {
        product: 'app',
        nowSeconds: clock.nowSeconds,
        components: [component('app', 'raw', 'SN-12345')],
      });
      expect(verdict).toMatchObject({ accepted: true });
      expect(await activated(portal, licenseKey, 'SN-12345')).toMatchObject({ id, again: true });
      clock.nowSeconds += 1;
      expect(await portal.machines.correct({ ...input, fingerprint: 'SN-12346' })).toMatchObject({
        ok: false,
        problem: { code: 'fingerprint-not-correctable' },
      });
    });

    test('cannot be corrected into machine after machine', async () => {
      const { portal, licenseKey, licenseId } = await openFixture({ seats: 1 });
      const { id } = await activated(portal, licenseKey, 'SN-10000');
      const outcomes = [];
      for (let i = 1; i <= 8; i++) {
        const result = await portal.machines.correct({ licenseId, activationId: id, fingerprint: `SN-1000${i}` });
        outcomes.push(result.ok);
      }
      expect(outcomes).toEqual([true, true, true, true, true, false, false, false]);
    });

    test('is not corrected into one that has its own seat, nor for a machine with a request', async () => {
      const { portal, licenseKey, licenseId } = await openFixture({ seats: 3 });
      const wrong = await activated(portal, licenseKey, 'SN-12354');
      await activated(portal, licenseKey, 'SN-12345');
      const taken = await portal.machines.correct({ licenseId, activationId: wrong.id, fingerprint: 'SN-12345' });
      expect(taken).toMatchObject({ ok: false, problem: { code: 'fingerprint-of-another' } });
      const other = await activated(portal, licenseKey, newMachine().request());
      expect(
        await portal.machines.correct({ licenseId, activationId: other.id, fingerprint: 'SN-12345' }),
      ).toMatchObject({ ok: false });
    });
  });

  describe('a browser', () => {
    /** One of two seats is a machine's, so that labels count. */
    async function openBesideMachine(): Promise<Fixture> {
      const fixture = await openFixture({ seats: 2, termSeconds: undefined });
      await activated(fixture.portal, fixture.licenseKey, newMachine().request());
      return fixture;
    }

    test('holds its seat as a lease: a missed check-in frees it, and it comes back while there is room', async () => {
      const fixture = await openBesideMachine();
      const { portal, licenseKey, licenseId, clock } = fixture;
      const [first, second] = [new Browser(), new Browser()];
      expect(await first.activate(portal, licenseKey, 'first')).toMatchObject({ ok: true });
      clock.nowSeconds += 14 * DAY - 1;
      expect(await second.activate(portal, licenseKey, 'second')).toMatchObject({
        ok: false,
        problem: { code: 'no-seat-left' },
      });
      clock.nowSeconds += 1;
      expect(await portal.licenses.view(licenseId)).toMatchObject({ seats: { used: 1, total: 2 } });
      expect(await portal.machines.list(licenseId)).toMatchObject([{ state: 'active' }, { state: 'lapsed' }]);
      expect(await second.activate(portal, licenseKey, 'second')).toMatchObject({
        ok: true,
        activation: { again: false, seats: { used: 2, total: 2 } },
      });
      expect(await first.activate(portal, licenseKey, 'first')).toMatchObject({
        ok: false,
        problem: { code: 'no-seat-left' },
      });
      clock.nowSeconds += 14 * DAY;
      expect(await first.activate(portal, licenseKey, 'first')).toMatchObject({
        ok: true,
        activation: { again: true },
      });
      await demandTrueCounts(fixture);
    });

    test('that checks in keeps its seat', async () => {
      const { portal, licenseKey, clock } = await openBesideMachine();
      const browser = new Browser();
      for (let i = 0; i < 5; i++) {
        expect(await browser.activate(portal, licenseKey, 'mine')).toMatchObject({ ok: true });
        clock.nowSeconds += 10 * DAY;
        expect(await new Browser().activate(portal, licenseKey, 'yours')).toMatchObject({ ok: false });
      }
    });

    test('that lost its key gets the seat of the browser of its name, and of no other', async () => {
      const fixture = await openFixture({ seats: 2 });
      const { portal, licenseKey, licenseId } = fixture;
      await new Browser().activate(portal, licenseKey, 'Anna’s laptop');
      await new Browser().activate(portal, licenseKey);
      expect(await new Browser().activate(portal, licenseKey, 'Carl’s laptop')).toMatchObject({
        ok: false,
        problem: { code: 'no-seat-left' },
      });
      for (const label of ['Anna’s laptop', '']) {
        const back = await new Browser().activate(portal, licenseKey, label);
        expect(back).toMatchObject({ ok: true, activation: { again: false, seats: { used: 2, total: 2 } } });
      }
      expect(await portal.licenses.view(licenseId)).toMatchObject({ replacements: { left: 4, perYear: 4 } });
      const states = (await portal.machines.list(licenseId)).map(({ label, state }) => `${label}: ${state}`);
      expect(states.sort()).toEqual([': active', ': lapsed', 'Anna’s laptop: active', 'Anna’s laptop: lapsed']);
      await demandTrueCounts(fixture);
    });

    test('takes over the only seat whatever its name, but no more often than seats change hands', async () => {
      const fixture = await openFixture({ seats: 1 });
      const { portal, licenseKey, clock } = fixture;
      for (let i = 0; i < 6; i++) {
        expect(await new Browser().activate(portal, licenseKey, `profile ${i}`)).toMatchObject({ ok: true });
      }
      const seventh = new Browser();
      expect(await seventh.activate(portal, licenseKey)).toMatchObject({
        ok: false,
        problem: { status: 429, code: 'too-many-changes', retryAfterSeconds: 6 * DAY },
      });
      await demandTrueCounts(fixture);
      clock.nowSeconds += 6 * DAY;
      expect(await seventh.activate(portal, licenseKey)).toMatchObject({ ok: true });
    });

    test('never takes over the seat of a machine', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 1 });
      await activated(portal, licenseKey, newMachine().request());
      expect(await new Browser().activate(portal, licenseKey)).toMatchObject({
        ok: false,
        problem: { code: 'no-seat-left' },
      });
    });
  });
});
