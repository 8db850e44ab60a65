// The same for several licenses at once: what was chosen, and what is to be done with them.
import type { ConsoleTexts } from '../../texts/console.ts';
import { Typed } from './typed.ts';

/** A form of a thousand ids is a quarter of what a form may hold. */
export const MOST_AT_ONCE = 1000;
/** So many are changed before the page says how far it is. */
export const PORTION = 100;
const MOST_DAYS = 36_600;
const WAYS = ['suspend', 'resume', 'extend'] as const;
export type Way = (typeof WAYS)[number];

export interface Chosen {
  ids: string[];
  /** Changed before, in earlier portions. */
  was: string[];
  way: Way;
  days: number;
  /** It was looked at before, and is meant. */
  meant: boolean;
}

export type Several = { ok: true; chosen: Chosen } | { ok: false; sentence: string };

/** @param matching instead of those that were chosen one by one: all that the list's filter finds */
export function readSeveral(texts: ConsoleTexts, form: FormData | undefined, matching?: readonly string[]): Several {
  const typed = new Typed(form, texts);
  const words = texts.licenseWork.several;
  const ids = matching ? [...matching] : typed.chosen('license');
  const way = WAYS.find((name) => name === typed.text('do')) ?? 'suspend';
  if (ids.length === 0) return { ok: false, sentence: words.none };
  if (ids.length > MOST_AT_ONCE) return { ok: false, sentence: words.tooMany(MOST_AT_ONCE) };
  const days = way === 'extend' ? typed.whole('days', 1, MOST_DAYS) : 0;
  if (days === undefined) return { ok: false, sentence: words.days };
  return { ok: true, chosen: { ids, was: typed.chosen('was'), way, days, meant: typed.text('meant') === 'yes' } };
}

/** The filter of the list that the form stood below, when all that it finds were chosen. */
export function filterOf(form: FormData | undefined): URLSearchParams | undefined {
  if (form?.get('all') !== 'yes') return undefined;
  const fields = ['q', 'state', 'product', 'customer'].flatMap((name) => {
    const value = form.get(name);
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return new URLSearchParams(fields);
}

export function wishOf({
  way,
  days,
}: Pick<Chosen, 'way' | 'days'>): { state: 'active' | 'suspended' } | { days: number } {
  if (way === 'extend') return { days };
  return { state: way === 'suspend' ? 'suspended' : 'active' };
}
