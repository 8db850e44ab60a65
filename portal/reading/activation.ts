// The form "Activate a machine": what was typed, what is wrong with it, and the activation when nothing is.
import { createHash } from 'node:crypto';
import type { Activation } from '../server/activate.ts';
import type { Portal } from '../server/portal.ts';
import type { Texts } from '../texts/index.ts';
import { readTextFile } from './file.ts';
import { fileOf, readForm, textOf } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

/** What stands in the form. Kept when it is shown again, so that nothing is typed twice. */
export interface ActivationForm {
  licenseKey: string;
  machine: string;
  label: string;
  /** Random, hidden: the same form sent twice is the same attempt. */
  attempt: string;
}

export type ActivationPage =
  | { state: 'form'; form: ActivationForm; problems: FormProblem[]; status: number; retryAfterSeconds?: number }
  | { state: 'activated'; activation: Activation };

export function emptyForm(): ActivationForm {
  return { licenseKey: '', machine: '', label: '', attempt: crypto.randomUUID() };
}

export async function submitActivation(
  texts: Texts,
  request: Request,
  portal: Portal,
  address: string | undefined,
  /** A license that the person reaches without its key. */
  licenseId?: string,
): Promise<ActivationPage> {
  const body = await readForm(request);
  if (!body) return refused(emptyForm(), 413, [{ field: 'machine', sentence: texts.problems.tooLarge }]);
  const { form, fileTooLarge } = await readActivationForm(body);
  if (fileTooLarge) return refused(form, 413, [{ field: 'machine', sentence: texts.problems.tooLarge }]);
  const missing = missingFields(texts, form, licenseId === undefined);
  if (missing.length > 0) return refused(form, 422, missing);

  const { attempt, label, ...input } = form;
  const result = await portal.activate({
    ...input,
    ...(licenseId !== undefined && { licenseId }),
    label: label || undefined, // an empty field does not erase the name inside the request
    idempotencyKey: attempt ? nameOf(form) : undefined,
    address,
  });
  if (result.ok) return { state: 'activated', activation: result.activation };
  const page = refused(form, result.problem.status, [formProblem(texts, result.problem)]);
  // It may have been done: the same form stays the same attempt, and gets the answer of the first.
  if (result.problem.code === 'outcome-unknown') page.form.attempt = attempt;
  const { retryAfterSeconds } = result.problem;
  return retryAfterSeconds === undefined ? page : { ...page, retryAfterSeconds };
}

async function readActivationForm(body: FormData): Promise<{ form: ActivationForm; fileTooLarge: boolean }> {
  const form = {
    licenseKey: textOf(body, 'licenseKey').trim(),
    machine: textOf(body, 'machine'),
    label: textOf(body, 'label').trim(),
    attempt: textOf(body, 'attempt'),
  };
  const file = fileOf(body, 'machineFile');
  if (!file) return { form, fileTooLarge: false };
  // The text may be left over from the last try; the file was chosen for this one.
  const machine = await readTextFile(file);
  return machine === undefined ? { form, fileTooLarge: true } : { form: { ...form, machine }, fileTooLarge: false };
}

/** A request may carry the license key itself, so its absence is only certain when there is no request either. */
function missingFields(texts: Texts, form: ActivationForm, withKey: boolean): FormProblem[] {
  if (form.machine.trim() !== '') return [];
  const machine: FormProblem = { field: 'machine', sentence: texts.problems.noMachine };
  const licenseKey: FormProblem = { field: 'licenseKey', sentence: texts.problems.noLicenseKey };
  return withKey && form.licenseKey === '' ? [licenseKey, machine] : [machine];
}

/** Somebody may go back, change the form and send it again: the same attempt has the same content. */
function nameOf(form: ActivationForm): string {
  return createHash('sha256').update(JSON.stringify(form)).digest('base64url');
}

/** A corrected form is another attempt, so it gets another name. */
function refused(form: ActivationForm, status: number, problems: FormProblem[]): ActivationPage & { state: 'form' } {
  return { state: 'form', form: { ...form, attempt: crypto.randomUUID() }, problems, status };
}
