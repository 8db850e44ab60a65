// Simulated time: what truly passes, what a device believes, and who waits for it.
import type { Clock } from '../../sdk-web/clock.ts';

interface Timer {
  at: number;
  order: number;
  task: () => void;
}

/** True time in seconds since the beginning, and everything that waits for it, in its order. */
export class Time {
  now = 0;
  readonly start: number;
  #timers: Timer[] = [];
  #order = 0;
  /** Turns of Node's loop that are still needed until everything has happened that needs no time. */
  #busy = 1;

  constructor(start: number) {
    this.start = start;
  }

  get trueSeconds(): number {
    return Math.floor(this.start + this.now);
  }

  after(seconds: number, task: () => void): () => void {
    const timer: Timer = { at: this.now + Math.max(0, seconds), order: this.#order++, task };
    const index = this.#timers.findLastIndex((other) => other.at <= timer.at) + 1;
    this.#timers.splice(index, 0, timer);
    return () => {
      const found = this.#timers.indexOf(timer);
      if (found >= 0) this.#timers.splice(found, 1);
    };
  }

  /** Something answers through Node's streams, which take more than one turn. */
  expectTurns(turns: number): void {
    this.#busy = Math.max(this.#busy, turns);
  }

  async settle(): Promise<void> {
    do {
      this.#busy--;
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#busy > 0);
    this.#busy = 1;
  }

  /** Lets time pass, and everything that waits happen in its turn. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds;
    await this.settle();
    for (let next = this.#timers[0]; next && next.at <= end; next = this.#timers[0]) {
      this.#timers.shift();
      this.now = Math.max(this.now, next.at);
      next.task();
      await this.settle();
    }
    this.now = end;
  }

  /** Lets time pass until the work is done, but not for longer than `most`. `undefined`: it was not done by then. */
  async until<T>(work: Promise<T>, most: number): Promise<T | undefined> {
    let done: { value: T } | undefined;
    void work.then((value) => {
      done = { value };
    });
    const end = this.now + most;
    for (await this.settle(); !done && this.now < end; )
      await this.pass(Math.min(end, this.#timers[0]?.at ?? end) - this.now);
    return done?.value;
  }
}

/** The clock of one device: true time and an error. Its monotonic part stands still between two starts of the browser. */
export class DeviceClock {
  errorSeconds = 0;
  readonly #time: Time;

  constructor(time: Time) {
    this.#time = time;
  }

  /** As one page sees it; a page that was killed is not called again. */
  forPage(alive: () => boolean): Clock {
    return {
      nowSeconds: () => this.#time.trueSeconds + this.errorSeconds,
      monotonicSeconds: () => this.#time.now,
      after: (seconds, task) => this.#time.after(seconds, () => alive() && task()),
    };
  }
}
