// Attacks on activation that no other test tries, by their numbers: requests that are replayed, changed or shared between machines.
import { expect, test } from 'vitest';
import {
  asVendor,
  DAY,
  type Fixture,
  machineModule,
  newMachine,
  openFixture,
  START,
  TestMachine,
  trusting,
} from './fixture.ts';
import { onEachStore } from './stores.ts';

async function sit({ portal }: Fixture, licenseKey: string, machine: string) {
  const result = await portal.activate({ licenseKey, machine });
  if (!result.ok) throw new Error(result.problem.code);
  return result.activation;
}

async function seatsUsed({ portal }: Fixture, licenseId: string): Promise<number | undefined> {
  return (await portal.licenses.view(licenseId))?.seats.used;
}

function refresh({ portal }: Fixture, activationId: string, request: string) {
  return portal.refresh({ activationId, request });
}

onEachStore(() => {
  test('A4 a machine that gave its seat back is refused online, and its old receipt frees nothing of what came after', async () => {
    const fixture = await openFixture({ seats: 1 });
    const { portal, licenseKey, licenseId, clock } = fixture;
    const machine = newMachine();
    const first = await sit(fixture, licenseKey, machine.request());
    const receipt = (await trusting(portal)).createReceipt(first.code, machine.secret);
    if (!receipt.ok) throw new Error(receipt.problem.sentence);
    expect(await portal.machines.release({ receipt: receipt.value.code })).toMatchObject({ ok: true, already: false });
    expect(await refresh(fixture, first.id, machine.request())).toMatchObject({
      ok: false,
      problem: { status: 403, code: 'seat-given-back' },
    });
    const other = await sit(fixture, licenseKey, newMachine().request());
    expect(await portal.machines.release({ receipt: receipt.value.code })).toMatchObject({ ok: true, already: true });
    expect(await seatsUsed(fixture, licenseId)).toBe(1);
    expect(await portal.machines.view({ licenseId, activationId: other.id })).toMatchObject({ state: 'active' });
    // Offline nothing can be seen of it: the old code is good until its own end, which SECURITY.md says.
    const checked = await machine.check(portal, first.code, START + 14 * DAY - 1);
    expect(checked.accepted).toBe(true);
    expect((await machine.check(portal, first.code, START + 14 * DAY)).accepted).toBe(false);
    expect(clock.nowSeconds).toBe(START);
  });

  test('A6 a request that somebody else replays takes a seat of their own license, and reaches nothing of the first', async () => {
    const fixture = await openFixture({ seats: 1 });
    const { licenseKey, licenseId } = fixture;
    const thief = await asVendor(
      fixture,
      () => START,
      (vendor) => vendor.addLicense({ product: 'app' }),
    );
    const machine = newMachine();
    const request = machine.request();
    const own = await sit(fixture, licenseKey, request);
    const replayed = await sit(fixture, thief.licenseKey, request);
    expect(replayed).toMatchObject({ licenseId: thief.id, again: false });
    expect(replayed.id).not.toBe(own.id);
    expect([await seatsUsed(fixture, licenseId), await seatsUsed(fixture, thief.id)]).toEqual([1, 1]);
    expect(await sit(fixture, licenseKey, request)).toMatchObject({ id: own.id, code: own.code });
    // It was made for the machine that the request is from, whoever paid: no machine of the thief's accepts it.
    expect((await newMachine().check(fixture.portal, replayed.code)).accepted).toBe(false);
  });

  test('A6 nobody is spoken for by a request that was overheard: it gets the same answer for a day, then none', async () => {
    const fixture = await openFixture();
    const { licenseKey, clock } = fixture;
    const machine = newMachine();
    const { id } = await sit(fixture, licenseKey, machine.request());
    const overheard = machine.request();
    const first = await refresh(fixture, id, overheard);
    if (!first.ok) throw new Error(first.problem.code);
    const replayed = await refresh(fixture, id, overheard);
    expect(replayed).toMatchObject({ ok: true, activation: { code: first.activation.code } });
    clock.nowSeconds += DAY + 1;
    await fixture.portal.tidy();
    expect(await refresh(fixture, id, overheard)).toMatchObject({ problem: { code: 'request-used' } });
  });

  test('A7 a request that was changed is another request: its code fits what it says, never the machine that it was taken from', async () => {
    const fixture = await openFixture({ seats: 3 });
    const { portal, licenseKey } = fixture;
    const machine = newMachine();
    const honest = machineModule.decodeRequest(machine.request());
    if (!honest.ok) throw new Error(honest.problem.sentence);
    const wanted = newMachine();
    // Whoever edits the file puts other components or another nonce into it, and computes the check symbols anew.
    const swapped = wanted.request({ nonce: honest.value.nonce });
    const { code } = await sit(fixture, licenseKey, swapped);
    expect((await machine.check(portal, code)).accepted).toBe(false);
    expect((await wanted.check(portal, code)).accepted).toBe(true);
    // The nonce stands in the code: a machine that waits for the answer to its own request sees that this answers another.
    const verifier = await trusting(portal);
    const nonce = new Uint8Array(8).fill(1);
    const { code: answer } = await sit(fixture, licenseKey, machine.request({ nonce }));
    const mark = new Uint8Array(8);
    new DataView(mark.buffer).setBigUint64(0, BigInt(START));
    const installing = (asked: Uint8Array) =>
      verifier.check(answer, {
        product: 'app',
        nowSeconds: START,
        components: machine.components,
        secret: machine.secret,
        pending: new Uint8Array([...asked, ...mark]),
      });
    expect(installing(nonce)).toMatchObject({ accepted: true, signedTime: true });
    expect(installing(new Uint8Array(8).fill(2))).toMatchObject({ accepted: false, reason: 'wrong-request' });
    // Of another product it takes no seat.
    expect(await portal.activate({ licenseKey, machine: newMachine('other').request() })).toMatchObject({
      problem: { status: 422, code: 'wrong-product' },
    });
  });

  test('A11 two machines with one fingerprint share a seat, a code each, and neither takes a second one', async () => {
    const fixture = await openFixture({ seats: 2 });
    const { portal, licenseKey, licenseId, clock } = fixture;
    const parts = ['clone id', 'clone board', 'clone disk'] as const;
    const [one, two] = [new TestMachine(parts), new TestMachine(parts)];
    const first = await sit(fixture, licenseKey, one.request());
    clock.nowSeconds += 1;
    const second = await sit(fixture, licenseKey, two.request());
    expect(second).toMatchObject({ id: first.id, again: true, seats: { used: 1, total: 2 } });
    expect((await two.check(portal, second.code)).accepted).toBe(true);
    // Seen by whoever runs the portal: one machine that asks again and again.
    const history = await portal.machines.history(licenseId, first.id);
    expect(history.map(({ what }) => what)).toEqual(['again', 'activated']);
    const typed = await sit(fixture, licenseKey, 'SN-12345');
    expect(await sit(fixture, licenseKey, 'sn-12345')).toMatchObject({ id: typed.id, code: expect.any(String) });
    expect(await seatsUsed(fixture, licenseId)).toBe(2);
  });
});
