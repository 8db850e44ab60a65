// One machine, one license key, one code: what the portal answers, and what the machine makes of it.
import { describe, expect, test } from 'vitest';
import type { Activation, ActivationInput, ActivationProblem } from '../../portal/server/activate.ts';
import type { Portal } from '../../portal/server/portal.ts';
import { component, DAY, type Fixture, newMachine, openFixture, START, TestMachine, trusting } from './fixture.ts';
import { onEachStore } from './stores.ts';

async function accepted(portal: Portal, input: ActivationInput): Promise<Activation> {
  const result = await portal.activate(input);
  if (!result.ok) throw new Error(`refused: ${result.problem.code}`);
  return result.activation;
}

async function refused(portal: Portal, input: ActivationInput): Promise<ActivationProblem> {
  const result = await portal.activate(input);
  if (result.ok) throw new Error('accepted');
  return result.problem;
}

function seatsUsed(fixture: Fixture): Promise<number> {
  return accepted(fixture.portal, { licenseKey: fixture.licenseKey, machine: 'a fingerprint that always asks' }).then(
    ({ seats }) => seats.used - 1,
  );
}

onEachStore(() => {
  describe('a request', () => {
    test('gets a code that its machine accepts, with what product and license say', async () => {
      const { portal, licenseKey, licenseId } = await openFixture({}, { plan: 'pro', customerId: 'c-1' });
      const machine = newMachine();
      const activation = await accepted(portal, { licenseKey, machine: machine.request({ label: 'Mill 3' }) });
      expect(activation).toMatchObject({
        licenseId,
        productId: 'app',
        productName: 'The App',
        label: 'Mill 3',
        issuedAt: START,
        expiresAt: START + 365 * DAY,
        refreshAt: START + DAY,
        checkInBy: START + 14 * DAY,
        plan: 'pro',
        features: { export: true, projects: 25, tier: 'gold' },
        seats: { used: 1, total: 2 },
        again: false,
        from: 'request',
        releasable: true,
      });
      const verdict = await machine.check(portal, activation.code);
      if (!verdict.accepted) throw new Error(verdict.reason);
      expect(verdict.reason).toBe('licensed');
      expect(verdict.machine).toEqual({ matched: [true, true, true], needed: 2, bound: 3 });
      expect(verdict.releasable).toBe(true);
      expect(verdict.claims).toMatchObject({ licenseId, issuer: 'Test vendor', customerId: 'c-1', plan: 'pro' });
    });

    test('gets a code that no other machine accepts', async () => {
      const { portal, licenseKey } = await openFixture();
      const { code } = await accepted(portal, { licenseKey, machine: newMachine().request() });
      expect(await newMachine().check(portal, code)).toMatchObject({ accepted: false, reason: 'wrong-machine' });
    });

    test('may carry the license key itself', async () => {
      const { portal, licenseKey } = await openFixture();
      const machine = newMachine();
      await accepted(portal, { licenseKey: ' ', machine: machine.request({ licenseKey }) });
    });

    test('of another product is refused with 422, and costs no seat', async () => {
      const fixture = await openFixture();
      const problem = await refused(fixture.portal, {
        licenseKey: fixture.licenseKey,
        machine: newMachine('other').request(),
      });
      expect(problem).toMatchObject({ status: 422, code: 'wrong-product', field: 'machine' });
      expect(await seatsUsed(fixture)).toBe(0);
    });

    test('with a typo is refused with the row of the typo', async () => {
      const { portal, licenseKey } = await openFixture();
      const code = newMachine().request();
      const broken = code.slice(0, 45) + (code[45] === 'A' ? 'B' : 'A') + code.slice(46);
      const problem = await refused(portal, { licenseKey, machine: broken });
      expect(problem).toMatchObject({ status: 400, code: 'malformed', field: 'machine', row: 2 });
    });

    test('without a secret gets a code that no receipt can free', async () => {
      const { portal, licenseKey } = await openFixture();
      const { components } = newMachine();
      const verifier = await trusting(portal);
      const { code } = verifier.createRequest({ nonce: new Uint8Array(8).fill(1), product: 'app', components });
      expect(await accepted(portal, { licenseKey, machine: code })).toMatchObject({ releasable: false });
    });
  });

  describe('a raw fingerprint', () => {
    const fingerprint = ' 4C4C4544-0042-3510\tAB ';

    test('gets a code for the component that the module makes of it, and is shown as it was understood', async () => {
      const { portal, licenseKey } = await openFixture();
      const activation = await accepted(portal, { licenseKey, machine: fingerprint });
      expect(activation).toMatchObject({
        from: 'fingerprint',
        understood: '4c4c4544-0042-3510ab',
        releasable: false,
        seats: { used: 1, total: 2 },
      });
      const verifier = await trusting(portal);
      const components = [component('app', 'raw', fingerprint)];
      const verdict = verifier.check(activation.code, { product: 'app', nowSeconds: START, components });
      expect(verdict).toMatchObject({ accepted: true, machine: { needed: 1, bound: 1 } });
    });

    test('that is known gets its own seat back, whatever its spelling', async () => {
      const { portal, licenseKey } = await openFixture();
      const first = await accepted(portal, { licenseKey, machine: fingerprint });
      const second = await accepted(portal, { licenseKey, machine: '4c4c4544-0042-3510ab' });
      expect(second).toMatchObject({ id: first.id, again: true, seats: { used: 1, total: 2 } });
    });

    test.each([
      ['nothing', ''],
      ['blanks', ' \t\n'],
      ['one byte', 'x'],
      ['three bytes', 'abc'],
      ['65 bytes', 'x'.repeat(65)],
      ['ten megabytes', 'x'.repeat(10_000_000)],
      ['a value that many machines share', 'To be filled by O.E.M.'],
      ['zeros', '00000000-0000-0000-0000-000000000000'],
      ['a NUL in a text', 'abcd\0efgh'],
      ['an escape sequence', 'abcd\u001b[31mefgh'],
      ['half a character', 'abcd\ud800efgh'],
      ['an activation code', 'LKA1-00000-00000'],
      ['a damaged request', 'LKR1-00000-00000'],
      ['a damaged request with slips', '1kr1-00000'],
    ])('A8, A9: that is %s is refused with 400 at its field', async (_name, machine) => {
      const fixture = await openFixture();
      const { portal, licenseKey } = fixture;
      expect(await refused(portal, { licenseKey, machine })).toMatchObject({ status: 400, field: 'machine' });
      expect(await seatsUsed(fixture)).toBe(0);
    });

    test('that is the license key itself is refused', async () => {
      const { portal, licenseKey } = await openFixture();
      const problem = await refused(portal, { licenseKey, machine: licenseKey });
      expect(problem).toMatchObject({ status: 400, field: 'machine' });
      expect(problem.error).toMatch(/license key/);
    });

    test.each([
      ['four bytes', 'abcd'],
      ['64 bytes', 'x'.repeat(64)],
      ['emoji', '🔧🔩⚙️🖥️'],
      ['right-to-left text', 'מכונה אחת'],
      ['SQL', "x'; drop table seat; --"],
      ['HTML', '<script>alert(1)</script>'],
      ['__proto__', '__proto__'],
    ])('A8: of %s is only a text', async (_name, machine) => {
      const { portal, licenseKey } = await openFixture();
      const activation = await accepted(portal, { licenseKey, machine });
      expect(activation.seats.used).toBe(1);
      expect((await accepted(portal, { licenseKey, machine })).id).toBe(activation.id);
    });
  });

  describe('the same machine again', () => {
    test('gets its own seat and a new code', async () => {
      const { portal, licenseKey } = await openFixture();
      const machine = newMachine();
      const first = await accepted(portal, { licenseKey, machine: machine.request({ label: 'Mill' }) });
      const second = await accepted(portal, { licenseKey, machine: machine.request() });
      expect(second).toMatchObject({ id: first.id, again: true, label: 'Mill', seats: { used: 1, total: 2 } });
      expect(second.code).not.toBe(first.code);
      expect(await machine.check(portal, second.code)).toMatchObject({ accepted: true });
    });

    test('is recognized with one of three components changed, and not with two (A10)', async () => {
      const { portal, licenseKey } = await openFixture();
      const first = await accepted(portal, { licenseKey, machine: new TestMachine(['m1', 'board', 'disk']).request() });
      const one = await accepted(portal, {
        licenseKey,
        machine: new TestMachine(['m1', 'board', 'new disk']).request(),
      });
      expect(one).toMatchObject({ id: first.id, again: true });
      const two = await accepted(portal, { licenseKey, machine: new TestMachine(['m1', 'b9', 'new disk']).request() });
      expect(two).toMatchObject({ again: false, seats: { used: 2, total: 2 } });
    });

    test('cannot wander to another machine one component at a time', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 1 });
      await accepted(portal, { licenseKey, machine: new TestMachine(['a1', 'a2', 'a3']).request() });
      await accepted(portal, { licenseKey, machine: new TestMachine(['a1', 'a2', 'b3']).request() });
      const problem = await refused(portal, { licenseKey, machine: new TestMachine(['a1', 'b2', 'b3']).request() });
      expect(problem).toMatchObject({ status: 409, code: 'no-seat-left' });
    });

    test('does not lend its seat to components that were collected around one of its own', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 1 });
      const [first, ...others] = [...newMachine().components, ...newMachine().components];
      if (first === undefined) throw new Error('no component');
      const machine = newMachine();
      await accepted(portal, { licenseKey, machine: machine.request({ components: [first] }) });
      const collected = machine.request({ components: [first, ...others] });
      expect(await refused(portal, { licenseKey, machine: collected })).toMatchObject({ status: 409 });
    });
  });

  describe('seats', () => {
    test('run out with 409, and the refusal changes nothing', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 2 });
      const machine = newMachine();
      await accepted(portal, { licenseKey, machine: machine.request() });
      await accepted(portal, { licenseKey, machine: newMachine().request() });
      const problem = await refused(portal, { licenseKey, machine: newMachine().request() });
      expect(problem).toMatchObject({ status: 409, code: 'no-seat-left' });
      expect(problem.error).toMatch(/give one back/);
      expect(await accepted(portal, { licenseKey, machine: machine.request() })).toMatchObject({
        again: true,
        seats: { used: 2, total: 2 },
      });
    });

    test.each([1, 2, 3, 4, 5])('A1, round %i: 64 at once for the last one of two, exactly one wins', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 2 });
      await accepted(portal, { licenseKey, machine: newMachine().request() });
      const results = await Promise.all(
        Array.from({ length: 64 }, () => portal.activate({ licenseKey, machine: newMachine().request() })),
      );
      const statuses = results.map((result) => (result.ok ? 201 : result.problem.status));
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(63);
    });

    test('64 requests of one machine at once take one', async () => {
      const { portal, licenseKey } = await openFixture({ seats: 2 });
      const machine = newMachine();
      const results = await Promise.all(
        Array.from({ length: 64 }, () => accepted(portal, { licenseKey, machine: machine.request() })),
      );
      expect(new Set(results.map(({ id }) => id)).size).toBe(1);
      expect(results.filter(({ again }) => !again)).toHaveLength(1);
      expect(results.at(-1)?.seats).toEqual({ used: 1, total: 2 });
    });
  });

  describe('the license key', () => {
    test('that is not known is refused with 401, and nothing in the answer says why', async () => {
      const { portal } = await openFixture();
      const other = await openFixture();
      const machine = newMachine().request();
      const problem = await refused(portal, { licenseKey: other.licenseKey, machine });
      expect(problem).toMatchObject({ status: 401, code: 'unknown-license-key', field: 'licenseKey' });
      expect(JSON.stringify(problem)).not.toContain(other.licenseKey.slice(0, 5));
    });

    test('is found in any spelling that the module repairs', async () => {
      const { portal, licenseKey } = await openFixture();
      const spelled = ` “${licenseKey.toLowerCase().replaceAll('-', ' – ').replaceAll('0', 'o').replaceAll('1', 'l')}” `;
      await accepted(portal, { licenseKey: spelled, machine: newMachine().request() });
    });

    test('with a typo is refused with 400 before any key is looked up', async () => {
      const { portal, licenseKey } = await openFixture();
      const broken = (licenseKey.startsWith('A') ? 'B' : 'A') + licenseKey.slice(1);
      const problem = await refused(portal, { licenseKey: broken, machine: newMachine().request() });
      expect(problem).toMatchObject({ status: 400, field: 'licenseKey' });
    });

    test('is asked for when there is none', async () => {
      const { portal } = await openFixture();
      const problem = await refused(portal, { licenseKey: '', machine: newMachine().request() });
      expect(problem).toMatchObject({ status: 400, code: 'license-key-missing', field: 'licenseKey' });
    });

    test('does not show by a wrong machine whether it exists (D7)', async () => {
      const { portal, licenseKey } = await openFixture();
      const other = await openFixture();
      const known = await refused(portal, { licenseKey, machine: 'x' });
      const unknown = await refused(portal, { licenseKey: other.licenseKey, machine: 'x' });
      expect(unknown).toEqual(known);
    });
  });

  describe('the label', () => {
    test.each([
      ['64 bytes', 'x'.repeat(64)],
      ['64 bytes of two each', 'é'.repeat(32)],
      ['nothing', ''],
    ])('may have %s', async (_name, label) => {
      const { portal, licenseKey } = await openFixture();
      expect(await accepted(portal, { licenseKey, machine: newMachine().request(), label })).toMatchObject({ label });
    });

    test.each([
      ['65 bytes', 'x'.repeat(65)],
      ['65 bytes with a character of two', `${'x'.repeat(63)}é`],
      ['a line break', 'a\nb'],
      ['a NUL', 'a\0b'],
      ['half a character', 'a\ud800'],
    ])('must not have %s', async (_name, label) => {
      const { portal, licenseKey } = await openFixture();
      const problem = await refused(portal, { licenseKey, machine: newMachine().request(), label });
      expect(problem).toMatchObject({ status: 400, code: 'label-malformed', field: 'label' });
    });

    test('that is given wins over the one in the request', async () => {
      const { portal, licenseKey } = await openFixture();
      const machine = newMachine().request({ label: 'inside' });
      expect(await accepted(portal, { licenseKey, machine, label: 'given' })).toMatchObject({ label: 'given' });
    });
  });

  describe('time', () => {
    test('a term begins with the first activation of the license, and further machines share its end', async () => {
      const { portal, licenseKey, clock } = await openFixture();
      clock.nowSeconds += 100 * DAY;
      const first = await accepted(portal, { licenseKey, machine: newMachine().request() });
      clock.nowSeconds += 10 * DAY;
      const second = await accepted(portal, { licenseKey, machine: newMachine().request() });
      expect(first.expiresAt).toBe(START + 465 * DAY);
      expect(second.expiresAt).toBe(first.expiresAt);
    });

    test('one second before the end there is a code, at the end there is 403', async () => {
      const { portal, licenseKey, clock } = await openFixture({}, { expiresAt: START + DAY });
      const machine = newMachine();
      clock.nowSeconds = START + DAY - 1;
      await accepted(portal, { licenseKey, machine: machine.request() });
      clock.nowSeconds = START + DAY;
      const problem = await refused(portal, { licenseKey, machine: machine.request() });
      expect(problem).toMatchObject({ status: 403, code: 'license-expired' });
    });

    test('a product without limits gives a perpetual license', async () => {
      const unlimited = { termSeconds: undefined, offlineSeconds: undefined, refreshSeconds: undefined };
      const { portal, licenseKey } = await openFixture(unlimited);
      const machine = newMachine();
      const activation = await accepted(portal, { licenseKey, machine: machine.request() });
      expect(activation).not.toHaveProperty('expiresAt');
      expect(activation).not.toHaveProperty('checkInBy');
      expect(await machine.check(portal, activation.code, START + 10_000 * DAY)).toMatchObject({ reason: 'licensed' });
    });

    test('no code is issued with an earlier time than the last one (D6)', async () => {
      const { portal, licenseKey, clock } = await openFixture();
      const machine = newMachine();
      await accepted(portal, { licenseKey, machine: machine.request() });
      clock.nowSeconds = START - 54_000;
      expect(await accepted(portal, { licenseKey, machine: machine.request() })).toMatchObject({ issuedAt: START });
    });

    test('with a clock behind by more than machines tolerate nothing is issued (D6)', async () => {
      const { portal, licenseKey, clock } = await openFixture();
      await accepted(portal, { licenseKey, machine: newMachine().request() });
      clock.nowSeconds = START - 54_001;
      const problem = await refused(portal, { licenseKey, machine: newMachine().request() });
      expect(problem).toMatchObject({ status: 503, code: 'server-clock-behind' });
      expect(problem.retryAfterSeconds).toBeGreaterThan(0);
    });
  });

  describe('a product of domains', () => {
    test.each([[['app.example.com']], [['*.example.com', 'example.org']]])('gets its codes: %j', async (domains) => {
      const { portal, licenseKey } = await openFixture({ domains });
      const machine = newMachine();
      const { code } = await accepted(portal, { licenseKey, machine: machine.request() });
      expect(await machine.check(portal, code)).toMatchObject({ accepted: false, reason: 'wrong-domain' });
    });
  });
});
