// D15, D16: secrets that run through every flow are found in no log, no answer that is not theirs, no export, no metric, and nowhere in
// the store as they are. Names cannot forge a line of the log.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { logLine, withoutSecrets } from '../../portal/log.ts';
import { newMachine, openBeside, openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';
import { makeKey, OWNER, openVendorFixture } from './vendor-fixture.ts';

onEachStore((kind) => {
  test('D15 no secret is where it does not belong', async () => {
    const fixture = await openVendorFixture({ seats: 5 });
    const { call, portal, licenseId, licenseKey, apiKey, folder, events } = fixture;
    const secrets = new Map<string, string>([
      ['license key', licenseKey],
      ['API key', apiKey],
    ]);
    const elsewhere: string[] = [];

    const made = await call(
      'POST',
      '/licenses',
      { product: 'app', customerId: 'c1' },
      { headers: { 'Idempotency-Key': 'k1' } },
    );
    secrets.set('new license key', String(made.json['licenseKey']));
    const rotated = await call('POST', `/licenses/${made.json['id']}/rotate`);
    secrets.set('rotated license key', String(rotated.json['licenseKey']));
    const shop = await call('POST', '/portal/api-keys', { name: 'shop', scopes: ['write'] });
    secrets.set('new API key', String(shop.json['key']));
    const hook = await call('POST', '/portal/webhooks', { url: 'https://hooks.example.com/x', events: ['*'] });
    secrets.set('webhook secret', String(hook.json['secret']));
    const machine = newMachine();
    const request = machine.request({ label: 'CANARY-LABEL' });
    const activated = await call('POST', '/activations', { licenseKey, request });
    secrets.set('activation code', String(activated.json['code']));
    secrets.set('request', request);
    const jwt = await call('POST', `/licenses/${licenseId}/jwt`, {});
    secrets.set('JWT', String(jwt.json['jwt']));
    const fingerprint = 'CANARY-FINGERPRINT-0042';
    await call('POST', '/activations', { licenseKey, fingerprint });
    secrets.set('fingerprint', fingerprint);
    for (const name of ['signing-key.pem', 'store-secret.hex']) {
      secrets.set(
        name,
        readFileSync(path.join(folder, name), 'utf8')
          .split('\n')
          .find((line) => line.length > 30) ?? 'nothing',
      );
    }

    // Everything that goes wrong, and everything that tells.
    elsewhere.push((await call('POST', '/activations', { licenseKey, request: 'LKR1-00000' })).text);
    elsewhere.push((await call('POST', '/activations', { licenseKey: secrets.get('new license key'), request })).text);
    elsewhere.push((await call('POST', '/validate', { token: secrets.get('new license key') })).text);
    elsewhere.push((await call('POST', '/validate', { token: secrets.get('JWT'), domain: 'x.example' })).text);
    elsewhere.push((await call('POST', '/validate', { token: licenseKey, unknown: licenseKey })).text);
    elsewhere.push((await call('GET', `/licenses/${licenseKey}`)).text);
    elsewhere.push((await call('GET', `/licenses?x=${apiKey}`)).text);
    elsewhere.push((await call('GET', '/licenses', undefined, { key: `${apiKey}x` })).text);
    const reader = await makeKey(fixture, ['write']);
    await portal.office.work();
    for (const path of [
      '/licenses',
      '/portal/licenses',
      '/products',
      '/customers',
      '/portal/api-keys',
      '/portal/webhooks',
      '/portal/webhooks/deliveries',
      '/portal/audit',
      '/portal/audit-logs/export?format=csv',
      '/portal/audit-logs/export',
      '/portal/dashboard',
      '/metrics',
      '/openapi.json',
      '/reference',
      '/keys',
      '/health',
      `/licenses/${licenseId}`,
    ]) {
      elsewhere.push((await call('GET', path, undefined, { key: reader })).text);
    }
    elsewhere.push(...events, ...events.map((event) => logLine(event)));

    const hits = [...secrets].flatMap(([name, secret]) =>
      elsewhere.filter((text) => text.includes(secret)).map((text) => `${name} in ${text.slice(0, 80)}`),
    );
    process.stdout.write(
      `${kind}: ${secrets.size} secrets looked for in ${elsewhere.length} texts: ${hits.length} hits\n`,
    );
    expect(hits).toEqual([]);
    expect(elsewhere.every((text) => text.length > 0)).toBe(true);

    // In the store: codes are kept, as they can be shown again; nothing else is.
    await openBeside(fixture);
    const kept =
      kind === 'sqlite'
        ? globSync('portal.sqlite*', { cwd: folder }).map((name) => readFileSync(path.join(folder, name)))
        : [];
    for (const [name, secret] of secrets) {
      if (name === 'activation code' || name === 'request') continue;
      for (const bytes of kept) expect(bytes.includes(secret), `${name} in the store`).toBe(false);
    }
  });
});

test('D15 no secret of the team is in the audit log, in its exports, in events, letters to others, or lists', async () => {
  const letters: string[] = [];
  const team = { baseUrl: 'https://console.example', mailer: ({ text }: { text: string }) => letters.push(text) };
  const { portal, events } = await openFixture({}, {}, { team });
  if (!portal.team) throw new Error('no team');
  const made = await portal.team.makeOwnerLink(OWNER, { email: 'ada@example.com', name: 'Ada' });
  const ownerToken = made.ok ? (new URL(made.value).searchParams.get('token') ?? '') : '';
  const entered = await portal.team.enter(ownerToken, {}, new Headers(), '192.0.2.1');
  const cookies = entered.ok ? entered.value : [];
  const cookie = cookies.map((it) => it.split(';')[0]).join('; ');
  const session = decodeURIComponent(/session_token=([^.;]+)/.exec(cookie)?.[1] ?? '');
  const { value: member } = await portal.team.member(new Headers({ Cookie: cookie }));
  if (!member) throw new Error('nobody is signed in');
  const by = { actor: { kind: 'user' as const, id: member.id } };
  const begun = await portal.team.own.beginFactor(by, member);
  const secret = begun.ok ? begun.value.secret : '';
  await portal.team.own.confirmFactor(by, member, 'CANARY-CODE');
  const invited = await portal.team.staff.invite(by, { email: 'grace@example.com', role: 'support' });
  const invitation = invited.ok ? invited.value.token : '';
  await portal.team.enter(`${invitation}x`, { code: 'CANARY-CODE' }, new Headers(), '192.0.2.1');
  await portal.office.work();
  const rows: unknown[] = [];
  for await (const row of portal.office.audit.everything(OWNER)) rows.push(row);
  const texts = [
    JSON.stringify(await portal.office.audit.list(OWNER, { limit: 100 })),
    JSON.stringify(rows),
    JSON.stringify([
      await portal.team.staff.list(),
      await portal.team.staff.invitations(),
      await portal.team.link('x'),
    ]),
    ...events,
    ...letters,
  ];
  const secrets = [ownerToken, session, secret, invitation, 'CANARY-CODE'];
  expect(secrets.filter((it) => it.length < 10)).toEqual([]);
  expect(texts[0]).toContain('member.invited');
  expect(secrets.filter((it) => texts.some((text) => text.includes(it)))).toEqual([]);
});

describe('D16 a line of the log', () => {
  test.each(['a\r\nb', '\u001b[31mred', '"}\n{"event":"forged"', '\u0085', '\u2028', '\u009b31m', '\u0000'])(
    'stays one line with %j in it',
    (text) => {
      const line = logLine(text, { name: text });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      expect(JSON.parse(line)).toMatchObject({ event: text, name: text });
    },
  );

  test('shows no secret that somebody else put into a message', () => {
    const secrets = [
      `lkapi_0123456789abcdef_${'A'.repeat(43)}`,
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      '008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2',
      'LKA1-008J4-CT4AN-K7F24-SNAXW-SQFEZ-W0GP2-008J4',
      'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln',
    ];
    for (const secret of secrets) expect(withoutSecrets(`could not use ${secret} here`)).not.toContain(secret);
    expect(withoutSecrets('connect to postgresql://portal:hunter2@db/portal failed')).toBe(
      'connect to postgresql://portal:…@db/portal failed',
    );
    expect(withoutSecrets('the store failed: disk I/O error')).toBe('the store failed: disk I/O error');
  });
});

test('every act in the audit log is about things, never about secrets', async () => {
  const { portal, licenseId, licenseKey } = await openVendorFixture();
  await portal.office.licenses.rotateKey(OWNER, licenseId);
  await portal.office.licenses.showKey(OWNER, licenseId);
  const acts = await portal.office.audit.list(OWNER, { limit: 50 });
  expect(JSON.stringify(acts)).not.toContain(licenseKey);
  expect(acts).toMatchObject({
    value: [{ action: 'license.key-shown' }, { action: 'license.key-rotated' }, {}, {}, {}],
  });
});
