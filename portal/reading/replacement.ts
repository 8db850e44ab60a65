// "Replace a dead machine": confirmed in words, and undone as long as nobody has taken the seat.
import type { LicenseView } from '../server/licenses.ts';
import type { Portal } from '../server/portal.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { readForm, textOf } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

export type ReplacementPage =
  | { state: 'refused'; problems: FormProblem[]; status: number }
  | { state: 'replaced'; freeFrom?: number }
  | { state: 'restored' };

export async function submitReplacement(
  texts: Texts,
  request: Request,
  portal: Portal,
  { id: licenseId, replacementDelaySeconds: delay }: LicenseView,
  { activationId }: MachineView,
): Promise<ReplacementPage> {
  const form = await readForm(request);
  const said = (name: string) => (form ? textOf(form, name) : '');
  if (said('undo') === 'yes') {
    const result = await portal.machines.undoReplace({ licenseId, activationId });
    return result.ok ? { state: 'restored' } : refused(formProblem(texts, result.problem), result.problem.status);
  }
  if (said('confirm') !== 'yes') return refused({ field: 'confirm', sentence: texts.replace.confirmMissing }, 422);
  const result = await portal.machines.replace({ licenseId, activationId });
  if (!result.ok) return refused(formProblem(texts, result.problem), result.problem.status);
  const { endedAt } = result.machine;
  return { state: 'replaced', ...(delay !== undefined && endedAt !== undefined && { freeFrom: endedAt + delay }) };
}

function refused(problem: FormProblem, status: number): ReplacementPage {
  return { state: 'refused', problems: [problem], status };
}
