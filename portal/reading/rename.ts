// A machine's new name, and the way back to its old one.

import type { Portal } from '../server/portal.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { readForm, textOf } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

export interface Rename {
  /** What the machine is called now. */
  label: string;
  /** What stands in the field. */
  typed: string;
  done: boolean;
  undone: boolean;
  status: number;
  problem?: FormProblem;
}

export async function submitRename(
  texts: Texts,
  request: Request,
  portal: Portal,
  licenseId: string,
  machine: MachineView,
): Promise<Rename> {
  const form = await readForm(request);
  const typed = form ? textOf(form, 'label').trim() : machine.label;
  const undone = form !== undefined && textOf(form, 'undo') === 'yes';
  const result = await portal.machines.rename({ licenseId, activationId: machine.activationId, label: typed });
  if (result.ok) return { label: typed, typed, done: typed !== machine.label, undone, status: 200 };
  const problem = formProblem(texts, result.problem);
  return { label: machine.label, typed, done: false, undone, status: result.problem.status, problem };
}
