// A license in a browser: it gathers evidence, lets the module judge, keeps what the module hands back, and shows the answer. No rule of its own.
import type { Accepted, FeatureValue, Spelled, Verdict, Verifier } from '../hosts/js/index.ts';
import type { Clock } from './clock.ts';
import type { Evidence } from './evidence.ts';
import { Judge, remember } from './judge.ts';
import { type Portal, paths } from './online.ts';
import { failed, type Outcome, type Problem, refusal } from './problem.ts';
import { fitLabel, type Machine, makeRequest, vouch, withSecret } from './request.ts';
import type { Meaning, State, Surroundings } from './state.ts';
import type { Tabs } from './tabs.ts';
import type { Vault } from './vault.ts';

/** What a license needs from its surroundings; `createLicense` gathers it from the browser. */
export interface Parts {
  product: string;
  /** The name of the host that serves the page, for codes bound to domains. */
  host: string;
  /** The module with the vendor's keys. Asked at every check, so that one that failed to load may come later. */
  loadVerifier: () => Promise<Outcome<{ verifier: Verifier }>>;
  vault: Vault;
  portal?: Portal | undefined;
  clock: Clock;
  tabs: Tabs;
}

export type Installed = Outcome<{ verdict: Accepted }>;
/** `released`: the portal has freed the seat. Otherwise the receipt has to be brought to it. */
export type Released = Outcome<{ released: boolean; receipt?: Spelled }>;

/** What an answer belongs to. */
interface Answering {
  /** The request it answers; absent: the one that waits in the evidence. */
  pending?: Uint8Array;
  activationId?: string | undefined;
  /** Install only while this activation is still the installed one. */
  refreshes?: string;
}

export class License {
  readonly #parts: Parts;
  readonly #vault: Vault;
  readonly #judge: Judge;
  readonly #listeners = new Set<(state: State) => void>();
  #state: State;
  #contact: Problem | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#vault = parts.vault;
    this.#judge = new Judge(parts.product, parts.host, parts.vault.device, parts.clock);
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

  /** Judges the stored evidence anew. */
  async check(): Promise<State> {
    const module = await this.#parts.loadVerifier();
    if (!module.ok) return this.#show({ kind: 'unavailable', problem: module.problem });
    const { verifier } = module;
    let verdict: Verdict | undefined;
    const evidence = await this.#vault.change((old) => {
      verdict = old.code === undefined ? undefined : this.#judge.judge(verifier, old.code, old);
      return verdict ? remember(old, verdict) : old;
    });
    this.#judge.stored(evidence.witness);
    return this.#show(meaningOf(verdict), this.#waiting(verifier, evidence));
  }

  /** Activates online. The license key is sent and not stored. */
  async activate(licenseKey: string, options: { label?: string | undefined } = {}): Promise<Installed> {
    const ready = await this.#online();
    if (!ready.ok) return ready;
    const { verifier, machine, portal } = ready;
    const evidence = await this.#vault.change((old) => (old.secret ? old : withSecret(old)));
    const { pending, body } = await vouch(verifier, machine, { ...evidence, ...labeled(options) }, paths.activate);
    const answer = this.#heard(await portal.activate({ licenseKey: licenseKey.trim(), ...body }));
    if (!answer.ok) return this.#shown(answer);
    return this.#install(verifier, answer.code, { pending, activationId: answer.activationId });
  }

  /** Installs a code that was pasted, scanned or dropped as a file. */
  async install(code: string): Promise<Installed> {
    const module = await this.#parts.loadVerifier();
    return module.ok ? this.#install(module.verifier, code, {}) : module;
  }

  /** Takes what a person has, a code or a license key, and does the right thing with it. */
  async enter(text: string, options: { label?: string | undefined } = {}): Promise<Installed> {
    return beginsLikeCode.test(text) ? this.install(text) : this.activate(text, options);
  }

  /**
   * The request to bring to the portal. There is one at a time: asking again shows the same, until it is answered or dropped.
   * With a license key inside one scan is enough, and the picture is a secret; the key is not stored.
   */
  async createRequest(
    options: { label?: string | undefined; licenseKey?: string | undefined } = {},
  ): Promise<Outcome<{ request: Spelled }>> {
    const ready = await this.#ready();
    if (!ready.ok) return ready;
    const { verifier, machine } = ready;
    const evidence = await this.#vault.change((old) => {
      if (old.pending && old.secret) return old;
      const fresh = { ...withSecret(old), ...labeled(options), pending: undefined };
      return { ...fresh, pending: makeRequest(verifier, machine, fresh).pending };
    });
    await this.#changed();
    const { code, file } = makeRequest(verifier, machine, evidence, options.licenseKey);
    return { ok: true, request: { code, file } };
  }

  /** Throws the waiting request away, so that a new one can be made. */
  async dropRequest(): Promise<State> {
    await this.#vault.change((old) => ({ ...old, pending: undefined, label: undefined }));
    return this.#changed();
  }

  /** Asks the portal for a fresh code. Whatever goes wrong, the installed one stays. */
  async refresh(): Promise<Installed> {
    const ready = await this.#online();
    if (!ready.ok) return ready;
    const evidence = await this.#vault.read();
    if (evidence.code === undefined) return failed('nothing-installed');
    const id = evidence.activationId;
    if (id === undefined) return failed('not-activated-online');
    const { pending, body } = await vouch(ready.verifier, ready.machine, evidence, paths.refresh(id));
    const answer = this.#heard(await ready.portal.refresh(id, body));
    if (!answer.ok) return this.#shown(answer);
    return this.#install(ready.verifier, answer.code, { pending, activationId: id, refreshes: id });
  }

  /** Gives the license back: a receipt takes the place of code and secret in one step, then the portal is told, if it can be. */
  async release(): Promise<Released> {
    const module = await this.#parts.loadVerifier();
    if (!module.ok) return module;
    const { code, secret, activationId } = await this.#vault.read();
    if (code === undefined) return failed('nothing-installed');
    const holdsSeat = activationId !== undefined || this.#state.kind !== 'valid' || this.#state.verdict.releasable;
    if (!secret || !holdsSeat) return failed('no-seat-to-free');
    const receipt = module.verifier.createReceipt(code, secret);
    if (!receipt.ok) return receipt;
    await this.#vault.change((old) =>
      old.code === code ? { activationId, witness: old.witness, receipt: receipt.value.code } : old,
    );
    await this.#changed();
    return this.handBack();
  }

  /** Tells the portal of a license that was given back; also later, when it could not be reached at once. */
  async handBack(): Promise<Released> {
    const { receipt } = this.#state;
    if (!receipt) return failed('nothing-installed');
    const told = await this.#tellOfRelease();
    if (!told.ok) return { ok: true, released: false, receipt };
    await this.receiptTaken();
    return { ok: true, released: true };
  }

  /** The person or the portal has the receipt: it need not be shown again. */
  async receiptTaken(): Promise<State> {
    await this.#vault.change((old) => {
      const { receipt: _taken, ...rest } = old;
      return old.code === undefined ? { ...rest, activationId: undefined } : rest;
    });
    return this.#changed();
  }

  /** Forgets code, request, receipt and times. The device key stays, so that the portal knows its seat again. */
  async forget(): Promise<State> {
    await this.#vault.change(() => ({}));
    return this.#changed();
  }

  async #install(verifier: Verifier, text: string, answering: Answering): Promise<Installed> {
    const spelled = verifier.canonical(text);
    let verdict: Verdict | undefined;
    await this.#vault.change((old) => {
      verdict = undefined;
      if (answering.refreshes !== undefined && old.activationId !== answering.refreshes) return old;
      verdict = this.#judge.judge(verifier, text, old, answering.pending ?? old.pending);
      const known = remember(old, verdict);
      if (!verdict.accepted || !spelled.ok) return known;
      const waiting = verdict.signedTime ? { pending: undefined, label: undefined } : {};
      return { ...known, ...waiting, code: spelled.value.code, activationId: answering.activationId };
    });
    await this.#changed();
    if (!verdict) return failed('superseded');
    return verdict.accepted ? { ok: true, verdict } : refusal(verdict);
  }

  async #tellOfRelease(): Promise<Outcome<object>> {
    const ready = await this.#online();
    if (!ready.ok) return ready;
    const { activationId, code } = await this.#vault.read();
    if (activationId === undefined || code !== undefined) return failed('not-activated-online');
    const { body } = await vouch(ready.verifier, ready.machine, {}, paths.release(activationId));
    return this.#heard(await ready.portal.release(activationId, body));
  }

  /** What making a request needs. */
  async #ready(): Promise<Outcome<{ verifier: Verifier; machine: Machine }>> {
    const module = await this.#parts.loadVerifier();
    if (!module.ok) return module;
    const { device } = this.#vault;
    if (!device) return failed('no-device-key');
    return { ok: true, verifier: module.verifier, machine: { product: this.#parts.product, device } };
  }

  async #online(): Promise<Outcome<{ verifier: Verifier; machine: Machine; portal: Portal }>> {
    const { portal } = this.#parts;
    if (!portal) return failed('no-portal');
    const ready = await this.#ready();
    return ready.ok ? { ...ready, portal } : ready;
  }

  /** Notes what the portal said, for the state. */
  #heard<T>(answer: Outcome<T>): Outcome<T> {
    this.#contact = answer.ok ? undefined : answer.problem;
    return answer;
  }

  /** The same answer, once the state tells of it too. */
  async #shown<T>(answer: T): Promise<T> {
    await this.check();
    return answer;
  }

  /** After a change of the evidence: this page sees it, then the others hear of it. */
  async #changed(): Promise<State> {
    const state = await this.check();
    this.#parts.tabs.tell('changed');
    return state;
  }

  /** What waits beside the license, spelled for people. */
  #waiting(verifier: Verifier, evidence: Evidence): Partial<Surroundings> {
    const { device } = this.#vault;
    const { product } = this.#parts;
    const made = evidence.pending && device ? makeRequest(verifier, { product, device }, evidence) : undefined;
    const receipt = evidence.receipt === undefined ? undefined : verifier.canonical(evidence.receipt);
    return {
      ...(made && { request: { code: made.code, file: made.file } }),
      ...(receipt?.ok && { receipt: { code: receipt.value.code, file: receipt.value.file } }),
      ...(evidence.activationId !== undefined && { activationId: evidence.activationId }),
    };
  }

  #show(meaning: Meaning, waiting: Partial<Surroundings> = {}): State {
    const contact = this.#contact && { contact: this.#contact };
    this.#state = { ...waiting, ...contact, storage: this.#vault.status, ...meaning };
    for (const listener of this.#listeners) tell(listener, this.#state);
    return this.#state;
  }
}

/** A code or its file, slips and all. A license key may look like anything else: some come from other systems. */
const beginsLikeCode = /^\W*(BEGIN LATCHKEY|[LI1]K[A-Z][\dOIL])/i;

function meaningOf(verdict: Verdict | undefined): Meaning {
  if (!verdict) return { kind: 'none' };
  return verdict.accepted ? { kind: 'valid', verdict } : { kind: 'refused', verdict };
}

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
