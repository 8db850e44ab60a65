import type { License, State } from '../index.ts';
import { h } from './dom.ts';
import { LicenseElement } from './element.ts';
import { Entry } from './entry.ts';
import { exchange } from './exchange.ts';

type View = 'enter' | 'done' | 'receipt';

/**
 * `<license-activate>`: takes a license key, a code, a file or a picture; shows a request to devices without internet; gives a license
 * back. Attributes: `portal` – the portal's address, for the request's picture and a link; `device-name` – what the machine is called
 * in the portal; `no-release` – no giving back here. Fires `license-activated` and `license-released`.
 */
export class LicenseActivate extends LicenseElement {
  #view: View | undefined;
  #entry: Entry | undefined;
  readonly #request = h('div', { className: 'stack' });
  #shownCode: string | undefined;

  constructor() {
    super();
    this.addEventListener('dragover', (event) => {
      if (!this.#entry) return;
      event.preventDefault();
      this.classList.add('dropping');
    });
    this.addEventListener('dragleave', () => this.classList.remove('dropping'));
    this.addEventListener('drop', (event) => {
      if (!this.#entry) return;
      event.preventDefault();
      this.classList.remove('dropping');
      void this.#entry.takeFile(event.dataTransfer?.files[0]);
    });
  }

  protected override show(license: License, state: State): void {
    const view = viewOf(state);
    const before = this.#view;
    if (view !== before) this.#change(view, license, state);
    if (view === 'enter') this.#showRequest(license, state);
    if (before === 'enter' && view === 'done') this.#fire('license-activated');
    if (before === 'done' && view !== 'done' && state.kind === 'none') this.#fire('license-released');
  }

  protected override ended(): void {
    this.#entry?.stop();
  }

  #change(view: View, license: License, state: State): void {
    this.ended();
    const hadFocus = this.root.activeElement !== null;
    this.#view = view;
    this.#entry = undefined;
    this.#shownCode = undefined;
    const content =
      view === 'enter'
        ? this.#enterView(license)
        : view === 'done'
          ? this.#doneView(license)
          : this.#receiptView(license, state);
    this.root.replaceChildren(h('div', { className: 'stack' }, ...content));
    if (hadFocus) this.root.querySelector<HTMLElement>('[tabindex="-1"], textarea')?.focus();
  }

  #enterView(license: License): Node[] {
    const { activate } = this.texts;
    this.#entry = new Entry(license, this.texts, {
      portal: this.hasAttribute('portal'),
      deviceName: () => this.getAttribute('device-name') ?? undefined,
    });
    const steps = activate.offlineSteps.map((step) => h('li', {}, step));
    const offline = h(
      'details',
      { attributes: { part: 'offline' } },
      h('summary', {}, activate.offline),
      h('div', { className: 'stack' }, h('ol', {}, ...steps), this.#request),
    );
    return [this.#entry.form, offline];
  }

  #showRequest(license: License, { request, storage }: State): void {
    const shown = request?.code ?? '';
    if (this.#shownCode === shown) return;
    this.#shownCode = shown;
    const { activate } = this.texts;
    if (request) {
      const drop = this.#button(activate.dropRequest, () => license.dropRequest());
      const portal = this.getAttribute('portal') ?? undefined;
      const carried = { spelled: request, title: activate.requestPicture, fileName: 'request.lkr', portal };
      this.#request.replaceChildren(...exchange(carried, this.texts, drop));
      return;
    }
    const label = this.getAttribute('device-name') ?? undefined;
    const make = this.#button(activate.makeRequest, () => license.createRequest({ label }));
    const broken = storage.problem?.name === 'storage-broken';
    this.#request.replaceChildren(
      make,
      ...(broken ? [this.#button(activate.repair, () => license.repairStorage())] : []),
    );
  }

  #doneView(license: License): Node[] {
    const { activate } = this.texts;
    const done = h('p', { tabIndex: -1, attributes: { part: 'done' } }, activate.done);
    if (this.hasAttribute('no-release')) return [done];
    const place = h('div', { className: 'stack' });
    const ask = () => place.replaceChildren(begin);
    const begin = this.#button(activate.giveBack, () => place.replaceChildren(...this.#question(license, ask)));
    ask();
    return [done, place];
  }

  /** Says what will happen, and asks once. */
  #question(license: License, cancel: () => void): Node[] {
    const { activate } = this.texts;
    const error = h('p', { attributes: { part: 'error', role: 'alert' } });
    const yes = this.#button(activate.giveBackYes, async () => {
      const outcome = await license.release();
      if (!outcome.ok) error.textContent = outcome.problem.sentence;
    });
    const no = this.#button(activate.cancel, cancel);
    return [h('p', {}, activate.giveBackQuestion), error, h('div', { className: 'row' }, yes, no)];
  }

  #receiptView(license: License, { receipt }: State): Node[] {
    const { activate } = this.texts;
    if (!receipt) return [];
    const taken = this.#button(activate.receiptTaken, () => license.receiptTaken());
    const carried = { spelled: receipt, title: activate.receiptPicture, fileName: 'receipt.lkd' };
    return [
      h('p', { tabIndex: -1, attributes: { part: 'done' } }, activate.givenBack),
      h('p', {}, activate.receiptSteps),
      ...exchange(carried, this.texts, taken),
    ];
  }

  #button(label: string, work: () => unknown): HTMLButtonElement {
    const button = h('button', { type: 'button' }, label);
    button.addEventListener('click', async () => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      button.setAttribute('aria-disabled', 'true');
      await work();
      button.removeAttribute('aria-disabled');
    });
    return button;
  }

  #fire(name: 'license-activated' | 'license-released'): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}

/** A receipt that waits goes before a new activation: it is the only proof that the seat is free. */
function viewOf({ kind, receipt }: State): View {
  if (kind === 'valid') return 'done';
  return kind === 'none' && receipt ? 'receipt' : 'enter';
}
