// "Activate a machine" with a script: reads the request while it is typed, takes dropped files, sends once.
import type { Place, Verifier } from '../../hosts/js/index.ts';
import { readTextFile } from '../reading/file.ts';
import { readMachineText } from '../reading/machine.ts';

import { linkSummaryToFields, sendOnce } from './form.ts';
import { fetchVerifier } from './module.ts';
import { find } from './page.ts';
import { forgetOldProblem, say, sayNothing, sayProblem } from './reading.ts';
import { texts } from './texts.ts';

const words = texts.activate;
const SYMBOLS_PER_ROW = 30;

const form = find('#activation', HTMLFormElement);
const machine = find('#machine', HTMLTextAreaElement);
const file = find('#machineFile', HTMLInputElement);
if (form && machine && file) {
  linkSummaryToFields();
  sendOnce(form);
  offerDemoKey();
  const verifier = fetchVerifier();
  readWhileTyping(machine, verifier);
  takeFiles(form, machine, file, verifier);
}

function readWhileTyping(field: HTMLTextAreaElement, loading: Promise<Verifier | undefined>): void {
  field.addEventListener('input', async (event) => {
    const whole = event instanceof InputEvent && event.inputType.startsWith('insertFromPaste');
    tellReading(field, await loading, whole);
  });
  field.addEventListener('change', async () => {
    await buttonsReleased();
    tellReading(field, await loading, true);
  });
}

/** What is said under the field moves the button below it. Not while somebody presses that button: the click would miss. */
function buttonsReleased(): Promise<void> {
  if (!document.querySelector('button:active')) return Promise.resolve();
  return new Promise((resolve) => addEventListener('pointerup', () => setTimeout(resolve), { once: true }));
}

/** `whole`: the person is done, so what is missing is missing. Else only what can no longer become right is said. */
function tellReading(field: HTMLTextAreaElement, verifier: Verifier | undefined, whole: boolean): void {
  sayNothing(field);
  if (!verifier || field.value.trim() === '') return;
  const read = readMachineText(texts, verifier, field.value);
  if (!read.ok) {
    if (whole || isRowFinished(field.value, read.problem)) sayProblem(field, read.problem);
    return;
  }
  forgetOldProblem(field);
  const { machine } = read;
  if (machine.from === 'request') say(field, 'fine', words.readRequest(machine.request.product, machine.request.label));
  else if (whole) say(field, 'fine', words.readFingerprint(machine.understood));
}

/** More has been typed than up to the end of the row that is wrong, so it is not merely unfinished. */
function isRowFinished(text: string, { row }: Place): boolean {
  const symbols = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const PREFIX = 4;
  return row !== undefined && symbols > PREFIX + row * SYMBOLS_PER_ROW;
}

function takeFiles(
  form: HTMLFormElement,
  field: HTMLTextAreaElement,
  chooser: HTMLInputElement,
  loading: Promise<Verifier | undefined>,
): void {
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = await readTextFile(file);
    chooser.value = ''; // the text field holds it now
    if (text === undefined) return say(field, 'refused', texts.problems.tooLarge);
    field.value = text;
    tellReading(field, await loading, true);
    field.focus();
  };
  chooser.addEventListener('change', () => take(chooser.files?.[0]));
  form.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  form.addEventListener('dragleave', () => form.classList.remove('dropping'));
  form.addEventListener('drop', (event) => {
    form.classList.remove('dropping');
    const file = event.dataTransfer?.files[0];
    if (!file) return; // dragged text goes into the field by itself
    event.preventDefault();
    void take(file);
  });
}

function offerDemoKey(): void {
  const button = find('#demo-fill', HTMLButtonElement);
  const key = find('#demo-key', HTMLElement)?.textContent;
  const field = find('#licenseKey', HTMLInputElement);
  if (!button || !key || !field) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    field.value = key;
    field.focus();
  });
}
