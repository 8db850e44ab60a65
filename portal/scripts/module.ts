// The verifier in the browser: the same bytes that machines run.
import moduleAddress from '../../build/verifier.wasm?url';
import { load, type Verifier } from '../../hosts/js/index.ts';

/** Undefined where the browser cannot run it; the pages then work without. */
export async function fetchVerifier(): Promise<Verifier | undefined> {
  try {
    const response = await fetch(moduleAddress);
    return response.ok ? await load(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
