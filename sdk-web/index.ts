import { LatchkeyError, load, type Verifier } from '../hosts/js/index.ts';
import { fromBase64, fromHex } from './bytes.ts';
import { systemClock } from './clock.ts';
import { License } from './license.ts';
import { Portal } from './online.ts';
import { failed, type Outcome } from './problem.ts';
import { Keeper } from './refresh.ts';
import { indexedDbShelf } from './store.ts';
import { browserTabs } from './tabs.ts';
import { Vault } from './vault.ts';

export { LatchkeyError } from '../hosts/js/index.ts';
export type * from '../hosts/js/verdict.ts';
export type { Installed, License, Released } from './license.ts';
export type { Outcome, Problem, ProblemName } from './problem.ts';
export type { State } from './state.ts';
export type { StorageStatus } from './vault.ts';

export interface LicenseOptions {
  /** The product as the portal knows it (`aud`). */
  product: string;
  /** The vendor's public keys that sign codes: 32 raw bytes, or the same in hex or base64. There is no default. */
  publicKeys: readonly (string | Uint8Array)[];
  /** `verifier.wasm`: its address, or its bytes. */
  verifier: URL | string | BufferSource;
  /** SHA-256 that the module must have, in hex. */
  sha256?: string;
  /** The address of the portal. Without it codes are only pasted, and nothing is ever sent. */
  portal?: URL | string;
  /** `false`: check and refresh only when asked to. */
  background?: boolean;
}

/**
 * Opens the license of this browser and judges it. Resolves also when the storage is broken, the module blocked or the portal gone:
 * then the state says so, and nothing throws into the application.
 *
 * @throws LatchkeyError for the programmer's mistake: a public key that is none, no product
 */
export async function createLicense(options: LicenseOptions): Promise<License> {
  const keys = readKeys(options);
  const { product, portal } = options;
  const vault = await Vault.open(indexedDbShelf(`latchkey:${product}`), { product, origin: location.origin });
  const network = { fetch: globalThis.fetch.bind(globalThis), clock: systemClock, random: Math.random };
  const tabs = browserTabs(product);
  const loadVerifier = verifierLoader(options, keys);
  const license = new License({
    product,
    host: location.hostname,
    loadVerifier,
    vault,
    portal: portal === undefined ? undefined : new Portal(String(portal), network),
    clock: systemClock,
    tabs,
  });
  await license.check();
  if (options.background !== false) {
    new Keeper(license, {
      clock: systemClock,
      tabs,
      random: Math.random,
      events: globalThis,
      page: globalThis.document,
    }).start();
  }
  return license;
}

function readKeys({ product, publicKeys }: LicenseOptions): Uint8Array[] {
  if (!product)
    throw new LatchkeyError('bad-input', 'product is missing: the name of the product as the portal knows it');
  if (publicKeys.length === 0)
    throw new LatchkeyError('bad-input', 'publicKeys is empty: no code could ever be trusted');
  return publicKeys.map((key) => {
    const bytes = typeof key === 'string' ? (key.length === 64 ? fromHex(key) : fromBase64(key)) : key;
    if (bytes?.length !== 32)
      throw new LatchkeyError('key-length', 'a public key has 32 bytes, in hex or base64 if it is text');
    return bytes;
  });
}

/** Loads once. What fails is tried again at the next check: the first start of an application may be without a network. */
function verifierLoader(
  { verifier, sha256 }: LicenseOptions,
  keys: Uint8Array[],
): () => Promise<Outcome<{ verifier: Verifier }>> {
  let loaded: Verifier | undefined;
  return async () => {
    if (loaded) return { ok: true, verifier: loaded };
    const bytes = await moduleBytes(verifier);
    if (!bytes) return failed('module-missing');
    const module = await load(bytes, sha256 === undefined ? {} : { sha256 }).catch(() => undefined);
    if (!module) return failed('module-refused');
    module.trust(...keys);
    loaded = module;
    return { ok: true, verifier: module };
  };
}

async function moduleBytes(verifier: URL | string | BufferSource): Promise<BufferSource | undefined> {
  if (!(verifier instanceof URL) && typeof verifier !== 'string') return verifier;
  try {
    const response = await fetch(verifier);
    return response.ok ? await response.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}
