// "Move to another machine": the receipt of the old one frees the seat, the request of the new one takes it.
import type { Portal } from '../server/portal.ts';
import type { Texts } from '../texts/index.ts';
import { codeFrom, readForm, textOf } from './form.ts';
import { readMachineText } from './machine.ts';
import { type FormProblem, formProblem } from './problem.ts';

export interface MoveForm {
  receipt: string;
  machine: string;
  label: string;
  attempt: string;
}

export type MovePage =
  | {
      state: 'form';
      form: MoveForm;
      problems: FormProblem[];
      status: number /** The first half is done. */;
      released: boolean;
    }
  | { state: 'moved'; activationId: string };

export function emptyMove(): MovePage & { state: 'form' } {
  const form = { receipt: '', machine: '', label: '', attempt: crypto.randomUUID() };
  return { state: 'form', form, problems: [], status: 200, released: false };
}

export async function submitMove(
  texts: Texts,
  request: Request,
  portal: Portal,
  licenseId: string,
  address: string | undefined,
): Promise<MovePage> {
  const body = await readForm(request);
  if (!body)
    return { ...emptyMove(), status: 413, problems: [{ field: 'machine', sentence: texts.problems.tooLarge }] };
  const form: MoveForm = {
    receipt: (await codeFrom(body, 'receipt')) ?? '',
    machine: (await codeFrom(body, 'machine')) ?? '',
    label: textOf(body, 'label').trim(),
    attempt: textOf(body, 'attempt'),
  };
  const problems = problemsOf(texts, portal, form);
  if (problems.length > 0) return { state: 'form', form, problems, status: 422, released: false };
  return await move(texts, portal, { form, licenseId, address });
}

/** Everything that can be wrong with either code is said before the first is used: half a move is worse than none. */
function problemsOf(texts: Texts, portal: Portal, { receipt, machine }: MoveForm): FormProblem[] {
  const problems: FormProblem[] = [];
  if (receipt.trim() === '') problems.push({ field: 'receipt', sentence: texts.giveBack.noReceipt });
  else {
    const reading = portal.verifier.decodeReceipt(receipt);
    if (!reading.ok) {
      const { sentence, code: _number, detail: _detail, ...place } = reading.problem;
      problems.push({ ...place, field: 'receipt', sentence: texts.sentence(sentence) });
    }
  }
  if (machine.trim() === '') problems.push({ field: 'machine', sentence: texts.problems.noMachine });
  else {
    const read = readMachineText(texts, portal.verifier, machine);
    if (!read.ok) problems.push({ ...read.problem, field: 'machine' });
  }
  return problems;
}

async function move(
  texts: Texts,
  portal: Portal,
  { form, licenseId, address }: { form: MoveForm; licenseId: string; address: string | undefined },
): Promise<MovePage> {
  const released = await portal.machines.release({ receipt: form.receipt, licenseId, address });
  if (!released.ok) {
    const problem = { ...formProblem(texts, released.problem), field: 'receipt' };
    return { state: 'form', form, problems: [problem], status: released.problem.status, released: false };
  }
  const result = await portal.activate({
    licenseKey: '',
    licenseId,
    machine: form.machine,
    label: form.label || undefined,
    address,
  });
  if (result.ok) return { state: 'moved', activationId: result.activation.id };
  const problems = [formProblem(texts, result.problem)];
  return { state: 'form', form, problems, status: result.problem.status, released: true };
}
