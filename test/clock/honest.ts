// Ten years of an honest machine: what happens to clocks that nobody means to turn. Its clock is never more than 14 hours off but in the accidents
// named below, so any refusal while the license runs is a false alarm.
import type { Verdict, Verifier } from '../../hosts/js/index.ts';
import type { Dice } from '../fuzz/dice.ts';
import { DAY, HOUR, Machine, MINUTE, type Portal, YEAR } from './machine.ts';

/** How long a code may be used without a new one, and when the machine asks for the next. */
const OFFLINE = 90 * DAY;
const ASK_AFTER = 45 * DAY;
/** Where the license is near an end, a refusal is none of the clock's making. */
const MARGIN = 2 * DAY;
const MOST_WRONG = 14 * HOUR;

/** When leap seconds may come, as they did: the clock shows one second twice. */
const HALF_YEAR = YEAR / 2;

interface Traits {
  /** Of local time from UTC, as it is set now. */
  zone: number;
  daylightSaving: boolean;
  /** A second system takes the hardware clock for UTC, or sets it to local time: it is wrong by the zone. */
  dualBoot: boolean;
  network: boolean;
  driftPerSecond: number;
  habit: 'office' | 'evenings' | 'weekly' | 'rarely' | 'always';
}

/** What can happen at the beginning of a session, so many times in a thousand. */
const ACCIDENTS = {
  /** The battery is changed: the clock begins at a date of the firmware, and is set right within the session. */
  battery: 2,
  /** A technician or a test has the clock in the far future for one session of less than 20 hours. */
  future: 2,
  /** The clock is set by hand, half a day wrong, and right again some days later. */
  halfDay: 3,
  /** The machine moves to another zone, up to 14 hours away. */
  travel: 3,
};

const FIRMWARE_DATES = [0, 315_532_800, 946_684_800, 1_546_300_800];
const FUTURES = [YEAR, 10 * YEAR, 73 * YEAR, 1_000 * YEAR];
const ZONES = [-11, -10, -8, -5, -3, 0, 0, 1, 1, 2, 3, 5.5, 5.75, 7, 8, 9, 10, 12, 12.75, 13, 14];

export interface Life {
  checks: number;
  sessions: number;
  accidents: number;
  /** Refusals that no honest person should see. */
  alarms: string[];
  /** How far the mark was ever ahead of the true time, in seconds. */
  markAhead: number;
}

export function live(dice: Dice, verifier: Verifier, portal: Portal, years: number): Life {
  return new Honest(dice, verifier, portal, years).live();
}

class Honest {
  readonly #dice: Dice;
  readonly #portal: Portal;
  readonly #machine: Machine;
  readonly #traits: Traits;
  readonly #life: Life = { checks: 0, sessions: 0, accidents: 0, alarms: [], markAhead: Number.NEGATIVE_INFINITY };
  readonly #end: number;
  readonly #expiresAt: number;
  #now: number;
  #issuedAt: number;
  /** What the clock is wrong by, because somebody set it so. */
  #setWrong = 0;
  #setWrongUntil = 0;
  #driftSince: number;
  /** An accident: the clock of this session. */
  #shown: number | undefined;
  /** Two starts in a row in two futures are no accident any more: attacks.ts has what they do. */
  #wasInFuture = false;

  constructor(dice: Dice, verifier: Verifier, portal: Portal, years: number) {
    this.#dice = dice;
    this.#portal = portal;
    // Lives begin from 2026 to 2036, so that they cross 2038 and date lines of every kind.
    this.#now = Date.UTC(2026, 0, 1) / 1000 + dice.roll(10 * YEAR);
    this.#end = this.#now + years * YEAR;
    this.#expiresAt = this.#end + YEAR;
    this.#issuedAt = this.#now - dice.roll(5) * DAY;
    this.#driftSince = this.#now;
    this.#traits = traits(dice);
    const terms = { expiresAt: this.#expiresAt, offlineSeconds: OFFLINE };
    this.#machine = new Machine(verifier, portal.issue(this.#issuedAt, terms));
  }

  live(): Life {
    while (this.#now < this.#end) {
      this.#now += this.#pause();
      this.#maybeRenew();
      this.#session();
    }
    this.#life.checks = this.#machine.checks;
    return this.#life;
  }

  /** Until the next start: a night, a weekend, a holiday. */
  #pause(): number {
    const { roll } = { roll: (below: number) => this.#dice.roll(below) };
    if (roll(120) === 0) return (7 + roll(50)) * DAY; // holidays, illness, a machine in a cupboard
    const habits = {
      office: 14 * HOUR + roll(3 * HOUR) + (roll(5) === 0 ? 2 * DAY : 0),
      evenings: 20 * HOUR + roll(6 * HOUR),
      weekly: 5 * DAY + roll(4 * DAY),
      rarely: 14 * DAY + roll(28 * DAY),
      always: 2 * MINUTE + roll(HOUR),
    };
    return habits[this.#traits.habit];
  }

  #length(): number {
    const roll = (below: number) => this.#dice.roll(below);
    const habits = {
      office: 6 * HOUR + roll(4 * HOUR),
      evenings: 20 * MINUTE + roll(4 * HOUR),
      weekly: 10 * MINUTE + roll(2 * HOUR),
      rarely: 10 * MINUTE + roll(9 * HOUR),
      always: 5 * DAY + roll(30 * DAY),
    };
    return habits[this.#traits.habit];
  }

  #session(): void {
    const from = this.#now;
    const accident = this.#accident();
    const to = from + (accident === undefined ? this.#length() : accident);
    const second = this.#traits.dualBoot && this.#dice.roll(3) === 0;
    // Once in a session the network sets the clock right, sometimes minutes back.
    const synchronized = this.#traits.network ? from + this.#dice.roll(Math.max(1, to - from)) : to + 1;
    const clock = (at: number) => this.#clock(at, second, synchronized, from);
    this.#machine.session(from, to, clock, (verdict, at) => this.#hear(verdict, at, clock(at)));
    if (synchronized <= to) this.#driftSince = synchronized;
    this.#life.sessions++;
    if (this.#shown === undefined) this.#wasInFuture = false;
    this.#shown = undefined;
    this.#now = to;
  }

  #clock(at: number, second: boolean, synchronized: number, from: number): number {
    if (this.#shown !== undefined) return this.#shown + (at - from);
    const drift = (at - (at >= synchronized ? synchronized : this.#driftSince)) * this.#traits.driftPerSecond;
    const leap = at % HALF_YEAR < 1 ? -1 : 0;
    const wrong = drift + leap + (second ? this.#zoneOffset(at) : 0) + (at < this.#setWrongUntil ? this.#setWrong : 0);
    return at + Math.max(-MOST_WRONG, Math.min(MOST_WRONG, wrong));
  }

  /** An hour more in summer, where it is kept. */
  #zoneOffset(at: number): number {
    const summer = this.#traits.daylightSaving && at % YEAR > 0.24 * YEAR && at % YEAR < 0.82 * YEAR;
    return Math.min(14, this.#traits.zone + (summer ? 1 : 0)) * HOUR;
  }

  /** Something happens to the clock; the length of the session when that is bound to it. */
  #accident(): number | undefined {
    const chance = this.#dice.roll(1000);
    const { battery, future, halfDay, travel } = ACCIDENTS;
    if (chance >= battery + future + halfDay + travel || this.#now < this.#setWrongUntil) return undefined;
    this.#life.accidents++;
    if (chance < battery) return this.#oneSession(this.#dice.pick(FIRMWARE_DATES), HOUR);
    if (chance < battery + future) {
      if (this.#wasInFuture) return undefined;
      this.#wasInFuture = true;
      return this.#oneSession(this.#now + this.#dice.pick(FUTURES), 10 * HOUR);
    }
    if (chance < battery + future + halfDay) {
      if (this.#traits.dualBoot) return undefined; // two errors at once could be more than 14 hours
      this.#setWrong = (this.#dice.roll(2) === 0 ? -12 : 12) * HOUR;
      this.#setWrongUntil = this.#now + (1 + this.#dice.roll(9)) * DAY;
      return undefined;
    }
    const near = ZONES.filter((zone) => Math.abs(zone - this.#traits.zone) <= 12);
    this.#traits.zone = this.#dice.pick(near);
    return undefined;
  }

  #oneSession(shown: number, most: number): number {
    this.#shown = Math.min(shown, 253_402_300_799 - DAY);
    return MINUTE + this.#dice.roll(most - MINUTE);
  }

  /** Now and then a new code, which takes up to five days from the request to the machine. */
  #maybeRenew(): void {
    if (this.#now < this.#issuedAt + ASK_AFTER) return;
    const pending = this.#machine.request();
    const asked = this.#now;
    this.#now += this.#dice.roll(5 * DAY);
    const issuedAt = asked + this.#dice.roll(Math.max(1, this.#now - asked));
    const code = this.#portal.issue(issuedAt, { expiresAt: this.#expiresAt, offlineSeconds: OFFLINE }, pending.nonce);
    const shown = Math.floor(this.#clock(this.#now, false, this.#now, this.#now));
    const verdict = this.#machine.install(code, pending, shown);
    this.#issuedAt = issuedAt;
    if (!verdict.accepted) this.#life.alarms.push(`${verdict.reason} when a new code was installed`);
  }

  #hear(verdict: Verdict, at: number, shown: number): void {
    if (this.#shown !== undefined) return; // the clock is wrong, and a refusal says so
    const mark = Number(new DataView(this.#machine.witness.buffer).getBigUint64(0));
    this.#life.markAhead = Math.max(this.#life.markAhead, mark - at);
    const inTerm = at + MARGIN < Math.min(this.#expiresAt, this.#issuedAt + OFFLINE);
    if (verdict.accepted || !inTerm) return;
    const traits = JSON.stringify(this.#traits);
    this.#life.alarms.push(
      `${verdict.reason} at ${at}, the clock ${Math.round((shown - at) / MINUTE)} min off: ${traits}`,
    );
  }
}

function traits(dice: Dice): Traits {
  const habit =
    dice.roll(25) === 0 ? 'always' : dice.pick(['office', 'office', 'evenings', 'weekly', 'rarely'] as const);
  return {
    zone: dice.pick(ZONES),
    daylightSaving: dice.roll(2) === 0,
    dualBoot: dice.roll(3) === 0,
    network: dice.roll(3) === 0,
    driftPerSecond: ((dice.roll(201) - 100) / 100) * 40e-6, // up to 40 millionths: three and a half hours in ten years
    habit,
  };
}
