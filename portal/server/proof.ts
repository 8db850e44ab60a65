// A device that has a key pair signs each of its calls, so that nobody else can speak for it (docs/online.md, "Proof").
import type { Verifier } from '../../hosts/js/index.ts';
import type { Request } from '../../hosts/js/verdict.ts';
import * as refused from './refused.ts';
import { Refused } from './refused.ts';

/** As a program sends it; nothing in it is trusted. */
export interface DeviceProof {
  /** The raw Ed25519 public key, 64 lower-case hex digits. */
  key: string | undefined;
  /** Its signature, 128 lower-case hex digits. */
  proof: string | undefined;
  /** The path that was called, without a query. */
  path: string;
}

/**
 * The device's public key, when the call was made by it. It looks at the input alone, so it tells nothing about the store.
 *
 * @throws Refused when a key is named but has not signed this request for this path, or is no component of the request
 */
export function proven(verifier: Verifier, request: Request, device: DeviceProof | undefined): Uint8Array | undefined {
  const { key, proof, path } = device ?? {};
  if (key === undefined && proof === undefined) return undefined;
  if (!isHex(key, 32) || !isHex(proof, 64)) throw new Refused(refused.PROOF_INCOMPLETE);
  const publicKey = new Uint8Array(Buffer.from(key, 'hex'));
  const message = Buffer.from(`latchkey/online/1\0POST\0${path}\0${request.code}`);
  if (!isComponent(verifier, request, key)) throw new Refused(refused.PROOF_WRONG);
  if (!verifier.verifySignature(publicKey, message, Buffer.from(proof, 'hex'))) throw new Refused(refused.PROOF_WRONG);
  return publicKey;
}

function isComponent(verifier: Verifier, { product, components }: Request, key: string): boolean {
  const reading = verifier.component(product, 'device-key', key);
  return reading.ok && components.some((component) => Buffer.compare(component, reading.value.component) === 0);
}

function isHex(text: string | undefined, bytes: number): text is string {
  return text !== undefined && text.length === 2 * bytes && /^[0-9a-f]+$/.test(text);
}
