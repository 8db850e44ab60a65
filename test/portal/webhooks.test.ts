// Webhooks on their way: sent once the act is committed, tried again with growing pauses, sent again on request, never to an inside.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPortal } from '../../portal/server/portal.ts';
import type { NewWebhook } from '../../portal/server/vendor/webhooks.ts';
import { Networks } from '../../portal/server/webhooks/addresses.ts';
import { verify } from '../../portal/server/webhooks/signature.ts';
import { DAY, type Fixture, newMachine, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER } from './vendor-fixture.ts';

onEachStore(() => {
  describe('a webhook', () => {
    test('is sent after the act, signed, and carries no secret', async () => {
      const fixture = await openFixture();
      const { portal, licenseId, licenseKey } = fixture;
      const receiver = await openReceiver();
      const secret = await add(fixture, { url: receiver.url, events: ['*'] });
      await portal.activate({ licenseKey, machine: newMachine().request({ label: 'CANARY machine' }) });
      await portal.office.work();
      const message = receiver.received.find(({ body }) => JSON.parse(body).type === 'machine.activated');
      if (!message) throw new Error('nothing came');
      expect(verify(secret, signed(message.headers), message.body, START)).toEqual({ ok: true });
      expect(JSON.parse(message.body)).toMatchObject({
        type: 'machine.activated',
        timestamp: new Date(START * 1000).toISOString(),
        data: { subject: { kind: 'machine' }, product: 'app', license: licenseId },
      });
      for (const { body } of receiver.received)
        for (const canary of [licenseKey, 'CANARY', secret]) expect(body).not.toContain(canary);
    });

    test('is not sent for what was undone, nor for what nobody asked for', async () => {
      const fixture = await openFixture();
      const receiver = await openReceiver();
      await add(fixture, { url: receiver.url, events: ['license.suspended'] });
      await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, { plan: 'gold' });
      await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, {
        state: 'suspended',
        plan: 'x'.repeat(41),
      });
      await fixture.portal.office.work();
      expect(receiver.received).toEqual([]);
    });

    test('is tried ten times with growing pauses, then given up, and can be sent again under the same id', async () => {
      const fixture = await openFixture();
      const { portal, clock } = fixture;
      const receiver = await openReceiver();
      await add(fixture, { url: receiver.url, events: ['license.suspended'] });
      receiver.status = 500;
      await portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'suspended' });
      const times: number[] = [];
      for (let n = 0; n < 40 && receiver.received.length < 10; n++) {
        if ((await portal.office.work()).sent > 0) times.push(clock.nowSeconds);
        const [delivery] = await deliveries(fixture);
        clock.nowSeconds = delivery?.nextAt ?? clock.nowSeconds;
      }
      expect(receiver.received).toHaveLength(10);
      const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
      expect(pauses.every((pause, i) => i === 0 || pause > (pauses[i - 1] ?? 0))).toBe(true);
      expect((times.at(-1) ?? 0) - START).toBeGreaterThan(3 * DAY);
      expect(await deliveries(fixture)).toMatchObject([
        { state: 'failed', attempts: 10, responseCode: 500, reason: 'refused' },
      ]);
      clock.nowSeconds += DAY;
      expect(await portal.office.work()).toMatchObject({ sent: 0 });
      receiver.status = 200;
      const [failed] = await deliveries(fixture);
      await portal.office.webhooks.resend(OWNER, failed?.id ?? '');
      await portal.office.work();
      expect(await deliveries(fixture)).toMatchObject([{ state: 'success', attempts: 1, responseCode: 200 }]);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(11);
    });

    test('keeps its last ten tries: when, what came back and how long it took, over a second sending too', async () => {
      const fixture = await openFixture();
      const { portal, clock } = fixture;
      const receiver = await openReceiver();
      await add(fixture, { url: receiver.url, events: ['license.suspended'] });
      await portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'suspended' });
      const triesOf = async (id: string) => {
        const found = await portal.office.webhooks.delivery(OWNER, id);
        return found.ok ? found.value.tries : [];
      };
      const [{ id } = { id: '' }] = await deliveries(fixture);
      expect(await triesOf(id)).toEqual([]);
      receiver.status = 500;
      const times: number[] = [];
      while (receiver.received.length < 10) {
        clock.nowSeconds = (await deliveries(fixture))[0]?.nextAt ?? 0;
        times.push(clock.nowSeconds);
        await portal.office.work();
      }
      receiver.status = 200;
      clock.nowSeconds += DAY;
      times.push(clock.nowSeconds);
      await portal.office.webhooks.resend(OWNER, id);
      await portal.office.work();
      const tries = await triesOf(id);
      expect(tries.map(({ at }) => at)).toEqual(times.slice(1).reverse()); // newest first; the eleventh is gone
      expect(tries[0]).toMatchObject({ number: 11, responseCode: 200 });
      expect(tries[0]).not.toHaveProperty('reason');
      expect(tries[1]).toMatchObject({ number: 10, responseCode: 500, reason: 'refused' });
      expect(tries.every(({ milliseconds }) => Number.isInteger(milliseconds) && milliseconds >= 0)).toBe(true);
    });

    test('goes out once, also when several processes send at the same time', async () => {
      const fixture = await openFixture();
      const receiver = await openReceiver();
      await add(fixture, { url: receiver.url, events: ['license.suspended', 'license.reactivated'] });
      for (const state of ['suspended', 'active', 'suspended', 'active'] as const)
        await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, { state });
      const other = await openPortal({
        folder: fixture.folder,
        databaseUrl: fixture.databaseUrl,
        nowSeconds: () => START,
        report: () => undefined,
        webhooks: { inside: new Networks(['127.0.0.0/8']) },
      });
      await Promise.all([fixture.portal.office.work(), other.office.work(), fixture.portal.office.work()]);
      await other.close();
      expect(receiver.received).toHaveLength(4);
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
    });

    test('is signed with both secrets for a day after a rotation', async () => {
      const fixture = await openFixture();
      const { portal, clock } = fixture;
      const receiver = await openReceiver();
      const old = await add(fixture, { url: receiver.url, events: ['license.suspended', 'license.reactivated'] });
      const [hook] = await list(fixture);
      const rotated = await portal.office.webhooks.rotateSecret(OWNER, hook?.id ?? '');
      if (!rotated.ok) throw new Error('not rotated');
      const change = async (state: 'active' | 'suspended') => {
        await portal.office.licenses.change(OWNER, fixture.licenseId, { state });
        await portal.office.work();
        const { headers, body } = receiver.received.at(-1) ?? NOTHING;
        return [old, rotated.value.secret].map((secret) => verify(secret, signed(headers), body, clock.nowSeconds).ok);
      };
      expect(await change('suspended')).toEqual([true, true]);
      clock.nowSeconds += DAY;
      expect(await change('active')).toEqual([false, true]);
    });

    test('that is switched off or removed gets nothing more', async () => {
      const fixture = await openFixture();
      const receiver = await openReceiver();
      await add(fixture, { url: receiver.url, events: ['*'] });
      const [hook] = await list(fixture);
      await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'suspended' });
      await fixture.portal.office.webhooks.remove(OWNER, hook?.id ?? '');
      await fixture.portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'active' });
      await fixture.portal.office.work();
      expect(receiver.received).toEqual([]);
      expect(await list(fixture)).toEqual([]);
    });

    test('D13 whose name leads inside is not sent, and is not tried again', async () => {
      const fixture = await openFixture();
      const receiver = await openReceiver();
      await add(fixture, { url: 'https://localhost.localdomain.example/', events: ['license.suspended'] });
      const portal = await openPortal({
        folder: fixture.folder,
        databaseUrl: fixture.databaseUrl,
        nowSeconds: () => START,
        report: () => undefined,
        webhooks: { inside: new Networks([]), resolve: insideResolver },
      });
      await portal.office.licenses.change(OWNER, fixture.licenseId, { state: 'suspended' });
      await portal.office.work();
      await portal.close();
      expect(receiver.received).toEqual([]);
      expect(await deliveries(fixture)).toMatchObject([{ state: 'failed', attempts: 1, reason: 'forbidden-address' }]);
    });
  });
});

const NOTHING: Receiver['received'][number] = { headers: {}, body: '' };

const insideResolver = Object.assign(
  (_: string, __: object, done: (error: null, addresses: { address: string; family: number }[]) => void) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]),
  { __promisify__: () => Promise.reject(new Error('unused')) },
) as unknown as NonNullable<Parameters<typeof openPortal>[0]['webhooks']>['resolve'];

interface Receiver {
  url: string;
  status: number;
  received: { headers: Record<string, string>; body: string }[];
}

async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', status: 204, received: [] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    receiver.received.push({ headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

async function add({ portal }: Fixture, webhook: NewWebhook): Promise<string> {
  const made = await portal.office.webhooks.add(OWNER, webhook);
  if (!made.ok) throw new Error(made.problem.error);
  return made.value.secret;
}

async function list({ portal }: Fixture) {
  const all = await portal.office.webhooks.list(OWNER);
  return all.ok ? all.value : [];
}

async function deliveries({ portal }: Fixture) {
  const all = await portal.office.webhooks.deliveries(OWNER, { limit: 20 });
  return all.ok ? all.value.items : [];
}

function signed({
  'webhook-id': id = '',
  'webhook-timestamp': time = '',
  'webhook-signature': signature = '',
}: Record<string, string>) {
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature };
}
