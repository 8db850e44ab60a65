// The sealed store: two copies of one record and the key that seals them, in a folder of their owner.
//
// Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place,
// brought to disk, and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What
// does not open (changed, cut, of another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { codeOf, type Folder } from './folder.ts';
import { acquireLock, type Lock } from './lock.ts';
import { decodeRecord, type Evidence, encodeRecord } from './record.ts';
import { KEY_BYTES, seal, unseal } from './seal.ts';

/**
 * Keeps the 32 bytes that seal a store outside of its folder: the system's keychain, or Electron's `safeStorage` (electron.ts). Only the key is kept
 * there, since a record is larger than some keychains take. May throw; what is stored then stays as it is.
 */
export interface Keychain {
  /** Undefined: there is none under this name. */
  readKey(account: string): Uint8Array | undefined;
  writeKey(account: string, key: Uint8Array): void;
}

const KEY = 'key';
/** Stands in the file `key` when the key itself is in a keychain, so that no program takes the store for damaged. */
const IN_KEYCHAIN = new TextEncoder().encode('LKK1');
const COPIES = ['license', 'license.copy'] as const;

/** What has happened to the files since they were last written: nothing, one copy replaced the other, or nothing could be opened. */
export type Damage = 'none' | 'repaired' | 'lost';

export interface Kept {
  evidence: Evidence;
  damage: Damage;
}

/** The store cannot do its work here and now. What is stored stays as it is. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly fault: 'not-readable' | 'not-writable' | 'newer';

  constructor(fault: StoreFault['fault'], sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.fault = fault;
  }
}

/** Another process took the lock while this one slept. */
class Displaced extends Error {}

interface Copy {
  name: (typeof COPIES)[number];
  bytes: Uint8Array | undefined;
  record: { evidence: Evidence; generation: number } | 'absent' | 'unreadable' | 'newer';
}

export class Store {
  readonly folder: Folder;
  readonly #product: string;
  readonly #keychain: Keychain | undefined;

  /** With a keychain a new store keeps its key there; one whose key lies in its folder is opened as before. */
  constructor(folder: Folder, product: string, keychain?: Keychain) {
    this.folder = folder;
    this.#product = product;
    this.#keychain = keychain;
  }

  /** What is stored, without changing anything on disk. */
  read(): Kept {
    return keptIn(this.#copies());
  }

  /**
   * Reads, lets `change` answer with the evidence to store (the same object: nothing to store) and a result, stores it, and reads it back.
   * `change` may be called again, if another process was faster; only what it returned last has happened.
   */
  update<T>(change: (kept: Kept) => { evidence: Evidence; result: T }): T {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#transaction(change);
      } catch (error) {
        if (!(error instanceof Displaced) || attempt === 5) throw error;
      }
    }
  }

  #transaction<T>(change: (kept: Kept) => { evidence: Evidence; result: T }): T {
    const lock = this.#writable(() => {
      this.folder.prepare();
      return acquireLock(this.folder);
    });
    try {
      const copies = this.#copies();
      const kept = keptIn(copies);
      const { evidence, result } = change(kept);
      if (evidence !== kept.evidence || needsRepair(copies)) this.#writable(() => this.#write(lock, copies, evidence));
      return result;
    } finally {
      // A lock that cannot be removed is recognized as dead by whoever comes next.
      attempt(() => lock.release());
    }
  }

  #copies(): Copy[] {
    return this.#readable(() => {
      const fileKey = this.#readKey();
      return COPIES.map((name) => this.#copy(name, fileKey));
    });
  }

  #copy(name: Copy['name'], fileKey: Uint8Array | undefined): Copy {
    const bytes = this.folder.read(name);
    if (bytes === undefined) return { name, bytes, record: 'absent' };
    const record = fileKey?.length === KEY_BYTES ? unseal(fileKey, this.#product, bytes) : undefined;
    return { name, bytes, record: record === undefined ? 'unreadable' : decodeRecord(record) };
  }

  #write(lock: Lock, copies: readonly Copy[], evidence: Evidence): void {
    this.#clearAway(copies);
    const fileKey = this.#fileKey();
    const record = encodeRecord(evidence, (newest(copies)?.generation ?? 0) + 1);
    const sealed = seal(fileKey, this.#product, record);
    for (const name of COPIES) this.#replace(lock, name, sealed);
    for (const name of COPIES) this.#readBack(name, fileKey, record);
  }

  /** Left-overs of writers that died, and copies that do not open. */
  #clearAway(copies: readonly Copy[]): void {
    for (const name of this.folder.list()) if (name.endsWith('.tmp')) this.folder.remove(name);
    for (const { name, bytes, record } of copies) if (bytes && record === 'unreadable') this.#putAside(name, bytes);
  }

  /** The digest in the name: the same damage twice is kept once. */
  #putAside(name: string, bytes: Uint8Array): void {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
    this.folder.rename(name, `${name}.damaged-${digest}`);
  }

  #readKey(): Uint8Array | undefined {
    const present = this.folder.read(KEY);
    if (!isMarker(present)) return present;
    if (!this.#keychain) throw new StoreFault('not-readable', NO_KEYCHAIN);
    return this.#keychain.readKey(this.#account());
  }

  #fileKey(): Uint8Array {
    const present = this.#readKey();
    if (present?.length === KEY_BYTES) return present;
    const file = this.folder.read(KEY);
    if (file !== undefined && !isMarker(file)) this.#putAside(KEY, file);
    const made = new Uint8Array(randomBytes(KEY_BYTES));
    this.#keychain?.writeKey(this.#account(), made);
    this.#place(KEY, this.#keychain ? IN_KEYCHAIN : made);
    return made;
  }

  /** The name of this store in a keychain. */
  #account(): string {
    return createHash('sha256').update(path.resolve(this.folder.path)).digest('hex');
  }

  #replace(lock: Lock, name: string, bytes: Uint8Array): void {
    if (!lock.isStillOurs()) throw new Displaced();
    this.#place(name, bytes);
  }

  #place(name: string, bytes: Uint8Array): void {
    const temporary = `${name}.${randomUUID()}.tmp`;
    this.folder.create(temporary, bytes);
    this.folder.rename(temporary, name);
    this.folder.sync();
  }

  #readBack(name: string, fileKey: Uint8Array, record: Uint8Array): void {
    const sealed = this.folder.read(name);
    const stored = sealed && unseal(fileKey, this.#product, sealed);
    if (!stored || Buffer.compare(stored, record) !== 0) throw new Error('what was read back is not what was written');
  }

  #readable<T>(step: () => T): T {
    return this.#faultOf('not-readable', `The stored license in ${this.folder.path} cannot be read`, step);
  }

  #writable<T>(step: () => T): T {
    return this.#faultOf('not-writable', `Nothing can be stored in ${this.folder.path}`, step);
  }

  #faultOf<T>(fault: StoreFault['fault'], what: string, step: () => T): T {
    try {
      return step();
    } catch (error) {
      if (error instanceof StoreFault || error instanceof Displaced) throw error;
      throw new StoreFault(fault, `${what}: ${adviceFor(codeOf(error))}`, error);
    }
  }
}

const NO_KEYCHAIN = "The key of the stored license is in the system's keychain, which this program does not use.";
const NEWER = 'The stored license was written by a newer version of this application; update this one.';

function isMarker(file: Uint8Array | undefined): boolean {
  return file !== undefined && Buffer.compare(file, IN_KEYCHAIN) === 0;
}

function adviceFor(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'it belongs to another user; run this as the user who made it, or choose another folder.';
    case 'EROFS':
      return 'the file system is read-only; choose another folder.';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full; make room and try again.';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where the folder should be; move it away, or choose another folder.';
    default:
      return `the system says ${code || 'that it failed'}; try again, or choose another folder.`;
  }
}

function newest(copies: readonly Copy[]): { evidence: Evidence; generation: number } | undefined {
  const records = copies.map((copy) => copy.record).filter((record) => typeof record === 'object');
  return records.reduce<(typeof records)[number] | undefined>(
    (best, record) => (best === undefined || record.generation > best.generation ? record : best),
    undefined,
  );
}

function keptIn(copies: readonly Copy[]): Kept {
  if (copies.some((copy) => copy.record === 'newer')) throw new StoreFault('newer', NEWER);
  return { evidence: newest(copies)?.evidence ?? {}, damage: damageOf(copies) };
}

function damageOf(copies: readonly Copy[]): Damage {
  if (!copies.some((copy) => copy.record === 'unreadable')) return 'none';
  return newest(copies) === undefined ? 'lost' : 'repaired';
}

/** One copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret. */
function needsRepair(copies: readonly Copy[]): boolean {
  const best = newest(copies);
  return (
    best !== undefined &&
    copies.some(({ record }) => typeof record !== 'object' || record.generation !== best.generation)
  );
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // What is tried here may fail without consequence; the caller says why.
  }
}
