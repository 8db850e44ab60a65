// Which key signs for a product: its own, or the one for all products. The store says so at each signature, so that every process of
// a portal follows a rotation at once.
import { LatchkeyError, load, type Verifier } from '../../hosts/js/index.ts';
import type { Modules } from './modules.ts';
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
  readonly #open = new Map<string, Promise<SigningKey>>();

  constructor(folder: string, modules: Modules) {
    this.#folder = folder;
    this.#modules = modules;
  }

  /** The active key for a product. @throws SetupError when its holder is gone */
  async signerFor(tx: Database | Writing, product: string): Promise<SigningKey> {
    const row = await tx
      .selectFrom('signing_key')
      .select(['public_key', 'held'])
      .where('state', '=', 'active')
      .where((key) => key.or([key('product_id', '=', product), key('product_id', 'is', null)]))
      .orderBy((key) => key.case().when('product_id', 'is', null).then(1).else(0).end())
      .limit(1)
      .executeTakeFirstOrThrow();
    return await this.use(row);
  }

  /** Any key of the store, opened once. */
  use(row: Pick<SigningKeyRow, 'public_key' | 'held'>): Promise<SigningKey> {
    const kid = kidHex(row.public_key);
    let key = this.#open.get(kid);
    if (key === undefined) {
      key = this.#load(row, kid);
      key.catch(() => this.#open.delete(kid)); // a failed start is tried again, never remembered
      this.#open.set(kid, key);
    }
    return key;
  }

  async #load({ public_key, held }: Pick<SigningKeyRow, 'public_key' | 'held'>, kid: string): Promise<SigningKey> {
    const publicKey = new Uint8Array(public_key);
    const { sign } = openSigner(this.#folder, publicKey, held);
    const verifier = await load(this.#modules.verifierModule);
    verifier.trust(publicKey);
    return { publicKey, kid, sign, verifier };
  }
}

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
