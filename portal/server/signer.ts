// The only file that reads the private key. Everything else asks for signatures.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { createPrivateFile, readPrivateFile, SetupError } from './private-file.ts';

const KEY_FILE = 'signing-key.pem';
const PUBLIC_KEY_BYTES = 32;
const KID_BYTES = 8;

export interface Signer {
  /** The raw 32 bytes that applications embed. */
  readonly publicKey: Uint8Array;
  /** Ed25519 (RFC 8032), 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** Creates the signing key of a new data folder, as PKCS#8 in PEM with mode 0600. It is never written over. */
export function createSigningKey(folder: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  createPrivateFile(join(folder, KEY_FILE), privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** @throws SetupError when the key is missing, readable by others, or no Ed25519 key */
export function openSigner(folder: string): Signer {
  const privateKey = readKey(join(folder, KEY_FILE));
  return {
    publicKey: rawPublicKey(privateKey),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** The key id of codes: the first 8 bytes of SHA-256 of the raw public key (docs/token.md). */
export function kidOf(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, KID_BYTES));
}

function readKey(path: string): KeyObject {
  const key = parsedKey(readPrivateFile(path));
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new SetupError(`${path} holds no Ed25519 private key; restore it from the backup of the data folder.`);
  }
  return key;
}

/** A parser's own message could quote the file, so it is dropped. */
function parsedKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** The last 32 bytes of an Ed25519 SubjectPublicKeyInfo are the key itself (RFC 8410). */
function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(-PUBLIC_KEY_BYTES));
}
