// The line under a field that says, while somebody types, what has been read so far.
import type { Place } from '../../hosts/js/index.ts';
import { excerptAt } from '../reading/place.ts';
import type { FormProblem } from '../reading/problem.ts';
import type { Tone } from '../telling/statement.ts';

import { icon, make } from './page.ts';
import { texts } from './texts.ts';

export type Typed = HTMLInputElement | HTMLTextAreaElement;

/** Says something under the field; screen readers hear it when it has changed. */
export function say(field: HTMLElement, tone: Tone, words: string, ...more: Node[]): void {
  const place = document.getElementById(`${field.id}-reading`);
  if (!place || place.dataset['said'] === words) return;
  place.dataset['said'] = words;
  place.replaceChildren(make('p', tone, icon(tone), make('span', '', words)), ...more);
}

export function sayNothing(field: HTMLElement): void {
  const place = document.getElementById(`${field.id}-reading`);
  if (!place) return;
  delete place.dataset['said'];
  place.replaceChildren();
}

/** Says what is wrong, marks where, and offers to select the place in the field. */
export function sayProblem(field: Typed, problem: FormProblem): void {
  const excerpt = excerptNode(field, problem);
  say(field, 'refused', problem.sentence, ...(excerpt ? [excerpt] : []));
}

export function excerptNode(field: Typed, place: Place): Node | undefined {
  const excerpt = excerptAt(field.value, place);
  if (!excerpt) return undefined;
  const show = make('button', 'quiet', texts.problems.show);
  show.type = 'button';
  show.addEventListener('click', () => {
    field.focus();
    field.setSelectionRange(excerpt.start, excerpt.end);
  });
  const code = make('code', '', excerpt.before, make('mark', '', excerpt.wrong), excerpt.after);
  return make('div', 'excerpt', make('span', '', texts.problems.lookAt), code, show);
}

/** What the server said about an earlier text is out of date once the field has been read anew. */
export function forgetOldProblem(field: HTMLElement): void {
  document.getElementById(`${field.id}-error`)?.remove();
  field.removeAttribute('aria-invalid');
  field.closest('.field')?.classList.remove('invalid');
}
