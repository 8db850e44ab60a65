// How the reference says no: the reason's name of decisions.md, and the place where the design names one.

export type Reason =
  | 'licensed'
  | 'grace'
  | 'malformed'
  | 'unsupported'
  | 'unknown-key'
  | 'bad-signature'
  | 'wrong-product'
  | 'wrong-request'
  | 'wrong-machine'
  | 'wrong-domain'
  | 'revoked'
  | 'clock-behind'
  | 'not-yet-valid'
  | 'expired'
  | 'check-in-required';

/** The numbers of the ABI, as decisions.md lists them. */
export const NUMBERS: Readonly<Record<Reason, number>> = {
  licensed: 0,
  malformed: 1,
  unsupported: 2,
  'unknown-key': 3,
  'bad-signature': 4,
  'wrong-product': 5,
  'wrong-request': 6,
  'wrong-machine': 7,
  'wrong-domain': 8,
  revoked: 9,
  'clock-behind': 10,
  'not-yet-valid': 11,
  expired: 12,
  'check-in-required': 13,
  grace: 14,
};

export interface Place {
  /** The row that is wrong, from 1. */
  row?: number;
  /** Byte offset in the UTF-8 input of the character that is no part of any code. */
  offset?: number;
}

export class Refusal extends Error {
  readonly reason: Reason;
  readonly place: Place;

  constructor(reason: Reason, why: string, place: Place = {}) {
    super(`${reason}: ${why}`);
    this.reason = reason;
    this.place = place;
  }
}

/** Refuses as `malformed`; `why` is for whoever reads a failing test. */
export function malformed(why: string, place: Place = {}): never {
  throw new Refusal('malformed', why, place);
}

export function demand(condition: boolean, why: string): asserts condition {
  if (!condition) malformed(why);
}
