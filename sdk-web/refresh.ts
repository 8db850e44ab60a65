// When a license is checked and refreshed while an application runs.
import { HOUR, MINUTE, restLeft } from '../hosts/js/index.ts';
import type { Clock } from './clock.ts';
import { secondsDue } from './due.ts';
import type { License } from './license.ts';
import type { State } from './state.ts';
import type { Tabs } from './tabs.ts';

/** An application that just started has better things to do. */
const START_SECONDS = 5;
const START_SPREAD_SECONDS = 10;
/** The first repetition of a check that found no module or no storage; each further one waits twice as long. */
const TROUBLE_SECONDS = 30;

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
  readonly #end = new AbortController();
  #cancelTimer: () => void = () => undefined;
  /** Running seconds before which the portal is not asked. */
  #notBefore: number;
  /** How much of a rest from earlier still counts: a start and a new network are new chances. */
  #mostRest = HOUR;
  #askedAt: number | undefined;
  #cutOff = false;
  #troubles = 0;

  constructor(license: License, occasions: Occasions) {
    this.#license = license;
    this.#occasions = occasions;
    this.#askedAt = license.state.asked?.atSeconds;
    this.#notBefore = this.#running() + START_SECONDS + occasions.random() * START_SPREAD_SECONDS;
  }

  start(): void {
    const { tabs, events, page } = this.#occasions;
    const check = () => void this.#license.check();
    const { signal } = this.#end;
    tabs.listen(check);
    events.addEventListener('online', () => this.#tryAgain(), { signal });
    events.addEventListener('pagehide', check, { signal });
    page?.addEventListener('visibilitychange', check, { signal });
    signal.addEventListener(
      'abort',
      this.#license.subscribe((state) => this.#plan(state)),
    );
  }

  stop(): void {
    this.#end.abort();
    this.#cancelTimer();
  }

  /** Whatever failed before is tried again: soon, not by everybody in the same second, and not at every flicker of the network. */
  #tryAgain(): void {
    this.#mostRest = MINUTE;
    this.#troubles = 0;
    this.#notBefore = this.#running() + this.#occasions.random() * START_SECONDS;
    void this.#license.check();
  }

  #plan(state: State): void {
    this.#notice(state);
    const wait = Math.min(HOUR, this.#secondsToAsk(state) ?? HOUR, this.#secondsToCheck(state));
    this.#cancelTimer();
    this.#cancelTimer = this.#occasions.clock.after(wait, () => void this.#wake());
  }

  #notice(state: State): void {
    const cutOff = state.kind === 'refused';
    if (state.asked?.atSeconds !== this.#askedAt) {
      this.#askedAt = state.asked?.atSeconds;
      this.#mostRest = Number.POSITIVE_INFINITY;
    } else if (cutOff && !this.#cutOff) {
      // Whoever is cut off now is not kept waiting, neither for the start nor for a rest.
      this.#mostRest = MINUTE;
      this.#notBefore = this.#running();
    }
    this.#cutOff = cutOff;
  }

  async #wake(): Promise<void> {
    if (this.#secondsToAsk(this.#license.state) !== 0) return void (await this.#license.check());
    this.#notBefore = this.#running() + MINUTE; // if another tab is at it, it will tell
    this.#plan(this.#license.state);
    await this.#license.refreshIfDue();
  }

  /** Seconds until the portal is to be asked: 0 now, `undefined` never. */
  #secondsToAsk(state: State): number | undefined {
    const now = this.#occasions.clock.nowSeconds();
    const due = secondsDue(state, now);
    if (due === undefined) return undefined;
    return Math.max(0, due, restLeft(state.asked, now, this.#mostRest), this.#notBefore - this.#running());
  }

  /** Seconds until another look is worth it: the verdict changes by itself, or a trouble may have passed. */
  #secondsToCheck(state: State): number {
    const troubled = state.kind === 'unavailable' || (state.kind === 'none' && state.storage.problem !== undefined);
    this.#troubles = troubled ? this.#troubles + 1 : 0;
    if (troubled) return Math.min(HOUR, TROUBLE_SECONDS * 2 ** (this.#troubles - 1));
    if (state.kind !== 'valid') return HOUR;
    const { secondsToExpiry = HOUR, secondsToCheckIn = HOUR } = state.verdict;
    return Math.max(1, Math.min(secondsToExpiry, secondsToCheckIn));
  }

  #running(): number {
    return this.#occasions.clock.monotonicSeconds();
  }
}
