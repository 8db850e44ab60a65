// One point alone, computed coordinate by coordinate: for engines without relaxed SIMD.
import { same } from './bytes';
import * as field from './field';

/** The sum, X Y Z T of 40 bytes each; see edwards.ts for the formulas and field.ts for units. */
const X = memory.data(160, 16);
const Y = X + 40;
const Z = X + 80;
const T = X + 120;

const a = memory.data(40, 16);
const b = memory.data(40, 16);
const c = memory.data(40, 16);
const e = memory.data(40, 16);
const f = memory.data(40, 16);
const g = memory.data(40, 16);
const h = memory.data(40, 16);
const encodedY = memory.data(32, 16);
const encodedZ = memory.data(32, 16);

export function setIdentity(): void {
  memory.fill(X, 0, 160);
  field.copy(Y, field.ONE);
  field.copy(Z, field.ONE);
}

/** sum = 2·sum. T is only read by add, so it may be left out when another doubling follows. */
export function double(withT: bool): void {
  field.square(a, X);
  field.square(b, Y);
  field.square(c, Z);
  field.add(e, X, Y); // 2 units
  field.square(e, e);
  field.add(h, a, b); // 2
  field.subtract(g, a, b); // 2
  field.subtract(e, h, e); // 3
  field.add(c, c, c); // 2
  field.add(f, c, g); // 4
  field.multiply(X, e, f); // 12
  field.multiply(Y, g, h); // 4
  field.multiply(Z, f, g); // 8
  if (withT) field.multiply(T, e, h); // 6
}

/** sum += the point whose cached form (at most 2 units) is at `entry`: Y − X, Y + X, 2·Z, 2·d·T. */
export function add(entry: usize): void {
  field.subtract(a, Y, X); // 2 units
  field.multiply(a, a, entry);
  field.add(b, Y, X);
  field.multiply(b, b, entry + 40);
  field.multiply(f, Z, entry + 80);
  field.multiply(c, T, entry + 120);
  field.subtract(e, b, a); // 2 units each
  field.add(h, b, a);
  field.add(g, f, c);
  field.subtract(f, f, c);
  field.multiply(X, e, f);
  field.multiply(Y, g, h);
  field.multiply(Z, f, g);
  field.multiply(T, e, h);
}

/** Whether x = 0 and y = 1. */
export function isIdentity(): bool {
  field.encode(encodedY, Y);
  field.encode(encodedZ, Z);
  return field.isZero(X) && same(encodedY, encodedZ, 32);
}
