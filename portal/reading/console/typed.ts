// What a vendor typed into a form of the console, read field by field. What is wrong stands beside its field, everything at once,
// and what was typed is kept as it is.
import type { FeatureValue } from '../../../hosts/js/index.ts';
import { amountOf, UNIT_SECONDS, UNITS, unitOf } from '../../telling/span.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { textOf } from '../form.ts';
import type { FormProblem } from '../problem.ts';

const DAY_SECONDS = UNIT_SECONDS.days;
/** A hundred years: longer spans are slips of the hand. */
const LONGEST_SECONDS = 36_600 * DAY_SECONDS;
const LARGEST_NUMBER = 999_999_999_999_999;

export class Typed {
  readonly problems: FormProblem[] = [];
  readonly #form: FormData;
  readonly #words: ConsoleTexts['typed'];

  constructor(form: FormData | undefined, { typed }: ConsoleTexts) {
    this.#form = form ?? new FormData();
    this.#words = typed;
  }

  /** As it was typed, without blanks around it. */
  text(name: string): string {
    return textOf(this.#form, name).trim();
  }

  /** Undefined when nothing was typed. */
  line(name: string, mostBytes: number): string | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    if (Buffer.byteLength(text) > mostBytes) return this.wrong(name, this.#words.tooLong(mostBytes));
    if (/\p{Cc}/u.test(text) || !text.isWellFormed()) return this.wrong(name, this.#words.oneLine);
    return text;
  }

  needed(name: string, mostBytes: number, sentence: string): string {
    const text = this.line(name, mostBytes);
    if (text === undefined && this.problemOf(name) === undefined) this.wrong(name, sentence);
    return text ?? '';
  }

  /** Undefined when nothing was typed. */
  whole(name: string, least: number, most: number): number | undefined {
    const text = this.text(name).replace(/[\s_'’.,](?=\d{3}\b)/g, '');
    if (text === '') return undefined;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    return this.wrong(name, this.#words.whole(least, most));
  }

  /** A number and its unit, as seconds; undefined when nothing was typed. */
  span(name: string, { least = 1, most = LONGEST_SECONDS } = {}): number | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const unit = UNITS.find((it) => it === this.text(`${name}Unit`)) ?? 'days';
    const seconds = /^\d{1,9}$/.test(text) ? Number(text) * UNIT_SECONDS[unit] : Number.NaN;
    if (Number.isNaN(seconds)) return this.wrong(name, this.#words.span);
    if (seconds >= least && seconds <= most) return seconds;
    return this.wrong(name, this.#words.spanRange(amountOf(least), amountOf(most)));
  }

  /** The last day, as it is chosen; its answer is the exclusive end: midnight after it, UTC. */
  lastDay(name: string, nowSeconds: number): number | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const iso = isoDay(text);
    const milliseconds = iso === undefined ? Number.NaN : Date.parse(`${iso}T00:00:00Z`);
    // A day that does not exist is moved on by the parser.
    if (Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(iso ?? ' '))
      return this.wrong(name, this.#words.day);
    const end = milliseconds / 1000 + DAY_SECONDS;
    if (end <= nowSeconds) return this.wrong(name, this.#words.dayPast);
    if (end > nowSeconds + LONGEST_SECONDS) return this.wrong(name, this.#words.dayFar);
    return end;
  }

  /** One in a line: `export`, `projects=25` or `tier=gold`. */
  features(name: string): Record<string, FeatureValue> | undefined {
    const lines = this.lines(name);
    const found = new Map<string, FeatureValue>();
    for (const line of lines) {
      const [, feature, value] = /^([^=\s][^=]{0,63}?)\s*(?:=\s*(.*))?$/.exec(line) ?? [];
      if (feature === undefined || value === '') return this.wrong(name, this.#words.feature(line));
      if (found.has(feature)) return this.wrong(name, this.#words.featureTwice(feature));
      found.set(feature, value === undefined ? true : featureValue(value));
    }
    return lines.length === 0 ? undefined : Object.fromEntries(found);
  }

  /** One in a line, or several with commas or blanks between them. */
  domains(name: string): string[] | undefined {
    const domains = this.text(name)
      .split(/[\s,;]+/)
      .filter((it) => it !== '')
      .map((it) => it.toLowerCase());
    const strange = domains.find((it) => !/^(\*\.)?[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u.test(it) || it.length > 253);
    if (strange !== undefined) return this.wrong(name, this.#words.domain(strange));
    return domains.length === 0 ? undefined : [...new Set(domains)];
  }

  lines(name: string): string[] {
    return this.text(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  /** All that were chosen with this name, each once. */
  chosen(name: string): string[] {
    const values = this.#form.getAll(name).flatMap((value) => (typeof value === 'string' ? value : []));
    return [...new Set(values)];
  }

  wrong(name: string, sentence: string): undefined {
    this.problems.push({ field: name, sentence });
  }

  problemOf(name: string): FormProblem | undefined {
    return this.problems.find(({ field }) => field === name);
  }
}

/** What the fields of a form hold: as they were typed, or as they are before anybody typed. */
export type Values = Readonly<Record<string, string>>;

/** A span in the largest unit that divides it, for a field and for its unit. */
export function spanValues(name: string, seconds: number | undefined): Values {
  if (seconds === undefined) return {};
  const unit = unitOf(seconds);
  return { [name]: String(seconds / UNIT_SECONDS[unit]), [`${name}Unit`]: unit };
}

/** `export`, `projects=25`: one in a line, as `features` reads them. */
export function featureLines(features: Readonly<Record<string, FeatureValue>>): string {
  return Object.entries(features)
    .map(([name, value]) => (value === true ? name : `${name}=${value}`))
    .join('\n');
}

/** The last day of an exclusive end, UTC, as a date field holds it. */
export function lastDayOf(endSeconds: number | undefined): string {
  return endSeconds === undefined ? '' : new Date((endSeconds - 1) * 1000).toISOString().slice(0, 10);
}

/** A number only if it is written as one: 007 stays a text. */
function featureValue(text: string): FeatureValue {
  if (text === 'true') return true;
  return /^(0|[1-9]\d{0,14})$/.test(text) && Number(text) <= LARGEST_NUMBER ? Number(text) : text;
}

/** 2027-12-31, or 31.12.2027 as it is typed where a browser has no field for dates. */
function isoDay(text: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  return day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}
