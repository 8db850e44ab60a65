// The one place of this client that reads a clock.

export interface Clock {
  /** Whole seconds since 1970, whatever this machine believes. */
  nowSeconds(): number;
  /** Seconds on a clock that nobody can set; only differences mean anything. It may stand still while the machine sleeps. */
  monotonicSeconds(): number;
}

export const systemClock: Clock = {
  nowSeconds: () => Math.floor(Date.now() / 1000),
  monotonicSeconds: () => performance.now() / 1000,
};
