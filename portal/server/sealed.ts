// Bytes under a passphrase: signing keys in escrow, and backups. scrypt makes the key (RFC 7914), AES-256-GCM seals pieces of 64 KiB,
// each with its number and whether it is the last in its nonce, so that no piece can be cut off, repeated or exchanged (STREAM,
// Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { SetupError } from './private-file.ts';

/*
 *  0       8    9    10   11   12            28
 *  ┌───────┬────┬────┬────┬────┬─────────────┬────────┬────────┬──
 *  │LKSEAL1│log₂N│ r  │ p  │ 0  │ salt        │ piece  │ piece  │ …     piece = ciphertext ‖ tag (16)
 *  │ LF    │    │    │    │    │             │        │        │       nonce = 0 × 7 ‖ number (4, big-endian) ‖ last (1)
 *  └───────┴────┴────┴────┴────┴─────────────┴────────┴────────┴──    each piece's additional data = these 28 bytes ‖ purpose
 */
const MAGIC = Buffer.from('LKSEAL1\n');
const SALT_BYTES = 16;
const HEADER_BYTES = MAGIC.length + 4 + SALT_BYTES;
const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** OWASP's recommendation for scrypt: 128 MiB and about half a second for each guess. */
const COST = { log2: 17, r: 8, p: 1 };
/** A file that asks for more is not ours, and would be a way to fill the memory. */
const MAX_COST = { log2: 20, r: 16, p: 4 };
const MIN_PASSPHRASE_CHARACTERS = 12;

export type Purpose = 'latchkey/escrow/1' | 'latchkey/backup/1';

/** @throws SetupError when a guess would find it */
export function demandPassphrase(passphrase: string): void {
  if ([...passphrase].length >= MIN_PASSPHRASE_CHARACTERS) return;
  throw new SetupError(
    `A passphrase has at least ${MIN_PASSPHRASE_CHARACTERS} characters; five random words are a good one.`,
  );
}

/** The sealed form of everything that `pieces` brings, piece by piece. */
export async function* seal(
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  passphrase: string,
  purpose: Purpose,
): AsyncGenerator<Uint8Array> {
  demandPassphrase(passphrase);
  const header = Buffer.concat([MAGIC, Buffer.from([COST.log2, COST.r, COST.p, 0]), randomBytes(SALT_BYTES)]);
  const key = await derive(passphrase, header);
  yield header;
  let number = 0;
  for await (const { bytes, last } of inPieces(pieces, PIECE_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number++, last)).setAAD(additional(header, purpose));
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
}

/**
 * What was sealed. Nothing of a piece is handed out before its tag was right; the end is only reached when nothing is missing.
 *
 * @throws SetupError when the passphrase is wrong or the bytes are damaged: which of the two cannot be told
 */
export async function* open(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  passphrase: string,
  purpose: Purpose,
): AsyncGenerator<Uint8Array> {
  const source = new Reader(chunks);
  const header = await source.take(HEADER_BYTES);
  if (!header?.subarray(0, MAGIC.length).equals(MAGIC))
    throw new SetupError('This file was not sealed by a Latchkey portal.');
  const key = await derive(passphrase, header);
  let number = 0;
  for await (const { bytes, last } of inPieces(source.rest(), PIECE_BYTES + TAG_BYTES)) {
    yield openPiece(key, nonce(number++, last), additional(header, purpose), bytes);
  }
}

function openPiece(key: Uint8Array, iv: Uint8Array, aad: Uint8Array, piece: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad).setAuthTag(piece.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SetupError('The passphrase is wrong, or the file is damaged or not whole.');
  }
}

async function derive(passphrase: string, header: Buffer): Promise<Uint8Array> {
  const [log2 = 0, r = 0, p = 0] = header.subarray(MAGIC.length);
  if (log2 > MAX_COST.log2 || r > MAX_COST.r || p > MAX_COST.p || log2 < 1 || r < 1 || p < 1) {
    throw new SetupError('This file asks for more work than any that a Latchkey portal sealed.');
  }
  const options = { N: 2 ** log2, r, p, maxmem: 256 * 2 ** log2 * r };
  const stretch = promisify<string, Uint8Array, number, object, Buffer>(scrypt);
  return await stretch(passphrase.normalize('NFC'), header.subarray(-SALT_BYTES), 32, options);
}

function nonce(number: number, last: boolean): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(number, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

function additional(header: Uint8Array, purpose: Purpose): Uint8Array {
  return Buffer.concat([header, Buffer.from(purpose)]);
}

/** Cuts a stream into equal pieces; there is always a last one, which may be empty or shorter. */
async function* inPieces(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Uint8Array; last: boolean }> {
  const source = new Reader(chunks);
  let bytes = await source.upTo(size);
  for (;;) {
    const next = bytes.length === size ? await source.upTo(size) : Buffer.alloc(0);
    if (next.length === 0) return yield { bytes, last: true };
    yield { bytes, last: false };
    bytes = next;
  }
}

/** Takes so many bytes at a time from a stream of chunks of any length. */
class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held = Buffer.alloc(0);

  constructor(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#chunks = (async function* () {
      yield* chunks;
    })();
  }

  async take(length: number): Promise<Buffer | undefined> {
    const bytes = await this.upTo(length);
    return bytes.length === length ? bytes : undefined;
  }

  async upTo(length: number): Promise<Buffer> {
    const parts = [this.#held];
    let total = this.#held.length;
    while (total < length) {
      const { value, done } = await this.#chunks.next();
      if (done) break;
      parts.push(Buffer.from(value));
      total += value.length;
    }
    const all = Buffer.concat(parts);
    this.#held = all.subarray(length);
    return all.subarray(0, length);
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    if (this.#held.length > 0) yield this.#held;
    for (;;) {
      const { value, done } = await this.#chunks.next();
      if (done) return;
      yield value;
    }
  }
}
