// A license in a browser: it gathers evidence, lets the module judge, keeps what the module hands back, and shows the answer. No rule of its own.
import type { Accepted, FeatureValue, Spelled, Verifier } from '../hosts/js/index.ts';
import { restAfter } from '../hosts/js/index.ts';
import { secondsDue } from './due.ts';
import { type Evidence, NOTHING } from './evidence.ts';
import { type Answering, type Held, Holding, type Place } from './holding.ts';
import type { Asker, Portal } from './online.ts';
import { contained, failed, type Outcome, type Problem, problem, refusal } from './problem.ts';
import { fitLabel, type Machine, makeRequest, withSecret } from './request.ts';
import { type Meaning, meaningOf, type State, type Surroundings, waitingOf } from './state.ts';
import type { Tabs } from './tabs.ts';

/** What a license needs from its surroundings; `createLicense` gathers it from the browser. */
export interface Parts extends Place {
  /** The module with the vendor's keys. Asked at every check, so that one that failed to load may come later. */
  loadVerifier: () => Promise<Outcome<{ verifier: Verifier }>>;
  /** What talks to the portal, if there is one. */
  loadPortal?: (() => Promise<Portal>) | undefined;
  tabs: Tabs;
  /** 0 … 1, for jitter. */
  random: () => number;
}

export type Installed = Outcome<{ verdict: Accepted }>;
/** `released`: the portal has freed the seat. Otherwise the receipt has to be brought to it. */
export type Released = Outcome<{ released: boolean; receipt?: Spelled }>;

export class License {
  readonly #parts: Parts;
  readonly #holding: Holding;
  readonly #listeners = new Set<(state: State) => void>();
  readonly #ends: (() => void)[] = [];
  #lastCheck: Promise<unknown> = Promise.resolve();
  #state: State;
  #contact: Problem | undefined;
  /** When this page asked last: a storage that keeps nothing must not make it ask for ever. */
  #asked: State['asked'];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#holding = new Holding(parts);
    this.#state = { kind: 'none', storage: parts.vault.status };
  }

  /** The answer of the last check. */
  get state(): State {
    return this.#state;
  }

  /** Calls back now and after every check; the result ends it. */
  subscribe(listener: (state: State) => void): () => void {
    this.#listeners.add(listener);
    tell(listener, this.#state);
    return () => this.#listeners.delete(listener);
  }

  /** The value of a feature; `undefined` when it is not granted or the license is not valid. */
  feature(name: string): FeatureValue | undefined {
    if (this.#state.kind !== 'valid') return undefined;
    const { features } = this.#state.verdict.claims;
    return Object.hasOwn(features, name) ? features[name] : undefined;
  }

  /** Judges the stored evidence anew. One check at a time, so that the last word is about the last evidence. */
  check(): Promise<State> {
    const check = this.#lastCheck.then(() => this.#check());
    this.#lastCheck = check;
    return check;
  }

  /** Activates online. The license key is sent and not stored. */
  activate(licenseKey: string, options: { label?: string | undefined } = {}): Promise<Installed> {
    return contained(async () => {
      const evidence = await this.#parts.vault.change((old) => (old.secret ? old : withSecret(old)));
      const answer = await this.#ask({ ...evidence, ...labeled(options) }, (portal, asker) =>
        portal.activate(asker, licenseKey.trim()),
      );
      return answer.ok ? this.#install(answer.code, answer) : this.#shown(answer);
    });
  }

  /** Installs a code that was pasted, scanned or dropped as a file. */
  install(code: string): Promise<Installed> {
    return contained(() => this.#install(code, {}));
  }

  /** Takes what a person has, a code or a license key, and does the right thing with it. */
  async enter(text: string, options: { label?: string | undefined } = {}): Promise<Installed> {
    return beginsLikeCode.test(text) ? this.install(text) : this.activate(text, options);
  }

  /**
   * The request to bring to the portal. There is one at a time: asking again shows the same, until it is answered or dropped.
   * With a license key inside one scan is enough, and the picture is a secret; the key is not stored.
   */
  createRequest(
    options: { label?: string | undefined; licenseKey?: string | undefined } = {},
  ): Promise<Outcome<{ request: Spelled }>> {
    return contained(async () => {
      const { vault, product } = this.#parts;
      const first = await this.#ready();
      if (!first.ok) return first;
      const evidence = await vault.change((old) => {
        if (old.pending && old.secret) return old;
        const fresh = { ...withSecret(old), ...labeled(options), pending: undefined };
        return { ...fresh, pending: makeRequest(first.verifier, first.machine, fresh).pending };
      });
      await this.#changed();
      const device = vault.device ?? first.machine.device; // another tab may have been the first to write its keys
      const { code, file } = makeRequest(first.verifier, { product, device }, evidence, options.licenseKey);
      return { ok: true, request: { code, file } };
    });
  }

  /** Throws the waiting request away, so that a new one can be made. */
  async dropRequest(): Promise<State> {
    await this.#parts.vault.change((old) => ({ ...old, pending: undefined, label: undefined }));
    return this.#changed();
  }

  /** Asks the portal for a fresh code. Whatever goes wrong, the installed one stays. */
  refresh(): Promise<Installed> {
    return contained(async () => {
      const evidence = await this.#parts.vault.read();
      const { code, activationId } = evidence;
      if (code === undefined) return failed('nothing-installed');
      if (activationId === undefined) return failed('not-activated-online');
      const answer = await this.#ask(evidence, (portal, asker) => portal.refresh(asker, activationId));
      if (!answer.ok) return this.#shown(answer);
      return this.#install(answer.code, { pending: answer.pending, activationId, refreshes: activationId });
    });
  }

  /**
   * Refreshes, or hands back, if it is time and no other tab is at it. For the background: a timer, a sync event of the service worker.
   * What came of it stands in the state.
   */
  async refreshIfDue(): Promise<State> {
    await this.#parts.tabs.alone(async () => {
      const state = await this.check(); // another tab may have been faster
      if (secondsDue(state, this.#parts.clock.nowSeconds()) !== 0) return;
      const outcome = state.kind === 'none' ? await this.#handBack() : await this.refresh();
      const restSeconds = restAfter(outcome.ok ? undefined : outcome.problem, this.#parts.random());
      const atSeconds = this.#parts.clock.nowSeconds();
      this.#asked = { atSeconds, restSeconds };
      await this.#parts.vault.change((old) => ({ ...old, askedAt: atSeconds, restSeconds }));
      await this.#changed();
    });
    return this.#state;
  }

  /** Gives the license back: a receipt takes the place of code and secret in one step, then the portal is told, if it can be. */
  release(): Promise<Released> {
    return contained(async () => {
      const module = await this.#parts.loadVerifier();
      if (!module.ok) return module;
      const given = await this.#holding.giveBack(module.verifier);
      if (!given.ok) return given;
      await this.#changed();
      return this.handBack();
    });
  }

  /** Tells the portal of a license that was given back; also later, when it could not be reached at once. */
  handBack(): Promise<Released> {
    return contained(async () => {
      const { receipt } = this.#state;
      if (!receipt) return failed('nothing-installed');
      const told = await this.#handBack();
      return told.ok ? { ok: true, released: true } : { ok: true, released: false, receipt };
    });
  }

  /** The person or the portal has the receipt: it need not be shown again. */
  async receiptTaken(): Promise<State> {
    await this.#parts.vault.change((old) => {
      const activationId = old.code === undefined ? undefined : old.activationId;
      return { ...old, activationId, receipt: undefined };
    });
    return this.#changed();
  }

  /** Forgets code, request and receipt. The device key stays, so that the portal knows its seat again. */
  async forget(): Promise<State> {
    await this.#holding.forget();
    return this.#changed();
  }

  /** Deletes a database that does not answer, and writes what this page knows into a new one. Only when a person wants it. */
  async repairStorage(): Promise<State> {
    await this.#parts.vault.repair();
    return this.#changed();
  }

  /** Ends the work in the background. The license itself stays as it is. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#listeners.clear();
  }

  /** Has something ended by `close`. */
  onClose(end: () => void): void {
    this.#ends.push(end);
  }

  async #check(): Promise<State> {
    try {
      const module = await this.#parts.loadVerifier();
      if (!module.ok) return this.#show({ kind: 'unavailable', problem: module.problem });
      const held = await this.#holding.check(module.verifier);
      return this.#show(meaningOf(held.verdict), this.#surroundings(module.verifier, held));
    } catch {
      return this.#show({ kind: 'unavailable', problem: problem('fault') }); // no license, and no exception in the application
    }
  }

  async #install(text: string, answering: Answering): Promise<Installed> {
    const module = await this.#parts.loadVerifier();
    if (!module.ok) return module;
    const verdict = await this.#holding.install(module.verifier, text, answering);
    await this.#changed();
    if (!verdict) return failed('superseded');
    return verdict.accepted ? { ok: true, verdict } : refusal(verdict);
  }

  async #handBack(): Promise<Outcome<object>> {
    const { activationId, code } = await this.#parts.vault.read();
    if (activationId === undefined || code !== undefined) return failed('not-activated-online');
    const told = await this.#ask(NOTHING, (portal, asker) => portal.release(asker, activationId));
    if (told.ok) await this.receiptTaken();
    return told;
  }

  /** Asks the portal, and notes for the state what it said. What talks to it is loaded when it is needed, and may be out of reach itself. */
  async #ask<T>(evidence: Evidence, call: (portal: Portal, asker: Asker) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const { loadPortal } = this.#parts;
    if (!loadPortal) return failed('no-portal');
    const ready = await this.#ready();
    if (!ready.ok) return ready;
    const portal = await loadPortal().catch(() => undefined);
    const answer = portal ? await call(portal, { ...ready, evidence }) : failed('unreachable');
    this.#contact = answer.ok ? undefined : answer.problem;
    return answer;
  }

  /** What making a request needs. */
  async #ready(): Promise<Outcome<{ verifier: Verifier; machine: Machine }>> {
    const module = await this.#parts.loadVerifier();
    if (!module.ok) return module;
    const { vault, product } = this.#parts;
    if (!vault.device) return failed('no-device-key');
    return { ok: true, verifier: module.verifier, machine: { product, device: vault.device } };
  }

  /** The same answer, once the state tells of it too. */
  async #shown<T>(answer: T): Promise<T> {
    await this.check();
    return answer;
  }

  /** After a change of the evidence: this page sees it, then the others hear of it. */
  async #changed(): Promise<State> {
    const state = await this.check();
    this.#parts.tabs.tell();
    return state;
  }

  #surroundings(verifier: Verifier, { evidence, lost }: Held): Surroundings {
    const { product, vault } = this.#parts;
    const { status, device } = vault;
    const storage = lost && !status.problem ? { ...status, problem: problem('storage-lost') } : status;
    return { storage, ...waitingOf(verifier, product, device, evidence, this.#asked) };
  }

  #show(meaning: Meaning, around: Surroundings = { storage: this.#parts.vault.status }): State {
    const contact = this.#contact && { contact: this.#contact };
    this.#state = { ...around, ...contact, ...meaning };
    for (const listener of this.#listeners) tell(listener, this.#state);
    return this.#state;
  }
}

/** A code or its file, slips and all. A license key may look like anything else: some come from other systems. */
const beginsLikeCode = /^\W*(BEGIN LATCHKEY|[LI1]K[A-Z][\dOIL])/i;

function labeled({ label }: { label?: string | undefined }): { label: string | undefined } {
  return { label: label === undefined ? undefined : fitLabel(label) };
}

/** A listener that throws is the application's fault and must not stop the others. */
function tell(listener: (state: State) => void, state: State): void {
  try {
    listener(state);
  } catch (fault) {
    globalThis.reportError(fault);
  }
}
