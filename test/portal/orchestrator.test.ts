// @traffic-orchestrator/client 2.1.0 as npm installs it, unmodified, over all its methods against a portal that is really served.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { publicKeyPem } from '../../portal/server/jwt.ts';
import { DAY, newMachine, START } from './fixture.ts';
import { TrafficOrchestrator, TrafficOrchestratorError } from './other-client.ts';
import { onEachStore } from './stores.ts';
import { OWNER, openVendorFixture, type VendorFixture } from './vendor-fixture.ts';

const AT_START = new Date(START * 1000).toISOString();

onEachStore(() => {
  describe('the other client', () => {
    test('every method of it is called here', () => {
      const methods = Object.getOwnPropertyNames(TrafficOrchestrator.prototype).filter(
        (name) => !['constructor', 'request'].includes(name),
      );
      expect(methods.sort()).toEqual([...CALLED].sort());
    });

    test('validates a license key, with and without a domain', async () => {
      const { client, licenseKey } = await open(
        { domains: ['example.com', '*.example.org'] },
        { plan: 'professional' },
      );
      expect(await client.validateLicense(licenseKey)).toMatchObject({
        valid: true,
        plan: 'professional',
        domains: ['example.com', '*.example.org'],
      });
      expect(await client.validateLicense(licenseKey, 'example.com')).toMatchObject({ valid: true });
      expect(await client.validateLicense(licenseKey, 'app.example.org')).toMatchObject({ valid: true });
      expect(await client.validateLicense(licenseKey, 'example.com.evil.org')).toMatchObject({
        valid: false,
        code: 'wrong-domain',
      });
      expect(await client.validateLicense(licenseKey.toLowerCase().replaceAll('-', ' '))).toMatchObject({
        valid: true,
      });
    });

    test('hears why a license is not valid', async () => {
      const { client, licenseKey, licenseId, clock, portal } = await open({}, { expiresAt: START + 10 * DAY });
      expect(await client.validateLicense(licenseKey)).toMatchObject({
        valid: true,
        expiresAt: new Date((START + 10 * DAY) * 1000).toISOString(),
      });
      expect(await client.validateLicense('008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2')).toMatchObject({
        valid: false,
        code: 'unknown-license-key',
      });
      expect(await client.validateLicense('nothing at all')).toMatchObject({
        valid: false,
        code: 'unknown-license-key',
      });
      await portal.office.licenses.change(OWNER, licenseId, { state: 'suspended' });
      expect(await client.validateLicense(licenseKey)).toMatchObject({
        valid: false,
        code: 'license-suspended',
        message: expect.stringMatching(/\.$/),
      });
      await portal.office.licenses.change(OWNER, licenseId, { state: 'active' });
      clock.nowSeconds = START + 10 * DAY - 1;
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: true });
      clock.nowSeconds++;
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: false, code: 'expired' });
    });

    test('validates an activation code and a JWT', async () => {
      const { client, licenseKey, licenseId, portal, clock } = await open();
      const activated = await portal.activate({ licenseKey, machine: newMachine().request() });
      if (!activated.ok) throw new Error(activated.problem.error);
      const { code } = activated.activation;
      expect(await client.validateLicense(code)).toMatchObject({ valid: true, licenseId });
      expect(await client.validateLicense(code.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).toMatchObject({
        valid: false,
      });
      const issued = await portal.office.licenses.issueJwt(OWNER, licenseId, {});
      if (!issued.ok) throw new Error(issued.problem.error);
      expect(await client.validateLicense(issued.value.jwt)).toMatchObject({ valid: true, licenseId });
      expect(await client.validateLicense(issued.value.jwt.replace(/\.[^.]{10}/, '.eyJhbGciOi'))).toMatchObject({
        valid: false,
      });
      clock.nowSeconds = issued.value.expiresAt;
      expect(await client.validateLicense(issued.value.jwt)).toMatchObject({ valid: false });
      expect(await client.validateLicense(code)).toMatchObject({ valid: false, code: 'check-in-required' });
    });

    test('keeps its own last answer when the portal is gone, as it promises', async () => {
      const { url, licenseKey } = await open();
      const client = new TrafficOrchestrator({ apiUrl: url, gracePeriod: true, retries: 0 });
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: true });
      Reflect.set(client, 'apiUrl', 'http://127.0.0.1:9/api/v1');
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: true, fromCache: true });
      client.clearCache();
      await expect(client.validateLicense(licenseKey)).rejects.toThrow();
    });

    test('accepts our JWT offline with the public key alone, when issuer and audience are set to what it demands', async () => {
      const { licenseId, portal, clock } = await open({ domains: ['example.com'] }, { plan: 'business' });
      clock.nowSeconds = Math.floor(Date.now() / 1000); // this client looks at the real clock
      const jwt = { issuer: 'trafficorchestrator.com', audience: 'license-offline' };
      expect(await portal.office.products.change(OWNER, 'app', { jwt })).toMatchObject({ ok: true });
      const issued = await portal.office.licenses.issueJwt(OWNER, licenseId, {});
      if (!issued.ok) throw new Error(issued.problem.error);
      const [key] = portal.publicKeys();
      const pem = publicKeyPem(key?.publicKey ?? new Uint8Array());
      expect(await TrafficOrchestrator.verifyOffline(issued.value.jwt, pem, 'example.com')).toMatchObject({
        valid: true,
        plan: 'business',
        domains: ['example.com'],
        payload: { sub: licenseId, product: 'app', features: { export: true, projects: 25, tier: 'gold' } },
      });
      expect(await TrafficOrchestrator.verifyOffline(issued.value.jwt, pem, 'example.net')).toMatchObject({
        valid: false,
      });
    });

    test('creates, lists, reads, suspends, reactivates and revokes licenses', async () => {
      const { client, licenseId, licenseKey } = await open();
      const made = await client.createLicense({ appName: 'The App', domain: 'shop.example', planId: 'enterprise' });
      expect(made).toEqual({
        license_id: expect.stringMatching(/^[0-9A-Z]{8}$/),
        license_key: expect.stringMatching(/^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/),
        status: 'active',
        plan_id: 'enterprise',
        product_id: 'app',
        domains: ['shop.example'],
        created_at: AT_START,
        expires_at: null,
      });
      expect(await client.validateLicense(made.license_key, 'shop.example')).toMatchObject({
        valid: true,
        plan: 'enterprise',
      });
      const all = await client.listLicenses();
      expect(new Map(all.map((it) => [it.license_id, it.license_key]))).toEqual(
        new Map([
          [made.license_id, made.license_key],
          [licenseId, licenseKey],
        ]),
      );
      expect(await client.getDomains(made.license_id)).toMatchObject({
        license_id: made.license_id,
        domains: ['shop.example'],
      });
      expect(await client.updateLicenseStatus(made.license_id, 'suspended')).toEqual({ success: true });
      expect(await client.validateLicense(made.license_key)).toMatchObject({ valid: false });
      expect(await client.updateLicenseStatus(made.license_id, 'active')).toEqual({ success: true });
      expect(await client.validateLicense(made.license_key)).toMatchObject({ valid: true });
      expect(await client.deleteLicense(made.license_id)).toEqual({ success: true });
      expect(await client.validateLicense(made.license_key)).toMatchObject({ valid: false, code: 'license-revoked' });
      await expect(client.updateLicenseStatus(made.license_id, 'active')).rejects.toMatchObject({
        status: 409,
        code: 'license-revoked',
      });
    });

    test('adds and removes domains, and keeps the last one', async () => {
      const { client } = await open();
      const { license_id: id } = await client.createLicense({ appName: 'app', domain: 'one.example' });
      expect(await client.addDomain(id, 'two.example')).toMatchObject({ success: true });
      expect(await client.removeDomain(id, 'one.example')).toMatchObject({ success: true });
      expect((await client.getDomains(id)).domains).toEqual(['two.example']);
      await expect(client.removeDomain(id, 'two.example')).rejects.toMatchObject({ status: 409, code: 'last-domain' });
      await expect(client.addDomain(id, 'not a domain')).rejects.toMatchObject({ status: 422, code: 'not-issuable' });
    });

    test('rotates a license key: the old one opens nothing from then on', async () => {
      const { client, licenseId, licenseKey } = await open();
      const { newLicense } = await client.rotateLicense(licenseId);
      expect(await client.validateLicense(newLicense.key)).toMatchObject({ valid: true, licenseId });
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: false, code: 'unknown-license-key' });
    });

    test('changes many licenses at once, each for itself', async () => {
      const { client, licenseId } = await open({}, { expiresAt: START + DAY });
      const other = await client.createLicense({ appName: 'app' });
      const ids = [licenseId, other.license_id, 'NOTTHERE'];
      expect(await client.batchLicenseOperation('suspend', ids)).toEqual({
        action: 'suspend',
        processed: 3,
        succeeded: 2,
        failed: 1,
        results: [
          { licenseId, success: true },
          { licenseId: other.license_id, success: true },
          { licenseId: 'NOTTHERE', success: false, error: expect.any(String), code: 'no-such-license' },
        ],
      });
      expect(await client.batchLicenseOperation('activate', ids)).toMatchObject({ succeeded: 2 });
      expect(await client.batchLicenseOperation('extend', [licenseId], 10)).toMatchObject({ succeeded: 1 });
      const [extended] = (await client.listLicenses()).filter((it) => it.license_id === licenseId);
      expect(extended?.expires_at).toBe(new Date((START + 11 * DAY) * 1000).toISOString());
    });

    test('keeps a list of addresses from which a license may be asked about', async () => {
      const { client, licenseId, licenseKey } = await open();
      expect(await client.getIpAllowlist(licenseId)).toEqual({ licenseId, allowedIps: [] });
      expect(await client.setIpAllowlist(licenseId, ['203.0.113.0/24'])).toEqual({
        success: true,
        allowedIps: ['203.0.113.0/24'],
      });
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: false, code: 'address-not-allowed' });
      expect(await client.setIpAllowlist(licenseId, ['127.0.0.1', '2001:db8::/32'])).toMatchObject({ success: true });
      expect(await client.getIpAllowlist(licenseId)).toEqual({ licenseId, allowedIps: ['127.0.0.1', '2001:db8::/32'] });
      expect(await client.validateLicense(licenseKey)).toMatchObject({ valid: true });
      await expect(client.setIpAllowlist(licenseId, ['anywhere'])).rejects.toMatchObject({ status: 422 });
    });

    test('sees counts of what happened, and null for what is not measured', async () => {
      const { client, portal, licenseKey, clock } = await open();
      await client.validateLicense(licenseKey);
      await client.validateLicense(licenseKey);
      await client.validateLicense('nothing');
      await portal.activate({ licenseKey, machine: newMachine().request() });
      await portal.office.work();
      expect(await client.getUsage()).toEqual({
        validationsToday: 3,
        validationsMonth: 3,
        monthlyLimit: null,
        activeLicenses: 1,
        activeDomains: 0,
      });
      const today = AT_START.slice(0, 10);
      expect(await client.getAnalytics(7)).toMatchObject({
        period: { days: 7 },
        validations: [
          { date: today, outcome: 'licensed', count: 2 },
          { date: today, outcome: 'unknown-license-key', count: 1 },
        ],
        activations: [{ date: today, count: 1 }],
        lapses: [],
      });
      expect(await client.getSLA(7)).toMatchObject({
        period: { days: 7 },
        uptime: { percentage: null, healthChecks: null, healthyChecks: null },
        errorRate: { errorCount: 0 },
        sla: { target: null, current: null, compliant: null, status: 'not-measured' },
      });
      expect(await client.getDashboard()).toMatchObject({
        licenses: { total: 1, active: 1, expired: 0, suspended: 0, revoked: 0 },
        seats: { used: 1, total: 2 },
        usage: { validationsToday: 3 },
        subscription: null,
      });
      clock.nowSeconds = START + 15 * DAY;
      expect(await client.getAnalytics(30)).toMatchObject({
        lapses: [{ date: new Date((START + 14 * DAY) * 1000).toISOString().slice(0, 10), count: 1 }],
      });
    });

    test('makes, lists and deletes API keys', async () => {
      const { client, url } = await open();
      const made = await client.createApiKey('shop');
      expect(made).toMatchObject({ id: expect.any(String), name: 'shop', key: expect.stringMatching(/^lkapi_/) });
      const { keys } = await client.listApiKeys();
      expect(keys.find(({ id }) => id === made.id)).toMatchObject({
        name: 'shop',
        prefix: `lkapi_${made.id}`,
        created_at: AT_START,
      });
      expect(JSON.stringify(keys)).not.toContain(made.key.slice(-43));
      const shop = new TrafficOrchestrator({ apiUrl: url, apiKey: made.key, retries: 0 });
      expect(await shop.listLicenses()).toHaveLength(1);
      await expect(shop.createLicense({ appName: 'app' })).rejects.toMatchObject({
        status: 403,
        code: 'missing-scope',
      });
      expect(await client.deleteApiKey(made.id)).toEqual({ success: true });
      await expect(shop.listLicenses()).rejects.toMatchObject({ status: 401, code: 'api-key-needed' });
    });

    test('adds webhooks and sees what was delivered', async () => {
      const { client, portal, licenseId, receiver } = await open();
      expect(await client.getWebhookConfig()).toEqual({ configs: [] });
      const made = await client.setWebhookConfig(receiver.url, ['license.suspended']);
      expect(made).toEqual({ config_id: expect.any(String), secret: expect.stringMatching(/^whsec_/) });
      expect(await client.getWebhookConfig()).toMatchObject({
        configs: [{ config_id: made.config_id, url: receiver.url, events: ['license.suspended'] }],
      });
      await client.updateLicenseStatus(licenseId, 'suspended');
      expect(await client.getWebhookDeliveries()).toMatchObject({
        total: 1,
        deliveries: [{ status: 'pending', attempt_count: 0 }],
      });
      await portal.office.work();
      expect(receiver.received).toHaveLength(1);
      expect(await client.getWebhookDeliveries({ limit: 10, status: 'success' })).toMatchObject({
        total: 1,
        filters: { status: 'success', limit: 10 },
        deliveries: [
          {
            event_type: 'license.suspended',
            status: 'success',
            response_code: 204,
            attempt_count: 1,
            webhook_url: receiver.url,
          },
        ],
      });
    });

    test('reads and exports the audit log', async () => {
      const { client, licenseId } = await open();
      await client.updateLicenseStatus(licenseId, 'suspended');
      const { logs } = await client.getAuditLogs();
      expect(logs[0]).toMatchObject({
        action: 'license.suspended',
        actor: { kind: 'api-key', address: '127.0.0.1' },
        subject: { kind: 'license', id: licenseId },
      });
      const since = new Date((START - DAY) * 1000).toISOString();
      const exported = await client.exportAuditLogs({ format: 'json', since });
      expect(exported).toMatchObject({ exported: logs.length, since });
      expect(exported.logs.at(-1)).toEqual(logs[0]);
      const table = await client.exportAuditLogs({ format: 'csv', since });
      expect(table.exported).toBe(logs.length);
      expect(Reflect.get(table, 'csv')).toMatch(/^sequence,at,actor,.*\r\n1,/);
      expect(await client.exportAuditLogs()).toMatchObject({ exported: logs.length });
    });

    test('asks for the health, and gets problems as its own errors', async () => {
      const { client, url } = await open();
      expect(await client.healthCheck()).toMatchObject({ status: 'ok', version: expect.any(String) });
      await expect(client.getDomains('NOTTHERE')).rejects.toThrow(TrafficOrchestratorError);
      await expect(client.getDomains('NOTTHERE')).rejects.toMatchObject({
        status: 404,
        code: 'no-such-license',
        message: expect.stringMatching(/^There is no such license/),
      });
      const stranger = new TrafficOrchestrator({ apiUrl: url, apiKey: 'wrong', retries: 0 });
      await expect(stranger.listLicenses()).rejects.toMatchObject({ status: 401, code: 'api-key-needed' });
      await expect(client.createLicense({ appName: 'Unheard of' })).rejects.toMatchObject({
        status: 422,
        code: 'unknown-product',
      });
    });
  });
});

const CALLED = [
  'validateLicense',
  'clearCache',
  'listLicenses',
  'createLicense',
  'getUsage',
  'addDomain',
  'removeDomain',
  'getDomains',
  'updateLicenseStatus',
  'deleteLicense',
  'listApiKeys',
  'createApiKey',
  'deleteApiKey',
  'getWebhookConfig',
  'setWebhookConfig',
  'getAnalytics',
  'getSLA',
  'exportAuditLogs',
  'getAuditLogs',
  'getWebhookDeliveries',
  'batchLicenseOperation',
  'getIpAllowlist',
  'setIpAllowlist',
  'rotateLicense',
  'getDashboard',
  'healthCheck',
];

type Opened = VendorFixture & {
  client: InstanceType<typeof TrafficOrchestrator>;
  receiver: { url: string; received: string[] };
};

async function open(...given: Parameters<typeof openVendorFixture>): Promise<Opened> {
  const fixture = await openVendorFixture(...given);
  const client = new TrafficOrchestrator({ apiUrl: fixture.url, apiKey: fixture.apiKey, retries: 0 });
  return { ...fixture, client, receiver: await openReceiver() };
}

async function openReceiver(): Promise<Opened['receiver']> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(Buffer.concat(chunks).toString());
    response.writeHead(204).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}
