// "Replace a dead machine": confirmed in words, and undone as long as nobody has taken the seat.
import type { LicenseView } from '../server/licenses.ts';
import type { Portal } from '../server/portal.ts';
import type { MachineView } from '../server/view.ts';
import { leavingLimit } from '../telling/seat-limit.ts';
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
  license: LicenseView,
  machine: MachineView,
): Promise<ReplacementPage> {
  const { id: licenseId } = license;
  const { activationId } = machine;
  const form = await readForm(request);
  const said = (name: string) => (form ? textOf(form, name) : '');
  if (said('undo') === 'yes') {
    const result = await portal.machines.undoReplace({ licenseId, activationId });
    return result.ok ? { state: 'restored' } : refused(formProblem(texts, result.problem), result.problem.status);
  }
  if (said('confirm') !== 'yes') return refused({ field: 'confirm', sentence: texts.replace.confirmMissing }, 422);
  const result = await portal.machines.replace({ licenseId, activationId });
  if (!result.ok) return refused(formProblem(texts, result.problem), result.problem.status);
  const freeFrom = opensAt(license, machine, result.machine.endedAt);
  return { state: 'replaced', ...(freeFrom !== undefined && { freeFrom }) };
}

/** The later of the product's delay and of the seat's turn; undefined: at once, or never. */
function opensAt(license: LicenseView, before: MachineView, endedAt = 0): number | undefined {
  const { replacementDelaySeconds: delay } = license;
  const times = [leavingLimit(license, before)?.opensAt, delay && endedAt + delay].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

function refused(problem: FormProblem, status: number): ReplacementPage {
  return { state: 'refused', problems: [problem], status };
}
