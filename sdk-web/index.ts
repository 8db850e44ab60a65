import { LatchkeyError } from '../hosts/js/index.ts';
import { fromHex } from './bytes.ts';
import { systemClock } from './clock.ts';
import { License } from './license.ts';
import { loadsVerifier, type ModuleSource } from './module.ts';
import type { Network, Portal } from './online.ts';
import { Keeper, type Occasions } from './refresh.ts';
import { localSpare } from './spare.ts';
import { indexedDbShelf } from './store.ts';
import { browserTabs } from './tabs.ts';
import { Vault } from './vault.ts';

export { LatchkeyError } from '../hosts/js/index.ts';
export type * from '../hosts/js/verdict.ts';
export type { Installed, License, Released } from './license.ts';
export type { Outcome, Problem, ProblemName } from './problem.ts';
export type { State } from './state.ts';
export type { StorageStatus } from './vault.ts';

export interface LicenseOptions extends ModuleSource {
  /** The product as the portal knows it (`aud`). */
  product: string;
  /** The vendor's public keys that sign codes: 32 raw bytes, or 64 hex digits. There is no default. */
  publicKeys: readonly (string | Uint8Array)[];
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
  const name = `latchkey:${product}`;
  const owner = { product, origin: location.origin };
  // A key that cannot be trusted is thrown here, to the programmer.
  const [loadVerifier, vault] = await Promise.all([
    loadsVerifier(options, keys),
    Vault.open(indexedDbShelf(name), owner),
  ]);
  const surroundings = { clock: systemClock, random: Math.random, tabs: browserTabs(name) };
  const network = { ...surroundings, fetch: globalThis.fetch.bind(globalThis) };
  const license = new License({
    ...surroundings,
    product,
    host: location.hostname,
    loadVerifier,
    vault,
    spare: localSpare(name),
    loadPortal: portal === undefined ? undefined : loadsPortal(String(portal), network),
  });
  await license.check();
  if (options.background !== false) keep(license, surroundings);
  license.onClose(() => surroundings.tabs.close());
  return license;
}

/** Not part of the first download: no verdict needs it. */
function loadsPortal(address: string, network: Network): () => Promise<Portal> {
  return async () => new (await import('./online.ts')).Portal(address, network);
}

function keep(license: License, surroundings: Omit<Occasions, 'events'>): void {
  const keeper = new Keeper(license, { ...surroundings, events: globalThis, page: globalThis.document });
  keeper.start();
  license.onClose(() => keeper.stop());
}

function readKeys({ product, publicKeys }: LicenseOptions): Uint8Array[] {
  if (!product)
    throw new LatchkeyError('bad-input', 'product is missing: the name of the product as the portal knows it');
  if (publicKeys.length === 0)
    throw new LatchkeyError('bad-input', 'publicKeys is empty: no code could ever be trusted');
  return publicKeys.map((key) => {
    const bytes = typeof key === 'string' ? fromHex(key) : key;
    if (bytes?.length !== 32)
      throw new LatchkeyError('key-length', 'a public key has 32 bytes, or 64 hex digits if it is text');
    return bytes;
  });
}
