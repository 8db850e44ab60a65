import type { Place } from '../../hosts/js/index.ts';
import type { ActivationProblem } from '../server/activate.ts';
import { texts } from '../texts.ts';

/** Something to correct, beside its field when it belongs to one. */
export interface FormProblem extends Place {
  /** Name of the field. */
  field?: string;
  sentence: string;
  /** Kebab-case name, for support. */
  name?: string;
}

/** What the server says, as a form shows it. */
export function formProblem({
  field,
  error,
  code,
  row,
  group,
  offset,
  retryAfterSeconds,
}: ActivationProblem): FormProblem {
  const sentence = retryAfterSeconds === undefined ? error : `${error} ${texts.problems.retry(retryAfterSeconds)}`;
  return {
    sentence,
    name: code,
    ...(field && { field }),
    ...(row !== undefined && { row }),
    ...(group !== undefined && { group }),
    ...(offset !== undefined && { offset }),
  };
}
