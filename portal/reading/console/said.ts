// What an operation of the vendor's side refuses, beside the field of the form that it is about.
import type { Problem } from '../../server/vendor/problems.ts';
import type { Texts } from '../../texts/index.ts';
import { type FormProblem, formProblem } from '../problem.ts';

/** @param fields what the operation's members are called in the form, where that differs */
export function said(texts: Texts, problem: Problem, fields: Readonly<Record<string, string>> = {}): FormProblem {
  const { field, ...rest } = formProblem(texts, problem);
  return field === undefined ? rest : { ...rest, field: fields[field] ?? field };
}
