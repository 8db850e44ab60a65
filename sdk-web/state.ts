// What an application is shown. A verdict in it was computed from evidence a moment ago, and is stored nowhere.
import type { Accepted, Refused, Spelled, Verdict, Verifier } from '../hosts/js/index.ts';
import type { Device } from './device.ts';
import type { Evidence } from './evidence.ts';
import { defined, type Problem } from './problem.ts';
import { makeRequest } from './request.ts';
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
  /** When the portal was last asked without a person, by the device's clock, and for how long it is left alone since. */
  asked?: { atSeconds: number; restSeconds: number };
}

/** All or nothing: claims and features exist only with `valid`. */
export type Meaning =
  | { kind: 'none' }
  | { kind: 'valid'; verdict: Accepted }
  | { kind: 'refused'; verdict: Refused }
  | { kind: 'unavailable'; problem: Problem };

export type State = Surroundings & Meaning;

export function meaningOf(verdict: Verdict | undefined): Meaning {
  if (!verdict) return { kind: 'none' };
  return verdict.accepted ? { kind: 'valid', verdict } : { kind: 'refused', verdict };
}

/** What waits beside the license, spelled for people. */
export function waitingOf(
  verifier: Verifier,
  product: string,
  device: Device | undefined,
  evidence: Evidence,
  ownAsked: Surroundings['asked'],
): Omit<Surroundings, 'storage'> {
  const { pending, receipt, activationId, askedAt, restSeconds } = evidence;
  const made = pending && device && makeRequest(verifier, { product, device }, evidence);
  const asked =
    askedAt === undefined || askedAt < (ownAsked?.atSeconds ?? 0)
      ? ownAsked
      : { atSeconds: askedAt, restSeconds: restSeconds ?? 0 };
  const spelled = receipt === undefined ? undefined : verifier.canonical(receipt);
  return defined({
    request: made && { code: made.code, file: made.file },
    receipt: spelled?.ok ? { code: spelled.value.code, file: spelled.value.file } : undefined,
    activationId,
    asked,
  });
}
