// A whole portal in one sealed file: keys, secret and every row of the store as it was in one moment, also while it is used.
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { readPrivateFile, SetupError } from './private-file.ts';
import { open, seal } from './sealed.ts';
import { KEYS_FOLDER } from './signer.ts';
import { readSnapshot } from './snapshot.ts';
import type { Store } from './store.ts';

/*
 * Sealed (sealed.ts) and compressed: lines of JSON.
 *   {"latchkey":"backup","version":1,"atSeconds":…,"steps":[…]}    the steps of the store's shape that had been done
 *   {"table":"license","columns":[…]}                              then, for each of its rows,
 *   [value, …]                                                     bytes as {"bytes":base64}, times as {"time":ISO 8601}
 *   {"file":"store-secret.hex","text":"…"}                         each private file of the data folder; behind the rows, because a
 *                                                                  key has its file before it has its row
 *   {"end":rows}                                                   without it the backup is not whole
 */
export const VERSION = 1;
const PURPOSE = 'latchkey/backup/1';
const FILES = ['signing-key.pem', 'store-secret.hex'];

export type Value = string | number | boolean | null | { bytes: string } | { time: string };
export type Line =
  | { latchkey: 'backup'; version: number; atSeconds: number; steps: string[] }
  | { file: string; text: string }
  | { table: string; columns: string[] }
  | Value[]
  | { end: number };

/** Answers how many rows were written. The file must be new; what was begun and failed is no backup, and says so when it is read. */
export async function writeBackup(
  { store, folder, file }: { store: Store; folder: string; file: string },
  passphrase: string,
  atSeconds: number,
): Promise<number> {
  let rows = 0;
  async function* lines() {
    for await (const line of readSnapshot(store, folder, atSeconds)) {
      if (Array.isArray(line)) rows++;
      yield line;
    }
    yield* privateFiles(folder);
    yield { end: rows };
  }
  const text = Readable.from(asText(lines()));
  const compressed = text.pipe(createGzip());
  text.on('error', (error) => compressed.destroy(error));
  await pipeline(
    Readable.from(seal(compressed, passphrase, PURPOSE)),
    createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return rows;
}

/** Its lines. @throws SetupError when it is not whole, or the passphrase is wrong */
export async function* readBackup(file: string, passphrase: string): AsyncGenerator<Line> {
  const opened = Readable.from(open(createReadStream(file), passphrase, PURPOSE));
  const unpacked = opened.pipe(createGunzip());
  opened.on('error', (error) => unpacked.destroy(error));
  let ended = false;
  try {
    for await (const text of createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line: Line = JSON.parse(text); // authentic: sealed by writeBackup
      ended = !Array.isArray(line) && 'end' in line;
      yield line;
    }
  } catch (error) {
    throw error instanceof SetupError ? error : new SetupError('The backup is damaged or not whole.');
  }
  if (!ended) throw new SetupError('The backup is not whole; it was cut off.');
}

function* privateFiles(folder: string): Generator<Line> {
  for (const name of FILES) {
    if (existsSync(path.join(folder, name))) yield { file: name, text: readPrivateFile(path.join(folder, name)) };
  }
  const keys = path.join(folder, KEYS_FOLDER);
  if (!existsSync(keys)) return;
  for (const name of readdirSync(keys).sort())
    yield { file: `${KEYS_FOLDER}/${name}`, text: readPrivateFile(path.join(keys, name)) };
}

async function* asText(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
