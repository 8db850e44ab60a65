// Says how good a passphrase is while it is typed. The server judges it again.
import { isTooWeak, strengthOf } from '../telling/passphrase.ts';
import { linkSummaryToFields } from './form.ts';
import { icon, make } from './page.ts';

linkSummaryToFields();
for (const input of document.querySelectorAll<HTMLInputElement>('input[data-strength]')) tell(input);

function tell(input: HTMLInputElement): void {
  const reading = document.getElementById(`${input.id}-reading`);
  const words: Record<string, string> = JSON.parse(input.dataset['strength'] ?? '{}'); // written by PassphraseField.astro
  input.addEventListener('input', () => {
    const strength = strengthOf(input.value);
    if (strength === 'empty') return reading?.replaceChildren();
    const tone = isTooWeak(strength) ? 'refused' : strength === 'fair' ? 'soon' : 'fine';
    reading?.replaceChildren(make('p', tone, icon(tone), make('span', '', words[strength] ?? '')));
  });
}
