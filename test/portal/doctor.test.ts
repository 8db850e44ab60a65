// What "doctor" says about an installation, good and bad, and what a monitoring system reads.
import { chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../../portal/server/doctor.ts';
import { openDataFolder } from '../../portal/server/folder.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { openOffice } from '../../portal/server/vendor.ts';
import { DAY, type Fixture, newMachine, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER, openVendorFixture } from './vendor-fixture.ts';

onEachStore(() => {
  describe('the doctor', () => {
    test('finds nothing wrong with a fresh installation but that there is no backup', async () => {
      const findings = await look(await openFixture());
      expect(findings.filter(({ state }) => state !== 'good')).toMatchObject([{ about: 'backup', state: 'warning' }]);
      expect(findings.every(({ says }) => /[.?]$/.test(says))).toBe(true);
    });

    test('finds a clock that is behind, an unconfirmed restore, and messages that do not arrive', async () => {
      const fixture = await openFixture();
      const { portal, licenseKey, licenseId, clock } = fixture;
      await portal.activate({ licenseKey, machine: newMachine().request() });
      await portal.office.webhooks.add(OWNER, { url: 'http://127.0.0.1:9009/', events: ['*'] });
      await portal.office.licenses.change(OWNER, licenseId, { state: 'suspended' });
      clock.nowSeconds += 3600;
      expect(await bad(fixture)).toContainEqual(['webhooks', 'warning']);
      clock.nowSeconds = START - DAY;
      expect(await bad(fixture)).toContainEqual(['clock', 'bad']);
      const { store } = await openDataFolder(fixture.folder, fixture.databaseUrl);
      await store.write((tx) => tx.updateTable('issue_clock').set({ restored_at: START }).execute());
      await store.close();
      expect(await bad(fixture)).toContainEqual(['clock', 'bad']);
    });

    test('warns of an open door', async () => {
      const fixture = await openFixture();
      expect(await bad(fixture, { HOST: '0.0.0.0' })).toContainEqual(['network', 'warning']);
      expect(await bad(fixture, { HOST: '0.0.0.0', LATCHKEY_TRUST_PROXY: '1' })).not.toContainEqual([
        'network',
        'warning',
      ]);
      expect(await bad(fixture, { LATCHKEY_BASE_URL: 'http://licenses.example.com' })).toContainEqual([
        'addresses',
        'warning',
      ]);
    });
  });

  test('the metrics are OpenMetrics, count by call and not by address, and need an API key', async () => {
    const { call, licenseId } = await openVendorFixture();
    await call('GET', `/licenses/${licenseId}`);
    await call('GET', '/licenses/NOTTHERE');
    await call('GET', '/nothing/at/all');
    expect(await call('GET', '/metrics', undefined, { key: undefined })).toMatchObject({ status: 401 });
    const { status, text, headers } = await call('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(text.endsWith('# EOF\n')).toBe(true);
    expect(text).toContain('latchkey_requests_total{method="GET",route="/api/v1/licenses/:id",status="200"} 1');
    expect(text).toContain('latchkey_requests_total{method="GET",route="/api/v1/licenses/:id",status="404"} 1');
    expect(text).toContain('latchkey_seats{use="free"} 2');
    expect(text).toContain('latchkey_signing 1');
    expect(text).not.toContain(licenseId);
    expect(text).not.toContain('/nothing/at/all');
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (TYPE|HELP|UNIT) \S+ .+|# EOF|[a-z_]+(\{[^{}]*\})? -?[\d.e+-]+)$/);
  });
});

test('a key that is gone is found, before anybody needs it', async () => {
  const fixture = await openFixture();
  const next = await fixture.portal.office.signingKeys.add(OWNER);
  if (!next.ok) throw new Error('not made');
  const data = await openDataFolder(fixture.folder);
  const office = openOffice(data, await loadModules(), () => START);
  rmSync(path.join(fixture.folder, 'keys', `${next.value.kid}.pem`));
  expect((await examine(office, {})).filter(({ state }) => state === 'bad')).toMatchObject([{ about: 'signing key' }]);
  await data.store.close();
  chmodSync(fixture.folder, 0o700);
});

async function look({ folder, databaseUrl, clock }: Fixture, environment: NodeJS.ProcessEnv = {}) {
  const data = await openDataFolder(folder, databaseUrl);
  try {
    return await examine(
      openOffice(data, await loadModules(), () => clock.nowSeconds),
      environment,
    );
  } finally {
    await data.store.close();
  }
}

async function bad(fixture: Fixture, environment?: NodeJS.ProcessEnv): Promise<[string, string][]> {
  const findings = await look(fixture, environment);
  return findings.filter(({ state }) => state !== 'good').map(({ about, state }) => [about, state]);
}
