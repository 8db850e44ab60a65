// The life of a license on a machine: request, install, check, give back. Nothing here knows what a license means: evidence goes to the module,
// its verdict goes to the caller, and what it says to store is stored.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { load, type Verifier } from '../js/index.ts';
import type { Accepted, Problem, Refused, Spelled, Verdict } from '../js/verdict.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Judged, judgeFindings } from './components.ts';
import { type Folder, folderAt, stateFolder } from './folder.ts';
import { type Machine, readMachine } from './machine.ts';
import type { Evidence, PendingRequest } from './record.ts';
import { type Kept, type Keychain, Store, StoreFault } from './store.ts';

export interface LicenseOptions {
  /** The product's id, as the vendor's portal knows it. */
  product: string;
  /** The vendor's public keys, 32 bytes each. There is no default. */
  publicKeys: readonly Uint8Array[];
  /** The verifier; from this package when absent. */
  module?: BufferSource | WebAssembly.Module;
  /** Where the store lies; the user's own place for such things when absent. */
  folder?: string | Folder;
  machine?: Machine;
  clock?: Clock;
  /** Where a new store keeps the key that seals it; in its folder when absent. */
  keychain?: Keychain;
}

/** Where the customer stands. Without a code there is no verdict, only what to do. */
export type Standing = (
  | { installed: true; verdict: Verdict }
  | { installed: false; reason: 'no-code' | 'store-damaged' | 'store-fault'; sentence: string }
) & {
  /** The request that waits for its answer. */
  request?: Spelled;
  /** The receipt that nobody has confirmed yet. */
  receipt?: Spelled;
  /** What happened to the store, where that needs to be known. */
  notice?: string;
};

export type Installation = { installed: true; verdict: Accepted } | { installed: false; verdict: Refused };

export type Release =
  | { released: true; receipt: Spelled }
  | { released: false; reason: 'no-code' | 'no-secret' | 'not-releasable'; sentence: string }
  | { released: false; reason: 'unreadable-code'; problem: Problem; sentence: string };

/** This machine has nothing that tells it from others, so no request can be made for it. */
export class NothingIdentifies extends Error {
  override readonly name = 'NothingIdentifies';
}

const SECRET_BYTES = 16;
const NONCE_BYTES = 8;

export async function openLicense(options: LicenseOptions): Promise<License> {
  if (options.publicKeys.length === 0) throw new TypeError('publicKeys: expected at least one public key, got none');
  const verifier = await load(options.module ?? (await packagedModule()));
  verifier.trust(...options.publicKeys);
  return new License(verifier, options, options.machine ?? (await readMachine()));
}

/** The verifier as it is built beside this package. */
export function packagedModule(): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(new URL('../../build/verifier.wasm', import.meta.url));
}

export class License {
  readonly product: string;
  readonly machine: Machine;
  /** Which of the machine's identifiers are used, and which are refused and why. */
  readonly components: Judged;
  readonly #verifier: Verifier;
  readonly #store: Store;
  readonly #clock: Clock;
  /** The witness that the module returned to this process last, and since when it has been the same. */
  #returned: { witness: Uint8Array; atSeconds: number } | undefined;

  constructor(verifier: Verifier, options: LicenseOptions, machine: Machine) {
    this.product = options.product;
    this.machine = machine;
    this.components = judgeFindings(verifier, options.product, machine.findings);
    this.#verifier = verifier;
    const folder = options.folder ?? stateFolder(options.product);
    const place = typeof folder === 'string' ? folderAt(folder) : folder;
    this.#store = new Store(place, options.product, options.keychain);
    this.#clock = options.clock ?? systemClock;
  }

  get folder(): string {
    return this.#store.folder.path;
  }

  /** The pending request: the same one until it is answered or, with `fresh`, thrown away. */
  request(input: { label?: string; licenseKey?: string; fresh?: boolean } = {}): Spelled & { isNew: boolean } {
    if (this.components.used.length === 0) throw new NothingIdentifies(this.#nothingIdentifies());
    return this.#store.update<Spelled & { isNew: boolean }>(({ evidence }) => {
      if (evidence.request && !input.fresh) return { evidence, result: { ...spelled(evidence.request), isNew: false } };
      // The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled.
      const secret = evidence.secret ?? new Uint8Array(randomBytes(SECRET_BYTES));
      const request = this.#createRequest(evidence, secret, input);
      return { evidence: { ...evidence, secret, request }, result: { ...spelled(request), isNew: true } };
    });
  }

  /** A request for one call to the portal. It is not kept, because its answer comes at once or never; the secret behind its lock is. */
  requestOnce(label?: string): PendingRequest {
    if (this.components.used.length === 0) throw new NothingIdentifies(this.#nothingIdentifies());
    return this.#store.update<PendingRequest>(({ evidence }) => {
      const secret = evidence.secret ?? new Uint8Array(randomBytes(SECRET_BYTES));
      const request = this.#createRequest(evidence, secret, label === undefined ? {} : { label });
      return { evidence: evidence.secret ? evidence : { ...evidence, secret }, result: request };
    });
  }

  /** Whether a request carries the license key, so that its picture is a secret and must be in no address. */
  carriesLicenseKey(request: Spelled): boolean {
    const reading = this.#verifier.decodeRequest(request.code);
    return !reading.ok || reading.value.licenseKey !== undefined;
  }

  /**
   * Installs an activation code, in any spelling. It is stored, and read back, before this says that it is installed.
   * `pending` belongs to a request of `requestOnce`; absent: the request that waits.
   */
  install(text: string | Uint8Array, pending?: Uint8Array): Installation {
    const installation = this.#store.update<Installation>(({ evidence }) => {
      const verdict = this.#judge(text, evidence, pending ?? evidence.request?.pending);
      const judged = withWitness(evidence, verdict);
      if (!verdict.accepted) return { evidence: judged, result: { installed: false, verdict } };
      const spelling = this.#verifier.canonical(text);
      if (!spelling.ok) throw new TypeError('canonical: expected the spelling of a code that was accepted, got none');
      const { request: _answered, ...answered } = judged;
      const kept = verdict.signedTime ? answered : judged;
      return { evidence: { ...kept, code: spelling.value.code }, result: { installed: true, verdict } };
    });
    this.#remember(installation.verdict.witness);
    return installation;
  }

  /** What this code would be worth here; nothing is stored. */
  preview(text: string | Uint8Array): Verdict {
    const { evidence } = this.#store.read();
    return this.#judge(text, evidence, evidence.request?.pending);
  }

  /** To be asked at every start, every hour, and at the end. Never throws for what is in the store or for what cannot be stored. */
  check(): Standing {
    try {
      const standing = this.#store.update<Standing>((kept) => {
        const standing = this.#standingOf(kept);
        return {
          evidence: standing.installed ? withWitness(kept.evidence, standing.verdict) : kept.evidence,
          result: standing,
        };
      });
      if (standing.installed) this.#remember(standing.verdict.witness);
      return standing;
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error;
      return this.#checkWithoutStoring(error);
    }
  }

  /** Gives the license back: token and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again. */
  release(): Release {
    return this.#store.update<Release>(({ evidence }) => {
      if (evidence.receipt) return { evidence, result: { released: true, receipt: evidence.receipt } };
      const release = this.#createReceipt(evidence);
      if (!release.released) return { evidence, result: release };
      const { witness } = evidence;
      return { evidence: { ...(witness && { witness }), receipt: release.receipt }, result: release };
    });
  }

  /** Somebody has taken the receipt to the vendor; it need not be kept any more. False: there was none. */
  receiptTaken(): boolean {
    return this.#store.update(({ evidence }) => {
      const { receipt, ...rest } = evidence;
      return receipt ? { evidence: rest, result: true } : { evidence, result: false };
    });
  }

  #judge(text: string | Uint8Array, evidence: Evidence, pending: Uint8Array | undefined): Verdict {
    return this.#verifier.check(text, {
      product: this.product,
      nowSeconds: this.#clock.nowSeconds(),
      runningSeconds: this.#runningSeconds(evidence.witness),
      witness: evidence.witness,
      components: this.components.used.map((component) => component.bytes),
      secret: evidence.secret,
      pending,
    });
  }

  /** Zero after a start, and when another process has stored a witness since. */
  #runningSeconds(stored: Uint8Array | undefined): number {
    const returned = this.#returned;
    if (!returned || !stored || Buffer.compare(stored, returned.witness) !== 0) return 0;
    return Math.floor(this.#clock.monotonicSeconds() - returned.atSeconds);
  }

  /** A witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often. */
  #remember(witness: Uint8Array): void {
    if (this.#returned && Buffer.compare(witness, this.#returned.witness) === 0) return;
    this.#returned = { witness, atSeconds: this.#clock.monotonicSeconds() };
  }

  #createRequest(
    evidence: Evidence,
    secret: Uint8Array,
    input: { label?: string; licenseKey?: string },
  ): PendingRequest {
    const { code, file, pending } = this.#verifier.createRequest({
      nonce: new Uint8Array(randomBytes(NONCE_BYTES)),
      product: this.product,
      components: this.components.used.map((component) => component.bytes),
      secret,
      ...(evidence.witness && { witness: evidence.witness }),
      ...(input.label !== undefined && { label: input.label }),
      ...(input.licenseKey !== undefined && { licenseKey: input.licenseKey }),
    });
    return { code, file, pending };
  }

  #createReceipt({ code, secret, witness }: Evidence): Release {
    if (code === undefined) return { released: false, reason: 'no-code', sentence: NO_CODE };
    if (secret === undefined) return { released: false, reason: 'no-secret', sentence: NO_SECRET };
    const verdict = this.#judge(code, { code, secret, ...(witness && { witness }) }, undefined);
    if (verdict.accepted && !verdict.releasable)
      return { released: false, reason: 'not-releasable', sentence: NO_SECRET };
    const receipt = this.#verifier.createReceipt(code, secret);
    if (receipt.ok) return { released: true, receipt: spelled(receipt.value) };
    return { released: false, reason: 'unreadable-code', problem: receipt.problem, sentence: receipt.problem.sentence };
  }

  #standingOf({ evidence, damage }: Kept): Standing {
    const extras = {
      ...(evidence.request && { request: spelled(evidence.request) }),
      ...(evidence.receipt && { receipt: evidence.receipt }),
      ...(damage === 'repaired' && { notice: REPAIRED }),
    };
    if (evidence.code !== undefined) {
      return { installed: true, verdict: this.#judge(evidence.code, evidence, undefined), ...extras };
    }
    if (damage === 'lost') return { installed: false, reason: 'store-damaged', sentence: LOST, ...extras };
    return { installed: false, reason: 'no-code', sentence: evidence.receipt ? GIVEN_BACK : NO_CODE, ...extras };
  }

  /** A store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed. */
  #checkWithoutStoring(fault: StoreFault): Standing {
    try {
      return { ...this.#standingOf(this.#store.read()), notice: fault.message };
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error;
      return { installed: false, reason: 'store-fault', sentence: error.message };
    }
  }

  #nothingIdentifies(): string {
    const what = 'Nothing on this machine tells it from others';
    if (this.machine.nature.form !== 'container')
      return `${what}; run \`latchkey components\` to see what was found and why it is not usable.`;
    return `${what}: containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro`;
  }
}

const NO_CODE = 'No activation code is installed on this machine; make a request and install its answer.';
const NO_SECRET =
  'This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it.';
const GIVEN_BACK = 'The license of this machine was given back; take the receipt to the vendor.';
const LOST =
  'The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer.';
const REPAIRED = 'One of the two stored copies was changed or damaged; it was put aside and made anew from the other.';

/** The witness comes back from every check; an unchanged one is nothing to store. */
function withWitness(evidence: Evidence, { witness }: Verdict): Evidence {
  const same = evidence.witness !== undefined && Buffer.compare(evidence.witness, witness) === 0;
  return same || (evidence.witness === undefined && witness.every((byte) => byte === 0))
    ? evidence
    : { ...evidence, witness };
}

function spelled({ code, file }: Spelled): Spelled {
  return { code, file };
}
