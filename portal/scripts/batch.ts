// "Activate many at once" with a script: a folder can be dropped, each file is sent by itself, and each result shows at once.
import { find, icon, make } from './page.ts';
import { texts } from './texts.ts';

const words = texts.batch;
const form = find('#batch', HTMLFormElement);
const chooser = find('#files', HTMLInputElement);
if (form && chooser) prepare(form, chooser);

function prepare(form: HTMLFormElement, chooser: HTMLInputElement): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void run(form, [...(chooser.files ?? [])]);
  });
  document.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    form.classList.add('dropping');
  });
  document.addEventListener('dragleave', () => form.classList.remove('dropping'));
  document.addEventListener('drop', async (event) => {
    event.preventDefault();
    form.classList.remove('dropping');
    if (event.dataTransfer) await run(form, await droppedFiles(event.dataTransfer));
  });
}

/** Files, and those in folders however deep; only requests, when there are other files beside them. */
async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const files = [...data.files];
  const found = entries.every((entry) => entry === null) ? files : (await Promise.all(entries.map(filesIn))).flat();
  const requests = found.filter(({ name }) => /\.lkr$/i.test(name));
  return requests.length > 0 ? requests : found;
}

async function filesIn(entry: FileSystemEntry | null): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry) return [await new Promise<File>((done, fail) => entry.file(done, fail))];
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  for (;;) {
    // A folder is handed out in portions; an empty one is the last.
    const portion = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (portion.length === 0) return files;
    files.push(...(await Promise.all(portion.map(filesIn))).flat());
  }
}

async function run(form: HTMLFormElement, files: File[]): Promise<void> {
  const most = Number(form.dataset['most']);
  if (files.length === 0) return complain(words.noFiles);
  if (files.length > most) return complain(words.tooMany(most));
  complain('');
  const show = startShowing(files.length);
  if (!show) return form.submit();
  let stopped = false;
  show.stop.onclick = () => {
    stopped = true;
  };
  let good = 0;
  for (const [index, file] of files.entries()) {
    const result = stopped ? { file: file.name, sentence: words.notSent } : await send(form, file);
    if (result.machine !== undefined) good++;
    show.add(result, index + 1);
  }
  show.end(good, files.length - good, stopped);
}

interface Result {
  file: string;
  machine?: string;
  again?: boolean;
  sentence?: string;
}

/** Too fast is no failure: it waits as long as the portal says, and sends the file again. */
async function send(form: HTMLFormElement, file: File): Promise<Result> {
  for (let tries = 0; ; tries++) {
    const result = await sendOnce(form, file);
    const wait = Number(result['retryAfterSeconds'] ?? 0);
    if (wait > 0 && wait <= 60 && tries < 5) {
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      continue;
    }
    return {
      file: file.name,
      ...(typeof result['machine'] === 'string' && { machine: result['machine'] }),
      again: result['again'] === true,
      sentence: typeof result['sentence'] === 'string' ? result['sentence'] : words.notSent,
    };
  }
}

async function sendOnce(form: HTMLFormElement, file: File): Promise<Record<string, unknown>> {
  try {
    const body = new FormData();
    body.set('file', file);
    const response = await fetch(form.action.replace(/batch$/, 'request'), { method: 'POST', body });
    const answer: unknown = await response.json();
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {}; // no connection
  }
}

function complain(sentence: string): void {
  const place = find('#files-reading', HTMLElement);
  place?.replaceChildren(...(sentence ? [make('p', 'refused', icon('refused'), make('span', '', sentence))] : []));
}

function startShowing(total: number) {
  const section = find('#batch-progress', HTMLElement);
  const bar = find('#bar', HTMLElement);
  const progress = bar?.querySelector('progress');
  const said = find('#bar-words', HTMLElement);
  const summary = find('#summary', HTMLElement);
  const list = find('#results', HTMLElement);
  const take = find('#take', HTMLFormElement);
  const stop = find('#stop', HTMLButtonElement);
  const base = location.pathname.replace(/\/batch$/, '');
  if (!section || !bar || !progress || !said || !summary || !list || !take || !stop) return undefined;
  section.hidden = bar.hidden = stop.hidden = false;
  take.hidden = true;
  list.replaceChildren();
  summary.replaceChildren();
  for (const old of take.querySelectorAll('input')) old.remove();
  progress.max = total;
  progress.value = 0;
  said.textContent = words.progress(0, total);
  return {
    stop,
    add(result: Result, done: number) {
      progress.value = done;
      said.textContent = words.progress(done, total);
      list.append(drawResult(result, base));
      if (result.machine !== undefined) take.append(hidden('machine', result.machine));
    },
    end(good: number, bad: number, stopped: boolean) {
      bar.hidden = stop.hidden = true;
      take.hidden = good === 0;
      summary.textContent = [words.summary(good, bad), ...(stopped ? [words.stopped] : [])].join(' ');
      find('#results-title', HTMLElement)?.focus();
    },
  };
}

function drawResult({ file, machine, again, sentence = '' }: Result, base: string): HTMLElement {
  const tone = machine === undefined ? 'refused' : 'fine';
  const note = machine === undefined ? sentence : again ? words.again : words.activated;
  const line = make(
    'li',
    tone,
    icon(tone),
    make('span', '', make('strong', '', file), ' ', make('span', 'hint', note)),
  );
  if (machine !== undefined) {
    const link = make('a', '', texts.machine.code);
    link.href = `${base}/machines/${machine}/code`;
    line.append(link);
  }
  return line;
}

function hidden(name: string, value: string): HTMLInputElement {
  const input = make('input', '');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  return input;
}
