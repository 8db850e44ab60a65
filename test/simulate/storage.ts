// A browser's storage that breaks in twelve named ways. What is stored survives pages; what a page does to it may not.
import type { Spare } from '../../sdk-web/spare.ts';
import type { Shelf } from '../../sdk-web/store.ts';

/** Each lasts for a while, unless it is something that happens in a moment. */
export const STORAGE_FAULTS = [
  'wiped', // everything is deleted, pages that run keep running
  'record-lost', // the database alone is deleted
  'blocked', // SecurityError: storage is forbidden
  'full', // QuotaExceededError on every write
  'backing-store', // UnknownError: "Internal error opening backing store"
  'aborted', // AbortError: transactions are given up
  'closing', // InvalidStateError: the connection closes under the page
  'version', // VersionError
  'silent', // nothing is ever answered
  'corrupt', // bits of the record are turned
  'future', // the record was written by a newer version
  'lying', // writes are reported as done, and are not
] as const;

export type StorageFault = (typeof STORAGE_FAULTS)[number];

const THROWN: Partial<Record<StorageFault, string>> = {
  blocked: 'SecurityError',
  full: 'QuotaExceededError',
  'backing-store': 'UnknownError',
  aborted: 'AbortError',
  closing: 'InvalidStateError',
  version: 'VersionError',
  silent: 'TimeoutError', // what the shelf of a page makes of it
};

/** What one browser profile stores. */
export class Disk {
  readonly values = new Map<string, unknown>();
  spare: string | undefined;
  fault: StorageFault | undefined;
  /** Counts what changed behind the back of the pages: what was acknowledged before may be gone. */
  losses = 0;

  /** What happens in a moment, or begins to be so until `heal`. */
  strike(fault: StorageFault, turn: (bytes: Uint8Array) => void): void {
    if (fault === 'wiped' || fault === 'record-lost') {
      this.values.clear();
      if (fault === 'wiped') this.spare = undefined;
      this.losses++;
    } else if (fault === 'corrupt') this.#corrupt(turn);
    else if (fault === 'future') this.#age(2);
    else this.fault = fault;
    if (fault === 'lying') this.losses++;
  }

  heal(): void {
    if (this.fault === 'lying') this.losses++;
    this.fault = undefined;
    this.#age(1);
  }

  /** The shelf of one page. `step` is called before and after everything that touches the disk, and may end the page. */
  shelf(step: () => Promise<void>): Shelf {
    return {
      get: async (key) => {
        await step();
        this.#demand(false);
        const value = copyOf(this.values.get(key));
        await step();
        return value;
      },
      update: async (key, change) => {
        await step();
        this.#demand(true);
        const value = change(copyOf(this.values.get(key)));
        if (this.fault !== 'lying') this.values.set(key, copyOf(value));
        await step();
      },
      destroy: async () => {
        await step();
        this.#demand(true);
        this.values.clear();
        this.losses++;
      },
    };
  }

  /** The second store breaks with the first only where everything is forbidden or full. */
  spareOf(alive: () => boolean): Spare {
    return {
      get: () => (this.fault === 'blocked' ? undefined : this.spare),
      set: (code) => {
        if (alive() && this.fault !== 'blocked' && this.fault !== 'full') this.spare = code;
      },
    };
  }

  #demand(writing: boolean): void {
    const name = this.fault && THROWN[this.fault];
    if (name === undefined || (this.fault === 'full' && !writing)) return;
    throw new DOMException(`injected ${this.fault}`, name);
  }

  #corrupt(turn: (bytes: Uint8Array) => void): void {
    const record = this.values.get('record');
    if (!isRecord(record)) return;
    turn(new Uint8Array(record.ciphertext));
    this.losses++;
  }

  #age(version: number): void {
    const record = this.values.get('record');
    if (isRecord(record) && record.version !== version) this.values.set('record', { ...record, version });
  }
}

interface Stored {
  version: number;
  ciphertext: ArrayBuffer;
  iv: Uint8Array;
}

function isRecord(value: unknown): value is Stored {
  return (
    typeof value === 'object' && value !== null && 'ciphertext' in value && value.ciphertext instanceof ArrayBuffer
  );
}

/** As a database copies: bytes anew, keys as the handles that they are. */
function copyOf(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return { ...value, iv: Uint8Array.from(value.iv), ciphertext: value.ciphertext.slice(0) };
}
