// The form that takes what a person has – a license key, a code, a file, a picture – and says beside the field what is wrong with it.
import type { Installed, License, Problem } from '../index.ts';
import { type Scan, scan } from './camera.ts';
import { h } from './dom.ts';
import { textOf } from './file.ts';
import { sentenceOf } from './standing.ts';
import type { Texts } from './texts.ts';

/** How a code begins when a camera reads it, slips of a person not expected. Pictures of anything else are passed over. */
const SCANNED = /^LKA\d/;

export class Entry {
  readonly form: HTMLFormElement;
  readonly #license: License;
  readonly #texts: Texts;
  readonly #deviceName: () => string | undefined;
  readonly #field: HTMLTextAreaElement;
  readonly #error = h('p', { id: 'error', attributes: { part: 'error', role: 'alert' } });
  readonly #send: HTMLButtonElement;
  readonly #scanButton: HTMLButtonElement;
  readonly #camera = h('div', { className: 'stack', hidden: true });
  #scan: Scan | undefined;
  #busy = false;

  constructor(
    license: License,
    texts: Texts,
    { portal, deviceName }: { portal: boolean; deviceName: () => string | undefined },
  ) {
    this.#license = license;
    this.#texts = texts;
    this.#deviceName = deviceName;
    const { activate } = texts;
    this.#field = h('textarea', {
      id: 'field',
      rows: 3,
      spellcheck: false,
      autocomplete: 'off',
      attributes: { 'aria-describedby': 'error hint', autocapitalize: 'characters', enterkeyhint: 'go', part: 'field' },
    });
    this.#send = h('button', { type: 'submit', attributes: { part: 'primary' } }, activate.send);
    this.#scanButton = h('button', { type: 'button' }, activate.scan);
    this.form = h(
      'form',
      { className: 'stack', noValidate: true },
      h('label', { htmlFor: 'field' }, activate.label),
      h('p', { id: 'hint', attributes: { part: 'hint' } }, portal ? activate.hint : activate.codeOnlyHint),
      this.#error,
      this.#field,
      h('div', { className: 'row' }, this.#send, this.#filePicker(), this.#scanButton),
      this.#camera,
    );
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#enter(this.#field.value);
    });
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.#scanButton.addEventListener('click', () => void (this.#scan ? this.stop() : this.#startScan()));
  }

  focus(): void {
    this.#field.focus();
  }

  /** Turns the camera off. */
  stop(): void {
    this.#scan?.stop();
    this.#scan = undefined;
    this.#camera.hidden = true;
    this.#camera.replaceChildren();
    this.#scanButton.textContent = this.#texts.activate.scan;
  }

  async takeFile(file: Blob | undefined): Promise<void> {
    if (!file) return;
    const text = await textOf(file).catch(() => undefined);
    if (text === undefined) return this.#say(this.#texts.activate.fileTooLarge);
    this.#field.value = text;
    await this.#enter(text);
  }

  async #enter(text: string): Promise<void> {
    if (this.#busy) return;
    if (text.trim() === '') return this.#say(this.#texts.activate.empty);
    this.#working(true);
    const outcome = await this.#license.enter(text, { label: this.#deviceName() });
    this.#working(false);
    this.#answer(outcome);
  }

  #answer(outcome: Installed): void {
    this.#say(outcome.ok ? '' : this.#explain(outcome.problem));
    if (outcome.ok) this.#field.value = '';
  }

  #explain(problem: Problem): string {
    if (problem.name === 'unreachable' && this.#license.state.kind === 'none') return this.#texts.status.noAnswer;
    const sentence = sentenceOf(problem, this.#texts);
    if (problem.row === undefined || sentence === problem.sentence) return sentence; // the module's own sentence names the row
    return `${sentence} ${this.#texts.activate.place(problem.row, problem.group)}`;
  }

  /** What was typed stays as it is. */
  #say(sentence: string): void {
    this.#error.textContent = sentence;
    this.#field.setAttribute('aria-invalid', String(sentence !== ''));
    if (sentence !== '') this.#field.focus();
  }

  #working(busy: boolean): void {
    this.#busy = busy;
    const { send, working } = this.#texts.activate;
    this.#send.textContent = busy ? `${working} …` : send;
    if (busy) this.#send.setAttribute('aria-disabled', 'true');
    else this.#send.removeAttribute('aria-disabled');
  }

  #filePicker(): HTMLLabelElement {
    const input = h('input', { type: 'file', accept: '.lic,.txt,text/plain' });
    input.addEventListener('change', () => {
      void this.takeFile(input.files?.[0]);
      input.value = ''; // the same file once more is a change, too
    });
    return h('label', { className: 'file', attributes: { part: 'file' } }, this.#texts.activate.openFile, input);
  }

  async #startScan(): Promise<void> {
    const { scanning, stopScan, noCamera } = this.#texts.activate;
    const video = h('video', { attributes: { part: 'camera' } });
    const hint = h('p', { attributes: { role: 'status', part: 'hint' } }, scanning);
    this.#camera.replaceChildren(hint, video);
    this.#camera.hidden = false;
    try {
      this.#scan = await scan(video, (text) => this.#scanned(text, hint));
      this.#scanButton.textContent = stopScan;
    } catch {
      this.stop();
      this.#say(noCamera);
    }
  }

  #scanned(text: string, hint: HTMLElement): void {
    if (!SCANNED.test(text)) {
      hint.textContent = this.#texts.activate.otherPicture;
      return;
    }
    this.stop();
    this.#field.value = text;
    void this.#enter(text);
  }
}
