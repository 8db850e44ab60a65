// From what was found to what a request carries: for each kind the first identifier that the module can use.
import type { ComponentKind, Problem, Reading } from '../js/verdict.ts';
import type { Finding } from './machine.ts';

/** The part of the verifier that is needed here. */
export interface ComponentMaker {
  component(
    product: string,
    kind: ComponentKind,
    value: string | Uint8Array,
  ): Reading<{ component: Uint8Array; normalized: string }>;
}

export interface Component {
  finding: Finding;
  bytes: Uint8Array;
}

export interface Judged {
  /** One of each kind. */
  used: Component[];
  /** Identifiers that the module refuses, with its reason. */
  unusable: { finding: Finding; problem: Problem }[];
  /** Good ones of a kind that has one already. */
  spare: Finding[];
}

export function judgeFindings(maker: ComponentMaker, product: string, findings: readonly Finding[]): Judged {
  const judged: Judged = { used: [], unusable: [], spare: [] };
  for (const finding of findings) {
    const reading = maker.component(product, finding.kind, finding.value);
    if (!reading.ok) judged.unusable.push({ finding, problem: reading.problem });
    else if (judged.used.some((component) => component.finding.kind === finding.kind)) judged.spare.push(finding);
    else judged.used.push({ finding, bytes: reading.value.component });
  }
  return judged;
}
