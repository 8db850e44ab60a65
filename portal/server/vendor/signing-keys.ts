// The life of a signing key: made and published, active, retired. What a retired key signed stays good; it signs nothing more.
import { existsSync, rmSync } from 'node:fs';
import { chainWaiting } from '../audit/log.ts';
import { createPrivateFile, readPrivateFile, SetupError } from '../private-file.ts';
import {
  createFurtherKey,
  discardFurtherKey,
  exportKey,
  importKey,
  isKept,
  kidHex,
  openSigner,
  outsideFile,
} from '../signer.ts';
import { forChange, type Writing } from '../store.ts';
import type { SigningKeyRow } from '../tables.ts';
import { type By, change, look, type Office, type Result } from './change.ts';
import { badMember, Declined, missing, unknown } from './problems.ts';

const MESSAGE = new TextEncoder().encode('latchkey/key-check/1');

export interface SigningKeyView {
  kid: string;
  /** In hex. */
  publicKey: string;
  state: SigningKeyRow['state'];
  /** Absent: for all products without an active key of their own. */
  product?: string;
  since: number;
  createdAt: number;
  held: 'folder' | 'outside';
  /** Whether its holder is there: false for a retired key that is kept in escrow only. */
  present: boolean;
}

export interface UsedKey extends SigningKeyView {
  /** Codes and JWTs that it signed. */
  uses: number;
  lastUsedAt?: number;
}

/** Newest first. */
export function listSigningKeys(office: Office, by: By): Promise<Result<UsedKey[]>> {
  return look(office, async () => {
    await chainWaiting(office.store); // uses are counted with it
    let rows = office.store.database.selectFrom('signing_key').selectAll();
    const { product } = by;
    if (product !== undefined)
      rows = rows.where((it) => it.or([it('product_id', '=', product), it('product_id', 'is', null)]));
    const used = new Map(
      (await office.store.database.selectFrom('key_use').selectAll().execute()).map((row) => [row.kid, row]),
    );
    return (await rows.orderBy('created_at', 'desc').orderBy('public_key').execute()).map((row) => {
      const { uses = 0, last_at } = used.get(kidHex(row.public_key)) ?? {};
      return { ...keyView(office, row), uses, ...(last_at !== undefined && { lastUsedAt: last_at }) };
    });
  });
}

/** A key that signs nothing yet: applications embed it, and when they are out it takes over. */
export async function addSigningKey(
  office: Office,
  by: By,
  { product }: { product?: string | undefined } = {},
): Promise<Result<SigningKeyView>> {
  let made: Uint8Array | undefined;
  const key = () => {
    made ??= createFurtherKey(office.folder); // on the disk before anybody hears of it
    return made;
  };
  const result = await insert(office, by, { key, held: 'folder', product });
  if (made !== undefined && isNotKept(result, made)) discardFurtherKey(office.folder, made);
  return result;
}

/** A key that is held outside: `command` is handed the bytes and answers with the signature. It is tried before it is believed. */
export async function addOutsideKey(
  office: Office,
  by: By,
  { publicKey, command, product }: { publicKey: Uint8Array; command: readonly string[]; product?: string | undefined },
): Promise<Result<SigningKeyView>> {
  const problem = office.modules.verifier.checkKey(publicKey);
  if (problem) return { ok: false, problem: badMember('publicKey', problem.sentence) };
  const file = outsideFile(office.folder, publicKey);
  const text = `${JSON.stringify({ publicKey: hex(publicKey), command })}\n`;
  let made = false;
  const key = () => {
    if (!existsSync(file)) {
      createPrivateFile(file, text);
      made = true;
    } else if (readPrivateFile(file) !== text) throw new Declined(HELD_OTHERWISE);
    return publicKey;
  };
  const result = await insert(office, by, { key, held: 'outside', product });
  if (made && isNotKept(result, publicKey)) rmSync(file);
  return result;
}

const HELD_OTHERWISE = badMember(
  'command',
  'This key is there already, with another command; change its file in the data folder (docs/keys.md).',
);

/** A retry gets the key of its first try. When the store failed it may name the key all the same, so its file stays. */
function isNotKept(result: Result<SigningKeyView>, publicKey: Uint8Array): boolean {
  return result.ok ? result.value.kid !== kidHex(publicKey) : result.problem.status < 500;
}

/** The key signs from now on, for its product or for all; the one before it is retired. */
export function activateSigningKey(office: Office, by: By, kid: string): Promise<Result<SigningKeyView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const row = await findKey(tx, kid);
    if (row.state === 'active') return keyView(office, row);
    if (row.state === 'retired')
      throw new Declined(badMember('kid', 'A retired key does not come back; make a new one.'));
    await demandHolder(office, row);
    const before = tx
      .updateTable('signing_key')
      .set({ state: 'retired', since: nowSeconds })
      .where('state', '=', 'active');
    const retired = await (row.product_id === null
      ? before.where('product_id', 'is', null)
      : before.where('product_id', '=', row.product_id)
    )
      .returning('public_key')
      .executeTakeFirst();
    await setState(tx, row, 'active', nowSeconds);
    acts.push({
      action: 'key.activated',
      subject: { kind: 'key', id: kid },
      detail: {
        product: row.product_id ?? undefined,
        retired: retired === undefined ? undefined : kidHex(retired.public_key),
      },
    });
    return keyView(office, { ...row, state: 'active', since: nowSeconds });
  });
}

/** A key of one product, or one that never signed. The one for all products is retired by activating another. */
export function retireSigningKey(office: Office, by: By, kid: string): Promise<Result<SigningKeyView>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const row = await findKey(tx, kid);
    if (row.state === 'retired') return keyView(office, row);
    if (row.state === 'active' && row.product_id === null) {
      throw new Declined(badMember('kid', 'Some key must sign; activate another one, and this one is retired.'));
    }
    await setState(tx, row, 'retired', nowSeconds);
    acts.push({
      action: 'key.retired',
      subject: { kind: 'key', id: kid },
      detail: { product: row.product_id ?? undefined },
    });
    return keyView(office, { ...row, state: 'retired', since: nowSeconds });
  });
}

/** The private key under a passphrase. That it was taken out is noted before it is. */
export async function exportSigningKey(
  office: Office,
  by: By,
  kid: string,
  passphrase: string,
): Promise<Result<Uint8Array>> {
  const noted = await change(office, by, async (tx, acts) => {
    const row = await findKey(tx, kid);
    if (row.held === 'outside')
      throw new Declined(badMember('kid', 'This key is held outside; its holder keeps a copy, or nobody.'));
    acts.push({ action: 'key.exported', subject: { kind: 'key', id: kid } });
    return { publicKey: hex(row.public_key) };
  });
  if (!noted.ok) return noted;
  return {
    ok: true,
    value: await exportKey(office.folder, new Uint8Array(Buffer.from(noted.value.publicKey, 'hex')), passphrase),
  };
}

/** A key from escrow: one that this store knows gets its file back, another is added and waits. */
export async function importSigningKey(
  office: Office,
  by: By,
  sealed: Uint8Array,
  passphrase: string,
  product?: string,
): Promise<Result<SigningKeyView>> {
  if (product !== undefined) {
    const known = await look(office, () => demandProduct(office.store.database, product));
    if (!known.ok) return known; // before anything is written into the folder
  }
  const opened = await look(office, () => openEscrow(office, sealed, passphrase));
  if (!opened.ok) return opened;
  return await insert(office, by, { key: () => opened.value, held: 'folder', product, action: 'key.imported' });
}

/** A wrong passphrase and a file that is none of ours are answers to who asks, not faults. */
async function openEscrow({ folder }: Office, sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
  try {
    return await importKey(folder, sealed, passphrase);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new Declined(badMember(/passphrase/.test(error.message) ? 'passphrase' : 'file', error.message));
  }
}

interface AddedKey {
  /** Asked for when nothing else is in its way; the same one each time. Its holder is there from then on. */
  key: () => Uint8Array;
  held: 'folder' | 'outside';
  product: string | undefined;
  action?: string;
}

async function insert(
  office: Office,
  by: By,
  { key, held, product, action = 'key.added' }: AddedKey,
): Promise<Result<SigningKeyView>> {
  return await change(office, by, async (tx, acts, nowSeconds) => {
    if (product !== undefined) await demandProduct(tx, product);
    const publicKey = key();
    const row: SigningKeyRow = {
      public_key: publicKey,
      product_id: product ?? null,
      state: 'next',
      since: nowSeconds,
      created_at: nowSeconds,
      held,
    };
    await demandHolder(office, row);
    const added = await tx
      .insertInto('signing_key')
      .values(row)
      .onConflict((known) => known.doNothing())
      .returning('state')
      .executeTakeFirst();
    acts.push({ action, subject: { kind: 'key', id: kidHex(publicKey) }, detail: { product, held } });
    return keyView(office, added === undefined ? await findKey(tx, kidHex(publicKey)) : row);
  });
}

/** A signature of no meaning, made and judged: a holder that cannot sign must not become the one that has to. */
async function demandHolder(office: Office, row: SigningKeyRow): Promise<void> {
  try {
    const { sign } = openSigner(office.folder, row.public_key, row.held);
    if (office.modules.verifier.verifySignature(row.public_key, MESSAGE, await sign(MESSAGE))) return;
  } catch (error) {
    if (error instanceof SetupError) throw new Declined(badMember('kid', error.message));
    if (!(error instanceof Error && error.name === 'SignerFailure')) throw error;
  }
  throw new Declined(
    badMember('kid', 'The holder of this key gave no valid signature; try it by hand (docs/keys.md).'),
  );
}

async function findKey(tx: Writing, kid: string): Promise<SigningKeyRow> {
  const rows = await tx.selectFrom('signing_key').selectAll().$call(forChange(tx)).execute();
  const row = rows.find(({ public_key }) => kidHex(public_key) === kid.toLowerCase());
  if (!row) throw new Declined(missing('key'));
  return row;
}

async function setState(tx: Writing, row: SigningKeyRow, state: SigningKeyRow['state'], since: number): Promise<void> {
  await tx.updateTable('signing_key').set({ state, since }).where('public_key', '=', row.public_key).execute();
}

async function demandProduct(tx: Pick<Writing, 'selectFrom'>, id: string): Promise<void> {
  const product = await tx.selectFrom('product').select('id').where('id', '=', id).executeTakeFirst();
  if (!product) throw new Declined(unknown('product'));
}

function keyView({ folder }: Office, row: SigningKeyRow): SigningKeyView {
  return {
    kid: kidHex(row.public_key),
    publicKey: hex(row.public_key),
    state: row.state,
    ...(row.product_id !== null && { product: row.product_id }),
    since: row.since,
    createdAt: row.created_at,
    held: row.held,
    present: row.held === 'outside' || isKept(folder, row.public_key),
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
