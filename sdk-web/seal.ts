// Evidence encrypted at rest: AES-GCM under a key that never leaves this browser, bound to product and origin.
// It keeps a copied database worthless elsewhere and finds every change. It does not keep out code that runs in the page itself.
import { random } from './bytes.ts';
import { EVIDENCE_VERSION, type Evidence, encodeEvidence, member, parseEvidence } from './evidence.ts';

export interface Sealed {
  version: number;
  /** Drawn afresh for every write, so it also names the revision. */
  iv: Uint8Array<ArrayBuffer>;
  ciphertext: ArrayBuffer;
}

/** Whose evidence it is: authenticated with every record, so that one cannot be moved to another product or origin. */
export interface Owner {
  product: string;
  origin: string;
}

export function createSealKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

export async function seal(key: CryptoKey, owner: Owner, evidence: Evidence): Promise<Sealed> {
  const iv = random(12);
  const ciphertext = await crypto.subtle.encrypt(algorithm(iv, owner), key, encodeEvidence(evidence));
  return { version: EVIDENCE_VERSION, iv, ciphertext };
}

/** Throws when one bit of it, its key or its owner is another. */
export async function open(key: CryptoKey, owner: Owner, sealed: Sealed): Promise<Evidence> {
  return parseEvidence(await crypto.subtle.decrypt(algorithm(sealed.iv, owner), key, sealed.ciphertext));
}

/** What came out of the database, if it is a sealed record at all. */
export function asSealed(value: unknown): Sealed | undefined {
  const version = member(value, 'version');
  const iv = member(value, 'iv');
  const ciphertext = member(value, 'ciphertext');
  if (typeof version !== 'number' || !(iv instanceof Uint8Array) || !(ciphertext instanceof ArrayBuffer)) {
    return undefined;
  }
  return { version, iv: Uint8Array.from(iv), ciphertext };
}

function algorithm(iv: Uint8Array<ArrayBuffer>, { product, origin }: Owner): AesGcmParams {
  const additionalData = new TextEncoder().encode(`latchkey/evidence/1\0${origin}\0${product}`);
  return { name: 'AES-GCM', iv, additionalData };
}
