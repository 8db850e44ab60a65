// One point alone is what points are in the scalar module: for engines without relaxed SIMD.
import * as edwards from './edwards';
import { X, Y, Z } from './edwards';
import * as pair from './pair';

const sum = memory.data(160, 16);

export function setIdentity(): void {
  edwards.setIdentity(sum);
}

export function double(withT: bool): void {
  edwards.double(sum, sum, withT);
}

export function add(term: usize): void {
  edwards.addTerm(sum, sum, term, false);
}

/** Whether x = 0 and y = 1: X and Y − Z are 0. */
export function isIdentity(): bool {
  pair.subtract(sum + Y, sum + Y, sum + Z);
  return pair.isZero(sum + X, 0) && pair.isZero(sum + Y, 0);
}
