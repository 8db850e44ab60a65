// A license that is looked after online where there is a network, and goes on without one: first activation, the stored code, refreshes in the
// background, grace and check-in by the code's own rules. The module judges; whatever the network does, the stored code stays.
import { EventEmitter } from 'node:events';
import { HOUR, MINUTE, restAfter, restLeft, secondsToRefresh } from '../js/index.ts';
import type { Accepted, Spelled } from '../js/verdict.ts';
import { type Answer, type CallProblem, type Issued, PortalCalls } from './calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Contact, readContact, writeContact } from './contact.ts';
import { folderAt } from './folder.ts';
import { type License, type LicenseOptions, NothingIdentifies, openLicense, type Standing } from './license.ts';
import { StoreFault } from './store.ts';

export interface OnlineOptions extends LicenseOptions {
  /** The portal's https address. */
  portal: string;
  /** How the portal is asked; the platform's own when absent. */
  fetch?: typeof fetch;
  /** Calls back once after so many seconds; the result cancels it. A timer that keeps no process alive when absent. */
  after?: (seconds: number, task: () => void) => () => void;
  /** 0 … 1, for jitter. */
  random?: () => number;
}

/** Where the customer stands, and what the portal, or the way to it, said last when it was no success. */
export type OnlineStanding = Standing & { activationId?: string; contact?: CallProblem };

export type Activated = { ok: true; verdict: Accepted } | { ok: false; problem: CallProblem };

/** `freed`: the portal has freed the seat. Otherwise the receipt has to be brought to it. */
export type OnlineRelease = { ok: true; freed: boolean; receipt?: Spelled } | { ok: false; problem: CallProblem };

/** An application that just started has better things to do. */
const START_SECONDS = 5;
const START_SPREAD_SECONDS = 10;

interface Events {
  /** After every check that found something new to say. */
  status: [OnlineStanding];
}

export async function openOnlineLicense(options: OnlineOptions): Promise<OnlineLicense> {
  return new OnlineLicense(await openLicense(options), options);
}

export class OnlineLicense extends EventEmitter<Events> {
  /** The license itself: requests and codes of machines without a network, components, receipts. */
  readonly license: License;
  readonly #calls: PortalCalls;
  readonly #clock: Clock;
  readonly #after: NonNullable<OnlineOptions['after']>;
  readonly #random: () => number;
  #contact: Contact;
  #problem: CallProblem | undefined;
  #status: OnlineStanding;
  #notBefore = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(license: License, options: OnlineOptions) {
    super();
    this.license = license;
    this.#clock = options.clock ?? systemClock;
    this.#after = options.after ?? timer;
    this.#random = options.random ?? Math.random;
    this.#calls = new PortalCalls(options.portal, {
      fetch: options.fetch ?? fetch,
      // A call that is waited for keeps the process alive; what happens in the background does not.
      sleep: (seconds) => new Promise((resolve) => void (options.after ?? wakingTimer)(seconds, resolve)),
      random: this.#random,
    });
    this.#contact = readContact(folderAt(license.folder));
    this.#status = this.#standing();
  }

  /** The answer of the last check. */
  get status(): OnlineStanding {
    return this.#status;
  }

  /** Judges the stored code anew, and says so if something changed. */
  check(): OnlineStanding {
    const before = JSON.stringify(plain(this.#status));
    this.#status = this.#standing();
    if (JSON.stringify(plain(this.#status)) !== before) this.emit('status', this.#status);
    return this.#status;
  }

  /** Activates online. The license key is sent and not stored. */
  async activate(licenseKey: string, { label }: { label?: string } = {}): Promise<Activated> {
    return this.#contained(async () => {
      const { code, pending } = this.license.requestOnce(label);
      return this.#install(await this.#calls.activate(licenseKey.trim(), code, label), pending);
    });
  }

  /** Asks the portal for a fresh code. Whatever goes wrong, the installed one stays. */
  async refresh(): Promise<Activated> {
    const { activationId } = this.#contact;
    if (activationId === undefined) return { ok: false, problem: NOT_ACTIVATED_ONLINE };
    return this.#contained(async () => {
      const { code, pending } = this.license.requestOnce();
      return this.#install(await this.#calls.refresh(activationId, code), pending);
    });
  }

  /** Refreshes if it is time, and leaves the portal alone afterwards. What came of it stands in the status. */
  async refreshIfDue(): Promise<OnlineStanding> {
    this.#contact = readContact(folderAt(this.license.folder)); // another process may have been faster
    if (this.#secondsToAsk(this.check()) !== 0) return this.#status;
    const outcome = await this.refresh();
    const restSeconds = restAfter(outcome.ok ? undefined : outcome.problem, this.#random());
    this.#remember({ ...this.#contact, asked: { atSeconds: this.#clock.nowSeconds(), restSeconds } });
    return this.check();
  }

  /** Gives the license back: a receipt takes the place of code and secret in one step, then the portal is told, if it can be. */
  async release(): Promise<OnlineRelease> {
    const given = this.license.release();
    if (!given.released) return { ok: false, problem: { name: given.reason, sentence: given.sentence } };
    const { activationId } = this.#contact;
    const told = activationId === undefined ? undefined : await this.#calls.release(activationId, given.receipt.code);
    this.#problem = told && !told.ok ? told.problem : undefined;
    if (told?.ok) {
      this.license.receiptTaken();
      this.#remember({});
    }
    this.check();
    return told?.ok ? { ok: true, freed: true } : { ok: true, freed: false, receipt: given.receipt };
  }

  /** Checks now, every hour, and when the verdict's time comes; refreshes when it is due. Keeps no process alive by itself. */
  start(): void {
    this.#notBefore = this.#clock.monotonicSeconds() + START_SECONDS + this.#random() * START_SPREAD_SECONDS;
    this.check();
    this.#plan();
  }

  /** Ends the work in the background, after a last check. The license stays as it is. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.check();
  }

  #standing(): OnlineStanding {
    const { activationId } = this.#contact;
    const standing = this.license.check();
    return {
      ...standing,
      ...(activationId !== undefined && { activationId }),
      ...(this.#problem && { contact: this.#problem }),
    };
  }

  #install(answer: Answer<Issued>, pending: Uint8Array): Activated {
    this.#problem = answer.ok ? undefined : answer.problem;
    if (!answer.ok) {
      this.check();
      return answer;
    }
    const { installed, verdict } = this.license.install(answer.code, pending);
    if (installed) this.#remember({ ...this.#contact, activationId: answer.activationId });
    this.check();
    if (installed) return { ok: true, verdict };
    return { ok: false, problem: { name: verdict.reason, sentence: verdict.sentence } };
  }

  /** What this machine cannot store, or cannot be told by, is an answer with a sentence and no exception in the application. */
  async #contained(work: () => Promise<Activated>): Promise<Activated> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreFault || error instanceof NothingIdentifies)) throw error;
      const name = error instanceof StoreFault ? 'store-fault' : 'nothing-identifies';
      this.#problem = { name, sentence: error.message };
      this.check();
      return { ok: false, problem: this.#problem };
    }
  }

  #remember(contact: Contact): void {
    this.#contact = contact;
    writeContact(folderAt(this.license.folder), contact);
  }

  #plan(): void {
    const seconds = Math.min(HOUR, this.#secondsToAsk(this.#status) ?? HOUR, secondsToChange(this.#status));
    this.#cancelTimer?.();
    this.#cancelTimer = this.#after(Math.max(1, seconds), () => void this.#wake());
  }

  async #wake(): Promise<void> {
    const planned = this.#cancelTimer;
    await this.refreshIfDue();
    if (planned === this.#cancelTimer && planned) this.#plan(); // not after stop()
  }

  /** Seconds until the portal is to be asked: 0 now, `undefined` never. Whoever is cut off is not kept waiting for a rest. */
  #secondsToAsk(standing: OnlineStanding): number | undefined {
    const { activationId, asked } = this.#contact;
    if (!standing.installed || activationId === undefined) return undefined;
    const now = this.#clock.nowSeconds();
    const due = secondsToRefresh(standing.verdict, activationId, now);
    if (due === undefined) return undefined;
    const rest = restLeft(asked, now, standing.verdict.accepted ? Number.POSITIVE_INFINITY : MINUTE);
    const start = standing.verdict.accepted ? this.#notBefore - this.#clock.monotonicSeconds() : 0;
    return Math.max(0, due, rest, start);
  }
}

const NOT_ACTIVATED_ONLINE: CallProblem = {
  name: 'not-activated-online',
  sentence: 'This license was not activated online here. Activate with the license key, or install a code.',
};

/** Seconds until the verdict changes by itself. */
function secondsToChange(standing: OnlineStanding): number {
  if (!standing.installed || !standing.verdict.accepted) return HOUR;
  const { secondsToExpiry = HOUR, secondsToCheckIn = HOUR } = standing.verdict;
  return Math.min(secondsToExpiry, secondsToCheckIn) + 1;
}

/** What a person would notice; seconds and the witness change at every check. */
function plain(standing: OnlineStanding): unknown {
  if (!standing.installed) return { ...standing };
  const { verdict, request, receipt, notice, activationId, contact } = standing;
  const days = verdict.accepted ? [verdict.daysToExpiry, verdict.daysToCheckIn, verdict.renewSoon] : [];
  const issued = verdict.accepted ? verdict.claims.issuedAt : undefined;
  return { reason: verdict.reason, days, issued, request, receipt, notice, activationId, contact };
}

function wakingTimer(seconds: number, task: () => void): () => void {
  const timeout = setTimeout(task, seconds * 1000);
  return () => clearTimeout(timeout);
}

/** A timer's delay is a signed 32-bit number of milliseconds, and an hour is the longest that is asked for. */
function timer(seconds: number, task: () => void): () => void {
  const timeout = setTimeout(task, seconds * 1000).unref();
  return () => clearTimeout(timeout);
}
