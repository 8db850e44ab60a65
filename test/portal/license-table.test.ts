// Licenses taken in from a table, with a look before; given out as one; and machines across licenses.
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../portal/server/csv.ts';
import { newMachine, START } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { OWNER, openVendorFixture } from './vendor-fixture.ts';

const KEY = '008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2';

onEachStore(() => {
  describe('licenses from a table', () => {
    test('are shown as they would be, and nothing is kept', async () => {
      const { call, portal } = await openVendorFixture();
      const before = await portal.office.audit.verify();
      const { json } = await call('POST', '/license-imports', {
        csv: `product,customer,seats,key\napp,c1,3,${KEY}\napp,c2,,\n`,
      });
      expect(json).toEqual({
        rows: [
          { line: 2, license: { product: 'app', customer: 'c1', seats: 3, ownKey: true } },
          { line: 3, license: { product: 'app', customer: 'c2', seats: 2, ownKey: false } },
        ],
        good: 2,
        bad: 0,
        kept: false,
      });
      expect(await portal.office.licenses.list(OWNER, { limit: 9 })).toMatchObject({ value: { items: [{}] } });
      expect(await portal.office.customers.list(OWNER, { limit: 9 })).toMatchObject({ value: { items: [] } });
      expect(await portal.office.audit.verify()).toEqual(before);
    });

    test('are issued when they are meant; a key that was sold before keeps working, and a new one is shown once', async () => {
      const { call, portal } = await openVendorFixture();
      const csv = `Product;Customer;Plan;Seats;Ends;Key\nThe App;c1;gold;3;2030-12-31;${KEY.toLowerCase()}\napp;c2;;;;\n`;
      const { json } = await call('POST', '/license-imports', { csv, preview: false });
      expect(json).toMatchObject({
        rows: [
          { line: 2, license: { id: expect.any(String), product: 'app', customer: 'c1', plan: 'gold' } },
          { line: 3, license: { licenseKey: expect.stringMatching(/^([0-9A-Z]{5}-){5}/) } },
        ],
        good: 2,
        kept: true,
      });
      const activated = await portal.activate({ licenseKey: KEY, machine: newMachine().request() });
      expect(activated).toMatchObject({
        ok: true,
        activation: { expiresAt: Date.UTC(2031, 0, 1) / 1000, seats: { total: 3 } },
      });
    });

    test('with one wrong row are not issued at all, and each wrong row says why', async () => {
      const { call, portal } = await openVendorFixture();
      const rows = [
        'app,,,,',
        'nothing,,,,',
        'app,,x,,',
        'app,,,2026-02-30,',
        'app,,,2020-01-01,',
        `app,,,,${KEY}`,
        `app,,,,${KEY}`,
        'app,,,,NO-KEY',
        ',,,,',
        `app,${'x'.repeat(65)},,,`,
        'app,,0,,',
      ];
      const { json } = await call('POST', '/license-imports', {
        csv: `product,customer,seats,ends,key\n${rows.join('\n')}\n`,
        preview: false,
      });
      expect(json).toMatchObject({ kept: false, good: 2 });
      const problems = Array.isArray(json['rows']) ? json['rows'].map(({ problem }) => problem?.code) : [];
      expect(problems).toEqual([
        undefined,
        'unknown-product',
        'not-possible',
        'not-possible',
        'ends-in-the-past',
        undefined,
        'license-key-twice',
        'not-possible',
        'malformed-body',
        'not-possible',
      ]);
      expect(await portal.office.licenses.list(OWNER, { limit: 9 })).toMatchObject({ value: { items: [{}] } });
    });

    test.each(['', 'product\n"never', 'name\napp', 'customer\nc1'])('that is none is refused: %j', async (csv) => {
      const { call } = await openVendorFixture();
      expect(await call('POST', '/license-imports', { csv })).toMatchObject({ status: 422, json: { field: 'csv' } });
    });
  });

  test('D17 all licenses are given out, without keys, and no cell is a formula', async () => {
    const { call, portal, licenseKey } = await openVendorFixture();
    await portal.office.licenses.issue(OWNER, { product: 'app', plan: "=cmd|'/C calc'!A0", customerId: '+1' });
    for (let i = 0; i < 205; i++) await portal.office.licenses.issue(OWNER, { product: 'app' });
    const { text, headers } = await call('GET', '/license-exports');
    expect(headers.get('content-disposition')).toBe('attachment; filename="licenses.csv"');
    const rows = readCsv(text) ?? [];
    expect(rows).toHaveLength(1 + 207);
    expect(new Set(rows.map(([id]) => id)).size).toBe(208);
    expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    expect(text).not.toContain(licenseKey);
    const listed = await call('GET', '/license-exports?format=json');
    expect(JSON.parse(listed.text)).toHaveLength(207);
  });

  test('machines are found across licenses, and the vendor frees a seat that nobody can give back', async () => {
    const { call, portal, licenseKey, licenseId } = await openVendorFixture({ seats: 1 });
    const first = await portal.activate({ licenseKey, machine: newMachine().request({ label: 'Tablet 7' }) });
    if (!first.ok) throw new Error(first.problem.error);
    expect(await call('GET', '/machines?search=tablet')).toMatchObject({
      json: { items: [{ activationId: first.activation.id, licenseId, label: 'Tablet 7', state: 'active' }] },
    });
    expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({
      problem: { code: 'no-seat-left' },
    });
    expect(await call('DELETE', `/machines/${first.activation.id}`)).toMatchObject({
      status: 200,
      json: { state: 'replaced', endedAt: START },
    });
    expect(await call('DELETE', `/machines/${first.activation.id}`)).toMatchObject({
      status: 200,
      json: { state: 'replaced' },
    });
    expect(await portal.activate({ licenseKey, machine: newMachine().request() })).toMatchObject({
      ok: true,
      activation: { seats: { used: 1, total: 1 } },
    });
    const acts = await portal.office.audit.list(OWNER, { limit: 9, action: 'machine.freed' });
    expect(acts).toMatchObject({ value: [{ subject: { id: first.activation.id }, detail: { license: licenseId } }] });
  });
});
