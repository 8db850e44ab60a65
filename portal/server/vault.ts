// License keys at rest: encrypted, and found by a keyed hash. A copy of the database alone gives nobody a license key.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { join } from 'node:path';
import { createPrivateFile, readPrivateFile, SetupError } from './private-file.ts';

const SECRET_FILE = 'store-secret.hex';
const SECRET_BYTES = 32;
const NONCE_BYTES = 12; // of AES-GCM (NIST SP 800-38D); random, far below 2^32 keys under one secret
const TAG_BYTES = 16;
/** Letters of a license key's last group. */
const KEY_END = 5;

/** Creates the store's secret in a new data folder, with mode 0600. It is never written over. */
export function createStoreSecret(folder: string): void {
  createPrivateFile(join(folder, SECRET_FILE), `${randomBytes(SECRET_BYTES).toString('hex')}\n`);
}

/** @throws SetupError when the secret is missing, readable by others, or damaged */
export function openVault(folder: string): Vault {
  const path = join(folder, SECRET_FILE);
  const hex = readPrivateFile(path).trim();
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new SetupError(`${path} is damaged; restore it from the backup of the data folder.`);
  }
  return new Vault(Buffer.from(hex, 'hex'));
}

/** Each purpose has its own key, derived from the one secret (RFC 5869). */
export class Vault {
  readonly #secret: Uint8Array;
  readonly #sealing: Uint8Array;
  readonly #finding: KeyObject;
  readonly #replaying: KeyObject;
  readonly #keeping: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
    this.#sealing = derive(secret, 'latchkey/store/seal/1');
    this.#finding = createSecretKey(derive(secret, 'latchkey/store/find/1'));
    this.#replaying = createSecretKey(derive(secret, 'latchkey/store/replay/1'));
    this.#keeping = derive(secret, 'latchkey/store/keep/1');
  }

  /** What a license key is found by: HMAC-SHA-256. */
  lookup(licenseKey: string): Uint8Array {
    return mac(this.#finding, [licenseKey]);
  }

  /** What its last group alone is found by. Many keys have the same, so it identifies none and is cut short. */
  lookupEnd(licenseKey: string): Uint8Array {
    return mac(this.#finding, ['end', licenseKey.slice(-KEY_END)]).subarray(0, 8);
  }

  /** nonce ‖ ciphertext ‖ tag, tied to the license id so that rows cannot be exchanged. */
  seal(licenseKey: string, licenseId: string): Uint8Array {
    return sealUnder(this.#sealing, licenseKey, licenseId);
  }

  /** @throws when the bytes were not sealed here for this license */
  open(sealed: Uint8Array, licenseId: string): string {
    return openUnder(this.#sealing, sealed, licenseId);
  }

  /** Any other text that must come back as it was: secrets of webhooks, answers that show a secret. Tied to `context` likewise. */
  sealText(text: string, context: string): Uint8Array {
    return sealUnder(this.#keeping, text, context);
  }

  /** @throws when the bytes were not sealed here in this context */
  openText(sealed: Uint8Array, context: string): string {
    return openUnder(this.#keeping, sealed, context);
  }

  /** A secret for one other purpose, such as the cookies of an audience. */
  secretFor(purpose: string): string {
    return Buffer.from(derive(this.#secret, purpose)).toString('base64url');
  }

  /** A name for one attempt under one license, and for what was asked: neither can be read back from the store. */
  replayName(...parts: string[]): Uint8Array {
    return mac(this.#replaying, parts);
  }
}

function sealUnder(key: Uint8Array, text: string, context: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]));
}

function openUnder(key: Uint8Array, sealed: Uint8Array, context: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
}

function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32));
}

/** Lengths stand in front, so that no two lists of parts give the same bytes. A key object, because Node prepares raw keys at each use. */
function mac(key: KeyObject, parts: readonly string[]): Uint8Array {
  const named = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return new Uint8Array(createHmac('sha256', key).update(named).digest());
}
