import type { License, State } from '../index.ts';
import { drawing, h } from './dom.ts';
import { LicenseElement } from './element.ts';
import { type Standing, standingOf, type Tone } from './standing.ts';

/** A shape for each tone, so that nobody has to tell colors apart: check, clock, triangle, cross. In a square of 24. */
const ICONS: Record<Tone, string> = {
  fine: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.2 14.6-4.4-4.4 1.6-1.6 2.8 2.8 5.4-5.4 1.6 1.6z',
  soon: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1.1 10.6 3.7 2.2-1.1 1.9-4.8-2.9V6h2.2z',
  act: 'M12 2 1 21h22zm-1.1 7h2.2v6h-2.2zm0 7.4h2.2v2.2h-2.2z',
  refused:
    'M8 2 2 8v8l6 6h8l6-6V8l-6-6zm7.4 5L17 8.6 13.6 12l3.4 3.4-1.6 1.6-3.4-3.4L8.6 17 7 15.4l3.4-3.4L7 8.6 8.6 7l3.4 3.4z',
};

/**
 * `<license-status>`: where the person stands, in words and days; said again by screen readers when it changes.
 * `compact` leaves the lines and the button away.
 */
export class LicenseStatus extends LicenseElement {
  #shown = '';
  readonly #live = h('div', { attributes: { part: 'status', role: 'status' } });
  readonly #actions = h('div', { className: 'row' });
  #busy = false;

  protected override show(license: License, state: State): void {
    if (!this.#live.isConnected) this.root.replaceChildren(h('div', { className: 'stack' }, this.#live, this.#actions));
    const standing = standingOf(state, this.texts);
    this.dataset['tone'] = standing.tone;
    const shown = JSON.stringify(standing);
    if (shown !== this.#shown) this.#live.replaceChildren(...this.#parts(standing));
    this.#shown = shown;
    this.#offer(license, state);
  }

  #parts({ tone, title, lines, reason }: Standing): Node[] {
    const icon = h('span', { className: tone }, drawing(24, ICONS[tone], { part: 'icon' }));
    const head = [icon, h('p', { attributes: { part: 'title' } }, title)];
    if (this.hasAttribute('compact')) return head;
    const rest = lines.map((line) => h('p', { attributes: { part: 'lines' } }, line));
    if (tone === 'fine' || reason === undefined) return [...head, ...rest];
    return [...head, ...rest, h('p', { attributes: { part: 'reason' } }, reason)];
  }

  /** A license that was activated online can be looked after at once, without waiting for its turn. */
  #offer(license: License, state: State): void {
    const wanted = !this.hasAttribute('compact') && state.activationId !== undefined && state.kind !== 'none';
    if (!wanted) this.#actions.replaceChildren();
    if (!wanted || this.#actions.firstChild) return;
    const button = h('button', { type: 'button' }, this.texts.status.refresh);
    button.addEventListener('click', () => void this.#refresh(license, button));
    this.#actions.replaceChildren(button);
  }

  async #refresh(license: License, button: HTMLButtonElement): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    button.setAttribute('aria-disabled', 'true');
    button.textContent = `${this.texts.status.working} …`;
    await license.refresh();
    this.#busy = false;
    button.removeAttribute('aria-disabled');
    button.textContent = this.texts.status.refresh;
  }
}
