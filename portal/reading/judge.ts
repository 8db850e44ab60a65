// "Check a code": the same on the server and in the browser. Evidence in, the module's verdict out.
import type { Evidence, Verdict, Verifier } from '../../hosts/js/index.ts';
import type { Machine } from '../server/machine.ts';
import type { Texts } from '../texts/index.ts';
import { readMachineText } from './machine.ts';
import type { FormProblem } from './problem.ts';

export interface CheckForm {
  code: string;
  product: string;
  /** A request code or a raw fingerprint; may be empty. */
  machine: string;
}

export type Judgement =
  | { ok: true; verdict: Verdict; machineGiven: boolean }
  /** What was entered as the machine cannot be read. */
  | { ok: false; problem: FormProblem };

export function judge(texts: Texts, verifier: Verifier, form: CheckForm, nowSeconds: number): Judgement {
  const evidence: Evidence = { product: form.product, nowSeconds };
  if (form.machine.trim() === '') {
    return { ok: true, verdict: verifier.check(form.code, evidence), machineGiven: false };
  }
  const read = readMachineText(texts, verifier, form.machine);
  if (!read.ok) return read;
  const verdict = verifier.check(form.code, { ...evidence, ...machineEvidence(read.machine, form.product) });
  return { ok: true, verdict, machineGiven: true };
}

function machineEvidence(machine: Machine, product: string): Partial<Evidence> {
  if (machine.from === 'fingerprint') return { components: [machine.componentFor(product)] };
  return { components: machine.request.components, lock: machine.request.lock };
}
