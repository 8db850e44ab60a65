// Evidence encrypted at rest: AES-GCM under a key that never leaves this browser, bound to product and origin.
// It keeps a copied database worthless elsewhere and finds every change. It does not keep out code that runs in the page itself.
import { random, toHex } from './bytes.ts';
import { asKeyPair, createDeviceKey } from './device.ts';
import { EVIDENCE_VERSION, type Evidence, encodeEvidence, member, parseEvidence } from './evidence.ts';

/** This browser's keys. They lie in the record that they seal, so that neither is ever there without the other. */
export interface Keys {
  /** Drawn with the keys: tells two sets apart without looking at them. */
  id: string;
  seal: CryptoKey;
  device?: CryptoKeyPair | undefined;
}

export interface Sealed {
  version: number;
  keys: Keys;
  /** Drawn afresh for every write, so it also names the revision. */
  iv: Uint8Array<ArrayBuffer>;
  ciphertext: ArrayBuffer;
}

/** Whose evidence it is: authenticated with every record, so that one cannot be moved to another product or origin. */
export interface Owner {
  product: string;
  origin: string;
}

export async function createKeys(): Promise<Keys> {
  const sealKey = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return withDevice({ id: toHex(random(8)), seal: sealKey });
}

/** A browser that could not make a device key may have learned it since. */
export async function withDevice(keys: Keys): Promise<Keys> {
  const device = keys.device ?? (await createDeviceKey());
  return device === keys.device ? keys : { ...keys, id: toHex(random(8)), device };
}

export async function seal(keys: Keys, owner: Owner, evidence: Evidence): Promise<Sealed> {
  const iv = random(12);
  const ciphertext = await crypto.subtle.encrypt(algorithm(iv, owner), keys.seal, encodeEvidence(evidence));
  return { version: EVIDENCE_VERSION, keys, iv, ciphertext };
}

/** Throws when one bit of it, its key or its owner is another. */
export async function open({ keys, iv, ciphertext }: Sealed, owner: Owner): Promise<Evidence> {
  return parseEvidence(await crypto.subtle.decrypt(algorithm(iv, owner), keys.seal, ciphertext));
}

/** What came out of the database, if it is a sealed record at all. */
export function asSealed(value: unknown): Sealed | undefined {
  const version = member(value, 'version');
  const keys = asKeys(member(value, 'keys'));
  const iv = member(value, 'iv');
  const ciphertext = member(value, 'ciphertext');
  if (typeof version !== 'number' || !keys || !(iv instanceof Uint8Array) || !(ciphertext instanceof ArrayBuffer)) {
    return undefined;
  }
  return { version, keys, iv: Uint8Array.from(iv), ciphertext };
}

function asKeys(value: unknown): Keys | undefined {
  const id = member(value, 'id');
  const key = member(value, 'seal');
  if (typeof id !== 'string' || !(key instanceof CryptoKey)) return undefined;
  return { id, seal: key, device: asKeyPair(member(value, 'device')) };
}

function algorithm(iv: Uint8Array<ArrayBuffer>, { product, origin }: Owner): AesGcmParams {
  const additionalData = new TextEncoder().encode(`latchkey/evidence/1\0${origin}\0${product}`);
  return { name: 'AES-GCM', iv, additionalData };
}
