import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../vendor.ts';
import { json, LICENSE_KEY, PRODUCT, problem } from './portal.ts';
import { fault } from './shelf.ts';
import { openWorld } from './world.ts';

let world: Awaited<ReturnType<typeof openWorld>>;

beforeEach(async () => {
  world = await openWorld();
});

describe('activating online', () => {
  test('makes the license valid, with its features', async () => {
    const license = await world.openTab();
    expect(license.state.kind).toBe('none');
    expect(await license.activate(LICENSE_KEY)).toMatchObject({
      ok: true,
      verdict: { reason: 'licensed', releasable: true },
    });
    expect(license.state).toMatchObject({ kind: 'valid', storage: { mode: 'durable' }, activationId: 'a1' });
    expect(license.feature('export')).toBe(true);
    expect(license.feature('photos')).toBe(20);
    expect(license.feature('constructor')).toBeUndefined();
  });

  test('is remembered as evidence: the next start judges it anew, without the portal', async () => {
    await (await world.openTab()).activate(LICENSE_KEY);
    world.portal.instead = () => Promise.reject(new TypeError('offline'));
    expect((await world.openTab()).state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
  });

  test('twice takes one seat', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    await license.forget();
    await license.activate(LICENSE_KEY);
    expect(world.portal.seatsInUse).toBe(1);
  });

  test('with a key that the portal does not know gives its words and changes nothing', async () => {
    const license = await world.openTab();
    const outcome = await license.activate('nonsense');
    expect(outcome).toEqual({
      ok: false,
      problem: { name: 'unknown-license-key', sentence: 'This license key is not known.' },
    });
    expect(license.state).toMatchObject({ kind: 'none', contact: { name: 'unknown-license-key' } });
    expect(world.portal.calls).toHaveLength(1);
  });

  test('never stores the license key, nor puts it into an address', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    await license.createRequest({ licenseKey: 'ABCDE-FGHJK' });
    expect(JSON.stringify(license.state)).not.toContain('ABCDE');
    expect(world.portal.calls.join()).not.toContain(LICENSE_KEY);
  });

  test('says so when there is no portal', async () => {
    const license = await world.openTab({ online: false });
    expect(await license.activate(LICENSE_KEY)).toMatchObject({ ok: false, problem: { name: 'no-portal' } });
  });

  test('works from memory when the storage is full, and says so', async () => {
    const license = await world.openTab();
    world.shelf.fault = (operation) => operation === 'update' && fault('QuotaExceededError')();
    expect(await license.activate(LICENSE_KEY)).toMatchObject({ ok: true });
    expect(license.state).toMatchObject({
      kind: 'valid',
      storage: { mode: 'memory', problem: { name: 'storage-full' } },
    });
  });

  test('with a clock that is a year ahead recovers by the signed time of a new activation', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    for (let day = 0; day < 40; day++) {
      world.clock.error = 365 * DAY; // it lived on with a wrong clock, so the wrong time was believed
      await world.clock.pass(21 * HOUR);
      await license.check();
    }
    world.clock.error = 0;
    expect((await license.check()).kind).toBe('refused');
    expect(await license.activate(LICENSE_KEY)).toMatchObject({ ok: true });
    expect((await license.check()).kind).toBe('valid');
  });
});

describe('a request and its answer', () => {
  const answer = (request: string) => {
    const read = world.vendor.issuer.decodeRequest(request);
    if (!read.ok) throw new Error(read.problem.sentence);
    const { nonce, lock, components } = read.value;
    return world.vendor.issue({
      product: PRODUCT,
      issuedAt: world.clock.trueSeconds(),
      nonce,
      machine: { needed: 1, lock, components },
    });
  };

  test('the same request is shown again, also after a restart, until it is answered', async () => {
    const license = await world.openTab();
    const first = await license.createRequest({ label: 'Tablet 7' });
    if (!first.ok) throw new Error(first.problem.sentence);
    expect(await license.createRequest({ label: 'Another' })).toEqual(first);
    const restarted = await world.openTab();
    expect(restarted.state.request).toEqual(first.request);
    expect(await restarted.install(answer(first.request.code))).toMatchObject({
      ok: true,
      verdict: { signedTime: true },
    });
    expect(restarted.state.request).toBeUndefined();
    expect(world.portal.calls).toEqual([]);
  });

  test('carries the label, cut to what a request can hold, and the license key only when asked', async () => {
    const license = await world.openTab();
    const made = await license.createRequest({ label: `Gate\n${'ö'.repeat(64)}`, licenseKey: 'ABCDE-FGHJK' });
    if (!made.ok) throw new Error(made.problem.sentence);
    const read = world.vendor.issuer.decodeRequest(made.request.code);
    expect(read).toMatchObject({ ok: true, value: { label: `Gate ${'ö'.repeat(29)}`, licenseKey: 'ABCDE-FGHJK' } });
    const without = world.vendor.issuer.decodeRequest(license.state.request?.code ?? '');
    expect(without.ok && without.value.licenseKey).toBeUndefined();
  });

  test('the answer to another request is refused, and the waiting one stays', async () => {
    const license = await world.openTab();
    const first = await license.createRequest();
    if (!first.ok) throw new Error(first.problem.sentence);
    const late = answer(first.request.code);
    await license.dropRequest();
    const second = await license.createRequest();
    expect(second).not.toEqual(first);
    expect(await license.install(late)).toMatchObject({ ok: false, problem: { name: 'wrong-request' } });
    expect(license.state.request).toEqual(second.ok && second.request);
  });

  test('a code of another browser is refused', async () => {
    const license = await world.openTab();
    const made = await license.createRequest();
    const code = answer(made.ok ? made.request.code : '');
    const other = await openWorld();
    expect(await (await other.openTab()).install(code)).toMatchObject({
      ok: false,
      problem: { name: 'wrong-machine' },
    });
  });

  test('an entered code is installed, an entered license key activated', async () => {
    const license = await world.openTab();
    const made = await license.createRequest();
    expect(await license.enter(` ${answer(made.ok ? made.request.code : '').toLowerCase()}\n`)).toMatchObject({
      ok: true,
    });
    await license.forget();
    expect(await license.enter(LICENSE_KEY)).toMatchObject({ ok: true });
    expect(await license.enter('LKA1-AAAAA-BBBBB')).toMatchObject({ ok: false, problem: { name: 'malformed' } });
    expect(world.portal.calls).toHaveLength(1);
  });

  test('a refused code leaves the installed one in use', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    const foreign = world.vendor.issue({ product: 'other', issuedAt: world.clock.trueSeconds() });
    expect(await license.install(foreign)).toMatchObject({ ok: false, problem: { name: 'wrong-product' } });
    expect(license.state.kind).toBe('valid');
  });
});

describe('domains', () => {
  test('a code for one domain is valid there and refused on a name that only ends like it', async () => {
    const code = world.vendor.issue({
      product: PRODUCT,
      issuedAt: world.clock.trueSeconds(),
      domains: ['*.acme.example'],
    });
    const own = await world.openTab({ host: 'forms.acme.example' });
    expect(await own.install(code)).toMatchObject({ ok: true });
    const evil = await world.openTab({ host: 'acme.example.evil.org' });
    expect(evil.state).toMatchObject({ kind: 'refused', verdict: { reason: 'wrong-domain' } });
    expect(evil.feature('export')).toBeUndefined();
  });
});

describe('giving back', () => {
  test('frees the seat, and leaves neither code nor receipt', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    expect(await license.release()).toEqual({ ok: true, released: true });
    expect(world.portal.seatsInUse).toBe(0);
    expect(license.state).toEqual({ kind: 'none', storage: { mode: 'durable' } });
  });

  test('without a portal in reach shows a receipt that opens the lock, until it is taken', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    world.portal.instead = () => Promise.reject(new TypeError('offline'));
    expect(await world.clock.until(license.release())).toMatchObject({ ok: true, released: false });
    const { state } = await world.openTab();
    expect(state).toMatchObject({ kind: 'none', receipt: { code: expect.stringMatching(/^LKD1-/) } });
    expect(world.vendor.issuer.decodeReceipt(state.receipt?.code ?? '')).toMatchObject({ ok: true });
    expect((await license.receiptTaken()).receipt).toBeUndefined();
  });

  test('makes the old code useless when it is pasted again', async () => {
    const license = await world.openTab();
    const made = await license.createRequest();
    const read = world.vendor.issuer.decodeRequest(made.ok ? made.request.code : '');
    if (!read.ok) throw new Error(read.problem.sentence);
    const { nonce, lock, components } = read.value;
    const code = world.vendor.issue({
      product: PRODUCT,
      issuedAt: world.clock.trueSeconds(),
      nonce,
      machine: { needed: 1, lock, components },
    });
    expect(await license.install(code)).toMatchObject({ ok: true });
    expect(await license.release()).toMatchObject({ ok: true, released: false });
    expect(await license.install(code)).toMatchObject({ ok: false, problem: { name: 'wrong-machine' } });
  });

  test('is refused when there is nothing, or nothing that holds a seat', async () => {
    const license = await world.openTab();
    expect(await license.release()).toMatchObject({ ok: false, problem: { name: 'nothing-installed' } });
    await license.install(world.vendor.issue({ product: PRODUCT, issuedAt: world.clock.trueSeconds() }));
    expect(await license.release()).toMatchObject({ ok: false, problem: { name: 'no-seat-to-free' } });
    expect(license.state.kind).toBe('valid');
  });
});

describe('refreshing', () => {
  test('brings a fresh code with signed time', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    await world.clock.pass(2 * DAY);
    expect((await license.check()).kind === 'valid' && license.state).toMatchObject({ verdict: { reason: 'grace' } });
    expect(await license.refresh()).toMatchObject({ ok: true, verdict: { reason: 'licensed', signedTime: true } });
    expect(license.state).toMatchObject({ kind: 'valid', activationId: 'a1' });
  });

  test('heals a license whose check-in was missed', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    await world.clock.pass(15 * DAY);
    expect(await license.check()).toMatchObject({ kind: 'refused', verdict: { reason: 'check-in-required' } });
    expect(await license.refresh()).toMatchObject({ ok: true });
    expect(license.state.kind).toBe('valid');
  });

  test('does not bring back what was given back meanwhile in another tab', async () => {
    const [one, two] = [await world.openTab(), await world.openTab()];
    await one.activate(LICENSE_KEY);
    world.portal.instead = async (path, init) => {
      world.portal.instead = undefined;
      await two.release();
      return world.portal.answer(path.replace('release', 'refresh'), String(init.body));
    };
    const outcome = await one.refresh();
    expect(outcome.ok).toBe(false);
    expect((await one.check()).kind).toBe('none');
  });

  test('a code that was pasted cannot be refreshed, and says so', async () => {
    const license = await world.openTab();
    await license.install(world.vendor.issue({ product: PRODUCT, issuedAt: world.clock.trueSeconds() }));
    expect(await license.refresh()).toMatchObject({ ok: false, problem: { name: 'not-activated-online' } });
  });

  const html = () => new Response('<h1>Hotel Wi-Fi</h1>', { headers: { 'content-type': 'text/html' } });
  const strange: [string, () => Response | Promise<Response>, string][] = [
    ['no network', () => Promise.reject(new TypeError('offline')), 'unreachable'],
    ['a captive portal', html, 'unreachable'],
    [
      'an error page',
      () => new Response('<h1>502</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
      'unreachable',
    ],
    ['204', () => new Response(null, { status: 204 }), 'unreachable'],
    ['JSON of another shape', () => json(200, { valid: true }), 'unreachable'],
    ['JSON that is none', () => new Response('{', { headers: { 'content-type': 'application/json' } }), 'unreachable'],
    [
      'JSON with a wrong content type',
      () => new Response('{"code":"x"}', { headers: { 'content-type': 'text/plain' } }),
      'unreachable',
    ],
    ['more than 64 KiB', () => json(200, { code: 'x', padding: 'x'.repeat(65_536) }), 'unreachable'],
    ['a code that does not hold', () => json(200, { code: 'LKA1-00000-00000', activationId: 'a1' }), 'malformed'],
    ['a refusal', () => problem(403, 'suspended', 'This license is suspended.'), 'suspended'],
    [
      '503 for a while',
      () => problem(503, 'unavailable', 'The portal cannot write.', { 'retry-after': '1' }),
      'unavailable',
    ],
    ['429 for long', () => problem(429, 'too-many', 'Too many requests.', { 'retry-after': '3600' }), 'too-many'],
  ];
  for (const [what, instead, name] of strange) {
    test(`${what} keeps the old code`, async () => {
      const license = await world.openTab();
      await license.activate(LICENSE_KEY);
      world.portal.instead = instead;
      expect(await world.clock.until(license.refresh())).toMatchObject({ ok: false, problem: { name } });
      expect(license.state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
    });
  }

  test('a network fault is tried three times, a refusal once, a long Retry-After not again', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    for (const [instead, times] of [
      [html, 3],
      [() => problem(503, 'x', 'x'), 3],
      [() => problem(403, 'x', 'x'), 1],
      [() => problem(429, 'x', 'x', { 'retry-after': '3600' }), 1],
    ] as const) {
      world.portal.calls.length = 0;
      world.portal.instead = instead;
      await world.clock.until(license.refresh());
      expect(world.portal.calls).toHaveLength(times);
    }
  });
});

describe('the clock', () => {
  test('set back after a day of use is found, and right again is fine again', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    world.clock.error = -3 * DAY;
    expect(await license.check()).toMatchObject({ kind: 'refused', verdict: { reason: 'clock-behind' } });
    expect(license.feature('export')).toBeUndefined();
    world.clock.error = 0;
    expect((await license.check()).kind).toBe('valid');
  });

  test('set forward for one start leaves nothing behind', async () => {
    await (await world.openTab()).activate(LICENSE_KEY);
    world.clock.error = 10 * 365 * DAY;
    expect((await world.openTab()).state.kind).toBe('refused');
    world.clock.error = 0;
    expect((await world.openTab()).state.kind).toBe('valid');
  });

  test('frozen while the page runs does not stop the time: the running time counts', async () => {
    const license = await world.openTab();
    await license.activate(LICENSE_KEY);
    for (let hour = 0; hour < 15 * 24; hour++) {
      await world.clock.pass(HOUR);
      world.clock.error -= HOUR;
      await license.check();
    }
    expect(license.state).toMatchObject({ kind: 'refused' });
  });

  test('two tabs do not count the same hours twice', async () => {
    const [one, two] = [await world.openTab(), await world.openTab()];
    await one.activate(LICENSE_KEY);
    await two.check();
    for (let hour = 0; hour < 8 * 24; hour++) {
      await world.clock.pass(HOUR);
      world.clock.error -= HOUR; // 8 days ran; counted twice it would be 16, and the check-in missed
      await one.check();
      await two.check();
    }
    world.clock.error += 8 * 24 * HOUR;
    expect((await one.check()).kind).toBe('valid');
  });
});
