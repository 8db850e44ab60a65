// The activation code with a script: copying, printing, and stepping from row to row.
import { find } from './page.ts';

offerCopy();
offerPrint();
offerSteps();

function offerCopy(): void {
  const button = find('#copy', HTMLButtonElement);
  const said = find('#copied', HTMLElement);
  if (!button || !said) return;
  const { code = '', copied = '', failed = '' } = button.dataset;
  button.hidden = false;
  button.addEventListener('click', async () => {
    said.textContent = ''; // so that the second time is announced as well
    const done = await copy(code);
    if (!done) selectRows();
    said.textContent = done ? copied : failed;
  });
}

/** There is no clipboard without TLS, except on this very machine. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectRows(): void {
  const rows = find('#rows', HTMLElement);
  if (rows) getSelection()?.selectAllChildren(rows);
}

function offerPrint(): void {
  const button = find('#print', HTMLButtonElement);
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => print());
}

function offerSteps(): void {
  const steppers = find('#steppers', HTMLElement);
  const rows = [...document.querySelectorAll<HTMLInputElement>('#rows input')];
  if (!steppers || rows.length === 0) return;
  steppers.hidden = false;
  find('#next-row', HTMLButtonElement)?.addEventListener('click', () => step(rows, 1));
  find('#previous-row', HTMLButtonElement)?.addEventListener('click', () => step(rows, -1));
  find('#rows', HTMLElement)?.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') for (const row of rows) row.checked = false;
  });
}

function step(rows: HTMLInputElement[], by: 1 | -1): void {
  const current = rows.findIndex((row) => row.checked);
  const next = rows[Math.min(Math.max(current + by, 0), rows.length - 1)];
  if (!next) return;
  next.checked = true;
  next.closest('label')?.scrollIntoView({ block: 'nearest' });
}
