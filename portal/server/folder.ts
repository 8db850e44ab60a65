// The data folder: everything that a portal must keep. Whoever has it is the portal; it is created once and never repaired in silence.
import { mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, type Place } from './database.ts';
import { createPrivateFile, demandPrivateFolder, SetupError, syncFolder } from './private-file.ts';
import { createSigningKey, openSigner } from './signer.ts';
import type { Database, Store } from './store.ts';
import { createStoreSecret, openVault, type Vault } from './vault.ts';

export const STORE_FILE = 'portal.sqlite';

export interface DataFolder {
  /** The vendor's name as codes carry it (`iss`), when one was given. */
  issuer: string | undefined;
  store: Store;
  path: string;
  vault: Vault;
}

export interface NewFolder {
  nowSeconds: number;
  /** The vendor's name in codes (`iss`). */
  issuer?: string | undefined;
  /** Where the store is, if not in the folder itself. */
  databaseUrl?: string | undefined;
}

/** Creates the folder with mode 0700, and in it the signing key, the store's secret and the store. It must be new or empty. */
export async function createDataFolder(path: string, { nowSeconds, issuer, databaseUrl }: NewFolder): Promise<void> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (readdirSync(path).length > 0) {
    throw new SetupError(`${path} is not empty; choose a new folder. An existing portal is never written over.`);
  }
  demandPrivateFolder(path);
  const place = placeOf(path, databaseUrl);
  // SQLite gives its journal the mode of the database
  if (databaseUrl === undefined) createPrivateFile(place.file, '');
  const store = await openStore(place);
  try {
    await demandUnused(store.database);
    const publicKey = createSigningKey(path);
    createStoreSecret(path);
    await store.write(async (tx) => {
      await tx
        .insertInto('signing_key')
        .values({
          public_key: publicKey,
          product_id: null,
          state: 'active',
          since: nowSeconds,
          created_at: nowSeconds,
          held: 'folder',
        })
        .execute();
      if (issuer !== undefined) await tx.insertInto('setting').values({ name: 'issuer', value: issuer }).execute();
    });
  } finally {
    await store.close();
  }
  syncFolder(path);
  syncFolder(dirname(realpathSync(path)));
}

/** @throws SetupError when something is missing, readable by others, or does not belong together */
export async function openDataFolder(path: string, databaseUrl?: string): Promise<DataFolder> {
  demandPrivateFolder(path);
  const vault = openVault(path);
  const store = await openStore(placeOf(path, databaseUrl));
  try {
    await demandOwnKeys(store.database, path);
    await demandOwnSecret(store.database, vault, path);
    return { issuer: await readIssuer(store.database), store, path, vault };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function placeOf(path: string, databaseUrl: string | undefined): Place {
  return { file: join(path, STORE_FILE), databaseUrl };
}

/** Two folders with keys of their own cannot share a store. */
async function demandUnused(database: Database): Promise<void> {
  const key = await database.selectFrom('signing_key').select('since').limit(1).executeTakeFirst();
  if (key) throw new SetupError('DATABASE_URL leads to the store of another portal; name an empty database.');
}

async function readIssuer(database: Database): Promise<string | undefined> {
  const row = await database.selectFrom('setting').select('value').where('name', '=', 'issuer').executeTakeFirst();
  return row?.value;
}

/** A key that was exchanged would make codes that no application trusts. */
async function demandOwnKeys(database: Database, path: string): Promise<void> {
  const keys = await database.selectFrom('signing_key').selectAll().where('state', '!=', 'retired').execute();
  for (const { public_key, held } of keys) openSigner(path, public_key, held);
  if (keys.some(({ state, product_id }) => state === 'active' && product_id === null)) return;
  throw new SetupError(
    'DATABASE_URL leads to an empty store; bring the data folder there with "npm run portal -- move-to-postgres".',
  );
}

/** A secret that was exchanged would find no license key that was ever sold. */
async function demandOwnSecret(database: Database, vault: Vault, path: string): Promise<void> {
  const license = await database
    .selectFrom('license')
    .select(['id', 'key_sealed', 'key_lookup'])
    .limit(1)
    .executeTakeFirst();
  if (!license || opens(vault, license)) return;
  throw new SetupError(`The secret in ${path} is not the one of this store; restore both from the same backup.`);
}

function opens(vault: Vault, row: { id: string; key_sealed: Uint8Array; key_lookup: Uint8Array }): boolean {
  try {
    return Buffer.compare(vault.lookup(vault.open(row.key_sealed, row.id)), row.key_lookup) === 0;
  } catch {
    return false; // the tag does not fit
  }
}
