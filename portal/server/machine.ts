// What a person pasted as "the machine": an activation request or a raw fingerprint. The module decides which, and what it says.
import type { Verifier } from '../../hosts/js/index.ts';
import type { Problem, Request } from '../../hosts/js/verdict.ts';
import { type Problem as Refusal, Refused } from './refused.ts';

export type Machine =
  | { from: 'request'; request: Request }
  | { from: 'fingerprint'; text: string; understood: string; componentFor(product: string): Uint8Array };

/** Details of `unusable` (docs/abi.md) that mean: this was meant to be a request code. */
const FINGERPRINT_TOO_LONG = 206;
const FINGERPRINT_IS_CODE = 207;

/**
 * Reads the text without knowing its product, so that what is wrong with it is said before any license key is looked up.
 *
 * @param as what it must be, if the caller knows
 * @throws Refused with the place of the mistake
 */
export function readMachine(verifier: Verifier, text: string, as?: Machine['from']): Machine {
  if (as === 'fingerprint') return readFingerprint(verifier, text);
  const request = verifier.decodeRequest(text);
  if (request.ok) return { from: 'request', request: request.value };
  if (as === 'request' || isMeantAsCode(verifier, text)) throw new Refused(malformed('machine', request.problem));
  return readFingerprint(verifier, text);
}

/** The name, the sentence and the place are the module's own. */
export function malformed(field: string, problem: Problem): Refusal {
  const { name, sentence, row, group, offset } = problem;
  return {
    status: 400,
    code: name,
    error: sentence,
    field,
    ...(row !== undefined && { row }),
    ...(group !== undefined && { group }),
    ...(offset !== undefined && { offset }),
  };
}

function readFingerprint(verifier: Verifier, text: string): Machine {
  const { normalized } = rawComponent(verifier, ANY_PRODUCT, text);
  if (NOT_TEXT.test(normalized)) throw new Refused(BINARY_FINGERPRINT);
  return {
    from: 'fingerprint',
    text,
    understood: normalized,
    componentFor: (product) => rawComponent(verifier, product, text).component,
  };
}

/** Control characters, and what stands for bytes or halves of characters that are no text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const NOT_TEXT = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

const BINARY_FINGERPRINT: Refusal = {
  status: 400,
  code: 'fingerprint-malformed',
  error: 'This fingerprint has characters that cannot be seen; copy it as text.',
  field: 'machine',
};

/** Whether a text can be a fingerprint does not depend on the product: any name serves. */
const ANY_PRODUCT = 'any';

function isMeantAsCode(verifier: Verifier, text: string): boolean {
  const reading = verifier.component(ANY_PRODUCT, 'raw', text);
  return !reading.ok && [FINGERPRINT_IS_CODE, FINGERPRINT_TOO_LONG].includes(reading.problem.detail);
}

function rawComponent(
  verifier: Verifier,
  product: string,
  text: string,
): { component: Uint8Array; normalized: string } {
  const reading = verifier.component(product, 'raw', text);
  if (!reading.ok) throw new Refused(malformed('machine', reading.problem));
  return reading.value;
}
