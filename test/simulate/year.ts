// A year in the life of a few browsers and one portal, with faults, from one seed.
import type { Verifier } from '../../hosts/js/index.ts';
import { DAY, HOUR, NEW_YEAR, type Vendor } from '../vendor.ts';
import { Browser, type Page } from './browser.ts';
import { Invariants, TAME_SECONDS, Violation } from './invariants.ts';
import { NETWORK_FAULTS, Network } from './network.ts';
import type { Chance } from './random.ts';
import { LICENSE_KEY, SimulatedPortal } from './server.ts';
import { STORAGE_FAULTS } from './storage.ts';
import { Time } from './time.ts';

export interface Plan {
  seed: number;
  days: number;
  faults: number;
  vendor: Vendor;
  verifier: Verifier;
  /** Told of everything that happens, when somebody wants to know. */
  trace?: ((line: string) => void) | undefined;
}

export interface Tally {
  visits: number;
  calls: number;
  activations: number;
  faults: Record<string, number>;
  kills: number;
  /** The most calls that one browser made within one day. */
  busiestDay: number;
}

const CLOCK_ERRORS = [HOUR, -HOUR, 14 * HOUR, -14 * HOUR, 3 * DAY, -3 * DAY, 400 * DAY, -400 * DAY];
/** Three tries at each of a dozen occasions: starts, networks that come back, what people do. Pages that share no storage rest each for itself. */
const MOST_CALLS_A_DAY = 40;
const WAYS = ['storage', 'storage', 'storage', 'network', 'network', 'clock', 'kill', 'module', 'suspension'] as const;

export class Year {
  readonly tally: Tally = { visits: 0, calls: 0, activations: 0, faults: {}, kills: 0, busiestDay: 0 };
  readonly #plan: Plan;
  readonly #chance: Chance;
  readonly #time = new Time(NEW_YEAR);
  readonly #portal: SimulatedPortal;
  readonly #invariants: Invariants;
  readonly #browsers: Browser[];
  readonly #networks = new Map<Browser, Network>();
  /** Codes that a person has fetched from the portal's page and not yet entered. */
  readonly #post = new Map<Browser, string>();
  /** Calls of each browser, by day. */
  readonly #calls = new Map<string, number>();
  /** A person asks for something: then two calls may overlap. */
  #acting = false;
  /** What went wrong inside of a callback. */
  #failure: unknown;

  constructor(plan: Plan, chance: Chance) {
    this.#plan = plan;
    this.#chance = chance;
    const count = chance.whole(1, 3);
    this.#portal = new SimulatedPortal(plan.vendor, this.#time, count);
    this.#invariants = new Invariants(this.#time, this.#portal, plan.verifier);
    this.#browsers = Array.from({ length: count }, (_, i) => this.#newBrowser(`browser ${i + 1}`));
  }

  async run(): Promise<void> {
    const { days, faults } = this.#plan;
    const moments = Math.ceil(days * 0.4);
    for (let moment = 0; moment < moments; moment++) {
      await this.#time.pass(this.#chance.unit() * 2 * ((days * DAY) / moments));
      const browser = this.#chance.one(this.#browsers);
      if (this.#chance.unit() * moments < faults) this.#strike(browser);
      await this.#live(browser);
      await this.#inspect();
    }
  }

  #newBrowser(name: string): Browser {
    const network: Network = new Network(this.#time, this.#portal, this.#chance, (address, body) =>
      this.#sent(browser, network, address, body),
    );
    const browser: Browser = new Browser(name, {
      time: this.#time,
      chance: this.#chance,
      verifier: this.#plan.verifier,
      network,
      shown: (one, page, state) => {
        this.#trace(
          `${one.name} shows ${state.kind} ${'verdict' in state ? state.verdict.reason : ''} (${state.storage.mode})`,
        );
        this.#guarded(() => this.#invariants.shown(one, page, state));
      },
    });
    this.#networks.set(browser, network);
    return browser;
  }

  #sent({ name, pages, disk }: Browser, network: Network, address: string, body: string): void {
    this.tally.calls++;
    this.#trace(`${name} calls ${address}`);
    const today = `${name} ${Math.floor(this.#time.now / DAY)}`;
    const calls = (this.#calls.get(today) ?? 0) + 1;
    this.#calls.set(today, calls);
    this.tally.busiestDay = Math.max(this.tally.busiestDay, calls);
    this.#guarded(() => {
      const most = MOST_CALLS_A_DAY * (disk.fault ? Math.max(1, pages.length) : 1);
      if (calls > most) throw new Violation('E17: the portal is asked again and again');
      if (network.refreshing > 1 && !this.#acting) throw new Violation('E7: two pages ask for the same refresh');
      if (address.includes(LICENSE_KEY)) throw new Violation('I8: an address contains the license key');
      if (body.includes(LICENSE_KEY) && !address.endsWith('/activations')) {
        throw new Violation('I8: the license key is sent where it is not needed');
      }
    });
  }

  /** One thing that a person does. */
  async #live(browser: Browser): Promise<void> {
    const page = browser.pages[0] ?? (await this.#visit(browser));
    if (!page?.alive) return;
    if (this.#chance.once(12)) for (let more = this.#chance.whole(1, 4); more > 0; more--) await browser.open();
    if (this.#chance.once(20)) page.events.dispatchEvent(new Event('online'));
    if (this.#chance.once(6)) await this.#time.pass(30);
    if (page.license.state.kind === 'valid') await this.#useWell(browser, page);
    else await this.#recover(browser, page);
    this.#leaveLater(browser);
  }

  async #visit(browser: Browser): Promise<Page | undefined> {
    this.tally.visits++;
    const page = await browser.open(this.#chance.once(15) ? this.#chance.whole(0, 12) : undefined);
    if (!page) this.tally.kills++;
    return page;
  }

  /** Pages stay for a while; now and then for days, and now and then the browser is killed. */
  #leaveLater(browser: Browser): void {
    const stay = this.#chance.once(25) ? this.#chance.unit() * 3 * DAY : this.#chance.unit() * HOUR;
    const killed = this.#chance.once(8);
    this.#time.after(stay, () => {
      for (const page of [...browser.pages]) {
        if (killed) browser.kill(page);
        else browser.close(page);
      }
    });
  }

  /** The rare things that people do with a license that works. */
  async #useWell(browser: Browser, { license }: Page): Promise<void> {
    const acts: { once: number; what: string; act: () => Promise<unknown>; leaves?: true }[] = [
      { once: 150, what: 'gives back', act: () => license.release(), leaves: true },
      { once: 150, what: 'forgets', act: () => license.forget(), leaves: true },
      { once: 30, what: 'refreshes', act: () => license.refresh() },
      { once: 60, what: 'makes a request', act: () => license.createRequest({ label: 'Tablet' }) },
      { once: 60, what: 'activates again', act: () => license.activate(LICENSE_KEY) },
    ];
    const chosen = acts.find(({ once }) => this.#chance.once(once));
    if (chosen?.leaves) await this.#invariants.whileGivingUp(browser, this.#act(browser, chosen.what, chosen.act()));
    else if (chosen) await this.#act(browser, chosen.what, chosen.act());
  }

  /** The license is not there: online with one action, or by hand with a request that travels. */
  async #recover(browser: Browser, page: Page): Promise<void> {
    const { license } = page;
    const code = this.#post.get(browser);
    if (code !== undefined) {
      this.#post.delete(browser);
      await this.#act(browser, 'enters a code', license.install(code));
      if (license.state.kind === 'valid') return;
    }
    const { storage } = license.state;
    if (storage.problem?.name === 'storage-broken' && this.#chance.once(3)) {
      await this.#act(browser, 'repairs the storage', license.repairStorage());
    }
    if (this.#chance.once(3)) return this.#askByHand(browser, page);
    this.tally.activations++;
    const well = this.#isWell(browser);
    const outcome = await this.#act(browser, 'activates', license.activate(LICENSE_KEY, { label: 'Tablet' }));
    if (well && this.#isWell(browser) && page.alive) this.#invariants.recovered(outcome, license.state.storage.mode);
  }

  async #askByHand(browser: Browser, { license }: Page): Promise<void> {
    const made = await this.#act(browser, 'asks by hand', license.createRequest());
    const code = made?.ok ? this.#portal.issueByHand(made.request.code) : undefined;
    if (code === undefined) return;
    this.#time.after(this.#chance.unit() * 2 * DAY, () => this.#post.set(browser, code));
  }

  async #act<T>(browser: Browser, what: string, work: Promise<T>): Promise<T | undefined> {
    this.#trace(`${browser.name} ${what}`);
    this.#acting = true;
    const outcome = await this.#time.until(work, 240);
    this.#acting = false;
    this.#trace(`${browser.name} ${what}: ${outcome === undefined ? 'unanswered' : described(outcome)}`);
    return outcome;
  }

  /** Nothing around the browser keeps it from activating. Its storage may do what it likes. */
  #isWell(browser: Browser): boolean {
    const network = this.#networks.get(browser);
    const tame = Math.abs(browser.clock.errorSeconds) <= TAME_SECONDS;
    return !network?.fault && !browser.moduleFault && !this.#portal.suspended && tame;
  }

  #strike(browser: Browser): void {
    const way = this.#chance.one(WAYS);
    const lasts = this.#chance.unit() * (this.#chance.once(4) ? 20 * DAY : 12 * HOUR);
    const name = this.#begin(browser, way, lasts);
    this.tally.faults[name] = (this.tally.faults[name] ?? 0) + 1;
    this.#trace(`${browser.name} is struck: ${name}`);
  }

  #begin(browser: Browser, way: (typeof WAYS)[number], lasts: number): string {
    const network = this.#networks.get(browser);
    switch (way) {
      case 'storage': {
        const fault = this.#chance.one(STORAGE_FAULTS);
        browser.disk.strike(fault, (bytes) => {
          const at = this.#chance.whole(0, bytes.length - 1);
          bytes[at] = (bytes[at] ?? 0) ^ (1 << this.#chance.whole(0, 7));
        });
        this.#time.after(lasts, () => browser.disk.heal());
        return fault;
      }
      case 'network': {
        const fault = this.#chance.one(NETWORK_FAULTS);
        if (network) network.fault = fault;
        this.#time.after(lasts, () => {
          if (network) network.fault = undefined;
          for (const page of browser.pages) page.events.dispatchEvent(new Event('online'));
        });
        return fault;
      }
      case 'clock': {
        browser.clock.errorSeconds = this.#chance.one(CLOCK_ERRORS);
        this.#invariants.clockMoved(browser);
        this.#time.after(lasts, () => {
          browser.clock.errorSeconds = 0;
        });
        return `clock ${browser.clock.errorSeconds / HOUR} h`;
      }
      case 'kill':
        browser.killAll();
        return 'killed';
      case 'module':
        browser.moduleFault = true;
        this.#time.after(lasts, () => {
          browser.moduleFault = false;
        });
        return 'no module';
      case 'suspension':
        this.#portal.suspended = true;
        this.#time.after(lasts / 4, () => {
          this.#portal.suspended = false;
        });
        return 'suspended';
    }
  }

  async #inspect(): Promise<void> {
    this.#guarded(() => this.#invariants.seats());
    for (const browser of this.#browsers) {
      await this.#invariants.disk(browser).catch((failure) => {
        this.#failure ??= failure;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  #guarded(check: () => void): void {
    try {
      check();
    } catch (failure) {
      this.#failure ??= failure;
    }
  }

  #trace(line: string): void {
    const { trace } = this.#plan;
    if (!trace) return;
    const day = (this.#time.now / DAY).toFixed(4);
    trace(`day ${day}: ${line}`);
  }
}

function described(outcome: unknown): string {
  if (typeof outcome !== 'object' || outcome === null) return String(outcome);
  if ('problem' in outcome && typeof outcome.problem === 'object' && outcome.problem && 'name' in outcome.problem) {
    return String(outcome.problem.name);
  }
  return 'done';
}

/** One whole year. Throws what went wrong; `Chance` and cryptography come from the seed alone. */
export async function liveThrough(plan: Plan, chance: Chance): Promise<Tally> {
  const year = new Year(plan, chance);
  await year.run();
  return year.tally;
}
