// The portal's only look at the clock.

/** For durations: it never jumps, and its zero means nothing. */
export function runningMilliseconds(): number {
  return performance.now();
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
