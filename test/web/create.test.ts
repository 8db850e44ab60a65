// `createLicense` as an application calls it, in a page that forbids, breaks or lacks one thing after the other. There is no IndexedDB here:
// what storage does is in vault.test.ts, and in the browsers.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLicense, LatchkeyError, type License, type LicenseOptions } from '../../sdk-web/index.ts';
import { NEW_YEAR, openVendor } from '../vendor.ts';

const vendor = await openVendor();
const publicKey = Buffer.from(vendor.publicKey).toString('hex');
const module = readFileSync('build/verifier.wasm');
const sha256 = readFileSync('wasm/SHA256SUMS', 'utf8').match(/^([0-9a-f]{64}) {2}verifier\.wasm$/m)?.[1] ?? '';
const address = 'https://app.example/verifier.wasm';
const kept = new Map<string, string>();
const opened: License[] = [];

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('location', { hostname: 'app.example', origin: 'https://app.example' });
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

afterEach(() => {
  for (const license of opened.splice(0)) license.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function open(options: Partial<LicenseOptions> = {}): Promise<License> {
  const license = await createLicense({
    product: 'inspector',
    publicKeys: [publicKey],
    verifier: module,
    background: false,
    ...options,
  });
  opened.push(license);
  return license;
}

/** A code for a domain alone. */
const code = vendor.issue({ product: 'inspector', issuedAt: NEW_YEAR, domains: ['app.example'] });

/** What is served at the address of the module, at the first request and at those after it. */
function serve(...answers: (() => Response | Promise<Response>)[]): () => RequestInit[] {
  const asked: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_address: string, init: RequestInit) => {
    asked.push(init);
    return (answers[asked.length - 1] ?? answers.at(-1))?.();
  });
  return () => asked;
}

const served = (bytes: Uint8Array<ArrayBuffer>) => () => new Response(bytes);

test('E6: without a storage a license works until the page is closed, and says so', async () => {
  const license = await open();
  expect(license.state).toMatchObject({
    kind: 'none',
    storage: { mode: 'memory', problem: { name: 'storage-blocked' } },
  });
  expect(await license.install(code)).toMatchObject({ ok: true });
  expect(license.state.kind).toBe('valid');
});

test('E1: a code bound to domains comes back from the second copy by itself', async () => {
  await (await open()).install(code);
  expect((await open()).state).toMatchObject({ kind: 'valid', verdict: { reason: 'licensed' } });
});

test('a second copy that was tampered with is nothing', async () => {
  await (await open()).install(code);
  for (const text of ['valid', '{"valid":true}', code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]) {
    kept.set('latchkey:inspector', text);
    expect((await open()).state.kind).toBe('none');
  }
});

test('E14: the module is held to its digest', async () => {
  expect((await open({ sha256 })).state.kind).toBe('none');
  const changed = Buffer.from(module);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect((await open({ verifier: changed, sha256 })).state).toMatchObject({
    kind: 'unavailable',
    problem: { name: 'module-changed' },
  });
});

test.each([
  ['cut', served(Uint8Array.from(module.subarray(0, 5000)))],
  ['replaced by a page', () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })],
  ['replaced by another module', served(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))],
  ['empty', served(new Uint8Array())],
] as const)(
  'E14: a module that is %s is fetched once more, past the cache, and then not used',
  async (_what, answer) => {
    const asked = serve(answer);
    const license = await open({ verifier: address });
    expect(license.state).toMatchObject({ kind: 'unavailable', problem: { name: 'module-changed' } });
    expect(asked().map(({ cache }) => cache)).toEqual(['default', 'reload']);
    expect(license.feature('export')).toBeUndefined();
    expect(await license.install(code)).toMatchObject({ ok: false, problem: { name: 'module-changed' } });
  },
);

test('E14: a cache that holds half of the module does no harm', async () => {
  serve(served(Uint8Array.from(module.subarray(0, 5000))), served(Uint8Array.from(module)));
  expect((await open({ verifier: address, sha256 })).state.kind).toBe('none');
});

test('E14: a module with a wrong MIME type is judged by its bytes', async () => {
  serve(() => new Response(module, { headers: { 'content-type': 'text/plain' } }));
  expect((await open({ verifier: new URL(address), sha256 })).state.kind).toBe('none');
});

test.each([
  ['no network', () => Promise.reject(new TypeError('offline'))],
  ['404', () => new Response('not found', { status: 404 })],
] as const)(
  'E14: with the module missing (%s) nothing is judged, and the next check tries again',
  async (_what, answer) => {
    serve(answer, served(Uint8Array.from(module)));
    const license = await open({ verifier: address });
    expect(license.state).toMatchObject({ kind: 'unavailable', problem: { name: 'module-missing' } });
    expect((await license.check()).kind).toBe('none');
  },
);

test('E14: WebAssembly that a content policy forbids is named as that', async () => {
  const forbid = () => {
    throw new WebAssembly.CompileError('Refused to compile or instantiate WebAssembly module');
  };
  vi.spyOn(WebAssembly, 'compile').mockImplementation(async () => forbid());
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function forbidden() {
    return forbid();
  });
  const license = await open();
  expect(license.state).toMatchObject({ kind: 'unavailable', problem: { name: 'module-forbidden' } });
});

test('E14: a browser without WebAssembly is named as that', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect((await open()).state).toMatchObject({ kind: 'unavailable', problem: { name: 'module-forbidden' } });
});

test('I6: a module that traps is no license, and no exception in the application', async () => {
  const license = await open();
  await license.install(code);
  vi.spyOn(Uint8Array.prototype, 'subarray').mockImplementation(() => {
    throw new WebAssembly.RuntimeError('unreachable');
  });
  expect(await license.check()).toMatchObject({ kind: 'unavailable', problem: { name: 'fault' } });
  expect(await license.install(code)).toMatchObject({ ok: false, problem: { name: 'fault' } });
  vi.restoreAllMocks();
  expect((await license.check()).kind).toBe('valid');
});

test('a page without https has no keys and says why; a code bound to its domain works until it is closed', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const license = await open();
  expect(license.state).toMatchObject({
    kind: 'none',
    storage: { mode: 'memory', problem: { name: 'insecure-page' } },
  });
  expect(await license.createRequest()).toMatchObject({ ok: false, problem: { name: 'no-device-key' } });
  expect(await license.install(code)).toMatchObject({ ok: true });
});

test('E16: what was put onto the prototypes before changes no verdict', async () => {
  const before = { ...Object.prototype };
  Object.assign(Object.prototype, {
    accepted: true,
    kind: 'valid',
    code: 'LKA1',
    valid: true,
    receipt: 'x',
    version: 9,
  });
  try {
    const license = await open();
    expect(license.state.kind).toBe('none');
    expect(license.feature('valid')).toBeUndefined();
    expect(await license.install('LKA1-AAAAA')).toMatchObject({ ok: false, problem: { name: 'malformed' } });
  } finally {
    for (const name of Object.keys(Object.prototype)) {
      if (!(name in before)) Reflect.deleteProperty(Object.prototype, name);
    }
  }
});

const mistakes: [string, Partial<LicenseOptions>, RegExp][] = [
  ['no product', { product: '' }, /^bad-input$/],
  ['no key', { publicKeys: [] }, /^bad-input$/],
  ['half a key', { publicKeys: [publicKey.slice(2)] }, /^key-length$/],
  ['a key of small order', { publicKeys: ['00'.repeat(32)] }, /^key-/],
  ['a key that is no point', { publicKeys: [`02${'00'.repeat(31)}`] }, /^key-/],
];

test.each(mistakes)('%s is the programmer’s mistake and thrown', async (_what, options, name) => {
  const failure: unknown = await open(options).catch((it: unknown) => it);
  expect(failure).toBeInstanceOf(LatchkeyError);
  expect(failure).toMatchObject({ code: expect.stringMatching(name) });
});

test('a listener that throws is reported, and the others hear', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const license = await open();
  const heard: string[] = [];
  license.subscribe(() => {
    throw new Error('of the application');
  });
  license.subscribe(({ kind }) => heard.push(kind));
  await license.install(code);
  expect(heard.at(-1)).toBe('valid');
  expect(reported).toHaveBeenCalled();
});
