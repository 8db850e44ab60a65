// Where the store lies, and the steps on the file system of which a write is made. Each step is one that can fail or be the last one before
// the power goes; the store is built so that any of them may be.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface Folder {
  readonly path: string;
  /** Makes the folder, for its owner only; one that others may enter is closed to them. */
  prepare(): void;
  list(): string[];
  /** The bytes of a plain file; undefined when there is none. Links are not followed. */
  read(name: string): Uint8Array | undefined;
  /** A new file for its owner only, on disk before this returns. Fails when the name is taken. */
  create(name: string, bytes: Uint8Array): void;
  /** Puts a file in the place of another in one step. */
  rename(from: string, to: string): void;
  remove(name: string): void;
  /** Renames are on disk when this returns. */
  sync(): void;
}

/** One folder for each product; the digest keeps apart names that would look alike to a file system. */
export function stateFolder(product: string): string {
  const name = product.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 32);
  const digest = createHash('sha256').update(product).digest('hex').slice(0, 8);
  return join(stateRoot(process.platform, process.env, homedir()), `${name}-${digest}`);
}

export function stateRoot(platform: string, environment: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Latchkey');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Latchkey');
  // XDG Base Directory Specification: a relative path is invalid and ignored.
  const state = environment.XDG_STATE_HOME;
  return join(state && isAbsolute(state) ? state : join(home, '.local', 'state'), 'latchkey');
}

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const OTHERS = 0o077;
/** A record has a few kilobytes; what is longer was not written by us. */
const LONGEST_FILE_BYTES = 262_144;
// Absent on Windows, where permissions and links work differently.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const NO_WAITING = constants.O_NONBLOCK ?? 0;

export function folderAt(path: string): Folder {
  return {
    path,
    prepare: () => {
      mkdirSync(path, { recursive: true, mode: OWNER_ONLY_FOLDER });
      if (hasPermissions && (statSync(path).mode & OTHERS) !== 0) attempt(() => chmodSync(path, OWNER_ONLY_FOLDER));
    },
    list: () => readdirSync(path),
    read: (name) => readPlainFile(join(path, name)),
    create: (name, bytes) => createFile(join(path, name), bytes),
    rename: (from, to) => renamePatiently(join(path, from), join(path, to)),
    remove: (name) => rmSync(join(path, name), { force: true }),
    sync: () => syncFolder(path),
  };
}

const hasPermissions = process.platform !== 'win32';

function readPlainFile(path: string): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAITING);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'ELOOP') return new Uint8Array(); // a link: none of our files, and thus damage
    throw error;
  }
  try {
    return readOpenFile(file);
  } finally {
    closeSync(file);
  }
}

function readOpenFile(file: number): Uint8Array {
  const stat = fstatSync(file);
  if (!stat.isFile() || stat.size > LONGEST_FILE_BYTES) return new Uint8Array();
  if (hasPermissions && (stat.mode & OTHERS) !== 0 && stat.uid === process.getuid?.())
    attempt(() => fchmodSync(file, OWNER_ONLY_FILE));
  const bytes = new Uint8Array(stat.size);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** Where permissions cannot be changed, on a read-only disk or a stick without any, a customer's license is read all the same. */
function attempt(closeToOthers: () => void): void {
  try {
    closeToOthers();
  } catch {}
}

function createFile(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', OWNER_ONLY_FILE);
  try {
    let length = 0;
    while (length < bytes.length) length += writeSync(file, bytes, length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** On Windows a virus scanner may hold a new file for a moment; elsewhere the first try is the only one. */
function renamePatiently(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const held = codeOf(error) === 'EPERM' || codeOf(error) === 'EBUSY' || codeOf(error) === 'EACCES';
      if (process.platform !== 'win32' || !held || attempt === 10) throw error;
      pause(20 * attempt);
    }
  }
}

/** Windows cannot open a folder as a file; NTFS writes its journal itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Blocks this thread, as everything in the store does: a write is a few milliseconds long. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** The system's name of an error, such as ENOENT. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
