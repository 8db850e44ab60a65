// Values as people type them on the command line: durations, days, rules, features.
import type { FeatureValue } from '../hosts/js/verdict.ts';
import type { MachineRule } from './server/recognize.ts';

/** The command line is wrong; the message says what it should be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const UNIT_SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 };
const MAX_DURATION_SECONDS = 100 * 366 * 86_400;

/** The vendor's name, as codes can carry it. */
export function parseIssuer(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (text === undefined || (/^[^\u0000-\u001f\u007f]+$/.test(text) && Buffer.byteLength(text) <= 64)) return text;
  throw new UsageError('--issuer is a name of 1 to 64 bytes on one line.');
}

/** `365d`, `12h`, `30m` or `90s`, as seconds. */
export function parseDuration(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d{1,9})([dhms])$/.exec(text) ?? [];
  const seconds = isUnit(unit) ? Number(number) * UNIT_SECONDS[unit] : 0;
  if (seconds > 0 && seconds <= MAX_DURATION_SECONDS) return seconds;
  throw new UsageError(`--${option} is a duration such as 365d, 12h, 30m or 90s, at most 100 years; got "${text}".`);
}

/** A duration, or `none` for a window that never closes. */
export function parseWindow(option: string, text: string): number | undefined {
  return text === 'none' ? undefined : parseDuration(option, text);
}

/** A duration, or `none` for no time at all. */
export function parseSpan(option: string, text: string | undefined): number | undefined {
  return text === 'none' ? 0 : parseDuration(option, text);
}

function isUnit(unit: string | undefined): unit is keyof typeof UNIT_SECONDS {
  return unit !== undefined && unit in UNIT_SECONDS;
}

/** `2-of-3`. */
export function parseMachineRule(text: string): MachineRule {
  const [, needed, of] = /^(\d)-of-(\d)$/.exec(text) ?? [];
  if (needed === undefined || of === undefined)
    throw new UsageError(`--machine is a rule such as 2-of-3; got "${text}".`);
  return { needed: Number(needed), of: Number(of) };
}

export function parseCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option} is a whole number; got "${text}".`);
  return Number(text);
}

/** `2027-12-31`: the license is good through that day, UTC. The answer is its exclusive end, in seconds since 1970. */
export function parseLastDay(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A day that does not exist is moved on by the parser.
  if (!Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text)) {
    return milliseconds / 1000 + UNIT_SECONDS.d;
  }
  throw new UsageError(`--${option} is a day such as 2027-12-31; got "${text}".`);
}

/** `pdf-export`, `projects=25` or `tier=gold`: granted, a number, or a text. */
export function parseFeatures(texts: readonly string[]): Record<string, FeatureValue> {
  return Object.fromEntries(texts.map(parseFeature));
}

function parseFeature(text: string): [string, FeatureValue] {
  const [, name, value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--feature is a name or name=value; got "${text}".`);
  if (value === undefined) return [name, true];
  return [name, /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value];
}

/** `2026-11-24 00:00 UTC`. */
export function writeTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `365d`, in the largest unit that divides it. */
export function writeDuration(seconds: number): string {
  const [unit, size] = Object.entries(UNIT_SECONDS).find(([, size]) => seconds % size === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}
