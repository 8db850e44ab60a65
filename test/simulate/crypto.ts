// WebCrypto for a simulation: answered at once, and random only as the seed says. Signatures are real; the seal is a stand-in that
// keeps the promise that matters here – nothing opens that was changed, moved or sealed under another key – and not secrecy.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Chance } from './random.ts';

const TAG_BYTES = 16;
/** PKCS #8 in front of an Ed25519 seed (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Stands for `CryptoKey`: its secret cannot be read from outside, and no copy of its members is a key. */
class SeededKey {
  readonly extractable: boolean;
  readonly #secret: Uint8Array;
  #privateKey: KeyObject | undefined;
  #publicKey: Uint8Array | undefined;

  constructor(secret: Uint8Array, extractable: boolean) {
    this.#secret = secret;
    this.extractable = extractable;
  }

  static bytes(key: unknown): Uint8Array {
    return SeededKey.#of(key).#secret;
  }

  static privateKey(key: unknown): KeyObject {
    const own = SeededKey.#of(key);
    own.#privateKey ??= createPrivateKey({ key: Buffer.concat([PKCS8, own.#secret]), format: 'der', type: 'pkcs8' });
    return own.#privateKey;
  }

  /** The end of an Ed25519 SubjectPublicKeyInfo is the key itself (RFC 8410). */
  static publicKey(key: unknown): Uint8Array {
    const own = SeededKey.#of(key);
    own.#publicKey ??= createPublicKey(SeededKey.privateKey(own)).export({ format: 'der', type: 'spki' }).subarray(-32);
    return own.#publicKey;
  }

  static #of(key: unknown): SeededKey {
    if (key instanceof SeededKey) return key;
    throw new TypeError('this is no key');
  }
}

/** Puts seeded cryptography in the place of the platform's, for this whole process. Returns what puts it back. */
export function seedCrypto(chance: () => Chance): () => void {
  const before = { crypto: globalThis.crypto, CryptoKey: globalThis.CryptoKey };
  const seeded = { getRandomValues: fill(chance), subtle: subtle(chance) };
  Object.defineProperty(globalThis, 'crypto', { value: seeded, configurable: true, writable: true });
  Object.defineProperty(globalThis, 'CryptoKey', { value: SeededKey, configurable: true, writable: true });
  return () => {
    for (const [name, value] of Object.entries(before)) {
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    }
  };
}

function fill(chance: () => Chance) {
  return (bytes: Uint8Array): Uint8Array => {
    chance().fill(bytes);
    return bytes;
  };
}

function subtle(chance: () => Chance) {
  return {
    async generateKey(algorithm: string | { name: string }): Promise<unknown> {
      const secret = new Uint8Array(32);
      chance().fill(secret);
      if (algorithm !== 'Ed25519') return new SeededKey(secret, false);
      return { privateKey: new SeededKey(secret, false), publicKey: new SeededKey(secret, true) };
    },

    async encrypt({ iv, additionalData }: AesGcmParams, key: unknown, data: Uint8Array): Promise<ArrayBuffer> {
      const sealed = new Uint8Array(data.length + TAG_BYTES);
      sealed.set(data);
      sealed.set(tagOf(SeededKey.bytes(key), bytesOf(iv), bytesOf(additionalData), data), data.length);
      return sealed.buffer;
    },

    async decrypt({ iv, additionalData }: AesGcmParams, key: unknown, data: ArrayBuffer): Promise<ArrayBuffer> {
      const sealed = new Uint8Array(data);
      const opened = sealed.slice(0, -TAG_BYTES);
      const tag = tagOf(SeededKey.bytes(key), bytesOf(iv), bytesOf(additionalData), opened);
      if (!tag.every((byte, i) => byte === sealed[opened.length + i]))
        throw new DOMException('changed', 'OperationError');
      return opened.buffer;
    },

    async exportKey(_format: 'raw', key: unknown): Promise<ArrayBuffer> {
      return exactly(SeededKey.publicKey(key));
    },

    async sign(_algorithm: 'Ed25519', key: unknown, data: Uint8Array): Promise<ArrayBuffer> {
      return exactly(sign(null, data, SeededKey.privateKey(key)));
    },

    async digest(_algorithm: 'SHA-256', data: Uint8Array): Promise<ArrayBuffer> {
      return exactly(createHash('sha256').update(data).digest());
    },
  };
}

/** Four multiplicative hashes with other beginnings (FNV-1a): a turned bit changes all of them. */
function tagOf(...parts: Uint8Array[]): Uint8Array {
  const words = Uint32Array.of(0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35);
  for (let word = 0; word < words.length; word++) {
    let hash = words[word] ?? 0;
    for (const part of parts) for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ (part[i] ?? 0), 0x01000193);
    words[word] = hash;
  }
  return new Uint8Array(words.buffer);
}

function bytesOf(source: BufferSource | undefined): Uint8Array {
  if (source instanceof Uint8Array) return source;
  throw new TypeError('bytes are expected here');
}

function exactly(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
