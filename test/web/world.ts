// Time, tabs and a browser that a test holds in its hand.
import { readFileSync } from 'node:fs';
import { load } from '../../hosts/js/index.ts';
import type { Clock } from '../../sdk-web/clock.ts';
import { License } from '../../sdk-web/license.ts';
import { Portal } from '../../sdk-web/online.ts';
import { Keeper } from '../../sdk-web/refresh.ts';
import type { Shelf } from '../../sdk-web/store.ts';
import type { Tabs } from '../../sdk-web/tabs.ts';
import { Vault } from '../../sdk-web/vault.ts';
import { NEW_YEAR, openVendor } from '../vendor.ts';
import { PRODUCT, TestPortal } from './portal.ts';
import { TestShelf, TestSpare } from './shelf.ts';

export class TestClock implements Clock {
  /** What the device believes on top of the time that really passed. */
  error = 0;
  #running = 0;
  readonly #timers = new Set<{ at: number; task: () => void }>();

  nowSeconds(): number {
    return Math.floor(NEW_YEAR + this.#running + this.error);
  }

  /** True time, as the portal knows it. */
  trueSeconds(): number {
    return Math.floor(NEW_YEAR + this.#running);
  }

  monotonicSeconds(): number {
    return this.#running;
  }

  after(seconds: number, task: () => void): () => void {
    const timer = { at: this.#running + seconds, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass, and every timer fire in its turn. */
  async pass(seconds: number): Promise<void> {
    const end = this.#running + seconds;
    for (;;) {
      await settle();
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.#running = Math.max(this.#running, next.at);
      next.task();
    }
    this.#running = end;
    await settle();
  }

  /** Lets time pass until the work is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const noted = work.finally(() => {
      done = true;
    });
    while (!done) await this.pass(1);
    return noted;
  }
}

/** Until everything that does not wait for time has been done; WebCrypto answers from threads of its own. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = cryptoCalls === 0 ? quiet + 1 : 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Calls of WebCrypto that have not been answered yet. */
let cryptoCalls = 0;

for (const name of ['encrypt', 'decrypt', 'sign', 'generateKey', 'exportKey', 'digest'] as const) {
  const call = Reflect.get(crypto.subtle, name);
  Object.defineProperty(crypto.subtle, name, {
    configurable: true,
    writable: true,
    value: (...given: unknown[]) => {
      cryptoCalls++;
      return Reflect.apply(call, crypto.subtle, given).finally(() => cryptoCalls--);
    },
  });
}

/** One lock and one channel between the tabs of a browser. */
export class TestTabs {
  readonly #heard = new Map<Tabs, () => void>();
  #taken = false;

  open(): Tabs {
    const tab: Tabs = {
      alone: async (work) => {
        if (this.#taken) return;
        this.#taken = true;
        await work().finally(() => {
          this.#taken = false;
        });
      },
      tell: () => {
        for (const [other, heard] of this.#heard) if (other !== tab) heard();
      },
      listen: (heard) => void this.#heard.set(tab, heard),
      close: () => void this.#heard.delete(tab),
    };
    return tab;
  }
}

/** A vendor, its portal, and one browser: a clock, a shelf, and as many tabs as a test opens. */
export async function openWorld() {
  const vendor = await openVendor();
  const clock = new TestClock();
  const portal = new TestPortal(vendor, () => clock.trueSeconds());
  const shelf = new TestShelf();
  const defaultShelf: Shelf = shelf;
  const spare = new TestSpare();
  const tabs = new TestTabs();
  const module = readFileSync('build/verifier.wasm');

  /** A tab of the application, as `createLicense` opens it. `keep`: with its background work. */
  async function openTab({
    keep = false,
    host = 'app.example',
    online = true,
    shelf: own = defaultShelf,
  } = {}): Promise<Tab> {
    const verifier = await load(module);
    verifier.trust(vendor.publicKey);
    const surroundings = { clock, tabs: tabs.open(), random: () => 0.5 };
    const license = new License({
      ...surroundings,
      product: PRODUCT,
      host,
      loadVerifier: async () => ({ ok: true, verifier }),
      vault: await Vault.open(own, { product: PRODUCT, origin: 'https://app.example' }),
      spare,
      loadPortal: online
        ? async () => new Portal('https://portal.example/', { ...surroundings, fetch: portal.fetch })
        : undefined,
    });
    await license.check();
    const tab = Object.assign(license, { events: new EventTarget() });
    if (!keep) return tab;
    const keeper = new Keeper(license, { ...surroundings, events: tab.events });
    keeper.start();
    license.onClose(() => {
      keeper.stop();
      surroundings.tabs.close();
    });
    return tab;
  }

  return { vendor, clock, portal, shelf, spare, tabs, openTab };
}

/** A license, and what its page hears. */
export type Tab = License & { events: EventTarget };
