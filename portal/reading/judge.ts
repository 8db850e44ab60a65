// "Check a code": the same on the server and in the browser. Evidence in, the module's verdict out.
import type { Evidence, Problem, Verdict, Verifier } from '../../hosts/js/index.ts';
import { readMachine } from './machine.ts';

export interface CheckForm {
  code: string;
  product: string;
  /** A request code or a raw fingerprint; may be empty. */
  machine: string;
}

export type Judgement =
  | { state: 'judged'; verdict: Verdict; machineGiven: boolean }
  | { state: 'machine-problem'; problem: Problem };

export function judge(verifier: Verifier, form: CheckForm, nowSeconds: number): Judgement {
  const machineGiven = form.machine.trim() !== '';
  const evidence: Evidence = { product: form.product, nowSeconds };
  if (!machineGiven) return { state: 'judged', verdict: verifier.check(form.code, evidence), machineGiven };

  const machine = readMachine(verifier, form.machine);
  if (machine.kind === 'problem') return { state: 'machine-problem', problem: machine.problem };
  if (machine.kind === 'request') {
    const { components, lock } = machine.request;
    return { state: 'judged', verdict: verifier.check(form.code, { ...evidence, components, lock }), machineGiven };
  }
  const component = verifier.component(form.product, 'raw', form.machine);
  if (!component.ok) return { state: 'machine-problem', problem: component.problem };
  const components = [component.value.component];
  return { state: 'judged', verdict: verifier.check(form.code, { ...evidence, components }), machineGiven };
}
