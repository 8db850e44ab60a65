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

/** @param products all that the portal sells: the code is asked about each of them, unless one was chosen */
export function judge(
  texts: Texts,
  verifier: Verifier,
  form: CheckForm,
  products: readonly string[],
  nowSeconds: number,
): Judgement {
  const read = form.machine.trim() === '' ? undefined : readMachineText(texts, verifier, form.machine);
  if (read && !read.ok) return read;
  const ask = (product: string) =>
    verifier.check(form.code, { product, nowSeconds, ...(read && machineEvidence(read.machine, product)) });
  const [first = '', ...others] = form.product === '' ? products : [form.product];
  let verdict = ask(first);
  for (const product of others) {
    if (verdict.accepted || verdict.reason !== 'wrong-product') break;
    verdict = ask(product);
  }
  return { ok: true, verdict, machineGiven: read !== undefined };
}

function machineEvidence(machine: Machine, product: string): Partial<Evidence> {
  if (machine.from === 'fingerprint') return { components: [machine.componentFor(product)] };
  return { components: machine.request.components, lock: machine.request.lock };
}
