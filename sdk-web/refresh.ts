// When a license is checked and refreshed while an application runs. The rhythm is that of docs/online.md.
import type { Verdict } from '../hosts/js/index.ts';
import type { Clock } from './clock.ts';
import type { License } from './license.ts';
import type { State } from './state.ts';
import type { News, Tabs } from './tabs.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** A fleet that was activated on one morning comes back over this many hours. */
const SPREAD_SECONDS = 4 * HOUR;
/** An application that just started has better things to do. */
const START_SECONDS = 5;
const START_SPREAD_SECONDS = 10;
/** Reasons that a fresh code with signed time can end. */
const CURABLE = new Set(['clock-behind', 'not-yet-valid', 'expired', 'check-in-required']);

/** Seconds until the portal should be asked: 0 at once, `undefined` never. */
export function secondsToRefresh(verdict: Verdict, activationId: string, nowSeconds: number): number | undefined {
  if (!verdict.accepted) return CURABLE.has(verdict.reason) ? 0 : undefined;
  if (verdict.secondsToCheckIn !== undefined && verdict.secondsToCheckIn < DAY) return 0;
  const { refreshAt } = verdict.claims;
  if (refreshAt === undefined) return undefined;
  return Math.max(0, refreshAt + spreadSeconds(activationId) - nowSeconds);
}

/** The same for every tab and every start, another for every activation (FNV-1a, 32 bits). */
export function spreadSeconds(activationId: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(activationId)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % SPREAD_SECONDS;
}

export interface Occasions {
  clock: Clock;
  tabs: Tabs;
  /** 0 … 1, for jitter. */
  random: () => number;
  /** Where `online` and `pagehide` are heard: the window or the worker. */
  events: EventTarget;
  /** Where `visibilitychange` is heard; a worker has none. */
  page?: EventTarget | undefined;
}

/** Checks every hour, when the verdict's time comes, and when the page comes or goes; refreshes when it is due. */
export class Keeper {
  readonly #license: License;
  readonly #occasions: Occasions;
  #cancelTimer: () => void = () => undefined;
  /** Running seconds until which nothing is asked after a start, unless the license needs it. */
  #quietUntil: number;
  /** Running seconds until which nothing is asked at all: somebody just did. */
  #restUntil = 0;

  constructor(license: License, occasions: Occasions) {
    this.#license = license;
    this.#occasions = occasions;
    this.#quietUntil = this.#running() + START_SECONDS + occasions.random() * START_SPREAD_SECONDS;
  }

  start(): void {
    const { tabs, events, page } = this.#occasions;
    const check = () => void this.#license.check();
    tabs.listen((news) => this.#hear(news));
    this.#license.subscribe((state) => this.#plan(state));
    events.addEventListener('online', () => this.#tryAgain());
    events.addEventListener('pagehide', check);
    page?.addEventListener('visibilitychange', check);
  }

  #hear(news: News): void {
    if (news === 'failed') this.#rest(DAY);
    void this.#license.check();
  }

  /** A new chance: whatever failed before is tried again, soon, and not by everybody in the same second. */
  #tryAgain(): void {
    this.#rest(this.#occasions.random() * START_SECONDS);
    this.#plan(this.#license.state);
  }

  #plan(state: State): void {
    const wait = Math.min(HOUR, this.#secondsToCall(state) ?? HOUR, secondsToChange(state));
    this.#cancelTimer();
    this.#cancelTimer = this.#occasions.clock.after(wait, () => void this.#wake());
  }

  async #wake(): Promise<void> {
    if (this.#secondsToCall(this.#license.state) !== 0) return void (await this.#license.check());
    this.#rest(MINUTE); // if another tab is at it, it will tell
    this.#plan(this.#license.state);
    await this.#occasions.tabs.alone(() => this.#call());
  }

  async #call(): Promise<void> {
    const state = await this.#license.check(); // another tab may have been faster
    if (this.#secondsDue(state) !== 0) return;
    const outcome = state.receipt ? await this.#license.handBack() : await this.#license.refresh();
    this.#rest(outcome.ok ? HOUR : DAY);
    if (!outcome.ok) this.#occasions.tabs.tell('failed');
  }

  /** Seconds until the portal is to be called: 0 now, `undefined` never. */
  #secondsToCall(state: State): number | undefined {
    const due = this.#secondsDue(state);
    const quietUntil = state.kind === 'refused' ? 0 : this.#quietUntil;
    return due === undefined ? undefined : Math.max(due, Math.max(this.#restUntil, quietUntil) - this.#running(), 0);
  }

  /** The same without regard to what was tried: a refresh, or a license that was given back while offline. */
  #secondsDue(state: State): number | undefined {
    if (state.activationId === undefined || state.kind === 'unavailable') return undefined;
    if (state.kind === 'none') return state.receipt && 0;
    return secondsToRefresh(state.verdict, state.activationId, this.#occasions.clock.nowSeconds());
  }

  #rest(seconds: number): void {
    this.#restUntil = this.#running() + seconds;
  }

  #running(): number {
    return this.#occasions.clock.monotonicSeconds();
  }
}

/** Seconds until the verdict becomes another one by itself. */
function secondsToChange(state: State): number {
  if (state.kind !== 'valid') return HOUR;
  const { secondsToExpiry = HOUR, secondsToCheckIn = HOUR } = state.verdict;
  return Math.max(1, Math.min(secondsToExpiry, secondsToCheckIn));
}
