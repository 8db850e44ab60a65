// The one file of the SDK that reads a clock.

/** Wall time, running time, and waiting. Injected, so that a test can live through a year. */
export interface Clock {
  /** Whole seconds since 1970, as the device believes. */
  nowSeconds(): number;
  /** Seconds since some fixed moment; never set back by anybody. */
  monotonicSeconds(): number;
  /** Calls `task` once after that time; the result cancels it. */
  after(seconds: number, task: () => void): () => void;
}

/** A timer's delay is a signed 32-bit number of milliseconds: whatever is longer would fire at once. */
const LONGEST_WAIT_SECONDS = 86_400;

export const systemClock: Clock = {
  nowSeconds: () => Math.floor(Date.now() / 1000),
  monotonicSeconds: () => performance.now() / 1000,
  after(seconds, task) {
    const timer = setTimeout(task, Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000);
    return () => clearTimeout(timer);
  },
};

export function sleep(clock: Clock, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(seconds, resolve);
  });
}

/** The same work, given up after that time; `signal` then tells it to stop. */
export async function within<T>(clock: Clock, seconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let cancel: () => void = () => undefined;
  const patience = new Promise<never>((_, reject) => {
    cancel = clock.after(seconds, () => {
      reject(new DOMException('', 'TimeoutError'));
      abort.abort();
    });
  });
  return Promise.race([work(abort.signal), patience]).finally(cancel);
}
