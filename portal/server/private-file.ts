// Files that only the portal's own user may read. A wrong mode or owner stops the start; it is never repaired in silence.
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A mistake of whoever runs the portal: the message says what to do, and stands alone on the screen. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

const OTHERS = 0o077;
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = constants;
/** A symbolic link could point at a file with other permissions. Not every system has the flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** Creates the file with mode 0600; it must not exist. The bytes are on the disk when this returns. */
export function createPrivateFile(path: string, content: string): void {
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** Reads the file, unless somebody else could have read or written it too. */
export function readPrivateFile(path: string): string {
  const file = openPrivate(path);
  try {
    const stats = fstatSync(file); // of what is open, not of what the name points at a moment later
    if (!stats.isFile()) throw new SetupError(`${path} is not a file; put the portal's own file back.`);
    demandPrivate(path, stats, '600');
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** The data folder: the database and its journal get their protection from it. */
export function demandPrivateFolder(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new SetupError(`There is no data folder at ${path}; create one with "npm run portal -- init".`);
  }
  demandPrivate(path, stats, '700');
}

function openPrivate(path: string): number {
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW);
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SetupError(`${path} cannot be opened (${cause}); restore it from the backup of the data folder.`);
  }
}

/** Windows has neither modes nor owners in this sense; there the folder's access list protects the files. */
function demandPrivate(path: string, stats: Stats, mode: string): void {
  if (process.getuid === undefined) return;
  if (stats.uid !== process.getuid()) {
    throw new SetupError(`${path} belongs to another user; start the portal as its owner, or give it to this user.`);
  }
  if ((stats.mode & OTHERS) !== 0) {
    throw new SetupError(`${path} can be read or changed by other users; run "chmod ${mode} ${path}" and start again.`);
  }
}

/** A new file's name is on the disk only when its folder is. Windows cannot open folders and needs none of this. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
