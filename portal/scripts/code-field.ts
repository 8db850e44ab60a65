// A field for a code with a script: it is read while it is typed, takes dropped files, and looks through the camera.
import type { Place, Verifier } from '../../hosts/js/index.ts';
import { readTextFile } from '../reading/file.ts';
import { readMachineText } from '../reading/machine.ts';
import { readPicture, readWithCamera } from './camera.ts';
import { fetchVerifier } from './module.ts';
import { forgetOldProblem, say, sayNothing, sayProblem } from './reading.ts';
import { texts } from './texts.ts';

const SYMBOLS_PER_ROW = 30;

interface CodeField {
  area: HTMLTextAreaElement;
  kind: 'request' | 'receipt';
  verifier: Promise<Verifier | undefined>;
}

/** Prepares every such field of the page; they share one module. */
export function setUpCodeFields(): CodeField[] {
  const verifier = fetchVerifier();
  return [...document.querySelectorAll<HTMLElement>('[data-code-field]')].flatMap((frame) => {
    const area = frame.querySelector('textarea');
    if (!area) return [];
    const field: CodeField = { area, kind: frame.dataset['codeField'] === 'receipt' ? 'receipt' : 'request', verifier };
    readWhileTyping(field);
    takeFiles(frame, field);
    offerCamera(frame, field);
    return [field];
  });
}

/** Puts a code that came from elsewhere into the field. */
export async function fill(field: CodeField, text: string): Promise<void> {
  field.area.value = text;
  tellReading(field, await field.verifier, true);
}

function readWhileTyping(field: CodeField): void {
  field.area.addEventListener('input', async (event) => {
    const whole = event instanceof InputEvent && event.inputType.startsWith('insertFromPaste');
    tellReading(field, await field.verifier, whole);
  });
  field.area.addEventListener('change', async () => {
    await buttonsReleased();
    tellReading(field, await field.verifier, true);
  });
}

/** What is said under the field moves the button below it. Not while somebody presses that button: the click would miss. */
function buttonsReleased(): Promise<void> {
  if (!document.querySelector('button:active')) return Promise.resolve();
  return new Promise((resolve) => addEventListener('pointerup', () => setTimeout(resolve), { once: true }));
}

/** `whole`: the person is done, so what is missing is missing. Else only what can no longer become right is said. */
function tellReading(field: CodeField, verifier: Verifier | undefined, whole: boolean): void {
  const { area, kind } = field;
  sayNothing(area);
  if (!verifier || area.value.trim() === '') return;
  if (kind === 'receipt') tellReceipt(area, verifier, whole);
  else tellMachine(area, verifier, whole);
}

function tellMachine(area: HTMLTextAreaElement, verifier: Verifier, whole: boolean): void {
  const read = readMachineText(texts, verifier, area.value);
  if (!read.ok) {
    if (whole || isRowFinished(area.value, read.problem)) sayProblem(area, read.problem);
    return;
  }
  forgetOldProblem(area);
  const { machine } = read;
  const words = texts.activate;
  if (machine.from === 'request') say(area, 'fine', words.readRequest(machine.request.product, machine.request.label));
  else if (whole) say(area, 'fine', words.readFingerprint(machine.understood));
}

function tellReceipt(area: HTMLTextAreaElement, verifier: Verifier, whole: boolean): void {
  const reading = verifier.decodeReceipt(area.value);
  if (reading.ok) {
    forgetOldProblem(area);
    say(area, 'fine', texts.giveBack.complete);
  } else if (whole || isRowFinished(area.value, reading.problem)) {
    sayProblem(area, { ...reading.problem, sentence: texts.sentence(reading.problem.sentence) });
  }
}

/** More has been typed than up to the end of the row that is wrong, so it is not merely unfinished. */
function isRowFinished(text: string, { row }: Place): boolean {
  const symbols = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const PREFIX = 4;
  return row !== undefined && symbols > PREFIX + row * SYMBOLS_PER_ROW;
}

function takeFiles(frame: HTMLElement, field: CodeField): void {
  const chooser = frame.querySelector<HTMLInputElement>('[data-file]');
  if (!chooser) return;
  const take = async (file: File | undefined) => {
    if (!file) return;
    const text = await readTextFile(file);
    chooser.value = ''; // the text field holds it now
    if (text === undefined) return say(field.area, 'refused', texts.problems.tooLarge);
    await fill(field, text);
    field.area.focus();
  };
  chooser.addEventListener('change', () => take(chooser.files?.[0]));
  // The whole form takes what is dropped, unless two fields could be meant.
  const target = document.querySelectorAll('[data-code-field]').length === 1 ? (chooser.form ?? frame) : frame;
  target.addEventListener('dragover', (event) => {
    if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    frame.classList.add('dropping');
  });
  target.addEventListener('dragleave', () => frame.classList.remove('dropping'));
  target.addEventListener('drop', (event) => {
    frame.classList.remove('dropping');
    const file = event instanceof DragEvent ? event.dataTransfer?.files[0] : undefined;
    if (!file) return; // dragged text goes into the field by itself
    event.preventDefault();
    void take(file);
  });
}

function offerCamera(frame: HTMLElement, field: CodeField): void {
  const buttons = frame.querySelector<HTMLElement>('.scan');
  const picture = frame.querySelector<HTMLInputElement>('[data-picture]');
  const finder = frame.querySelector<HTMLElement>('.finder');
  const start = frame.querySelector<HTMLButtonElement>('[data-camera]');
  if (!buttons || !picture || !finder || !start) return;
  buttons.hidden = false;
  start.hidden = !navigator.mediaDevices;
  start.addEventListener('click', async () => {
    const answer = await readWithCamera(finder);
    if (answer.text !== undefined) await fill(field, codeIn(answer.text));
    else if (answer.problem !== undefined) say(field.area, 'soon', answer.problem);
    start.focus();
  });
  picture.addEventListener('change', async () => {
    const file = picture.files?.[0];
    if (!file) return;
    const text = await readPicture(file);
    picture.value = '';
    if (text === undefined) say(field.area, 'soon', texts.camera.notFound);
    else await fill(field, codeIn(text));
  });
}

/** A machine may show the portal's address with its request behind the #. */
function codeIn(text: string): string {
  return /^https?:/i.test(text) ? (text.split('#')[1] ?? '') : text;
}
