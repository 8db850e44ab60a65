// Fetches the verifier, holds it to its digest, and says why it does not run when it does not.
import { type LoadOptions, load, type Verifier } from '../hosts/js/index.ts';
import { systemClock, within } from './clock.ts';
import { failed, type Outcome, type ProblemName } from './problem.ts';

export interface ModuleSource {
  /** `verifier.wasm`: its address, or its bytes. */
  verifier: URL | string | BufferSource;
  /** SHA-256 that the module must have, in hex. */
  sha256?: string;
}

const PATIENCE_SECONDS = 15;

/**
 * Loads the module with the vendor's keys in it, and returns what hands it out. A failure is told once, and then it is tried again:
 * the first start of an application may be without a network.
 *
 * @throws LatchkeyError for a public key that cannot be trusted
 */
export async function loadsVerifier(source: ModuleSource, keys: Uint8Array[]): Promise<Loader> {
  const load = async (): Promise<Loaded> => {
    const verifier = await loadFrom(source);
    if (typeof verifier === 'string') return failed(verifier);
    verifier.trust(...keys);
    return { ok: true, verifier };
  };
  let last: Loaded | undefined = await load();
  return async () => {
    const loaded = last ?? (await load());
    last = loaded.ok ? loaded : undefined;
    return loaded;
  };
}

export type Loaded = Outcome<{ verifier: Verifier }>;
export type Loader = () => Promise<Loaded>;

async function loadFrom({ verifier, sha256 }: ModuleSource): Promise<Verifier | ProblemName> {
  const demands = sha256 === undefined ? {} : { sha256 };
  if (!(verifier instanceof URL) && typeof verifier !== 'string') return load(verifier, demands).catch(reason);
  const cached = await fetchAndLoad(verifier, 'default', demands);
  // A cache may hold a part of the module, or a page that once stood in its place.
  return cached === 'module-changed' ? fetchAndLoad(verifier, 'reload', demands) : cached;
}

async function fetchAndLoad(
  address: URL | string,
  cache: RequestCache,
  demands: LoadOptions,
): Promise<Verifier | ProblemName> {
  const bytes = await fetched(address, cache);
  return bytes ? load(bytes, demands).catch(reason) : 'module-missing';
}

async function fetched(address: URL | string, cache: RequestCache): Promise<ArrayBuffer | undefined> {
  return within(systemClock, PATIENCE_SECONDS, async (signal) => {
    const response = await fetch(address, { cache, signal });
    return response.ok ? response.arrayBuffer() : undefined;
  }).catch(() => undefined);
}

/** Whether it was the module, or whoever forbids all of them: a content policy without `wasm-unsafe-eval`, or a locked-down browser. */
function reason(): ProblemName {
  if (!globalThis.crypto?.subtle) return 'insecure-page'; // no digest can be compared
  try {
    // The smallest module there is. WebKit compiles it against the policy, and only refuses to instantiate it.
    new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    return 'module-changed';
  } catch {
    return 'module-forbidden';
  }
}
