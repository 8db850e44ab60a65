// Keys for programs of the vendor. A key is shown once; only a hash of its secret half is kept, compared in constant time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Writing } from '../store.ts';
import type { ApiKeyRow } from '../tables-vendor.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import * as problems from './problems.ts';
import { Declined } from './problems.ts';
import { expandScopes, type Scope } from './scopes.ts';

const ID_BYTES = 8;
const SECRET_BYTES = 32;
const MAX_NAME_BYTES = 100;
/** How exact `last used` is: a key that is used a thousand times a minute is noted once. */
const NOTED_SECONDS = 60;

/** What an API key looks like: also what is searched for in addresses, where none may stand. */
export const API_KEY_FORM = /lkapi_([0-9a-f]{16})_([0-9A-Za-z_-]{43})/;

export interface ApiKeyInfo {
  id: string;
  name: string;
  /** The half that is no secret, to recognize it by. */
  prefix: string;
  scopes: Scope[];
  /** Only what belongs to this product. */
  product?: string;
  createdAt: number;
  expiresAt?: number;
  lastUsedAt?: number;
  revokedAt?: number;
}

export interface NewApiKey {
  name: string;
  scopes: readonly string[];
  product?: string | undefined;
  expiresAt?: number | undefined;
}

/** Who asks, once its key was recognized. */
export interface ApiCaller {
  id: string;
  scopes: ReadonlySet<Scope>;
  product: string | undefined;
}

/**
 * Makes a key. `holder` are the scopes of whoever makes it: nobody hands out more than they have.
 */
export function createApiKey(
  office: Office,
  by: By,
  { name, scopes: names, product, expiresAt }: NewApiKey,
  holder?: ReadonlySet<Scope>,
): Promise<Result<ApiKeyInfo & { key: string }>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const scopes = demandScopes(names, holder);
    const within = by.product ?? product;
    if (by.product !== undefined && product !== undefined && product !== by.product)
      throw new Declined(problems.MORE_THAN_OWN);
    if (within !== undefined) await demandProduct(tx, within);
    demandName(name);
    if (expiresAt !== undefined && expiresAt <= nowSeconds) throw new Declined(problems.ENDS_IN_THE_PAST);
    const id = randomBytes(ID_BYTES).toString('hex');
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const row: ApiKeyRow = {
      id,
      name,
      secret_hash: hashOf(secret),
      scopes: JSON.stringify(scopes),
      product_id: within ?? null,
      created_at: nowSeconds,
      expires_at: expiresAt ?? null,
      last_used_at: null,
      revoked_at: null,
    };
    await tx.insertInto('api_key').values(row).execute();
    acts.push({
      action: 'api-key.created',
      subject: { kind: 'api-key', id },
      detail: { scopes: scopes.join(' '), product: within },
    });
    return { ...infoOf(row), key: `lkapi_${id}_${secret}` };
  });
}

/** Those that still work, newest first. */
export function listApiKeys(office: Office, by: By): Promise<Result<ApiKeyInfo[]>> {
  return look(office, async () => {
    let keys = office.store.database.selectFrom('api_key').selectAll().where('revoked_at', 'is', null);
    if (by.product !== undefined) keys = keys.where('product_id', '=', by.product);
    return (await keys.orderBy('created_at', 'desc').orderBy('id').execute()).map(infoOf);
  });
}

/** It stops working at once, in every process. */
export function revokeApiKey(office: Office, by: By, id: string): Promise<Result<{ revoked: true }>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    let keys = tx
      .updateTable('api_key')
      .set({ revoked_at: nowSeconds })
      .where('id', '=', id)
      .where('revoked_at', 'is', null);
    if (by.product !== undefined) keys = keys.where('product_id', '=', by.product);
    const revoked = await keys.returning('id').executeTakeFirst();
    if (!revoked) throw new Declined(problems.missing('API key'));
    acts.push({ action: 'api-key.revoked', subject: { kind: 'api-key', id } });
    return { revoked: true };
  });
}

/** The caller behind a key; undefined when it is unknown, revoked, expired or no key at all: which of them is not told. */
export async function recognize(office: Office, text: string): Promise<ApiCaller | undefined> {
  const [, id = '', secret = ''] = new RegExp(`^${API_KEY_FORM.source}$`).exec(text) ?? [];
  const row = await office.store.database.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  // The comparison is done in every case, so that time does not tell which ids exist.
  const genuine = timingSafeEqual(hashOf(secret), row?.secret_hash ?? NO_HASH);
  const nowSeconds = office.nowSeconds();
  if (!row || !genuine || row.revoked_at !== null) return undefined;
  if (row.expires_at !== null && nowSeconds >= row.expires_at) return undefined;
  await noteUse(office, row, nowSeconds);
  return { id, scopes: new Set(scopesOf(row)), product: row.product_id ?? undefined };
}

async function noteUse({ store }: Office, row: ApiKeyRow, nowSeconds: number): Promise<void> {
  if (row.last_used_at !== null && nowSeconds - row.last_used_at < NOTED_SECONDS) return;
  try {
    await store.write((tx) =>
      tx.updateTable('api_key').set({ last_used_at: nowSeconds }).where('id', '=', row.id).execute(),
    );
  } catch {
    // A note that cannot be taken is no reason to refuse; what the call itself writes will say that the store fails.
  }
}

function demandScopes(names: readonly string[], holder: ReadonlySet<Scope> | undefined): Scope[] {
  const scopes = expandScopes(names);
  if (scopes === undefined) throw new Declined(problems.UNKNOWN_SCOPE);
  if (holder === undefined) return scopes;
  // A short name stands for as much of it as its maker has; a scope that was named must be there.
  const named = scopes.filter((scope) => names.includes(scope));
  const allowed = scopes.filter((scope) => holder.has(scope));
  if (named.some((scope) => !holder.has(scope)) || allowed.length === 0) throw new Declined(problems.MORE_THAN_OWN);
  return allowed;
}

function demandName(name: string): void {
  if (name.trim() !== '' && Buffer.byteLength(name) <= MAX_NAME_BYTES && !/\p{Cc}/u.test(name)) return;
  throw new Declined(problems.badText('name', MAX_NAME_BYTES));
}

async function demandProduct(tx: Writing, id: string): Promise<void> {
  const product = await tx.selectFrom('product').select('id').where('id', '=', id).executeTakeFirst();
  if (!product) throw new Declined(problems.unknown('product'));
}

function infoOf(row: ApiKeyRow): ApiKeyInfo {
  return {
    id: row.id,
    name: row.name,
    prefix: `lkapi_${row.id}`,
    scopes: scopesOf(row),
    ...(row.product_id !== null && { product: row.product_id }),
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  };
}

/** A scope that a later version named and this one does not know allows nothing. */
function scopesOf(row: Pick<ApiKeyRow, 'scopes'>): Scope[] {
  const names: string[] = JSON.parse(row.scopes); // written by createApiKey
  return names.flatMap((name) => expandScopes([name]) ?? []);
}

/** The secret has 256 random bits, so a fast hash is enough. */
function hashOf(secret: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

const NO_HASH = new Uint8Array(32);
