import type { Place } from '../../hosts/js/index.ts';
import type { ActivationProblem } from '../server/activate.ts';
import type { Texts } from '../texts/index.ts';

/** Something to correct, beside its field when it belongs to one. */
export interface FormProblem extends Place {
  /** Name of the field. */
  field?: string;
  sentence: string;
  /** Kebab-case name, for support. */
  name?: string;
}

/** A problem of any operation, whatever its fields are called. */
type Said = Omit<ActivationProblem, 'field'> & { field?: string };

/** What the server says, as a form shows it. */
export function formProblem(texts: Texts, { field, error, code, row, group, offset }: Said): FormProblem {
  return {
    sentence: texts.sentence(error),
    name: code,
    ...(field && { field }),
    ...(row !== undefined && { row }),
    ...(group !== undefined && { group }),
    ...(offset !== undefined && { offset }),
  };
}
