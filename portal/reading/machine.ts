// What stands in the field "What the machine shows": a request code, a raw fingerprint, or neither.
import type { Problem, Request, Verifier } from '../../hosts/js/index.ts';

export type MachineText =
  | { kind: 'request'; request: Request }
  | { kind: 'fingerprint'; normalized: string }
  | { kind: 'problem'; problem: Problem };

// Whether a fingerprint can be used does not depend on the product, which only the license key tells.
const ANY_PRODUCT = 'any';

export function readMachine(verifier: Verifier, text: string): MachineText {
  const request = verifier.decodeRequest(text);
  if (request.ok) return { kind: 'request', request: request.value };
  const fingerprint = verifier.component(ANY_PRODUCT, 'raw', text);
  if (fingerprint.ok) return { kind: 'fingerprint', normalized: fingerprint.value.normalized };
  // A request with a slip is never taken for a fingerprint; where its slip is helps more than that it is none.
  return { kind: 'problem', problem: request.problem.row === undefined ? fingerprint.problem : request.problem };
}
