// Two independent judges of signatures: OpenSSL by way of Node, and @noble/curves.
import { createPublicKey, verify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';

export const L = 2n ** 252n + 27742317777372353535851937790883648493n;

export interface Signed {
  key: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
}

export function opensslVerify({ key, message, signature }: Signed): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
    return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}

/** noble's stricter mode; it checks the equation multiplied by the cofactor 8, unlike RFC 8032's other choice and ours. */
export function nobleVerify({ key, message, signature }: Signed): boolean {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}
