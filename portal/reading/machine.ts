// What stands in the field "What the machine shows". Read by the same function that reads it when a code is asked for, so that
// a page never promises what the server then refuses.
import type { Verifier } from '../../hosts/js/index.ts';
import { type Machine, readMachine } from '../server/machine.ts';
import { Refused } from '../server/refused.ts';
import type { Texts } from '../texts/index.ts';
import { type FormProblem, formProblem } from './problem.ts';

export type MachineText = { ok: true; machine: Machine } | { ok: false; problem: FormProblem };

export function readMachineText(texts: Texts, verifier: Verifier, text: string): MachineText {
  try {
    return { ok: true, machine: readMachine(verifier, text) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: formProblem(texts, error.problem) };
    throw error;
  }
}
