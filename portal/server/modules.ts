// The two WebAssembly modules, as they were built.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Issuer, load, loadIssuer, type ModulePair, type Verifier } from '../../hosts/js/index.ts';
import { SetupError } from './private-file.ts';

const BUILT = new URL('../../build/', import.meta.url);

export interface Modules {
  issuer: Issuer;
  /** The module that machines use. */
  verifier: Verifier;
  /** For verifiers that trust something else: the faster of both builds that machines use, where this engine runs it. */
  verifierPair: ModulePair;
  /** SHA-256 of the modules' bytes, in hex. */
  digests: { verifier: string; issuer: string };
}

export async function loadModules(): Promise<Modules> {
  const [issuer, verifier, fast] = await Promise.all([
    read('issuer.wasm'),
    read('verifier.wasm'),
    read('verifier-simd.wasm'),
  ]);
  return {
    issuer: await loadIssuer(issuer),
    verifier: await load(verifier),
    verifierPair: { simd: fast, scalar: verifier },
    digests: { verifier: sha256(verifier), issuer: sha256(issuer) },
  };
}

async function read(name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(new URL(name, BUILT)));
  } catch {
    throw new SetupError(`build/${name} is missing; build it with "npm run build:wasm".`);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
