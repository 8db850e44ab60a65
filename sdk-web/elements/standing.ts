// Where a person stands, in words and days: what the status element shows. Words only; what a license means was decided by the module.
import type { Accepted, Refused } from '../../hosts/js/index.ts';
import type { Problem, State } from '../index.ts';
import type { Texts } from './texts.ts';

/** Each has a shape as well as a color. */
export type Tone = 'fine' | 'soon' | 'act' | 'refused';

export interface Standing {
  tone: Tone;
  title: string;
  lines: string[];
  /** The name that a person reads to support. */
  reason?: string;
}

/** Days before a check-in is due from which a person is told to act; a browser that is online refreshes long before. */
const SOON_DAYS = 3;

export function standingOf(state: State, texts: Texts, timeZone?: string): Standing {
  const standing = meaning(state, texts, timeZone);
  const { storage, contact } = state;
  const more: string[] = [];
  if (storage.problem) more.push(sentenceOf(storage.problem, texts));
  // What the portal said to somebody without a license stands beside the field where it was asked.
  if (contact && state.kind !== 'none')
    more.push(contact.name === 'unreachable' ? offlineLine(state, contact, texts) : sentenceOf(contact, texts));
  const tone = storage.problem && standing.tone === 'fine' ? 'soon' : standing.tone;
  return { ...standing, tone, lines: [...standing.lines, ...more] };
}

/** The sentence in the reader's language, where there is one. */
export function sentenceOf({ name, sentence }: Pick<Problem, 'name' | 'sentence'>, texts: Texts): string {
  const { sentences } = texts;
  return sentences && Object.hasOwn(sentences, name) ? (sentences[name] ?? sentence) : sentence;
}

function meaning(state: State, texts: Texts, timeZone: string | undefined): Standing {
  switch (state.kind) {
    case 'none':
      return none(state, texts);
    case 'valid':
      return valid(state.verdict, texts, timeZone);
    case 'refused':
      return refused(state.verdict, texts, timeZone);
    case 'unavailable': {
      const { problem } = state;
      const lines = [sentenceOf(problem, texts)];
      return { tone: 'refused', title: texts.status.unavailable, lines, reason: problem.name };
    }
  }
}

function none({ receipt }: State, { status }: Texts): Standing {
  const line = receipt ? status.givenBack : status.noneHint;
  return { tone: 'act', title: status.none, lines: [line] };
}

function valid(verdict: Accepted, texts: Texts, timeZone: string | undefined): Standing {
  const { status } = texts;
  const { claims, daysToExpiry, daysToCheckIn, renewSoon, machine } = verdict;
  const lines: string[] = [];
  let tone: Tone = renewSoon ? 'soon' : 'fine';
  if (renewSoon) lines.push(status.renewSoon);
  if (claims.checkInBy !== undefined && daysToCheckIn !== undefined) {
    const written = moment(claims.checkInBy, texts, timeZone);
    lines.push(
      daysToCheckIn === 0 ? status.checkInToday(written.time) : status.checkIn(written.date, texts.days(daysToCheckIn)),
    );
    if (daysToCheckIn <= SOON_DAYS) tone = daysToCheckIn === 0 ? 'act' : 'soon';
  }
  const matched = machine?.matched.filter(Boolean).length ?? 0;
  if (machine && machine.bound > machine.needed && matched === machine.needed) {
    lines.push(status.changed(matched, machine.needed));
    if (tone === 'fine') tone = 'soon';
  }
  if (daysToExpiry === 0) tone = 'act';
  return { tone, title: term(claims.expiresAt, daysToExpiry, texts, timeZone), lines, reason: verdict.reason };
}

function term(expiresAt: number | undefined, days: number | undefined, texts: Texts, timeZone?: string): string {
  if (expiresAt === undefined || days === undefined) return texts.status.perpetual;
  const { date, time } = moment(expiresAt, texts, timeZone);
  return days === 0 ? texts.status.untilToday(time) : texts.status.until(date, texts.days(days));
}

function refused(verdict: Refused, texts: Texts, timeZone: string | undefined): Standing {
  const { missedSeconds, usedSeconds, licenseId, reason } = verdict;
  const lines = [sentenceOf({ name: reason, sentence: verdict.sentence }, texts)];
  if (missedSeconds !== undefined && usedSeconds !== undefined) {
    const written = [missedSeconds, usedSeconds].map((seconds) => moment(seconds, texts, timeZone).both);
    lines.push(texts.status.times(written[0] ?? '', written[1] ?? ''));
  }
  if (licenseId !== undefined) lines.push(texts.status.license(licenseId));
  return { tone: 'refused', title: texts.status.refused, lines, reason };
}

function offlineLine(state: State, contact: Problem, texts: Texts): string {
  return state.kind === 'valid' ? texts.status.offline : sentenceOf(contact, texts);
}

/** In the reader's own zone, whose name stands with every time of day. */
function moment(seconds: number, { language }: Texts, timeZone: string | undefined) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const date = new Date(seconds * 1000);
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, ...zone }).format(date);
  const day = write({ day: 'numeric', month: 'long', year: 'numeric' });
  const time = write({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
  return { date: day, time, both: `${day}, ${time}` };
}
