// The key pair that stands for this browser. Its private half cannot be exported, so a copied database proves nothing elsewhere.
import { toHex } from './bytes.ts';
import { member } from './evidence.ts';

export interface Device {
  pair: CryptoKeyPair;
  /** The raw public key in lower-case hex: the value of the `device-key` component, and `deviceKey` on the wire. */
  publicKey: string;
}

/** `undefined` where WebCrypto has no Ed25519: the protocol knows no other key. */
export async function createDeviceKey(): Promise<CryptoKeyPair | undefined> {
  try {
    const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return asKeyPair(pair);
  } catch {
    return undefined;
  }
}

export async function deviceOf(pair: CryptoKeyPair): Promise<Device> {
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { pair, publicKey: toHex(new Uint8Array(raw)) };
}

/** An Ed25519 signature by the device, in hex. */
export async function signAs({ pair }: Device, text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(text))));
}

export function asKeyPair(value: unknown): CryptoKeyPair | undefined {
  const publicKey = member(value, 'publicKey');
  const privateKey = member(value, 'privateKey');
  return publicKey instanceof CryptoKey && privateKey instanceof CryptoKey ? { publicKey, privateKey } : undefined;
}
