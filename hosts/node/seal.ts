// The seal around the record: AES-256-GCM, so that any change of the file is noticed.
//
// What it is for: nobody edits a witness or a pending request by accident or with an editor, and a record does not open under another
// product. What it is not: the key lies beside the record, so whoever may read both can open and seal them. That gains nothing: the license
// is the vendor's signature, bound to this machine by the module. The key is not made from the machine's identifiers on purpose: how much of a
// machine may change is the license's own rule (k of n), and a store that does not open after a repair would lock out a paying customer.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export const KEY_BYTES = 32;

// offset 0: magic "LKS1", also authenticated · 4: nonce, 12 bytes · 16: ciphertext · last 16: tag
const MAGIC = new TextEncoder().encode('LKS1');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHERTEXT_AT = MAGIC.length + NONCE_BYTES;

export function seal(fileKey: Uint8Array, product: string, record: Uint8Array): Uint8Array {
  // Random nonces: a store would have to be written 2^32 times under one key before a repetition becomes thinkable.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(fileKey, product), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(MAGIC);
  return Buffer.concat([MAGIC, nonce, cipher.update(record), cipher.final(), cipher.getAuthTag()]);
}

/** The record, or undefined when this key did not seal exactly these bytes. */
export function unseal(fileKey: Uint8Array, product: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < CIPHERTEXT_AT + TAG_BYTES || !MAGIC.every((byte, i) => byte === sealed[i])) return undefined;
  const nonce = sealed.subarray(MAGIC.length, CIPHERTEXT_AT);
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(fileKey, product), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(MAGIC);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(CIPHERTEXT_AT, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function sealingKey(fileKey: Uint8Array, product: string): Uint8Array {
  const purpose = new TextEncoder().encode(`latchkey/store/1\0${product}`);
  return new Uint8Array(hkdfSync('sha256', fileKey, new Uint8Array(), purpose, KEY_BYTES));
}
