// A question to `check`, with the verdict of the reference.
import { faultOf, questionOf } from './answer.ts';
import { utf8 } from './reference/bytes.ts';
import { check, type Evidence, type Verdict } from './reference/decide.ts';
import { NOW, PRODUCT, VENDOR } from './vectors/cases/issue.ts';

export const TRUSTED = VENDOR.publicKey;

export interface Question {
  name: string;
  evidence: Evidence;
  verdict: Verdict;
}

export type Given = Partial<Omit<Evidence, 'code' | 'keys'>>;

export function question(name: string, text: string, given: Given = {}, keys = [TRUSTED]): Question {
  const evidence = { product: PRODUCT, nowSeconds: NOW, ...given, code: utf8(text), keys };
  return { name, evidence, verdict: check(evidence) };
}

/** The first answer that is not what the reference says. */
export function firstFault(ask: (record: Uint8Array) => Uint8Array, list: readonly Question[]): string | undefined {
  for (const { name, evidence, verdict } of list) {
    const fault = faultOf(ask(questionOf(evidence)), verdict);
    if (fault !== undefined) return `${name}: ${fault}`;
  }
  return undefined;
}
