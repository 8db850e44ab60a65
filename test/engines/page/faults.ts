// Faults of storage as browsers really have them, put between the SDK and IndexedDB. Named in the page's address: ?fault=…

type Fault = () => void;

const opens = () => IDBFactory.prototype;
const originalOpen = IDBFactory.prototype.open;

export const FAULTS: Record<string, Fault> = {
  /** Chrome, when its files are damaged; WebKit says the same in other words. */
  'backing-store': () => failOpen('UnknownError', 'Internal error opening backing store for indexedDB.open.'),
  /** Chrome, when the profile is being closed or deleted. */
  'open-aborted': () => failOpen('AbortError', 'The connection was aborted.'),
  /** Firefox in its old private mode. */
  'open-invalid-state': () =>
    failOpen('InvalidStateError', 'A mutation operation was attempted on a database that did not allow mutations.'),
  /** Another tab holds an older version open and does not let go: nothing is ever called. */
  'open-silent': () => replaceOpen(() => new EventTarget()),
  /** Blocked by settings, a sandboxed frame, or a partitioned one: the call itself throws. */
  'open-forbidden': () =>
    replaceOpen(() => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    }),
  /** No IndexedDB at all. */
  missing: () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true }),
  /** The disk is full, or the site's share of it. */
  'quota-on-put': () =>
    replaceWrite(() => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    }),
  /** The put succeeds and the transaction ends in an abort. */
  'abort-at-commit': () => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      const request = put.apply(this, args);
      request.addEventListener('success', () => this.transaction.abort());
      return request;
    };
  },
  /** The browser forgets what it said it had written. */
  'write-lost': () => {
    const get = IDBObjectStore.prototype.get;
    IDBObjectStore.prototype.put = function (value) {
      void value;
      return get.call(this, 'nothing');
    };
  },
  /** Reading fails, as it does when a file behind the database is gone. */
  'read-fails': () => {
    IDBObjectStore.prototype.get = () => {
      throw new DOMException('The object can not be found here.', 'NotFoundError');
    };
  },
  /** The connection is closed under the page, as Safari does in the background. */
  'connection-lost': () => {
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    };
  },
  /** A record may not be kept because it holds a key. */
  'no-clone': () =>
    replaceWrite(() => {
      throw new DOMException('The object can not be cloned.', 'DataCloneError');
    }),
};

function replaceOpen(open: (...args: Parameters<IDBFactory['open']>) => unknown): void {
  Object.defineProperty(opens(), 'open', { value: open, configurable: true });
}

function failOpen(name: string, message: string): void {
  replaceOpen(() => {
    const request = Object.assign(new EventTarget(), {
      error: new DOMException(message, name),
      result: undefined,
      readyState: 'done',
    });
    setTimeout(() => {
      request.dispatchEvent(new Event('error'));
      const handler: unknown = Reflect.get(request, 'onerror');
      if (typeof handler === 'function') handler.call(request, new Event('error'));
    });
    return request;
  });
}

function replaceWrite(write: () => never): void {
  IDBObjectStore.prototype.put = write;
  IDBObjectStore.prototype.add = write;
}

export function restoreOpen(): void {
  Object.defineProperty(opens(), 'open', { value: originalOpen, configurable: true });
}
