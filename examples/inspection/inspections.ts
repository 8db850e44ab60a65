// The application itself: inspections, kept on the device. It knows nothing about licenses but how many inspections it may hold.
import { createStore, get, update } from 'idb-keyval';

interface Inspection {
  site: string;
  date: string;
  checks: Record<string, string>;
  remarks: string;
}

const CHECKS = ['Emergency exits clear', 'Fire extinguishers', 'Machine guards', 'First-aid kit', 'Signs and markings'];
const ANSWERS = ['Not checked', 'In order', 'Defect'];
const store = createStore('inspections', 'inspections');

const form = element('#inspection', HTMLFormElement);
const problem = element('.problem', HTMLElement);
let allowed = 0;
let saved: Inspection[] = [];

export async function startInspections(): Promise<void> {
  saved = (await get<Inspection[]>('all', store)) ?? [];
  element('#checks', HTMLElement).replaceChildren(...CHECKS.map(question));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void save();
  });
  show();
}

/** How many inspections may be held; 0 for none but those that are there. */
export function allow(inspections: number): void {
  allowed = inspections;
  show();
}

/** CSV with a row for each check, or plain text to read. */
export function exportTo(format: 'csv' | 'text'): void {
  const lines = saved.flatMap(({ site, date, checks, remarks }) =>
    format === 'csv'
      ? Object.entries(checks).map(([check, answer]) => [date, site, check, answer, remarks].map(cell).join(','))
      : [`${date} ${site}`, ...Object.entries(checks).map(([check, answer]) => `  ${check}: ${answer}`), remarks, ''],
  );
  const address = URL.createObjectURL(new Blob([lines.join('\r\n')], { type: 'text/plain' }));
  Object.assign(document.createElement('a'), {
    href: address,
    download: `inspections.${format === 'csv' ? 'csv' : 'txt'}`,
  }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function save(): Promise<void> {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? '').trim();
  if (!text('site')) return complain('Name the site that you inspected.', 'site');
  if (!text('date')) return complain('Choose the date of the inspection.', 'date');
  const checks = Object.fromEntries(CHECKS.map((check) => [check, text(check)]));
  const inspection = { site: text('site'), date: text('date'), checks, remarks: text('remarks') };
  await update<Inspection[]>('all', (old = []) => (old.length < allowed ? [...old, inspection] : old), store);
  saved = (await get<Inspection[]>('all', store)) ?? [];
  problem.textContent = '';
  form.reset();
  show();
}

function complain(sentence: string, field: string): void {
  problem.textContent = sentence;
  form.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
}

function show(): void {
  const open = saved.length < allowed;
  for (const field of form.elements) field.toggleAttribute('disabled', !open);
  element('#locked', HTMLElement).hidden = open;
  element('#empty', HTMLElement).hidden = saved.length > 0;
  element('#export', HTMLElement).hidden = saved.length === 0;
  element('#saved', HTMLElement).replaceChildren(...saved.map(row));
}

function row({ site, date, checks }: Inspection): HTMLLIElement {
  const item = document.createElement('li');
  const note = document.createElement('small');
  const defects = Object.values(checks).filter((answer) => answer === 'Defect').length;
  note.textContent = defects === 0 ? 'no defect' : defects === 1 ? '1 defect' : `${defects} defects`;
  item.append(`${date} · ${site} `, note);
  return item;
}

function question(check: string): HTMLLabelElement {
  const label = document.createElement('label');
  const select = Object.assign(document.createElement('select'), { name: check });
  select.append(...ANSWERS.map((answer) => new Option(answer, answer)));
  label.append(check, select);
  return label;
}

/** A cell that no spreadsheet takes for a formula (OWASP, CSV injection). */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}

function element<T extends HTMLElement>(selector: string, kind: new () => T): T {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${selector}`);
}
