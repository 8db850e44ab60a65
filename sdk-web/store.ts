// Where values lie: IndexedDB through idb-keyval, one database per product.
import { get, promisifyRequest, type UseStore, update } from 'idb-keyval';
import { systemClock, within } from './clock.ts';
import type { ProblemName } from './problem.ts';

/** Three operations are all that the evidence needs. Each may fail at any time, and nothing here hides it. */
export interface Shelf {
  get(key: string): Promise<unknown>;
  /** Read and write in one transaction, on disk when it resolves. What `change` throws leaves the value as it was. */
  update(key: string, change: (old: unknown) => unknown): Promise<void>;
  /** Deletes everything that lies there. */
  destroy(): Promise<void>;
}

/** No answer within this time is a fault: browsers are known whose IndexedDB never calls back. */
const PATIENCE_SECONDS = 3;
const TABLE = 'evidence';

export function indexedDbShelf(name: string): Shelf {
  const connection = new Connection(name);
  const store: UseStore = (mode, callback) => connection.use(mode, callback);
  return {
    get: (key) => twice(() => get<unknown>(key, store)),
    update: (key, change) => twice(() => update<unknown>(key, change, store)),
    destroy: () => patiently(() => connection.destroy()),
  };
}

/** What kind of fault it is, as far as a person can do something about it. */
export function nameOfFault(fault: unknown): ProblemName {
  if (!globalThis.crypto?.subtle) return 'insecure-page';
  const name = fault instanceof Error ? fault.name : '';
  if (name === 'QuotaExceededError') return 'storage-full';
  if (['SecurityError', 'ReferenceError', 'DataCloneError', 'NotAllowedError'].includes(name)) return 'storage-blocked';
  return 'storage-broken';
}

/**
 * idb-keyval's `createStore` with strict durability: "complete" then means flushed to the disk, not handed to the system.
 * No version is named when opening, so no tab blocks another one and no version is ever too new; versions are in the records.
 */
class Connection {
  readonly #name: string;
  #database: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async use<T>(mode: IDBTransactionMode, callback: (store: IDBObjectStore) => T | PromiseLike<T>): Promise<T> {
    this.#database ??= this.#open();
    try {
      const transaction = (await this.#database).transaction(TABLE, mode, { durability: 'strict' });
      return await callback(transaction.objectStore(TABLE));
    } catch (fault) {
      if (!(fault instanceof Refusal)) this.#forget(); // a connection that failed once is not used again
      throw fault;
    }
  }

  async destroy(): Promise<void> {
    const database = await this.#database?.catch(() => undefined);
    database?.close();
    this.#forget();
    await promisifyRequest(indexedDB.deleteDatabase(this.#name));
  }

  /** A database without our table was made by somebody else, or half: it is raised by a version once. */
  async #open(version?: number): Promise<IDBDatabase> {
    const request = indexedDB.open(this.#name, version);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
    const database = await promisifyRequest(request);
    database.onclose = () => this.#forget();
    // Somebody deletes the database: an open connection would hold that up for ever.
    database.onversionchange = () => {
      database.close();
      this.#forget();
    };
    if (database.objectStoreNames.contains(TABLE)) return database;
    database.close();
    return this.#open(database.version + 1);
  }

  #forget(): void {
    this.#database = undefined;
  }
}

/** Thrown by a `change` that does not want to write. No fault of the storage. */
export class Refusal extends Error {}

/** Once more after a fault: closed connections and "backing store" errors are often gone with a new connection. */
async function twice<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await patiently(operation);
  } catch (fault) {
    if (fault instanceof Refusal || isFinal(fault)) throw fault;
    return patiently(operation);
  }
}

/** Blocked stays blocked, and whoever waited once for nothing does not wait again. */
function isFinal(fault: unknown): boolean {
  return nameOfFault(fault) === 'storage-blocked' || (fault instanceof Error && fault.name === 'TimeoutError');
}

function patiently<T>(operation: () => Promise<T>): Promise<T> {
  return within(systemClock, PATIENCE_SECONDS, operation);
}
