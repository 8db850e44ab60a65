// What must hold whatever breaks. The letters are those of the invariants that the simulation's report names:
// I1 seats · I2 what was acknowledged stays · I3 one seat a device · I5 no exception · I6 never robbed, never locked out · I7 time · I8 secrets.
import type { Verifier } from '../../hosts/js/index.ts';
import { asSealed, open } from '../../sdk-web/seal.ts';
import type { State } from '../../sdk-web/state.ts';
import { type Browser, OWNER, type Page } from './browser.ts';
import { type Issued, LICENSE_KEY, PRODUCT, type SimulatedPortal } from './server.ts';
import type { Time } from './time.ts';

const HOUR = 3600;
/** Zones, daylight saving, a second operating system: within this, no clock is wrong. */
export const TAME_SECONDS = 14 * HOUR;

export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What the simulation knows about a browser, from what its pages have shown. */
interface Known {
  /** The best code that was shown as valid and durable, and what the disk had lost by then. */
  good?: { issued: Issued; losses: number } | undefined;
  /** Component of every device key that this browser ever had. */
  components: Set<string>;
  devices: Set<string>;
  /** A clock far ahead was believed, maybe; until a signed time under a right clock. */
  poisoned: boolean;
  /** What each page has shown as valid: it must not forget it while it lives, whatever happens to the disk. */
  pages: Map<Page, Issued>;
  leaving?: boolean;
  mark: { mark: bigint; code: string | undefined; losses: number } | undefined;
}

export class Invariants {
  readonly #time: Time;
  readonly #portal: SimulatedPortal;
  readonly #verifier: Verifier;
  readonly #known = new Map<Browser, Known>();

  constructor(time: Time, portal: SimulatedPortal, verifier: Verifier) {
    this.#time = time;
    this.#portal = portal;
    this.#verifier = verifier;
  }

  /** The clock of a device was changed. */
  clockMoved(browser: Browser): void {
    if (browser.clock.errorSeconds > TAME_SECONDS) this.#of(browser).poisoned = true;
  }

  /** The person gives the license back or throws it away: from here on, nothing has to be there. */
  async whileGivingUp(browser: Browser, work: Promise<unknown>): Promise<void> {
    const known = this.#of(browser);
    known.leaving = true;
    await work;
    known.leaving = false;
    known.good = undefined;
    known.pages.clear();
  }

  /** A page shows a state. */
  shown(browser: Browser, page: Page, state: State): void {
    const known = this.#of(browser);
    const { device } = page.vault;
    if (device && !known.devices.has(device.publicKey)) {
      known.devices.add(device.publicKey);
      known.components.add(this.#componentOf(device.publicKey));
    }
    if (state.request && JSON.stringify(state).includes(LICENSE_KEY)) {
      throw new Violation('I8: a state shows the license key');
    }
    if (state.kind === 'valid') this.#notRobbed(browser, page, state, known);
    else this.#notLockedOut(browser, page, state, known);
  }

  /** A person activated online while everything around was well. */
  recovered(outcome: { ok: boolean; problem?: { name: string } } | undefined, storage: string): void {
    if (outcome?.ok) return;
    if (outcome?.problem?.name === 'no-seat-left' && this.#portal.exhausted) return; // browsers without a storage burn seats
    throw new Violation(`I6: one action online did not bring the license back: ${outcome?.problem?.name} (${storage})`);
  }

  seats(): void {
    if (this.#portal.used > this.#portal.seats) throw new Violation('I1: more seats are used than were sold');
    const holding = [...this.#portal.activations.values()].filter((one) => one.state === 'live');
    if (new Set(holding.map((one) => one.components)).size < holding.length) {
      throw new Violation('I3: one device holds two seats');
    }
  }

  /** What lies on the disk: no secret to read, and a time that does not go back. */
  async disk(browser: Browser): Promise<void> {
    const record = asSealed(browser.disk.values.get('record'));
    if (`${browser.disk.spare}${JSON.stringify([...browser.disk.values.keys()])}`.includes(LICENSE_KEY)) {
      throw new Violation('I8: the license key is stored');
    }
    const evidence = record && (await open(record, OWNER).catch(() => undefined));
    if (!evidence?.witness) return;
    const known = this.#of(browser);
    const mark = Buffer.from(evidence.witness).readBigUInt64BE(0);
    const { losses } = browser.disk;
    const before = known.mark;
    known.mark = { mark, code: evidence.code, losses };
    if (!before || before.losses !== losses || before.code !== evidence.code) return;
    if (mark < before.mark) throw new Violation(`I7: the mark went back by ${before.mark - mark} seconds`);
  }

  #notRobbed(browser: Browser, page: Page, state: State & { kind: 'valid' }, known: Known): void {
    const { claims } = state.verdict;
    const issued = this.#portal.issuedAs(claims.tokenId);
    if (!issued) throw new Violation('I6: a code that nobody issued is valid');
    if (!known.components.has(issued.activation.components)) {
      throw new Violation('I6: the code of another browser is valid');
    }
    const believed = this.#time.trueSeconds + browser.clock.errorSeconds;
    if (believed >= issued.checkInBy) throw new Violation('I6: a code is valid after its check-in by its own clock');
    const tame = Math.abs(browser.clock.errorSeconds) <= TAME_SECONDS;
    if (tame && this.#time.trueSeconds >= issued.checkInBy + TAME_SECONDS) {
      throw new Violation('I6: a code is valid after its check-in');
    }
    known.pages.set(page, issued);
    if (state.storage.mode !== 'durable') return; // what lies on the disk is as it was, a poisoned time too
    if (tame && issued !== known.good?.issued) known.poisoned = false; // a new code came, and with it a signed time
    if (!known.good || known.good.losses !== browser.disk.losses || issued.issuedAt >= known.good.issued.issuedAt) {
      known.good = { issued, losses: browser.disk.losses };
    }
  }

  /**
   * Who holds a good code by a clock that is no more than a zone off is not refused: not on a disk that works and lost nothing since,
   * and not by a page that has shown the code, whatever the disk does.
   */
  #notLockedOut(browser: Browser, page: Page, state: State, { good, pages, poisoned, leaving }: Known): void {
    if (poisoned || leaving || state.kind === 'unavailable') return;
    if (Math.abs(browser.clock.errorSeconds) > TAME_SECONDS) return;
    const why = state.kind === 'refused' ? state.verdict.reason : state.kind;
    const inTerm = (issued: Issued | undefined) =>
      issued !== undefined && this.#time.trueSeconds < issued.checkInBy - TAME_SECONDS;
    if (inTerm(pages.get(page))) throw new Violation(`I6: a page that showed a good code shows ${why}`);
    if (good?.losses !== browser.disk.losses || browser.disk.fault || state.storage.mode === 'memory') return;
    if (inTerm(good?.issued)) throw new Violation(`I2, I6: the holder of a good code sees ${why}`);
  }

  #componentOf(publicKey: string): string {
    const reading = this.#verifier.component(PRODUCT, 'device-key', publicKey);
    return reading.ok ? Buffer.from(reading.value.component).toString('hex') : '';
  }

  #of(browser: Browser): Known {
    const known = this.#known.get(browser) ?? {
      components: new Set(),
      devices: new Set(),
      poisoned: false,
      pages: new Map(),
      mark: undefined,
    };
    this.#known.set(browser, known);
    return known;
  }
}
