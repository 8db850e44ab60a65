// The online protocol over real sockets: refresh, release, and who may speak for a machine (docs/online.md).
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../portal/serve.ts';
import type { NewLicense, NewProduct } from '../../portal/server/vendor.ts';
import {
  component,
  DAY,
  type Fixture,
  machineModule,
  newMachine,
  openBeside,
  openFixture,
  START,
  type TestMachine,
  trusting,
} from './fixture.ts';
import { onEachStore } from './stores.ts';

interface Answer {
  status: number;
  body: Record<string, unknown>;
  text: string;
  headers: Headers;
}

interface Api extends Fixture {
  call(path: string, body: object, headers?: Record<string, string>): Promise<Answer>;
}

async function open(product: Partial<NewProduct> = {}, license: Partial<NewLicense> = {}): Promise<Api> {
  const fixture = await openFixture(product, license);
  const server = await serve({
    portal: fixture.portal,
    host: '127.0.0.1',
    port: 0,
    report: (it) => fixture.events.push(it),
  });
  onTestFinished(() => server.stop());
  const call = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text), headers: response.headers };
  };
  return { ...fixture, call };
}

/** A browser: its key pair is the machine. */
class Browser {
  readonly #pair: CryptoKeyPair;
  readonly deviceKey: string;
  readonly secret = crypto.getRandomValues(new Uint8Array(16));

  private constructor(pair: CryptoKeyPair, deviceKey: string) {
    this.#pair = pair;
    this.deviceKey = deviceKey;
  }

  static async start(): Promise<Browser> {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    if (!('privateKey' in pair)) throw new Error('no pair');
    const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
    return new Browser(pair, Buffer.from(raw).toString('hex'));
  }

  get components(): Uint8Array[] {
    return [component('app', 'device-key', this.deviceKey)];
  }

  request(nonce = crypto.getRandomValues(new Uint8Array(8))): string {
    const { secret, components } = this;
    return machineModule.createRequest({ nonce, product: 'app', components, secret }).code;
  }

  async vouch(path: string, request = this.request()): Promise<{ request: string; deviceKey: string; proof: string }> {
    const message = new TextEncoder().encode(`latchkey/online/1\0POST\0${path}\0${request}`);
    const proof = Buffer.from(await crypto.subtle.sign('Ed25519', this.#pair.privateKey, message)).toString('hex');
    return { request, deviceKey: this.deviceKey, proof };
  }
}

const ACTIVATE = '/api/v1/activations';
const refreshOf = (id: unknown) => `/api/v1/activations/${id}/refresh`;
const releaseOf = (id: unknown) => `/api/v1/activations/${id}/release`;

async function activateBrowser(api: Api, browser: Browser, more: object = {}): Promise<Answer> {
  return api.call(ACTIVATE, { licenseKey: api.licenseKey, ...(await browser.vouch(ACTIVATE)), ...more });
}

async function receiptOf(api: Api, machine: TestMachine | Browser, code: unknown): Promise<string> {
  const receipt = (await trusting(api.portal)).createReceipt(String(code), machine.secret);
  if (!receipt.ok) throw new Error(receipt.problem.sentence);
  return receipt.value.code;
}

onEachStore(() => {
  describe('refresh', () => {
    test('gives the machine a fresh code that answers its request, without a license key', async () => {
      const api = await open();
      const machine = newMachine();
      const first = await api.call(ACTIVATE, {
        licenseKey: api.licenseKey,
        request: machine.request({ label: 'Mill' }),
      });
      api.clock.nowSeconds += 2 * DAY;
      const nonce = new Uint8Array(8).fill(9);
      const fresh = await api.call(refreshOf(first.body['activationId']), { request: machine.request({ nonce }) });
      expect(fresh.status).toBe(200);
      expect(fresh.body).toEqual({
        code: expect.stringMatching(/^LKA1-/),
        activationId: first.body['activationId'],
        licenseId: api.licenseId,
        issuedAt: START + 2 * DAY,
        expiresAt: START + 365 * DAY,
        refreshAt: START + 3 * DAY,
        checkInBy: START + 16 * DAY,
        seat: { used: 1, total: 2 },
      });
      const verdict = await machine.check(api.portal, String(fresh.body['code']), START + 2 * DAY);
      expect(verdict).toMatchObject({ accepted: true, claims: { nonce, issuedAt: START + 2 * DAY } });
      expect(await api.portal.machines.list(api.licenseId)).toMatchObject([
        { label: 'Mill', lastSeenAt: START + 2 * DAY },
      ]);
    });

    test('carries what the license says now: a later end', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const store = await openBeside(api);
      await store.write((tx) =>
        tx
          .updateTable('license')
          .set({ expires_at: START + 730 * DAY })
          .execute(),
      );
      const fresh = await api.call(refreshOf(body['activationId']), { request: machine.request() });
      expect(fresh.body).toMatchObject({ expiresAt: START + 730 * DAY });
    });

    test('repeated is the same bytes for 24 hours, by nonce or by Idempotency-Key', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const path = refreshOf(body['activationId']);
      for (const headers of [{}, { 'Idempotency-Key': 'k' }]) {
        const request = machine.request();
        const first = await api.call(path, { request }, headers);
        const again = await Promise.all([1, 2, 3].map(() => api.call(path, { request }, headers)));
        expect(first.status).toBe(200);
        for (const one of again) expect(one.text).toBe(first.text);
      }
      const other = await api.call(path, { request: machine.request() }, { 'Idempotency-Key': 'k' });
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    });

    test('with a request that was answered more than a day ago is refused', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const request = machine.request();
      await api.call(refreshOf(body['activationId']), { request });
      api.clock.nowSeconds += DAY;
      expect(await api.call(refreshOf(body['activationId']), { request })).toMatchObject({
        status: 409,
        body: { code: 'request-used' },
      });
    });

    test('by anybody else is answered as for an activation that never was (D3)', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const path = refreshOf(body['activationId']);
      const missing = await api.call(refreshOf(crypto.randomUUID()), { request: machine.request() });
      expect(missing).toMatchObject({ status: 404, body: { code: 'unknown-activation' } });
      const stranger = newMachine();
      const copy = { ...stranger, components: machine.components, request: stranger.request.bind(stranger) };
      const attempts = [
        { request: stranger.request() }, // other components, other secret
        { request: copy.request({ components: machine.components }) }, // the components, another secret
        {
          request: machineModule.createRequest({
            nonce: new Uint8Array(8),
            product: 'app',
            components: machine.components,
          }).code,
        }, // no secret
        {
          request: machineModule.createRequest({
            nonce: new Uint8Array(8),
            product: 'app',
            components: stranger.components,
            secret: machine.secret,
          }).code,
        }, // the secret, other components
        { request: newMachine('other').request() }, // another product
      ];
      for (const attempt of attempts) expect((await api.call(path, attempt)).text).toBe(missing.text);
    });

    test('of a machine without a secret is not possible: its owner renews it', async () => {
      const api = await open();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
      const request = machineModule.createRequest({
        nonce: new Uint8Array(8),
        product: 'app',
        components: [component('app', 'raw', 'SN-12345')],
      });
      expect(await api.call(refreshOf(body['activationId']), { request: request.code })).toMatchObject({ status: 404 });
    });

    test.each([
      ['suspended', 'license-suspended'],
      ['refunded', 'license-refunded'],
      ['revoked', 'license-revoked'],
    ] as const)('of a license that is %s is refused with its reason (A18)', async (state, code) => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const store = await openBeside(api);
      await store.write((tx) => tx.updateTable('license').set({ state }).execute());
      expect(await api.call(refreshOf(body['activationId']), { request: machine.request() })).toMatchObject({
        status: 403,
        body: { code },
      });
      expect(await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() })).toMatchObject({
        status: 403,
        body: { code },
      });
      await store.write((tx) => tx.updateTable('license').set({ state: 'active' }).execute());
      expect(await api.call(refreshOf(body['activationId']), { request: machine.request() })).toMatchObject({
        status: 200,
      });
    });

    test('at the end of the license is refused, a second before it is not (A18)', async () => {
      const api = await open({}, { expiresAt: START + 10 * DAY });
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const path = refreshOf(body['activationId']);
      api.clock.nowSeconds = START + 10 * DAY - 1;
      expect(await api.call(path, { request: machine.request() })).toMatchObject({ status: 200 });
      api.clock.nowSeconds++;
      expect(await api.call(path, { request: machine.request() })).toMatchObject({
        status: 403,
        body: { code: 'license-expired' },
      });
    });

    test('more than 100 times in a row has to wait', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const path = refreshOf(body['activationId']);
      const answers = await Promise.all(
        Array.from({ length: 120 }, () => api.call(path, { request: machine.request() })),
      );
      const refusals = answers.filter(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(100);
      expect(refusals.length).toBeGreaterThan(0);
      expect(refusals[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    });
  });

  describe('a device with a key', () => {
    test('activates, refreshes and gives back with its proof', async () => {
      const api = await open();
      const browser = await Browser.start();
      const first = await activateBrowser(api, browser, { label: 'Firefox on my laptop' });
      expect(first.status).toBe(201);
      const id = first.body['activationId'];
      expect(await api.portal.machines.list(api.licenseId)).toMatchObject([
        { via: 'browser', label: 'Firefox on my laptop' },
      ]);
      const fresh = await api.call(refreshOf(id), await browser.vouch(refreshOf(id)));
      expect(fresh.status).toBe(200);
      const released = await api.call(releaseOf(id), await browser.vouch(releaseOf(id)));
      expect(released).toMatchObject({ status: 200, body: { released: true } });
      expect(await api.call(releaseOf(id), await browser.vouch(releaseOf(id)))).toMatchObject({
        status: 200,
        body: { released: true },
      });
      expect(await api.call(refreshOf(id), await browser.vouch(refreshOf(id)))).toMatchObject({
        status: 403,
        body: { code: 'seat-given-back' },
      });
      expect(await api.portal.licenses.view(api.licenseId)).toMatchObject({ seats: { used: 0, total: 2 } });
    });

    test('is refreshed and released only with it', async () => {
      const api = await open();
      const browser = await Browser.start();
      const { body } = await activateBrowser(api, browser);
      const id = body['activationId'];
      expect(await api.call(refreshOf(id), { request: browser.request() })).toMatchObject({ status: 404 });
      const thief = await Browser.start();
      expect(await api.call(refreshOf(id), await thief.vouch(refreshOf(id)))).toMatchObject({ status: 404 });
      expect(await api.call(releaseOf(id), { request: browser.request() })).toMatchObject({
        status: 400,
        body: { code: 'proof-incomplete' },
      });
    });

    test('cannot be spoken for with a proof of something else', async () => {
      const api = await open();
      const browser = await Browser.start();
      const { body } = await activateBrowser(api, browser);
      const path = refreshOf(body['activationId']);
      const good = await browser.vouch(path);
      const thief = await Browser.start();
      const wrong = [
        { ...good, request: browser.request() }, // another request
        await browser.vouch(releaseOf(body['activationId'])), // another call
        await browser.vouch(refreshOf(crypto.randomUUID())), // another activation
        { ...good, proof: (await thief.vouch(path, good.request)).proof }, // another key signed
        { ...good, deviceKey: thief.deviceKey }, // another key named
        { ...good, proof: `${good.proof.startsWith('00') ? '01' : '00'}${good.proof.slice(2)}` },
      ];
      for (const call of wrong)
        expect(await api.call(path, call)).toMatchObject({ status: 403, body: { code: 'proof-wrong' } });
      const incomplete = [
        { request: good.request, proof: good.proof },
        { request: good.request, deviceKey: good.deviceKey },
        { ...good, proof: good.proof.toUpperCase() },
        { ...good, proof: '' },
        { ...good, deviceKey: good.deviceKey.slice(2) },
      ];
      for (const call of incomplete)
        expect(await api.call(path, call)).toMatchObject({ status: 400, body: { code: 'proof-incomplete' } });
      expect(await api.call(path, good)).toMatchObject({ status: 200 });
    });

    test('of small order proves nothing', async () => {
      const api = await open();
      const browser = await Browser.start();
      const key = `01${'00'.repeat(31)}`;
      const request = machineModule.createRequest({
        nonce: new Uint8Array(8),
        product: 'app',
        components: [component('app', 'device-key', key)],
        secret: browser.secret,
      }).code;
      const proof = `01${'00'.repeat(63)}`;
      expect(await api.call(ACTIVATE, { licenseKey: api.licenseKey, request, deviceKey: key, proof })).toMatchObject({
        status: 403,
      });
    });

    test('cannot have its call repeated by somebody who overheard it, not even a day later', async () => {
      const api = await open();
      const browser = await Browser.start();
      const overheard = { licenseKey: api.licenseKey, ...(await browser.vouch(ACTIVATE)) };
      const { body } = await api.call(ACTIVATE, overheard);
      const path = refreshOf(body['activationId']);
      const refreshed = await browser.vouch(path);
      await api.call(path, refreshed);
      api.clock.nowSeconds += DAY;
      expect(await api.call(path, refreshed)).toMatchObject({ status: 409, body: { code: 'request-used' } });
      expect(await api.call(ACTIVATE, overheard)).toMatchObject({ status: 409, body: { code: 'request-used' } });
    });
  });

  describe('release by receipt', () => {
    test('frees the seat, and again changes nothing', async () => {
      const api = await open({ seats: 1 });
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const receipt = await receiptOf(api, machine, body['code']);
      const path = releaseOf(body['activationId']);
      expect(await api.call(path, { receipt })).toMatchObject({ status: 200, body: { released: true } });
      expect(await api.call(path, { receipt })).toMatchObject({ status: 200, body: { released: true } });
      const next = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: newMachine().request() });
      expect(next).toMatchObject({ status: 201, body: { seat: { used: 1, total: 1 } } });
      expect(await api.call(path, { receipt })).toMatchObject({ status: 200 });
      expect(await api.portal.licenses.view(api.licenseId)).toMatchObject({ seats: { used: 1, total: 1 } });
    });

    test('is good for any code that the machine got with this secret', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const path = refreshOf(body['activationId']);
      const fresh = await api.call(path, { request: machine.request() });
      const receipt = await receiptOf(api, machine, body['code']);
      expect(fresh.body['code']).not.toBe(body['code']);
      expect(await api.portal.machines.release({ receipt })).toMatchObject({ ok: true, already: false });
    });

    test('with another secret, of another machine or of another license is refused alike', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const other = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: newMachine().request() });
      const good = await receiptOf(api, machine, body['code']);
      const forged = await receiptOf(api, newMachine(), body['code']);
      const refusal = await api.call(releaseOf(body['activationId']), { receipt: forged });
      expect(refusal).toMatchObject({ status: 422, body: { code: 'receipt-unknown', field: 'receipt' } });
      expect((await api.call(releaseOf(other.body['activationId']), { receipt: good })).text).toBe(refusal.text);
      expect((await api.call(releaseOf(crypto.randomUUID()), { receipt: good })).text).toBe(refusal.text);
      const elsewhere = await api.portal.machines.release({ receipt: good, licenseId: 'OTHERXYZ' });
      expect(elsewhere).toMatchObject({ ok: false, problem: { code: 'receipt-unknown' } });
      expect(await api.portal.licenses.view(api.licenseId)).toMatchObject({ seats: { used: 2 } });
    });

    test('from before the machine was activated anew frees nothing', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const receipt = await receiptOf(api, machine, body['code']);
      const reinstalled = newMachine();
      const request = reinstalled.request({ components: machine.components });
      expect(await api.call(ACTIVATE, { licenseKey: api.licenseKey, request })).toMatchObject({ status: 200 });
      expect(await api.portal.machines.release({ receipt })).toMatchObject({
        ok: true,
        already: true,
        machine: { state: 'active' },
      });
      expect(await api.portal.licenses.view(api.licenseId)).toMatchObject({ seats: { used: 1 } });
    });

    test('with a typo names the row', async () => {
      const api = await open();
      const machine = newMachine();
      const { body } = await api.call(ACTIVATE, { licenseKey: api.licenseKey, request: machine.request() });
      const receipt = await receiptOf(api, machine, body['code']);
      const broken = receipt.slice(0, -1) + (receipt.endsWith('0') ? '1' : '0');
      expect(await api.call(releaseOf(body['activationId']), { receipt: broken })).toMatchObject({
        status: 400,
        body: { field: 'receipt', row: 2 },
      });
    });
  });

  test('guessing activations from one address is slowed down (D8)', async () => {
    const api = await open();
    const request = newMachine().request();
    const statuses = new Set<number>();
    for (let i = 0; i < 70; i++) statuses.add((await api.call(refreshOf(crypto.randomUUID()), { request })).status);
    expect([...statuses]).toEqual([404, 429]);
  });
});
