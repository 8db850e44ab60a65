// What the suite asks of a browser, whoever drives it.

export interface Engine {
  readonly name: string;
  /** The browser's own version. */
  readonly version: string;
  /** Why a case cannot be run here, by the name of what it needs; the table prints it. */
  readonly lacks: Partial<Record<Need, string>>;
  /** Storage of its own, empty. */
  openProfile(): Promise<Profile>;
  close(): Promise<void>;
}

/** What only some browsers have, or only some drivers reach. */
export type Need = 'sync-events' | 'restart' | 'frames';

export interface Profile {
  open(address: string): Promise<Tab>;
  /** Ends the browser without a warning and starts it again on the same storage; only with `restart`. */
  kill?(): Promise<void>;
  /** Has the browser fire a sync event of the worker; only with `sync-events`. */
  fireSync?(origin: string, tag: string): Promise<void>;
  close(): Promise<void>;
}

export interface Tab {
  /** Runs the body of an async function in the page and returns what it returns, as JSON can carry it. */
  run<T>(body: string): Promise<T>;
  goto(address: string): Promise<void>;
  close(): Promise<void>;
}

export class EngineMissing extends Error {
  override readonly name = 'EngineMissing';
}

/** Runs `body` in the page again and again until it returns something true. */
export async function until(tab: Tab, body: string, what: string, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const done = await tab.run<unknown>(body).catch(() => false); // a page that is just being loaded
    if (done) return;
    if (Date.now() > end) throw new Error(`in ${seconds} seconds it did not come to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
