/** Notes the moment of the verdict, in milliseconds since the navigation began. */
export function done(valid: boolean): void {
  Object.assign(globalThis, { verdict: { valid, atMilliseconds: performance.now() } });
}

/** Tasks that held the main thread for more than 50 ms (https://w3c.github.io/longtasks/). */
export function watchLongTasks(): void {
  const long: number[] = [];
  Object.assign(globalThis, { long });
  if (!PerformanceObserver.supportedEntryTypes.includes('longtask')) return;
  new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
    buffered: true,
  });
}
