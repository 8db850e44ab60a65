// What an application is shown. A verdict in it was computed from evidence a moment ago, and is stored nowhere.
import type { Accepted, Refused, Spelled } from '../hosts/js/index.ts';
import type { Problem } from './problem.ts';
import type { StorageStatus } from './vault.ts';

export interface Surroundings {
  /** Where the evidence is kept, and what is wrong with that place. */
  storage: StorageStatus;
  /** The one request that waits for its answer: shown again until it is answered or thrown away. */
  request?: Spelled;
  /** The receipt of a license that was given back, until the portal or the person has it. */
  receipt?: Spelled;
  /** What the portal or the way to it said last, when it was no success. The license does not change by it. */
  contact?: Problem;
  /** Set when the installed license can be refreshed online. */
  activationId?: string;
}

/** All or nothing: claims and features exist only with `valid`. */
export type Meaning =
  | { kind: 'none' }
  | { kind: 'valid'; verdict: Accepted }
  | { kind: 'refused'; verdict: Refused }
  | { kind: 'unavailable'; problem: Problem };

export type State = Surroundings & Meaning;
