// API keys: D10 (constant time by construction), D19, D20, D23, D24, retries, and who reaches what.
import { describe, expect, test } from 'vitest';
import { expandScopes, SCOPES } from '../../portal/server/vendor/scopes.ts';
import { DAY, openBeside, START } from './fixture.ts';
import { makeKey, OWNER, openVendorFixture } from './vendor-fixture.ts';

describe('an API key', () => {
  test('D23 in an address is refused, whatever else the call has', async () => {
    const { call, apiKey } = await openVendorFixture();
    for (const path of [
      `/licenses?api_key=${apiKey}`,
      `/licenses?x=${encodeURIComponent(apiKey)}`,
      `/licenses/${apiKey}`,
      `/health?${apiKey}`,
    ]) {
      const answer = await call('GET', path);
      expect(answer).toMatchObject({ status: 400, json: { code: 'api-key-in-address' } });
      expect(answer.text).not.toContain(apiKey);
    }
    expect(await call('GET', '/licenses', undefined, { key: undefined })).toMatchObject({ status: 401 });
  });

  test('is a header, and only as Bearer', async () => {
    const { call, apiKey } = await openVendorFixture();
    for (const headers of [
      { Authorization: apiKey },
      { Authorization: `Basic ${apiKey}` },
      { 'X-Api-Key': apiKey },
      { Cookie: `key=${apiKey}` },
    ]) {
      const answer = await call('GET', '/licenses', undefined, { key: undefined, headers });
      expect(answer).toMatchObject({ status: 401, json: { code: 'api-key-needed' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('that is unknown, wrong, revoked or expired gets one and the same answer', async () => {
    const { call, portal, apiKey, clock } = await openVendorFixture();
    const revoked = await portal.office.apiKeys.create(OWNER, { name: 'old', scopes: ['read'] });
    const expiring = await portal.office.apiKeys.create(OWNER, {
      name: 'short',
      scopes: ['read'],
      expiresAt: START + DAY,
    });
    if (!revoked.ok || !expiring.ok) throw new Error('not made');
    await portal.office.apiKeys.revoke(OWNER, revoked.value.id);
    expect(await call('GET', '/products', undefined, { key: expiring.value.key })).toMatchObject({ status: 200 });
    clock.nowSeconds = START + DAY;
    const answers = await Promise.all(
      [
        `lkapi_0000000000000000_${'A'.repeat(43)}`,
        `${apiKey.slice(0, -1)}${apiKey.endsWith('A') ? 'B' : 'A'}`,
        revoked.value.key,
        expiring.value.key,
        'x',
      ].map((key) => call('GET', '/products', undefined, { key })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401 });
  });

  test('is kept as a hash only, and its last use is noted once a minute', async () => {
    const fixture = await openVendorFixture();
    const { call, apiKey, clock, portal } = fixture;
    const used = async () => {
      const keys = await portal.office.apiKeys.list(OWNER);
      return keys.ok ? keys.value[0]?.lastUsedAt : undefined;
    };
    expect(await used()).toBeUndefined();
    await call('GET', '/products');
    expect(await used()).toBe(START);
    clock.nowSeconds = START + 59;
    await call('GET', '/products');
    expect(await used()).toBe(START);
    clock.nowSeconds = START + 60;
    await call('GET', '/products');
    expect(await used()).toBe(START + 60);
    const { database } = await openBeside(fixture);
    const rows = JSON.stringify(await database.selectFrom('api_key').selectAll().execute());
    expect(rows).not.toContain(apiKey.slice(-43));
  });

  test('D24 makes no key that can do more than itself, and reaches nothing beyond its product', async () => {
    const fixture = await openVendorFixture();
    const { call, portal } = fixture;
    await portal.office.products.add(OWNER, {
      id: 'other',
      name: 'Other',
      seats: 1,
      machine: { needed: 1, of: 1 },
      features: {},
      domains: [],
    });
    const narrow = await makeKey(fixture, ['api-keys:write', 'licenses:read'], 'app');
    const make = (scopes: string[], more = {}) =>
      call('POST', '/portal/api-keys', { name: 'x', scopes, ...more }, { key: narrow });
    expect(await make(['licenses:read'])).toMatchObject({
      status: 201,
      json: { product: 'app', scopes: ['licenses:read'] },
    });
    expect(await make(['licenses:write'])).toMatchObject({ status: 403, json: { code: 'more-than-own' } });
    expect(await make(['*'])).toMatchObject({ status: 201, json: { scopes: ['licenses:read', 'api-keys:write'] } });
    expect(await make(['licenses:read'], { product: 'other' })).toMatchObject({
      status: 403,
      json: { code: 'more-than-own' },
    });
    expect(await make(['everything'])).toMatchObject({ status: 422, json: { code: 'unknown-scope' } });
    expect(await call('GET', '/licenses?product=other', undefined, { key: narrow })).toMatchObject({
      status: 200,
      json: { items: [] },
    });
    const wide = await makeKey(fixture, ['*'], 'app');
    expect(await call('POST', '/licenses', { product: 'other' }, { key: wide })).toMatchObject({
      status: 422,
      json: { code: 'unknown-product' },
    });
    expect(await call('GET', '/portal/audit', undefined, { key: wide })).toMatchObject({
      status: 403,
      json: { code: 'whole-portal-only' },
    });
  });

  test('sees license keys only with the scope that says so, and each look is noted', async () => {
    const fixture = await openVendorFixture();
    const { call, portal, licenseKey, licenseId } = fixture;
    const reader = await makeKey(fixture, ['write']);
    expect(await call('GET', `/licenses/${licenseId}/key`, undefined, { key: reader })).toMatchObject({
      status: 403,
      json: { code: 'missing-scope' },
    });
    const listed = await call('GET', '/portal/licenses', undefined, { key: reader });
    expect(listed.text).not.toContain(licenseKey);
    expect(listed.text).toContain(`•${'-'}${licenseKey.slice(-5)}`);
    expect(await call('GET', `/licenses/${licenseId}/key`)).toMatchObject({ status: 200, json: { licenseKey } });
    const acts = await portal.office.audit.list(OWNER, { limit: 5, action: 'license.key-shown' });
    expect(acts).toMatchObject({ ok: true, value: [{ subject: { id: licenseId }, actor: { kind: 'api-key' } }] });
  });

  test('is slowed down when it runs in circles, and says when to come back', async () => {
    const { call } = await openVendorFixture();
    let last = await call('GET', '/products');
    for (let i = 0; i < 700 && last.status === 200; i++) last = await call('GET', '/products');
    const error = expect.stringMatching(/^Too many calls; try again in \d+ seconds?\.$/);
    expect(last).toMatchObject({ status: 429, json: { code: 'too-many-requests', error } });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });
});

describe('a retry with an Idempotency-Key', () => {
  test('gets the same answer, the secret in it too, and does nothing again', async () => {
    const { call, portal } = await openVendorFixture();
    const headers = { 'Idempotency-Key': 'order-4711' };
    const first = await call('POST', '/licenses', { product: 'app', customerId: 'c1' }, { headers });
    const again = await call('POST', '/licenses', { product: 'app', customerId: 'c1' }, { headers });
    expect(first.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(await portal.office.licenses.list(OWNER, { limit: 10, customer: 'c1' })).toMatchObject({
      value: { items: [{}] },
    });
    expect(await call('POST', '/licenses', { product: 'app' }, { headers })).toMatchObject({
      status: 422,
      json: { code: 'idempotency-key-reused' },
    });
    expect(
      await call(
        'POST',
        '/licenses',
        { product: 'app' },
        { headers: { 'Idempotency-Key': `${'ü'.normalize('NFD')} ${'x'.repeat(300)}` } },
      ).catch(() => ({ status: 400 })),
    ).toMatchObject({ status: 400 });
  });

  test('of ten at once makes one license', async () => {
    const { call, portal } = await openVendorFixture();
    const headers = { 'Idempotency-Key': 'once' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('POST', '/licenses', { product: 'app', customerId: 'c2' }, { headers })),
    );
    const good = answers.filter(({ status }) => status === 201);
    expect(new Set(good.map(({ text }) => text)).size).toBe(1);
    expect(await portal.office.licenses.list(OWNER, { limit: 10, customer: 'c2' })).toMatchObject({
      value: { items: [{}] },
    });
  });

  test('leaves no secret readable in the store', async () => {
    const fixture = await openVendorFixture();
    const made = await fixture.call('POST', '/licenses', { product: 'app' }, { headers: { 'Idempotency-Key': 'a' } });
    const { database } = await openBeside(fixture);
    const rows = await database.selectFrom('api_replay').selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]?.answer ?? []).includes(String(made.json['licenseKey']))).toBe(false);
  });
});

describe('D19 lists', () => {
  test.each(["' or '1'='1", "%' or 1=1 --", '_', '%', '\\', "'; drop table license; --", '\u0000', 'ü'])(
    'are searched for %j as a text',
    async (search) => {
      const { call } = await openVendorFixture();
      expect(await call('GET', `/licenses?search=${encodeURIComponent(search)}`)).toMatchObject({
        status: 200,
        json: { items: [] },
      });
      expect(await call('GET', `/customers?search=${encodeURIComponent(search)}`)).toMatchObject({
        status: 200,
        json: { items: [] },
      });
    },
  );

  test('find what has the very characters that were typed, which are signs in a pattern', async () => {
    const { call } = await openVendorFixture();
    for (const id of ['under_score', 'underXscore', 'back\\slash'])
      expect(await call('POST', '/customers', { id, name: id })).toMatchObject({ status: 201 });
    for (const [search, id] of [
      ['R_s', 'under_score'],
      ['k\\s', 'back\\slash'],
    ] as const)
      expect(await call('GET', `/customers?search=${encodeURIComponent(search)}`)).toMatchObject({
        json: { items: [{ id }] },
      });
  });

  test.each(['x', 'MSAxJzsgZHJvcA', Buffer.from("1 ' or 1=1").toString('base64url'), 'A'.repeat(500)])(
    'take a cursor of their own only: %s',
    async (cursor) => {
      const { call } = await openVendorFixture();
      const answer = await call('GET', `/licenses?cursor=${cursor}`);
      expect([200, 422]).toContain(answer.status);
    },
  );

  test('lead through everything once, page by page, also what came in the same second', async () => {
    const { call, portal, licenseId } = await openVendorFixture();
    const ids = [licenseId];
    for (let i = 0; i < 24; i++) {
      const made = await portal.office.licenses.issue(OWNER, { product: 'app' });
      if (made.ok) ids.push(made.value.id);
    }
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { json } = await call('GET', `/licenses?limit=7${cursor}`);
      seen.push(...(Array.isArray(json['items']) ? json['items'].map(({ id }) => id) : []));
      cursor = json['nextCursor'] === undefined ? '' : `&cursor=${json['nextCursor']}`;
    } while (cursor !== '');
    expect([...seen].sort()).toEqual([...ids].sort());
  });
});

test('D20, D4 bodies that mean something else are refused', async () => {
  const { url, apiKey, call } = await openVendorFixture();
  const send = async (body: string, type = 'application/json') =>
    (
      await fetch(`${url}/licenses`, {
        method: 'POST',
        headers: { 'Content-Type': type, Authorization: `Bearer ${apiKey}` },
        body,
      })
    ).status;
  expect(await send('{"product":"app","product":"app"}')).toBe(400);
  expect(await send(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)).toBe(400);
  expect(await send('{"product":"app","__proto__":{"seats":9}}')).toBe(400);
  expect(await send('{"product":"app","seats":1e400}')).toBe(400);
  expect(await send('{"product":"app"}', 'application/json; charset=utf-16')).toBe(415);
  expect(await send(`{"product":"${'x'.repeat(200_000)}"}`)).toBe(413);
  expect(await send('')).toBe(400);
  for (const more of [
    { id: 'MINE' },
    { state: 'active' },
    { used: -5 },
    { licenseKey: '008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2' },
    { createdAt: 1 },
  ]) {
    expect(await call('POST', '/licenses', { product: 'app', ...more })).toMatchObject({ status: 400 });
  }
});

test('every scope is meant by its name, and short names never include license keys', () => {
  expect(expandScopes(['read'])).not.toContain('license-keys:read');
  expect(expandScopes(['write'])).not.toContain('license-keys:read');
  expect(expandScopes(['*'])).toEqual(Object.keys(SCOPES));
  expect(expandScopes(['licenses:read'])).toEqual(['licenses:read']);
  expect(expandScopes(['read', 'nothing'])).toBeUndefined();
  for (const name of ['toString', '__proto__', 'constructor']) expect(expandScopes([name])).toBeUndefined();
  expect(expandScopes([])).toBeUndefined();
});
