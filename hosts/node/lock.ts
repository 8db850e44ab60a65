// One writer at a time, among processes. Node has no lock of the operating system, so the lock is a file that only one can create. A process that
// died with it is recognized; one that sleeps with it loses it, notices before it writes, and begins again.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { codeOf, type Folder, pause } from './folder.ts';
import { isRecord, parseJson } from './json.ts';

const LOCK = 'lock';
/** A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon. */
const STALE_MILLISECONDS = 5_000;
const STEP_MILLISECONDS = 10;

export interface Lock {
  /** False when somebody thought that this process was dead and took it. */
  isStillOurs(): boolean;
  release(): void;
}

export function acquireLock(folder: Folder): Lock {
  const ours = new TextEncoder().encode(JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() }));
  let observed = '';
  for (let waited = 0; !create(folder, ours); waited += STEP_MILLISECONDS) {
    const holder = textOf(folder.read(LOCK));
    if (holder !== observed) [observed, waited] = [holder, 0];
    else if (isDead(holder) || waited >= STALE_MILLISECONDS) putAside(folder, holder);
    pause(STEP_MILLISECONDS);
  }
  const isStillOurs = () => textOf(folder.read(LOCK)) === textOf(ours);
  return { isStillOurs, release: () => isStillOurs() && folder.remove(LOCK) };
}

function create(folder: Folder, content: Uint8Array): boolean {
  try {
    folder.create(LOCK, content);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** By renaming, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again. */
function putAside(folder: Folder, holder: string): void {
  if (textOf(folder.read(LOCK)) !== holder) return;
  const aside = `${LOCK}.${randomUUID()}.tmp`;
  try {
    folder.rename(LOCK, aside);
    folder.remove(aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Only where process numbers are the same world: a container that shares the folder has others. */
function isDead(holder: string): boolean {
  const record = parseJson(holder);
  if (!isRecord(record) || record.host !== hostname() || typeof record.pid !== 'number') return false;
  try {
    process.kill(record.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
