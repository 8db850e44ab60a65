// The only file that reads private keys. Everything else asks for signatures.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outsideSigner, readOutsideKey } from './outside-signer.ts';
import { createPrivateFile, demandPrivateFolder, readPrivateFile, SetupError } from './private-file.ts';
import { open, seal } from './sealed.ts';

/** The key that the data folder was created with. */
const FIRST_KEY_FILE = 'signing-key.pem';
/** The keys that came later, each named by its kid. */
export const KEYS_FOLDER = 'keys';
const PUBLIC_KEY_BYTES = 32;
const KID_BYTES = 8;
const ESCROW = 'latchkey/escrow/1';

/** Whatever holds the key – this process, a token, a service – has this one function. */
export interface Signer {
  /** The raw 32 bytes that applications embed. */
  readonly publicKey: Uint8Array;
  /** Ed25519 (RFC 8032), 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** The same, at once. Absent when the key is held outside. */
  signNow?(message: Uint8Array): Uint8Array;
}

/** Creates the signing key of a new data folder, as PKCS#8 in PEM with mode 0600. It is never written over. */
export function createSigningKey(folder: string): Uint8Array {
  const { privateKey } = generateKeyPairSync('ed25519');
  createPrivateFile(join(folder, FIRST_KEY_FILE), pemOf(privateKey));
  return rawPublicKey(privateKey);
}

/** Creates a further key, in a file named by its kid. */
export function createFurtherKey(folder: string): Uint8Array {
  return keep(folder, generateKeyPairSync('ed25519').privateKey);
}

/** Takes a further key away again that no store names. Nothing that it would sign could be trusted. */
export function discardFurtherKey(folder: string, publicKey: Uint8Array): void {
  rmSync(join(folder, KEYS_FOLDER, `${kidHex(publicKey)}.pem`), { force: true });
}

/**
 * Opens the holder of a key: its file, or what `keys/KID.json` says about one that is held outside.
 *
 * @throws SetupError when the key is missing, readable by others, or another one
 */
export function openSigner(folder: string, publicKey: Uint8Array, held: 'folder' | 'outside' = 'folder'): Signer {
  if (held === 'outside') return outsideSigner(readOutsideKey(outsideFile(folder, publicKey), publicKey));
  const path = fileOf(folder, publicKey);
  const privateKey = readKey(path);
  if (Buffer.compare(rawPublicKey(privateKey), publicKey) !== 0) {
    throw new SetupError(`The signing key in ${path} is not the one of this store; restore both from the same backup.`);
  }
  return inProcess(privateKey);
}

/** A key that exists only in this process and that nobody trusts: for verdicts about what was not signed (validate.ts). */
export function passingSigner(): Signer {
  return inProcess(generateKeyPairSync('ed25519').privateKey);
}

/** The key of a new data folder, whatever it is. */
export function firstPublicKey(folder: string): Uint8Array {
  return rawPublicKey(readKey(join(folder, FIRST_KEY_FILE)));
}

/** The key under a passphrase, to be kept far away from the portal. */
export async function exportKey(folder: string, publicKey: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const privateKey = readKey(fileOf(folder, publicKey));
  const bytes = privateKey.export({ type: 'pkcs8', format: 'der' });
  return await whole(seal([bytes], passphrase, ESCROW));
}

/** Takes a key back from escrow into the folder. @throws SetupError when the passphrase or the file is not right */
export async function importKey(folder: string, sealed: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const bytes = await whole(open([sealed], passphrase, ESCROW));
  const privateKey = parsedKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' });
  if (privateKey?.asymmetricKeyType !== 'ed25519') throw new SetupError('This file holds no Ed25519 key.');
  const publicKey = rawPublicKey(privateKey);
  return isKept(folder, publicKey) ? publicKey : keep(folder, privateKey);
}

export function isKept(folder: string, publicKey: Uint8Array): boolean {
  return existsSync(join(folder, KEYS_FOLDER, `${kidHex(publicKey)}.pem`)) || isFirst(folder, publicKey);
}

/** The key id of codes: the first 8 bytes of SHA-256 of the raw public key (docs/token.md). */
export function kidOf(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, KID_BYTES));
}

export function kidHex(publicKey: Uint8Array): string {
  return Buffer.from(kidOf(publicKey)).toString('hex');
}

/** Where it is said how a key that is held outside is reached. */
export function outsideFile(folder: string, publicKey: Uint8Array): string {
  return join(keysFolder(folder), `${kidHex(publicKey)}.json`);
}

function inProcess(privateKey: KeyObject): Signer {
  const signNow = (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey));
  return { publicKey: rawPublicKey(privateKey), sign: async (message) => signNow(message), signNow };
}

function keep(folder: string, privateKey: KeyObject): Uint8Array {
  const publicKey = rawPublicKey(privateKey);
  createPrivateFile(join(keysFolder(folder), `${kidHex(publicKey)}.pem`), pemOf(privateKey));
  return publicKey;
}

function keysFolder(folder: string): string {
  const path = join(folder, KEYS_FOLDER);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  demandPrivateFolder(path);
  return path;
}

function fileOf(folder: string, publicKey: Uint8Array): string {
  const further = join(folder, KEYS_FOLDER, `${kidHex(publicKey)}.pem`);
  return existsSync(further) ? further : join(folder, FIRST_KEY_FILE);
}

function isFirst(folder: string, publicKey: Uint8Array): boolean {
  const path = join(folder, FIRST_KEY_FILE);
  return existsSync(path) && Buffer.compare(rawPublicKey(readKey(path)), publicKey) === 0;
}

function readKey(path: string): KeyObject {
  const key = parsedKey(readPrivateFile(path));
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new SetupError(`${path} holds no Ed25519 private key; restore it from the backup of the data folder.`);
  }
  return key;
}

/** A parser's own message could quote the file, so it is dropped. */
function parsedKey(key: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(key);
  } catch {
    return undefined;
  }
}

function pemOf(privateKey: KeyObject): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The last 32 bytes of an Ed25519 SubjectPublicKeyInfo are the key itself (RFC 8410). */
function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(-PUBLIC_KEY_BYTES));
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return new Uint8Array(Buffer.concat(all));
}
