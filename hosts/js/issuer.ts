import { instantiate, type LoadOptions } from './module.ts';
import type { RecordReader, RecordWriter } from './record.ts';
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
    const record = this.module.call('signing_input', (output) => {
      output.data(publicKey);
      writeClaims(output, claims);
    });
    return made(record, () => record.data());
  }

  /** The activation code, from the bytes that were signed and their signature (64 bytes). */
  assembleCode(signingInput: Uint8Array, signature: Uint8Array): Spelled {
    const record = this.module.call('assemble_code', (output) => output.data(signingInput).data(signature));
    return made(record, () => ({ code: record.text(), file: record.text() }));
  }

  /** A license key from 17 random bytes, in its canonical spelling. */
  encodeLicenseKey(random: Uint8Array): string {
    return this.#encode('encode_license_key', random, 17);
  }

  /** A license id of 8 symbols, from 5 random bytes. */
  encodeLicenseId(random: Uint8Array): string {
    return this.#encode('encode_license_id', random, 5);
  }

  #encode(call: string, random: Uint8Array, length: number): string {
    const record: RecordReader = this.module.call(call, (output) => output.bytes(random, length, 'random'));
    return made(record, () => record.text());
  }
}

function writeClaims(record: RecordWriter, claims: ClaimsToIssue): void {
  record
    .i64(claims.issuedAt, 'issuedAt')
    .i64(claims.notBefore, 'notBefore')
    .i64(claims.expiresAt, 'expiresAt')
    .i64(claims.refreshSeconds, 'refreshSeconds')
    .i64(claims.offlineSeconds, 'offlineSeconds')
    .i64(claims.renewWindowSeconds, 'renewWindowSeconds')
    .i64(claims.epoch, 'epoch')
    .bytes(claims.tokenId, 8, 'tokenId')
    .data(claims.nonce ?? new Uint8Array())
    .text(claims.issuer ?? '')
    .text(claims.licenseId)
    .text(claims.product)
    .text(claims.customerId ?? '')
    .text(claims.plan ?? '')
    .u32(claims.machine?.needed ?? 0)
    .bytes(claims.machine?.lock, 16, 'lock')
    .components(claims.machine?.components ?? []);
  writeDomains(record, claims.domains ?? []);
  writeFeatures(record, Object.entries(claims.features ?? {}));
}

function writeDomains(record: RecordWriter, domains: readonly string[]): void {
  record.u32(domains.length);
  for (const domain of domains) record.text(domain);
}

function writeFeatures(record: RecordWriter, features: [string, FeatureValue][]): void {
  record.u32(features.length);
  for (const [name, value] of features) {
    record
      .text(name)
      .u32(value === true ? 0 : typeof value === 'number' ? 1 : 2)
      .i64(typeof value === 'number' ? value : undefined, `feature ${name}`)
      .text(typeof value === 'string' ? value : '');
  }
}
