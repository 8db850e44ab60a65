// One browser profile: its disk, its clock, its way to the portal, and the pages that are open in it.
import type { Verifier } from '../../hosts/js/index.ts';
import { License } from '../../sdk-web/license.ts';
import { Portal } from '../../sdk-web/online.ts';
import { failed } from '../../sdk-web/problem.ts';
import { Keeper } from '../../sdk-web/refresh.ts';
import type { State } from '../../sdk-web/state.ts';
import type { Tabs } from '../../sdk-web/tabs.ts';
import { Vault } from '../../sdk-web/vault.ts';
import type { Network } from './network.ts';
import type { Chance } from './random.ts';
import { PRODUCT } from './server.ts';
import { Disk } from './storage.ts';
import { DeviceClock, type Time } from './time.ts';

export const ORIGIN = 'https://app.example';
export const OWNER = { product: PRODUCT, origin: ORIGIN };

export interface Surroundings {
  time: Time;
  chance: Chance;
  verifier: Verifier;
  network: Network;
  /** Told of every state that a page shows. */
  shown: (browser: Browser, page: Page, state: State) => void;
}

export interface Page {
  license: License;
  vault: Vault;
  events: EventTarget;
  alive: boolean;
  /** Touches of the disk until the page is killed. */
  stepsToLive: number;
}

const never = new Promise<never>(() => undefined);

export class Browser {
  readonly name: string;
  readonly disk = new Disk();
  readonly clock: DeviceClock;
  readonly pages: Page[] = [];
  /** The module cannot be had: not in the cache, forbidden, changed. */
  moduleFault = false;
  readonly around: Surroundings;
  readonly #heard = new Map<Page, () => void>();
  #lock: Page | undefined;

  constructor(name: string, around: Surroundings) {
    this.name = name;
    this.around = around;
    this.clock = new DeviceClock(around.time);
  }

  /** A page starts, as `createLicense` does it. `undefined` when it was killed before it was there. */
  async open(stepsToLive = Number.POSITIVE_INFINITY): Promise<Page | undefined> {
    const { time, chance, verifier, network } = this.around;
    const life = { alive: true, stepsToLive };
    const alive = () => life.alive;
    const step = async () => {
      if (life.alive && --life.stepsToLive < 0) this.kill(page);
      if (!life.alive) await never;
    };
    const page: Page = Object.assign(life, { events: new EventTarget(), license: unborn, vault: unopened });
    const work = async () => {
      page.vault = await Vault.open(this.disk.shelf(step), OWNER);
      const surroundings = { clock: this.clock.forPage(alive), random: () => chance.unit(), tabs: this.#tabsOf(page) };
      page.license = new License({
        ...surroundings,
        product: PRODUCT,
        host: 'app.example',
        loadVerifier: async () => (this.moduleFault ? failed('module-missing') : { ok: true, verifier }),
        vault: page.vault,
        spare: this.disk.spareOf(alive),
        loadPortal: async () =>
          new Portal('https://portal.example', { ...surroundings, fetch: network.fetchOf(alive) }),
      });
      await page.license.check();
      page.license.subscribe((state) => page.alive && this.around.shown(this, page, state));
      const keeper = new Keeper(page.license, { ...surroundings, events: page.events });
      keeper.start();
      page.license.onClose(() => keeper.stop());
      return page;
    };
    this.pages.push(page);
    const opened = await time.until(work(), 60);
    if (!opened) this.kill(page);
    return opened;
  }

  /** The page is closed in an orderly way: its last check may or may not come through. */
  close(page: Page): void {
    if (!page.alive) return;
    page.events.dispatchEvent(new Event('pagehide'));
    page.license.close();
    page.stepsToLive = Math.min(page.stepsToLive, this.around.chance.whole(0, 8));
    this.#forget(page);
  }

  /** From one moment to the next nothing of it happens any more. */
  kill(page: Page): void {
    page.alive = false;
    if (page.license !== unborn) page.license.close();
    this.#forget(page);
  }

  killAll(): void {
    for (const page of [...this.pages]) this.kill(page);
  }

  #forget(page: Page): void {
    const index = this.pages.indexOf(page);
    if (index >= 0) this.pages.splice(index, 1);
    this.#heard.delete(page);
    if (this.#lock === page) this.#lock = undefined;
  }

  #tabsOf(page: Page): Tabs {
    return {
      alone: async (work) => {
        if (this.#lock) return;
        this.#lock = page;
        try {
          await work();
        } finally {
          if (this.#lock === page) this.#lock = undefined;
        }
      },
      tell: () => {
        for (const [other, heard] of this.#heard) {
          if (other !== page) this.around.time.after(0, () => other.alive && heard());
        }
      },
      listen: (heard) => void this.#heard.set(page, heard),
      close: () => void this.#heard.delete(page),
    };
  }
}

/** Placeholders until a page has its own: whoever uses one has made a mistake. */
const unborn: License = Object.create(null);
const unopened: Vault = Object.create(null);
