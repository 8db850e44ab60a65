// Signatures to be verified.
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { SIGNATURES, type Signed } from './signatures.ts';

const MESSAGE_BYTES = 100;

/** 64 signatures over random messages under so many keys. */
export function makeSignatures(keyCount: number): { signed: Signed[]; objects: Map<Uint8Array, KeyObject> } {
  const objects = new Map<Uint8Array, KeyObject>();
  const keys = Array.from({ length: keyCount }, () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
    objects.set(raw, createPublicKey(privateKey));
    return { raw, privateKey };
  });
  const signed = Array.from({ length: SIGNATURES }, (_, i) => {
    const pair = keys[i % keys.length];
    if (!pair) throw new Error('there are keys');
    const message = Uint8Array.from(randomBytes(MESSAGE_BYTES));
    return { key: pair.raw, message, signature: Uint8Array.from(sign(null, message, pair.privateKey)) };
  });
  return { signed, objects };
}
