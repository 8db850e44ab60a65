// The evidence of one product in one browser: sealed on the shelf, or in memory when the browser allows nothing better.
// No fault of the storage leaves this file as an exception; it becomes a status with a sentence.
import { sameBytes } from './bytes.ts';
import { type Device, deviceOf } from './device.ts';
import { EVIDENCE_VERSION, type Evidence, member, NOTHING, sameButWitness } from './evidence.ts';
import { type Problem, problem } from './problem.ts';
import { asSealed, createKeys, type Keys, type Owner, open, type Sealed, seal, withDevice } from './seal.ts';
import { nameOfFault, Refusal, type Shelf } from './store.ts';

export interface StorageStatus {
  /**
   * durable: on the disk, read back. memory: until the page is closed. read-only: stored by a newer version, so nothing is overwritten,
   * and changes last until the page is closed.
   */
  mode: 'durable' | 'memory' | 'read-only';
  /** Why it is not durable, or what happened to the record. */
  problem?: Problem;
}

/** What an edit begins with. */
interface Loaded {
  evidence: Evidence;
  /** The record that it was read from. */
  revision?: Sealed | undefined;
  /** It may only be kept in memory. */
  held?: boolean;
}

const RECORD = 'record';
/** How often another tab may be faster before a change gives up. Each time, that tab got on; so this is never reached by two honest ones. */
const MOST_CONFLICTS = 50;

export class Vault {
  readonly #shelf: Shelf;
  readonly #owner: Owner;
  #keys: Keys | undefined;
  #device: Device | undefined;
  #status: StorageStatus = { mode: 'durable' };
  /** What this page saw last: the truth while the shelf cannot be read, and a second copy otherwise. */
  #kept: Evidence = NOTHING;
  /** `#kept` holds something that could not be written, and that no check brings back. */
  #unsaved = false;
  /** The revision that this page read or wrote last. */
  #seen: { iv: Uint8Array; code: string | undefined } | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(shelf: Shelf, owner: Owner) {
    this.#shelf = shelf;
    this.#owner = owner;
  }

  static async open(shelf: Shelf, owner: Owner): Promise<Vault> {
    const vault = new Vault(shelf, owner);
    await vault.read();
    return vault;
  }

  get status(): StorageStatus {
    return this.#status;
  }

  /** The device key, as of the last read or change; `undefined` where the browser can make none. */
  get device(): Device | undefined {
    return this.#device;
  }

  read(): Promise<Evidence> {
    return this.#inTurn(async () => (await this.#load()).evidence);
  }

  /**
   * Read, edit, write as one step against all tabs, and read back. WebCrypto is asynchronous and would end a transaction, so the
   * transaction compares the revision that was edited and puts the new one; when another tab was faster, `edit` runs again on its result.
   * `edit` must have no effect of its own, and returns the same object when there is nothing to write.
   */
  change(edit: (evidence: Evidence) => Evidence): Promise<Evidence> {
    return this.#inTurn(() => this.#change(edit));
  }

  /**
   * Deletes the database and writes anew what this page knows, unless it answers after all: another page may have stored a license in it
   * meanwhile. For a person who was told that the storage is broken.
   */
  repair(): Promise<void> {
    return this.#inTurn(async () => {
      const { held } = await this.#load();
      if (held && this.#kept.code === undefined) {
        this.#unsaved = false; // less than a license is not worth another page's
        await this.#load();
      }
      if (this.#status.mode !== 'memory') return;
      try {
        await this.#shelf.destroy();
        this.#unsaved = !sameButWitness(this.#kept, NOTHING);
      } catch (fault) {
        this.#degrade(fault);
      }
    });
  }

  /** What is asked for at the same moment in one page happens one after the other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #change(edit: (evidence: Evidence) => Evidence): Promise<Evidence> {
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const loaded = await this.#load();
      const edited = edit(loaded.evidence);
      if (edited === loaded.evidence && !this.#unsaved) return edited;
      if (await this.#store(edited, loaded)) return edited;
    }
    this.#degrade(undefined);
    return this.#keep(edit(this.#kept));
  }

  /** Asks the shelf each time, also after a fault: most faults pass. */
  async #load(): Promise<Loaded> {
    try {
      const found = await this.#shelf.get(RECORD);
      const loaded = found === undefined ? this.#absent() : await this.#understand(found);
      await this.#completeKeys();
      return loaded;
    } catch (fault) {
      this.#degrade(fault);
      await this.#completeKeys().catch(() => undefined);
      return { evidence: this.#kept };
    }
  }

  /** Nothing was ever written, or it was wiped under a running page: then the page still knows. */
  #absent(): Loaded {
    if (!this.#unsaved) this.#status = { mode: 'durable' };
    return { evidence: this.#kept };
  }

  async #understand(found: unknown): Promise<Loaded> {
    const revision = asSealed(found);
    // What this page could not write is bound to other keys than those on the shelf: both stay as they are.
    if (this.#unsaved && revision && revision.keys.id !== this.#keys?.id) return { evidence: this.#kept, held: true };
    if (revision) await this.#adopt(revision.keys);
    const evidence = revision && (await open(revision, this.#owner).catch(() => undefined));
    const newer = isNewer(found);
    this.#take(evidence, revision);
    if (newer || !this.#unsaved) this.#status = statusOf(newer, evidence !== undefined);
    return { evidence: this.#kept, revision, held: newer };
  }

  /** What is on the shelf counts, unless this page has something that it still has to write, or the shelf has nothing that can be read. */
  #take(evidence: Evidence | undefined, revision: Sealed | undefined): void {
    const overtaken = evidence?.code !== undefined && !sameBytes(revision?.iv, this.#seen?.iv);
    // A code that was installed here meanwhile is newer than any that another page brings from before.
    if (overtaken && this.#kept.code === this.#seen?.code) this.#unsaved = false;
    if (evidence && !this.#unsaved) this.#kept = evidence;
    if (revision) this.#seen = { iv: revision.iv, code: evidence?.code };
  }

  async #completeKeys(): Promise<void> {
    await this.#adopt(this.#keys ? await withDevice(this.#keys) : await createKeys());
  }

  async #adopt(keys: Keys): Promise<void> {
    if (keys.id === this.#keys?.id) return;
    this.#keys = keys;
    this.#device = keys.device && (await deviceOf(keys.device).catch(() => undefined));
  }

  /** False when another tab was faster. In every other case the evidence is kept, on the disk or else in memory. */
  async #store(evidence: Evidence, { revision, held }: Loaded): Promise<boolean> {
    if (held || !this.#keys) return !!this.#keep(evidence);
    try {
      const sealed = await seal(this.#keys, this.#owner, evidence);
      await this.#put(sealed, revision);
      this.#status = { mode: 'durable' };
      this.#unsaved = false;
      this.#kept = evidence;
      this.#seen = { iv: sealed.iv, code: evidence.code };
    } catch (fault) {
      if (fault instanceof Refusal) return false;
      this.#degrade(fault);
      this.#keep(evidence);
    }
    return true;
  }

  /** One transaction, then a look at what is really there. */
  async #put(sealed: Sealed, expected: Sealed | undefined): Promise<void> {
    await this.#shelf.update(RECORD, (old) => {
      if (isNewer(old) || !sameBytes(asSealed(old)?.iv, expected?.iv)) throw new Refusal();
      return sealed;
    });
    const back = asSealed(await this.#shelf.get(RECORD));
    if (!back || sameBytes(back.iv, expected?.iv)) throw new Error(); // what was reported as written is not there
    await open(back, this.#owner);
  }

  /** In memory only. */
  #keep(evidence: Evidence): Evidence {
    this.#unsaved ||= !sameButWitness(evidence, this.#kept);
    this.#kept = evidence;
    return evidence;
  }

  #degrade(fault: unknown): void {
    this.#status = { mode: 'memory', problem: problem(nameOfFault(fault)) };
  }
}

function isNewer(found: unknown): boolean {
  return Number(member(found, 'version')) > EVIDENCE_VERSION;
}

function statusOf(newer: boolean, readable: boolean): StorageStatus {
  if (newer) return { mode: 'read-only', problem: problem('storage-newer') };
  return readable ? { mode: 'durable' } : { mode: 'durable', problem: problem('storage-damaged') };
}
