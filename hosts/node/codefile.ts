// Codes that travel as files: on a stick, in a download folder, out of a mail program.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { codeOf } from './folder.ts';

/** A file or folder that was named cannot be used; the message says why and what to do. */
export class FileTrouble extends Error {
  override readonly name = 'FileTrouble';
}

/** The module reads 16 KiB; a file may have that in UTF-16, and words of people around it. */
const LONGEST_FILE_BYTES = 65_536;
const MOST_FILES = 200;

/** The text of a code file. UTF-16 with its mark, as Windows' editors write it, is text too. */
export function readCodeFile(path: string): string {
  const bytes = readPlainFile(path);
  if (bytes.length === 0) throw new FileTrouble(`${path} is empty; copy the file again.`);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

function readPlainFile(path: string): Uint8Array {
  return about(path, () => {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(file);
      if (stat.isDirectory())
        throw new FileTrouble(`${path} is a folder; to look for a code in it: install --from ${path}`);
      if (!stat.isFile()) throw new FileTrouble(`${path} is no file with a code.`);
      if (stat.size > LONGEST_FILE_BYTES)
        throw new FileTrouble(`${path} is too large to be a code; choose the .lic file.`);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** The `.lic` files in a folder and in the folders in it. Links are not followed: a stick is not asked to lead us elsewhere. */
export function licenseFilesIn(folder: string): string[] {
  const entries = about(folder, () => readdirSync(folder, { withFileTypes: true }));
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  const here = licenseFilesAmong(folder, entries);
  const below = folders.slice(0, MOST_FILES).flatMap((path) => licenseFilesAmong(path, entriesOf(path)));
  return [...here, ...below].slice(0, MOST_FILES);
}

type Entries = { name: string; isFile(): boolean }[];

function licenseFilesAmong(folder: string, entries: Entries): string[] {
  // macOS leaves `._name.lic` beside every file on foreign sticks.
  const isLicense = ({ name }: Entries[number]) => extname(name).toLowerCase() === '.lic' && !name.startsWith('._');
  return entries
    .filter((entry) => entry.isFile() && isLicense(entry))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** A folder on the stick that may not be opened hides nothing that was meant for us. */
function entriesOf(folder: string): Entries {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Writes a code as a file, whole or not at all, and on the stick when this returns. */
export function writeCodeFile(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  about(folder, () => {
    if (!statSync(folder).isDirectory()) throw new FileTrouble(`${folder} is no folder.`);
    const temporary = `${path}.tmp`;
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx');
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  });
  return path;
}

function about<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof FileTrouble) throw error;
    throw new FileTrouble(`${path} ${troubleOf(codeOf(error))}`);
  }
}

function troubleOf(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'is not there; is the stick plugged in, and the name right?';
    case 'ENOTDIR':
      return 'is no folder.';
    case 'EROFS':
      return 'is read-only; use another stick, or unlock this one.';
    case 'EACCES':
    case 'EPERM':
      return 'may not be used by this user; check its permissions.';
    case 'ENOSPC':
      return 'is full; make room and try again.';
    default:
      return `cannot be used: the system says ${code || 'that it failed'}.`;
  }
}
