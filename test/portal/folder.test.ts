// The data folder: created once, protected, and refused when it is not as it was made.
import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, test } from 'vitest';
import { createDataFolder, openDataFolder } from '../../portal/server/folder.ts';
import { SetupError } from '../../portal/server/private-file.ts';
import { createSigningKey, firstPublicKey, kidOf, openSigner } from '../../portal/server/signer.ts';
import { createStoreSecret, openVault } from '../../portal/server/vault.ts';
import { asVendor, openFixture, START, temporaryFolder } from './fixture.ts';

const KEY = 'signing-key.pem';
const SECRET = 'store-secret.hex';

async function newFolder(): Promise<string> {
  const folder = temporaryFolder();
  await createDataFolder(folder, { nowSeconds: START });
  return folder;
}

async function refusal(folder: string): Promise<string> {
  try {
    const { store } = await openDataFolder(folder);
    await store.close();
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
  return 'opened';
}

describe('a new data folder', () => {
  test('is readable by nobody else, nor is any file in it', async () => {
    const folder = path.join(temporaryFolder(), 'deep', 'portal');
    await createDataFolder(folder, { nowSeconds: START });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(['portal.sqlite', KEY, SECRET]);
    for (const file of files) expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
  });

  test('has a key of its own', async () => {
    const keys = [await newFolder(), await newFolder()].map((folder) => firstPublicKey(folder));
    expect(Buffer.compare(keys[0] ?? Buffer.of(), keys[1] ?? Buffer.of())).not.toBe(0);
  });

  test('is never made where something is', async () => {
    const folder = await newFolder();
    const key = readFileSync(path.join(folder, KEY));
    await expect(createDataFolder(folder, { nowSeconds: START })).rejects.toThrow(/is not empty/);
    expect(readFileSync(path.join(folder, KEY))).toEqual(key);
  });
});

// threats.md K10
describe('a start is refused', () => {
  test.each([
    ['the key', KEY, 0o640],
    ['the key', KEY, 0o604],
    ['the key', KEY, 0o620],
    ['the secret', SECRET, 0o644],
    ['the folder', '.', 0o750],
    ['the folder', '.', 0o701],
  ])('when others may use %s (%s, mode %o), and the message says what to do', async (_name, file, mode) => {
    const folder = await newFolder();
    chmodSync(path.join(folder, file), mode);
    expect(await refusal(folder)).toMatch(/other users; run "chmod [67]00 /);
    chmodSync(folder, 0o700);
  });

  test.each([
    ['the key', KEY],
    ['the secret', SECRET],
    ['the store', 'portal.sqlite'],
  ])('when %s is missing', async (_name, file) => {
    const folder = await newFolder();
    rmSync(path.join(folder, file));
    expect(await refusal(folder)).toMatch(file);
  });

  test('when the key is a symbolic link', async () => {
    const folder = await newFolder();
    copyFileSync(path.join(folder, KEY), path.join(folder, 'elsewhere'));
    rmSync(path.join(folder, KEY));
    symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, KEY));
    expect(await refusal(folder)).toMatch(/cannot be opened \(ELOOP\)/);
  });

  test('when the key is no Ed25519 key, without quoting it', async () => {
    const folder = await newFolder();
    writeFileSync(path.join(folder, KEY), '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n');
    const message = await refusal(folder);
    expect(message).toMatch(/holds no Ed25519 private key/);
    expect(message).not.toMatch(/canary/);
  });

  test('when the key is another one than that of the store', async () => {
    const folder = await newFolder();
    rmSync(path.join(folder, KEY));
    createSigningKey(folder);
    expect(await refusal(folder)).toMatch(/signing key in .* is not the one of this store/);
  });

  test('when the secret is another one than that of the store', async () => {
    const { folder } = await openFixture();
    rmSync(path.join(folder, SECRET));
    createStoreSecret(folder);
    expect(await refusal(folder)).toMatch(/secret in .* is not the one of this store/);
  });

  test('when the store was written by a newer portal', async () => {
    const folder = await newFolder();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path.join(folder, 'portal.sqlite'));
    database.exec(`insert into migration values ('999-future')`);
    database.close();
    expect(await refusal(folder)).toMatch(/newer portal/);
  });

  test('when there is no folder', async () => {
    expect(await refusal(path.join(temporaryFolder(), 'nowhere'))).toMatch(/There is no data folder/);
  });
});

test('the signer signs as RFC 8032 says, by the word of another implementation', async () => {
  const folder = await newFolder();
  const signer = openSigner(folder, firstPublicKey(folder));
  const message = new TextEncoder().encode('message');
  expect(ed25519.verify(await signer.sign(message), message, signer.publicKey)).toBe(true);
  expect(signer.publicKey).toHaveLength(32);
  expect(kidOf(signer.publicKey)).toHaveLength(8);
});

describe('the vault', () => {
  const KEY_TEXT = '00000-00000';

  test('opens what it sealed, for the same license only', async () => {
    const vault = openVault(await newFolder());
    const sealed = vault.seal(KEY_TEXT, 'ID1');
    expect(vault.open(sealed, 'ID1')).toBe(KEY_TEXT);
    expect(() => vault.open(sealed, 'ID2')).toThrow();
  });

  test('seals the same key differently each time, and finds it the same way', async () => {
    const vault = openVault(await newFolder());
    expect(vault.seal(KEY_TEXT, 'ID1')).not.toEqual(vault.seal(KEY_TEXT, 'ID1'));
    expect(vault.lookup(KEY_TEXT)).toEqual(vault.lookup(KEY_TEXT));
    expect(openVault(await newFolder()).lookup(KEY_TEXT)).not.toEqual(vault.lookup(KEY_TEXT));
  });

  test('notices every single bit that changed', async () => {
    const vault = openVault(await newFolder());
    const sealed = vault.seal(KEY_TEXT, 'ID1');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => vault.open(changed, 'ID1')).toThrow();
    }
  });

  test('names lists of parts apart that have the same text', async () => {
    const vault = openVault(await newFolder());
    expect(vault.replayName('a', 'bc')).not.toEqual(vault.replayName('ab', 'c'));
  });
});

describe('a product is refused', () => {
  const product = { id: 'p', name: 'P', seats: 1, machine: { needed: 2, of: 3 }, features: {}, domains: [] };
  const long = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`feature ${i}`, 'x'.repeat(20)]));

  test.each([
    ['a rule of half', { machine: { needed: 2, of: 4 } }, /More than half/],
    ['a rule of nine', { machine: { needed: 5, of: 9 } }, /at most 8/],
    ['no seat', { seats: 0 }, /1 to 100000 seats/],
    ['too many seats', { seats: 100_001 }, /1 to 100000 seats/],
    ['an id of 65 bytes', { id: 'x'.repeat(65) }, /No code could be issued/],
    ['a domain that is none', { domains: ['EXAMPLE.com/x'] }, /No code could be issued/],
    ['a feature without a name', { features: { '': true as const } }, /No code could be issued/],
    ['features for more than 512 bytes', { features: long(16) }, /more than 512 bytes/],
    ['a refresh after the check-in', { refreshSeconds: 10, offlineSeconds: 10 }, /refresh comes before/],
  ])('with %s', async (_name, more, message) => {
    const folder = await newFolder();
    const adding = asVendor(
      folder,
      () => START,
      (vendor) => vendor.addProduct({ ...product, ...more }),
    );
    await expect(adding).rejects.toThrow(message);
    await expect(adding).rejects.toThrow(SetupError);
  });

  test('when its id is taken', async () => {
    const folder = await newFolder();
    const add = () =>
      asVendor(
        folder,
        () => START,
        (vendor) => vendor.addProduct(product),
      );
    await add();
    await expect(add()).rejects.toThrow(/already/);
  });
});

test('a license of 100,000 seats is made in one statement', async () => {
  const { folder } = await openFixture();
  const now = () => START;
  const license = await asVendor(folder, now, (vendor) => vendor.addLicense({ product: 'app', seats: 100_000 }));
  const licenses = await asVendor(folder, now, (vendor) => vendor.listLicenses());
  expect(licenses.find(({ id }) => id === license.id)).toMatchObject({ seats: { used: 0, total: 100_000 } });
});
