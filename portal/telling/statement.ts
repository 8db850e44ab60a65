// State in words and days first, color second. Computed from seconds here; drawn by Statement.astro and scripts/verdict.ts.
import { inDays } from '../dates.ts';
import type { Texts } from '../texts/index.ts';

/** How urgent something is: four tones, each with its own shape besides its color, and `gone` for what is past. */
export type Tone = 'fine' | 'soon' | 'act' | 'refused' | 'gone';

export interface Statement {
  tone: Tone;
  /** "Licensed until" */
  words: string;
  dateSeconds?: number;
  /** "161 days left" */
  note?: string;
}

const SECONDS_PER_DAY = 86_400;

/** How many days before a date it becomes "soon", and when "act now". A check-in is short anyway: warning a month before would be noise. */
const LICENSE_DAYS = { soon: 30, act: 7 };
const CHECK_IN_DAYS = { soon: 7, act: 2 };

export function licenseTone(daysLeft: number): Tone {
  return toneOf(daysLeft, LICENSE_DAYS);
}

export function checkInTone(daysLeft: number): Tone {
  return toneOf(daysLeft, CHECK_IN_DAYS);
}

export function licenseStatement(texts: Texts, expiresAt: number | undefined, nowSeconds: number): Statement {
  if (expiresAt === undefined) return { tone: 'fine', words: texts.allows.forever };
  const words = expiresAt > nowSeconds ? texts.allows.until : texts.allows.ended;
  return deadline(texts, words, expiresAt, nowSeconds, LICENSE_DAYS);
}

export function checkInStatement(texts: Texts, checkInBy: number, nowSeconds: number): Statement {
  const words = checkInBy > nowSeconds ? texts.allows.checkIn : texts.allows.checkInMissed;
  return deadline(texts, words, checkInBy, nowSeconds, CHECK_IN_DAYS);
}

function deadline(
  texts: Texts,
  words: string,
  dateSeconds: number,
  nowSeconds: number,
  days: { soon: number; act: number },
): Statement {
  return {
    tone: toneOf((dateSeconds - nowSeconds) / SECONDS_PER_DAY, days),
    words,
    dateSeconds,
    note: inDays(texts, dateSeconds, nowSeconds),
  };
}

function toneOf(daysLeft: number, { soon, act }: { soon: number; act: number }): Tone {
  if (daysLeft <= 0) return 'refused';
  if (daysLeft <= act) return 'act';
  return daysLeft <= soon ? 'soon' : 'fine';
}
