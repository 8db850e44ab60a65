// The same for several licenses at once: what was chosen, and what is to be done with them.
import type { ConsoleTexts } from '../../texts/console.ts';
import { Typed } from './typed.ts';

export const MOST_AT_ONCE = 200;
const MOST_DAYS = 36_600;
const WAYS = ['suspend', 'resume', 'extend'] as const;
export type Way = (typeof WAYS)[number];

export interface Chosen {
  ids: string[];
  way: Way;
  days: number;
  /** It was looked at before, and is meant. */
  meant: boolean;
}

export type Several = { ok: true; chosen: Chosen } | { ok: false; sentence: string };

export function readSeveral(texts: ConsoleTexts, form: FormData | undefined): Several {
  const typed = new Typed(form, texts);
  const words = texts.licenseWork.several;
  const ids = typed.chosen('license');
  const way = WAYS.find((name) => name === typed.text('do')) ?? 'suspend';
  if (ids.length === 0) return { ok: false, sentence: words.none };
  if (ids.length > MOST_AT_ONCE) return { ok: false, sentence: words.tooMany(MOST_AT_ONCE) };
  const days = way === 'extend' ? typed.whole('days', 1, MOST_DAYS) : 0;
  if (days === undefined) return { ok: false, sentence: words.days };
  return { ok: true, chosen: { ids, way, days, meant: typed.text('meant') === 'yes' } };
}

export function wishOf({ way, days }: Chosen): { state: 'active' | 'suspended' } | { days: number } {
  if (way === 'extend') return { days };
  return { state: way === 'suspend' ? 'suspended' : 'active' };
}
