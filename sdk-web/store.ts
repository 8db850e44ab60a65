// Where values lie: IndexedDB through idb-keyval, one database per product.
import { get, promisifyRequest, type UseStore, update } from 'idb-keyval';
import type { ProblemName } from './problem.ts';

/** Two operations are all that the evidence needs. Both may fail at any time, and nothing here hides it. */
export interface Shelf {
  get(key: string): Promise<unknown>;
  /** Read and write in one transaction, on disk when it resolves. What `change` throws leaves the value as it was. */
  update(key: string, change: (old: unknown) => unknown): Promise<void>;
}

/** No answer within this time is a fault: browsers are known whose IndexedDB never calls back. */
const PATIENCE_MS = 3000;
const TABLE = 'evidence';

export function indexedDbShelf(name: string): Shelf {
  const store = strictStore(name);
  return {
    get: (key) => twice(() => get<unknown>(key, store)),
    update: (key, change) => twice(() => update<unknown>(key, change, store)),
  };
}

/** What kind of fault it is, as far as a person can do something about it. */
export function nameOfFault(fault: unknown): ProblemName {
  const name = fault instanceof Error ? fault.name : '';
  if (name === 'QuotaExceededError') return 'storage-full';
  if (['SecurityError', 'ReferenceError', 'DataCloneError', 'NotAllowedError'].includes(name)) return 'storage-blocked';
  return 'storage-broken';
}

/**
 * idb-keyval's `createStore` with strict durability: "complete" then means flushed to the disk, not handed to the system.
 * No version is named when opening, so a database is never "blocked" by an older tab; versions are in the records.
 */
function strictStore(name: string): UseStore {
  let connection: Promise<IDBDatabase> | undefined;
  const forget = () => {
    connection = undefined;
  };
  return async (mode, callback) => {
    connection ??= connect(name, forget);
    try {
      const database = await connection;
      return await callback(database.transaction(TABLE, mode, { durability: 'strict' }).objectStore(TABLE));
    } catch (fault) {
      if (!(fault instanceof Refusal)) forget(); // a connection that failed once is not used again
      throw fault;
    }
  };
}

async function connect(name: string, forget: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
  const database = await promisifyRequest(request);
  database.onclose = forget;
  // Somebody deletes the database: an open connection would hold that up for ever.
  database.onversionchange = () => {
    database.close();
    forget();
  };
  return database;
}

/** Thrown by a `change` that does not want to write. No fault of the storage. */
export class Refusal extends Error {}

/** Once more after a fault: closed connections and "backing store" errors are often gone with a new connection. */
async function twice<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await within(operation());
  } catch (fault) {
    if (fault instanceof Refusal || isFinal(fault)) throw fault;
    return within(operation());
  }
}

/** Blocked stays blocked, and whoever waited once for nothing does not wait again. */
function isFinal(fault: unknown): boolean {
  return nameOfFault(fault) === 'storage-blocked' || (fault instanceof Error && fault.name === 'TimeoutError');
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('the storage did not answer', 'TimeoutError')), PATIENCE_MS);
  });
  return Promise.race([work, patience]).finally(() => clearTimeout(timer));
}
