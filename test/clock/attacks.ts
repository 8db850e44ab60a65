// What somebody gains who turns the clock on purpose, in true time: a table that SECURITY.md quotes. Nothing here is random.
import type { Verdict, Verifier } from '../../hosts/js/index.ts';
import { DAY, HOUR, Machine, type Portal, type Terms, YEAR } from './machine.ts';

/** 1 March 2027. The application is used every day from 9 to 17 UTC, but where a line says otherwise. */
const START = Date.UTC(2027, 2, 1) / 1000;
const OPENS = 9 * HOUR;
const TERM = 90 * DAY;
/** The term ends at noon, in the middle of a session. */
const END = START + TERM + 12 * HOUR;
/** The simulation ends here. */
const HORIZON = 6 * YEAR;

export interface Row {
  threat: string;
  what: string;
  outcome: string;
}

interface Habit {
  hoursADay: number;
  everyDays: number;
}

const DAILY: Habit = { hoursADay: 8, everyDays: 1 };

/** A user who was honest until `turnedAt`, and does `clock` from then on. */
interface Attack {
  turnedAt: number;
  /** What the clock shows at a true time in the session that began at `from`. */
  clock(at: number, from: number): number;
  habit?: Habit;
  /** What is done to the witness before each start. */
  tamper?(machine: Machine): void;
}

export function attackTable(verifier: Verifier, portal: Portal): Row[] {
  const bench = new Bench(verifier, portal);
  return [
    ...bench.setBackOnce(),
    ...bench.setBackEachTime(),
    ...bench.withoutWitness(),
    ...bench.poisoned(),
    ...bench.twoFutures(),
    ...bench.keptBack(),
  ];
}

class Bench {
  readonly #verifier: Verifier;
  readonly #portal: Portal;

  constructor(verifier: Verifier, portal: Portal) {
    this.#verifier = verifier;
    this.#portal = portal;
  }

  /** C1, and what decisions.md says of 41 hours: once, in the night before the term ends. */
  setBackOnce(): Row[] {
    const spans: [string, number][] = [
      ...[1, 14, 23, 25, 41, 56, 64].map((hours): [string, number] => [`${hours} h`, hours * HOUR]),
      ['30 days', 30 * DAY],
      ['a year', YEAR],
    ];
    return spans.map(([name, span]) => ({
      threat: 'C1',
      what: `set back once by ${name}, in the night before the last day`,
      outcome: this.#gain({ turnedAt: END - 12 * HOUR, clock: (at) => at - span }),
    }));
  }

  /** Again and again, so that the clock never shows the end of the term. */
  setBackEachTime(): Row[] {
    const yesterday: Attack = { turnedAt: END - 12 * HOUR, clock: (at, from) => END - DAY + (at - from) };
    const early = (hours: number): Attack => ({
      turnedAt: START + DAY,
      clock: (at, from) => START + DAY + OPENS + (at - from),
      habit: { hoursADay: hours, everyDays: 1 },
    });
    const weekly: Attack = { ...yesterday, habit: { hoursADay: 8, everyDays: 7 } };
    // The best that can be done: the clock stands still while the application does, and goes on where it stopped.
    const standing = (hours: number): Attack => ({
      turnedAt: START + DAY,
      clock: (at, from) => START + DAY + OPENS + Math.round((from - START - DAY) / DAY) * hours * HOUR + (at - from),
      habit: { hoursADay: hours, everyDays: 1 },
    });
    return [
      { threat: 'C1', what: 'set to the day before the end at every start', outcome: this.#gain(yesterday) },
      { threat: 'C1', what: 'the same, the application used one day a week', outcome: this.#gain(weekly) },
      {
        threat: 'C4',
        what: 'the same time shown at every start from the second day on',
        outcome: this.#gain(early(8)),
      },
      { threat: 'C4', what: 'stopped whenever the application is', outcome: this.#gain(standing(8)) },
      { threat: 'C4', what: 'the same, the application used one hour a day', outcome: this.#gain(standing(1)) },
    ];
  }

  /** C2 and C4: the machine's memory is gone or is put back. */
  withoutWitness(): Row[] {
    const wiped: Attack = {
      turnedAt: END - 12 * HOUR,
      clock: (at) => at - YEAR,
      tamper: (machine) => machine.witness.fill(0),
    };
    let snapshot: Uint8Array | undefined;
    const restored: Attack = {
      turnedAt: START + DAY,
      clock: (at, from) => START + DAY + OPENS + (at - from),
      tamper(machine) {
        snapshot ??= Uint8Array.from(machine.witness);
        machine.witness.set(snapshot);
      },
    };
    const toIssue: Attack = { ...wiped, clock: (at, from) => START + (at - from) };
    return [
      { threat: 'C2', what: 'witness wiped, clock set back a year', outcome: this.#gain(wiped) },
      {
        threat: 'C2',
        what: 'witness wiped and clock set to the time of issue, at every start',
        outcome: this.#gain(toIssue),
      },
      {
        threat: 'C4',
        what: 'a snapshot, witness included, restored before every start',
        outcome: this.#gain(restored),
      },
    ];
  }

  /** How long the license was accepted beyond its end. */
  #gain({ turnedAt, clock, habit = DAILY, tamper }: Attack): string {
    const machine = this.#machine({ expiresAt: END });
    let last = 0;
    let refused: string | undefined;
    const hear = (verdict: Verdict, at: number) => {
      if (verdict.accepted) last = at;
      else refused ??= verdict.reason;
    };
    const step = habit.everyDays * DAY;
    for (let day = START; day < END + HORIZON && refused === undefined; day += step) {
      const from = day + OPENS;
      const turned = from >= turnedAt;
      if (turned) tamper?.(machine);
      const shown = turned ? (at: number) => clock(at, from) : (at: number) => at;
      this.#halfHourly(machine, from, from + habit.hoursADay * HOUR, shown, hear);
    }
    if (refused === undefined) return 'no end within 6 years';
    const gained = last <= END ? 'nothing' : spelled(last - END);
    return `${gained}; \`${refused}\``;
  }

  /** A session whose verdicts are asked for every half hour, so that a gain is told to the half hour. */
  #halfHourly(
    machine: Machine,
    from: number,
    to: number,
    clock: (at: number) => number,
    tell: (verdict: Verdict, at: number) => void,
  ): void {
    const step = HOUR / 2;
    for (let at = from; at <= to; at += step) tell(machine.check(clock(at), at === from ? 0 : step), at);
  }

  /** C3: the clock is far ahead for a while, and right again. */
  poisoned(): Row[] {
    return [1, 19, 20, 40, 60, 24 * 30].map((hours) => ({
      threat: 'C3',
      what: `in 2099 for ${hours} h of running, then right again`,
      outcome: this.#lockedOut(hours),
    }));
  }

  /** Two starts with the clock in two futures: the second has lived on past the first. */
  twoFutures(): Row[] {
    return [
      {
        threat: 'C3',
        what: 'in 2040 for one start, in 2099 for the next, then right again',
        outcome: this.#lockedOut(1, Date.UTC(2040, 0, 1) / 1000),
      },
    ];
  }

  #lockedOut(hours: number, before?: number): string {
    const poison = (): Machine => {
      const machine = this.#machine({ expiresAt: START + 10 * YEAR });
      machine.session(
        START + OPENS,
        START + OPENS + 8 * HOUR,
        (at) => at,
        () => undefined,
      );
      if (before !== undefined) machine.check(before, 0);
      const wrong = Date.UTC(2099, 0, 1) / 1000;
      const from = START + DAY + OPENS;
      machine.session(
        from,
        from + hours * HOUR,
        (at) => wrong + (at - from),
        () => undefined,
      );
      return machine;
    };
    const right = START + DAY + OPENS + hours * HOUR + HOUR;
    const machine = poison();
    let refusedFor = 0;
    while (!machine.check(right + refusedFor, 0).accepted) refusedFor += HOUR;
    if (refusedFor === 0) return 'leaves nothing behind';
    return `refused for ${spelled(refusedFor)}; a new request ends it${this.#freed(poison(), right) ? ' at once' : ' NOT'}`;
  }

  #freed(machine: Machine, now: number): boolean {
    const pending = machine.request();
    const code = this.#portal.issue(now, { expiresAt: START + 10 * YEAR }, pending.nonce);
    return machine.install(code, pending, now).accepted && machine.check(now + DAY, 0).accepted;
  }

  /** The answer to a request is kept, in the hope that it sets the believed time back to its own. */
  keptBack(): Row[] {
    const machine = this.#machine({ expiresAt: START + 2 * YEAR });
    const day = (at: number) =>
      machine.session(
        at,
        at + 8 * HOUR,
        (time) => time,
        () => undefined,
      );
    day(START + OPENS);
    const pending = machine.request();
    const code = this.#portal.issue(START + DAY, { expiresAt: START + 2 * YEAR }, pending.nonce);
    for (let at = START + DAY + OPENS; at < START + YEAR; at += DAY) day(at);
    const accepted = machine.install(code, pending, START + YEAR).accepted;
    const mark = Number(new DataView(machine.witness.buffer).getBigUint64(0));
    const outcome = `${accepted ? 'accepted' : 'refused'}; the time believed is then ${spelled(START + YEAR - mark)} behind the true one`;
    return [
      { threat: 'C3', what: 'right; the answer to a request is kept back for a year and installed then', outcome },
    ];
  }

  #machine(terms: Terms): Machine {
    return new Machine(this.#verifier, this.#portal.issue(START, terms));
  }
}

function spelled(seconds: number): string {
  const hours = Math.round(seconds / (HOUR / 2)) / 2;
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
