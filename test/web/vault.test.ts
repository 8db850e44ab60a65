import { beforeEach, expect, test, vi } from 'vitest';
import { createKeys } from '../../sdk-web/seal.ts';
import { Vault } from '../../sdk-web/vault.ts';
import { fault, flipBit, TestShelf } from './shelf.ts';

const owner = { product: 'inspector', origin: 'https://app.example' };
let shelf: TestShelf;

beforeEach(() => {
  shelf = new TestShelf();
});

const openVault = () => Vault.open(shelf, owner);
const withCode = (code: string) => (old: object) => ({ ...old, code });

test('a change is there after a restart', async () => {
  await (await openVault()).change(withCode('one'));
  const vault = await openVault();
  expect(await vault.read()).toMatchObject({ code: 'one' });
  expect(vault.status).toEqual({ mode: 'durable' });
});

test('the device key is the same after a restart, and cannot be exported', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  const before = vault.device;
  const after = (await openVault()).device;
  expect(after?.publicKey).toMatch(/^[0-9a-f]{64}$/);
  expect(after?.publicKey).toBe(before?.publicKey);
  expect(after?.pair.privateKey.extractable).toBe(false);
});

test('a browser that only looks stores nothing', async () => {
  await (await openVault()).read();
  expect(shelf.writes).toBe(0);
});

test('of ten tabs that write at the same moment all get one device key', async () => {
  const vaults = await Promise.all(Array.from({ length: 10 }, openVault));
  await Promise.all(vaults.map((vault) => vault.change((old) => (old.label ? old : { ...old, label: 'first' }))));
  expect(new Set(vaults.map((vault) => vault.device?.publicKey)).size).toBe(1);
});

test('ten tabs that change at the same moment lose no change', async () => {
  const vaults = await Promise.all(Array.from({ length: 10 }, openVault));
  await Promise.all(vaults.map((vault, i) => vault.change((old) => ({ ...old, label: `${old.label ?? ''}${i}` }))));
  const { label } = await (await openVault()).read();
  expect([...(label ?? '')].sort().join('')).toBe('0123456789');
});

test('an edit that changes nothing writes nothing', async () => {
  const vault = await openVault();
  const before = shelf.writes;
  await vault.change((old) => old);
  expect(shelf.writes).toBe(before);
});

test('a tampered record is used by nobody, said, and replaced by the next change', async () => {
  await (await openVault()).change(withCode('one'));
  const record = structuredClone(shelf.values.get('record')) as { ciphertext: ArrayBuffer };
  flipBit(record.ciphertext, 0, 0);
  shelf.values.set('record', record);
  const vault = await openVault();
  expect(await vault.read()).toEqual({});
  expect(vault.status).toMatchObject({ mode: 'durable', problem: { name: 'storage-damaged' } });
  await vault.change(withCode('two'));
  expect(vault.status).toEqual({ mode: 'durable' });
  expect(await (await openVault()).read()).toMatchObject({ code: 'two' });
});

test('a record that somebody wrote by hand is damaged, not believed', async () => {
  const vault = await openVault();
  shelf.values.set('record', { version: 1, valid: true, code: 'mine' });
  expect(await vault.read()).toEqual({});
  expect(vault.status.problem?.name).toBe('storage-damaged');
});

test('a record from the future is read as far as it is understood, and never written', async () => {
  await (await openVault()).change(withCode('one'));
  const future = { ...(shelf.values.get('record') as object), version: 2 };
  shelf.values.set('record', future);
  const vault = await openVault();
  expect(await vault.read()).toMatchObject({ code: 'one' });
  expect(await vault.change(withCode('two'))).toMatchObject({ code: 'two' });
  expect(await vault.read()).toMatchObject({ code: 'two' });
  expect(vault.status).toMatchObject({ mode: 'read-only', problem: { name: 'storage-newer' } });
  expect(shelf.values.get('record')).toEqual(future);
});

const faults = [
  ['SecurityError', 'storage-blocked'],
  ['QuotaExceededError', 'storage-full'],
  ['UnknownError', 'storage-broken'],
  ['AbortError', 'storage-broken'],
  ['InvalidStateError', 'storage-broken'],
  ['TimeoutError', 'storage-broken'],
] as const;

for (const [name, problem] of faults) {
  test(`${name} when opening: the page works from memory and says ${problem}`, async () => {
    shelf.fault = fault(name);
    const vault = await openVault();
    await vault.change(withCode('one'));
    expect(await vault.read()).toMatchObject({ code: 'one' });
    expect(vault.device).toBeDefined();
    expect(vault.status).toMatchObject({ mode: 'memory', problem: { name: problem } });
  });

  test(`${name} when writing: nothing is lost while the page lives, and it is written when the fault is gone`, async () => {
    const vault = await openVault();
    await vault.change(withCode('one'));
    shelf.fault = (operation) => {
      if (operation === 'update') fault(name)();
    };
    await vault.change(withCode('two'));
    expect(await vault.read()).toMatchObject({ code: 'two' });
    expect(vault.status).toMatchObject({ mode: 'memory', problem: { name: problem } });
    shelf.fault = () => undefined;
    await vault.change(withCode('three'));
    expect(vault.status).toEqual({ mode: 'durable' });
    expect(await (await openVault()).read()).toMatchObject({ code: 'three' });
  });
}

test('a write that cannot be read back is not called durable', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  const get = shelf.get.bind(shelf);
  vi.spyOn(shelf, 'update').mockResolvedValue();
  vi.spyOn(shelf, 'get').mockImplementation(async (key) =>
    key === 'record' && shelf.writes > 0 ? undefined : get(key),
  );
  await vault.change(withCode('two'));
  expect(vault.status).toMatchObject({ mode: 'memory', problem: { name: 'storage-broken' } });
});

test('a disk that reports what it did not write is found out, and the page keeps what it was told', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  vi.spyOn(shelf, 'update').mockImplementation(async (key, change) => void change(shelf.values.get(key)));
  await vault.change(withCode('two'));
  expect(vault.status).toMatchObject({ mode: 'memory', problem: { name: 'storage-broken' } });
  expect(await vault.read()).toMatchObject({ code: 'two' });
});

test('a database that is wiped under a running page is written again with its keys', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  shelf.values.clear();
  expect(await vault.read()).toMatchObject({ code: 'one' });
  await vault.change((old) => ({ ...old, label: 'still here' }));
  expect(await (await openVault()).read()).toMatchObject({ code: 'one', label: 'still here' });
});

test('E3: a record that is copied without its keys, or under the keys of another browser, gives nothing', async () => {
  await (await openVault()).change(withCode('one'));
  const record = shelf.values.get('record') as object;
  for (const keys of [undefined, {}, (await createKeys()) as object]) {
    const copy = new TestShelf();
    copy.values.set('record', { ...record, keys });
    const vault = await Vault.open(copy, owner);
    expect(await vault.read()).toEqual({});
    expect(vault.status.problem?.name).toBe('storage-damaged');
  }
});

test('a page that could not read at its start finds everything once it can, and has burnt no key', async () => {
  const before = await openVault();
  await before.change(withCode('one'));
  shelf.fault = fault('UnknownError');
  const vault = await openVault();
  expect(await vault.read()).toEqual({});
  shelf.fault = () => undefined;
  expect(await vault.read()).toMatchObject({ code: 'one' });
  expect(vault.status).toEqual({ mode: 'durable' });
  expect(vault.device?.publicKey).toBe(before.device?.publicKey);
});

test('what was activated in memory beside an unreadable database is not mixed with it, and neither is lost', async () => {
  await (await openVault()).change(withCode('old'));
  shelf.fault = fault('UnknownError');
  const vault = await openVault();
  await vault.change(withCode('memory'));
  shelf.fault = () => undefined;
  expect(await vault.change((old) => ({ ...old, label: 'x' }))).toMatchObject({ code: 'memory' });
  expect(vault.status.mode).toBe('memory');
  expect(await (await openVault()).read()).toMatchObject({ code: 'old' });
});

test('a page that comes back from memory does not write over what another tab has installed since', async () => {
  const [one, two] = [await openVault(), await openVault()];
  await one.change(withCode('one'));
  shelf.fault = (operation) => operation === 'update' && fault('QuotaExceededError')();
  await one.change((old) => ({ ...old, label: 'unsaved' }));
  shelf.fault = () => undefined;
  await two.change(withCode('two'));
  expect(await one.change((old) => ({ ...old, activationId: 'x' }))).toMatchObject({ code: 'two', activationId: 'x' });
});

test('a code that was installed while the storage was full stays, whatever a page from before writes once it can', async () => {
  const [one, two] = [await openVault(), await openVault()];
  await one.change(withCode('old'));
  await two.read();
  shelf.fault = (operation) => operation === 'update' && fault('QuotaExceededError')();
  await one.change(withCode('fresh'));
  shelf.fault = () => undefined;
  await two.change((old) => ({ ...old, label: 'from before' }));
  expect(await one.change((old) => old)).toMatchObject({ code: 'fresh' });
  expect(await (await openVault()).read()).toMatchObject({ code: 'fresh' });
});

test('a record that is damaged under a running page is written again from what the page knows', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  shelf.values.set('record', 'rubbish');
  expect(await vault.read()).toMatchObject({ code: 'one' });
  await vault.change((old) => ({ ...old, label: 'still here' }));
  expect(await (await openVault()).read()).toMatchObject({ code: 'one', label: 'still here' });
});

test('E4: repair deletes the database, and the page writes what it knows into the new one', async () => {
  const vault = await openVault();
  await vault.change(withCode('one'));
  const device = vault.device?.publicKey;
  shelf.fault = (operation) => operation !== 'destroy' && fault('UnknownError')();
  await vault.read();
  await vault.repair();
  expect(shelf.values.size).toBe(0);
  shelf.fault = () => undefined;
  await vault.change((old) => old);
  const after = await openVault();
  expect(await after.read()).toMatchObject({ code: 'one' });
  expect(after.device?.publicKey).toBe(device);
});

test('repair deletes nothing when the database answers again: another page stored a license in it', async () => {
  shelf.fault = fault('UnknownError');
  const vault = await openVault();
  await vault.change((old) => ({ ...old, label: 'could not be written' }));
  expect(vault.status.mode).toBe('memory');
  shelf.fault = () => undefined;
  await (await openVault()).change(withCode('one'));
  await vault.repair();
  expect(await vault.read()).toMatchObject({ code: 'one' });
  expect(await (await openVault()).read()).toMatchObject({ code: 'one' });
});

test('repair that fails says so and throws nothing', async () => {
  const vault = await openVault();
  shelf.fault = fault('UnknownError');
  await vault.repair();
  expect(vault.status).toMatchObject({ mode: 'memory', problem: { name: 'storage-broken' } });
});

test('two changes at once in one page, from memory, lose nothing', async () => {
  shelf.fault = fault('SecurityError');
  const vault = await openVault();
  await Promise.all([vault.change(withCode('one')), vault.change((old) => ({ ...old, label: 'two' }))]);
  expect(await vault.read()).toMatchObject({ code: 'one', label: 'two' });
});

test('where WebCrypto has no Ed25519 there is no device key, and the evidence is kept all the same', async () => {
  const generate = crypto.subtle.generateKey.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, 'generateKey').mockImplementation(((
    algorithm: AlgorithmIdentifier,
    ...rest: [boolean, KeyUsage[]]
  ) =>
    algorithm === 'Ed25519'
      ? Promise.reject(new DOMException('unknown', 'NotSupportedError'))
      : generate(algorithm, ...rest)) as typeof generate);
  const vault = await openVault();
  await vault.change(withCode('one'));
  expect(vault.device).toBeUndefined();
  expect(vault.status).toEqual({ mode: 'durable' });
  vi.restoreAllMocks();
});
