import { begin, call, instantiate, type LoadOptions, type Module } from './module.ts';
import { readData, readText, writeBytes, writeComponents, writeData, writeI64, writeText, writeU32 } from './record.ts';
import type { FeatureValue, Spelled } from './verdict.ts';
import { made, Verifier } from './verifier.ts';

/** What a code is to say. Limits are those of docs/token.md; times and durations are whole seconds. */
export interface ClaimsToIssue {
  issuedAt: number;
  notBefore?: number | undefined;
  /** Exclusive end of the license; absent = perpetual. */
  expiresAt?: number | undefined;
  /** Seconds after the issue time when an online client should refresh. */
  refreshSeconds?: number | undefined;
  /** Seconds after the issue time until a check-in is required. */
  offlineSeconds?: number | undefined;
  renewWindowSeconds?: number | undefined;
  epoch?: number | undefined;
  /** 8 random bytes, never used twice. */
  tokenId: Uint8Array;
  /** The nonce of the request that is answered, 8 bytes. */
  nonce?: Uint8Array | undefined;
  issuer?: string | undefined;
  licenseId: string;
  product: string;
  customerId?: string | undefined;
  plan?: string | undefined;
  /** Binds the code: `needed` of the components, with 2 × needed > number of components. */
  machine?: { needed: number; lock?: Uint8Array | undefined; components: readonly Uint8Array[] } | undefined;
  domains?: readonly string[] | undefined;
  features?: Readonly<Record<string, FeatureValue>> | undefined;
}

/** Loads `issuer.wasm`; as `load`. */
export async function loadIssuer(
  module: BufferSource | WebAssembly.Module,
  options: LoadOptions = {},
): Promise<Issuer> {
  return new Issuer(await instantiate(module, options));
}

/** A Verifier that also writes what a portal signs. It encodes and never signs: no private key comes near it. */
export class Issuer extends Verifier {
  /**
   * The bytes to be signed with the private key of `publicKey` (RFC 9052, `Sig_structure`).
   *
   * @throws LatchkeyError `cannot-issue` when the claims break a limit of the format
   */
  signingInput(publicKey: Uint8Array, claims: ClaimsToIssue): Uint8Array {
    const module = begin(this.module);
    writeData(module, publicKey);
    writeClaims(module, claims);
    return made(call(module, 'signing_input'), () => readData(module));
  }

  /** The activation code, from the bytes that were signed and their signature (64 bytes). */
  assembleCode(signingInput: Uint8Array, signature: Uint8Array): Spelled {
    const module = begin(this.module);
    writeData(module, signingInput);
    writeData(module, signature);
    return made(call(module, 'assemble_code'), () => ({ code: readText(module), file: readText(module) }));
  }

  /** A license key from 17 random bytes, in its canonical spelling. */
  encodeLicenseKey(random: Uint8Array): string {
    return this.#encode('encode_license_key', random, 17);
  }

  /** A license id of 8 symbols, from 5 random bytes. */
  encodeLicenseId(random: Uint8Array): string {
    return this.#encode('encode_license_id', random, 5);
  }

  #encode(name: string, random: Uint8Array, length: number): string {
    const module = begin(this.module);
    writeBytes(module, random, length, 'random');
    return made(call(module, name), () => readText(module));
  }
}

function writeClaims(module: Module, claims: ClaimsToIssue): void {
  writeI64(module, claims.issuedAt, 'issuedAt');
  writeI64(module, claims.notBefore, 'notBefore');
  writeI64(module, claims.expiresAt, 'expiresAt');
  writeI64(module, claims.refreshSeconds, 'refreshSeconds');
  writeI64(module, claims.offlineSeconds, 'offlineSeconds');
  writeI64(module, claims.renewWindowSeconds, 'renewWindowSeconds');
  writeI64(module, claims.epoch, 'epoch');
  writeBytes(module, claims.tokenId, 8, 'tokenId');
  writeData(module, claims.nonce ?? new Uint8Array());
  writeText(module, claims.issuer ?? '');
  writeText(module, claims.licenseId);
  writeText(module, claims.product);
  writeText(module, claims.customerId ?? '');
  writeText(module, claims.plan ?? '');
  writeU32(module, claims.machine?.needed ?? 0);
  writeBytes(module, claims.machine?.lock, 16, 'lock');
  writeComponents(module, claims.machine?.components ?? []);
  writeDomains(module, claims.domains ?? []);
  writeFeatures(module, Object.entries(claims.features ?? {}));
}

function writeDomains(module: Module, domains: readonly string[]): void {
  writeU32(module, domains.length);
  for (const domain of domains) writeText(module, domain);
}

function writeFeatures(module: Module, features: [string, FeatureValue][]): void {
  writeU32(module, features.length);
  for (const [name, value] of features) {
    writeText(module, name);
    writeU32(module, value === true ? 0 : typeof value === 'number' ? 1 : 2);
    writeI64(module, typeof value === 'number' ? value : undefined, `feature ${name}`);
    writeText(module, typeof value === 'string' ? value : '');
  }
}
