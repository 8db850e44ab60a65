// Which key signs for a product: its own, or the one for all products. The store says so at each signature, so that every process of
// a portal follows a rotation at once.
import { sql } from 'kysely';
import { LatchkeyError, load, type Verifier } from '../../hosts/js/index.ts';
import type { Modules } from './modules.ts';
import { remembered } from './prepared.ts';
import { SetupError } from './private-file.ts';
import { kidHex, openSigner, type Signer } from './signer.ts';
import type { Database, Writing } from './store.ts';
import type { SigningKeyRow } from './tables.ts';

/** A key with what it needs to sign and to be believed. */
export interface SigningKey extends Signer {
  /** In hex. */
  kid: string;
  /** The module that machines use, trusting this key alone. */
  verifier: Verifier;
}

export class Keyring {
  readonly #folder: string;
  readonly #modules: Modules;
  /** By their public keys. */
  readonly #open = new Map<string, Promise<SigningKey>>();

  constructor(folder: string, modules: Modules) {
    this.#folder = folder;
    this.#modules = modules;
  }

  /** The active key for a product. @throws SetupError when its holder is gone */
  async signerFor(tx: Database | Writing, product: string): Promise<SigningKey> {
    const rows = await activeKeys(tx, { product });
    const row = rows.find(({ product_id }) => product_id === product) ?? rows[0];
    if (row === undefined) throw new SetupError('There is no key that signs; see docs/keys.md.');
    return await this.use(row);
  }

  /** Any key of the store, opened once. */
  use(row: Pick<SigningKeyRow, 'public_key' | 'held'>): Promise<SigningKey> {
    const name = Buffer.from(row.public_key).toString('hex');
    let key = this.#open.get(name);
    if (key === undefined) {
      key = this.#load(row);
      key.catch(() => this.#open.delete(name)); // a failed start is tried again, never remembered
      this.#open.set(name, key);
    }
    return key;
  }

  async #load({ public_key, held }: Pick<SigningKeyRow, 'public_key' | 'held'>): Promise<SigningKey> {
    const publicKey = new Uint8Array(public_key);
    const signer = openSigner(this.#folder, publicKey, held);
    const verifier = await load(this.#modules.verifierPair);
    verifier.trust(publicKey);
    verifier.prepare([publicKey], 'large'); // every code is read back under this one key: some milliseconds now, a quarter of each check
    return { ...signer, kid: kidHex(publicKey), verifier };
  }
}

/** The product's own and the one for all products, if there are both. */
const activeKeys = remembered((tx, { product }: { product: string }) =>
  tx
    .selectFrom('signing_key')
    .select(['public_key', 'held', 'product_id'])
    .where('state', '=', sql.lit('active')) // a parameter would make SQLite plan anew each time: it is the condition of an index
    .where((key) => key.or([key('product_id', '=', product), key('product_id', 'is', null)])),
);

/** Makes a verifier trust what fits: the module holds 32 keys, the newest come first. */
export function trustNewest(verifier: Verifier, publicKeys: readonly Uint8Array[]): void {
  for (const key of publicKeys) {
    try {
      verifier.trust(key);
    } catch (error) {
      if (error instanceof LatchkeyError && error.code === 'too-many-keys') return;
      throw error;
    }
  }
}
