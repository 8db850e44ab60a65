// The evidence of one product in one browser: sealed on the shelf, or in memory when the browser allows nothing better.
// No fault of the storage leaves this file as an exception; it becomes a status with a sentence.
import { sameBytes } from './bytes.ts';
import { asKeyPair, createDeviceKey, type Device, deviceOf } from './device.ts';
import { EVIDENCE_VERSION, type Evidence, member } from './evidence.ts';
import { type Problem, type ProblemName, problem } from './problem.ts';
import { asSealed, createSealKey, type Owner, open, type Sealed, seal } from './seal.ts';
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

interface Keys {
  version: number;
  seal: CryptoKey;
  device?: CryptoKeyPair | undefined;
}

/** How often another tab may be faster before a change gives up. Each time, that tab got on; so this is never reached by two honest ones. */
const MOST_CONFLICTS = 50;

export class Vault {
  readonly device: Device | undefined;
  readonly #shelf: Shelf;
  readonly #owner: Owner;
  readonly #keys: Keys | undefined;
  #status: StorageStatus;
  /** What this page saw last: the truth in every mode but `durable`, and a second copy there. */
  #kept: Evidence = {};

  private constructor(
    shelf: Shelf,
    owner: Owner,
    keys: Keys | undefined,
    device: Device | undefined,
    status: StorageStatus,
  ) {
    this.#shelf = shelf;
    this.#owner = owner;
    this.#keys = keys;
    this.device = device;
    this.#status = status;
  }

  static async open(shelf: Shelf, owner: Owner): Promise<Vault> {
    try {
      const keys = await claimKeys(shelf);
      const device = keys.device && (await deviceOf(keys.device));
      return new Vault(shelf, owner, keys, device, { mode: 'durable' });
    } catch (fault) {
      const pair = await createDeviceKey();
      const device = pair && (await deviceOf(pair));
      return new Vault(shelf, owner, undefined, device, { mode: 'memory', problem: problem(nameOfFault(fault)) });
    }
  }

  get status(): StorageStatus {
    return this.#status;
  }

  async read(): Promise<Evidence> {
    return (await this.#load()).evidence;
  }

  /**
   * Read, edit, write as one step against all tabs, and read back. WebCrypto is asynchronous and would end a transaction, so the
   * transaction compares the revision that was edited and puts the new one; when another tab was faster, `edit` runs again on its result.
   * `edit` must have no effect of its own, and returns the same object when there is nothing to write.
   */
  async change(edit: (evidence: Evidence) => Evidence): Promise<Evidence> {
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const { evidence, revision } = await this.#load();
      const edited = edit(evidence);
      if (edited === evidence) return evidence;
      if (await this.#store(edited, revision)) return edited;
    }
    this.#degrade('storage-broken');
    this.#kept = edit(this.#kept);
    return this.#kept;
  }

  async #load(): Promise<{ evidence: Evidence; revision?: Sealed | undefined }> {
    if (this.#status.mode !== 'durable') return { evidence: this.#kept };
    try {
      const found = await this.#shelf.get('record');
      if (found === undefined) return { evidence: this.#kept }; // never written, or wiped under a running page: then the page still knows
      return await this.#read(found);
    } catch (fault) {
      this.#degrade(nameOfFault(fault));
      return { evidence: this.#kept };
    }
  }

  async #read(found: unknown): Promise<{ evidence: Evidence; revision?: Sealed | undefined }> {
    const revision = asSealed(found);
    const evidence = await this.#open(revision);
    const newer = Number(member(found, 'version')) > EVIDENCE_VERSION;
    if (newer) this.#status = { mode: 'read-only', problem: problem('storage-newer') };
    else if (!evidence) this.#status = { mode: 'durable', problem: problem('storage-damaged') };
    else if (this.#status.problem) this.#status = { mode: 'durable' };
    this.#kept = evidence ?? {};
    return { evidence: this.#kept, revision };
  }

  async #open(sealed: Sealed | undefined): Promise<Evidence | undefined> {
    if (!sealed || !this.#keys) return undefined;
    try {
      return await open(this.#keys.seal, this.#owner, sealed);
    } catch {
      return undefined; // not ours, or changed: the same as nothing
    }
  }

  /** False when another tab was faster. In every other case the evidence is kept, on the disk or else in memory. */
  async #store(evidence: Evidence, revision: Sealed | undefined): Promise<boolean> {
    const { mode } = this.#status;
    if (mode === 'read-only' || !this.#keys) {
      this.#kept = evidence;
      return true;
    }
    try {
      const sealed = await seal(this.#keys.seal, this.#owner, evidence);
      await this.#put(sealed, mode === 'durable' ? revision : 'any');
      this.#status = { mode: 'durable' };
    } catch (fault) {
      if (fault instanceof Refusal) return false;
      this.#degrade(nameOfFault(fault));
    }
    this.#kept = evidence;
    return true;
  }

  /** One transaction, then a look at what is really there. */
  async #put(sealed: Sealed, expected: Sealed | undefined | 'any'): Promise<void> {
    await this.#shelf.update('record', (old) => {
      if (expected !== 'any' && !sameBytes(asSealed(old)?.iv, expected?.iv)) throw new Refusal();
      return sealed;
    });
    if (!(await this.#shelf.get('keys'))) await this.#shelf.update('keys', (old) => old ?? this.#keys); // wiped under a running page
    const back = asSealed(await this.#shelf.get('record'));
    if (!(await this.#open(back))) throw new Error('the record could not be read back');
  }

  #degrade(name: ProblemName): void {
    this.#status = { mode: 'memory', problem: problem(name) };
  }
}

/** The keys on the shelf; of ten tabs that make some at the same moment, all get those of the first. */
async function claimKeys(shelf: Shelf): Promise<Keys> {
  const found = parseKeys(await shelf.get('keys'));
  if (found) return found;
  const made: Keys = { version: EVIDENCE_VERSION, seal: await createSealKey(), device: await createDeviceKey() };
  await shelf.update('keys', (old) => (parseKeys(old) ? old : made));
  const back = parseKeys(await shelf.get('keys'));
  if (!back) throw new Error('the keys could not be read back');
  return back;
}

function parseKeys(value: unknown): Keys | undefined {
  const sealKey = member(value, 'seal');
  if (!(sealKey instanceof CryptoKey)) return undefined;
  return { version: EVIDENCE_VERSION, seal: sealKey, device: asKeyPair(member(value, 'device')) };
}
