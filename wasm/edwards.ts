// Points of edwards25519, −x² + y² = 1 + d·x²·y² (RFC 8032 §5.1).
//
// A point is extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x·y = T/Z: four field elements, 160 bytes, each of one unit
// (see field.ts) unless a function says otherwise. A point to be added often is kept *cached*, as Y − X, Y + X, 2·Z and 2·d·T, of at most two units.
// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 2008, §3.1 and §3.3 for a = −1; complete, so no point is special.
import * as field from './field';

export const POINT_SIZE: usize = 160;

const Y: usize = 40;
const Z: usize = 80;
const T: usize = 120;

/** d = −121665/121666 and 2·d. */
const D = memory.data<i32>([
  56195235, 13857412, 51736253, 6949390, 114729, 24766616, 60832955, 30306712, 48412415, 21499315,
]);
const TWICE_D = memory.data<i32>([
  45281625, 27714825, 36363642, 13898781, 229458, 15978800, 54557047, 27058993, 29715967, 9444199,
]);

/** B, encoded: y = 4/5, x even. */
export const BASE_ENCODED = memory.data<u64>([
  0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666,
]);

/** The y of the eight points whose order divides 8; each stands for x and −x: y = 1, −1, 0 and two of order 8. */
const SMALL_ORDER_Y = memory.data<u64>([
  0x0000000000000001, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0xffffffffffffffec,
  0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff, 0x0000000000000000, 0x0000000000000000,
  0x0000000000000000, 0x0000000000000000, 0xb027b2c28f95e826, 0xf098eff289f4c345, 0x3933c6d305acdfd5,
  0x05fc536d880238b1, 0x4fd84d3d706a17c7, 0x0f67100d760b3cba, 0xc6cc392cfa53202a, 0x7a03ac9277fdc74e,
]);

const e = memory.data(40, 16);
const f = memory.data(40, 16);
const g = memory.data(40, 16);
const h = memory.data(40, 16);
const u = memory.data(40, 16);
const v = memory.data(40, 16);
const w = memory.data(40, 16);
const inverse = memory.data(40, 16);

export function setIdentity(point: usize): void {
  field.copy(point, field.ZERO);
  field.copy(point + Y, field.ONE);
  field.copy(point + Z, field.ONE);
  field.copy(point + T, field.ZERO);
}

export function negate(out: usize, point: usize): void {
  field.negate(out, point);
  field.copy(out + Y, point + Y);
  field.copy(out + Z, point + Z);
  field.negate(out + T, point + T);
}

/** out = 2·point: four squares and four products. */
export function double(out: usize, point: usize): void {
  field.square(e, point); // X², 1 unit
  field.square(f, point + Y); // Y², 1 unit
  field.square(g, point + Z);
  field.add(g, g, g); // 2·Z², 2 units
  field.add(u, point, point + Y); // 2 units
  field.square(u, u); // (X + Y)²
  field.add(h, e, f); // H = X² + Y², 2 units
  field.subtract(e, e, f); // G = X² − Y², 2 units
  field.subtract(u, h, u); // E = −2·X·Y, 3 units
  field.add(g, g, e); // F = 2·Z² + G, 4 units
  field.multiply(out, u, g); // 12
  field.multiply(out + Y, e, h); // 4
  field.multiply(out + Z, g, e); // 8
  field.multiply(out + T, u, h); // 6
}

/** out = point + cached: eight products. */
export function addCached(out: usize, point: usize, cached: usize): void {
  field.subtract(u, point + Y, point); // 2 units
  field.multiply(u, u, cached);
  field.add(v, point + Y, point);
  field.multiply(v, v, cached + Y);
  field.multiply(w, point + T, cached + T);
  field.multiply(g, point + Z, cached + Z);
  field.subtract(e, v, u); // 2 units from here on
  field.add(h, v, u);
  field.subtract(f, g, w);
  field.add(g, g, w);
  field.multiply(out, e, f);
  field.multiply(out + Y, g, h);
  field.multiply(out + Z, f, g);
  field.multiply(out + T, e, h);
}

/** Makes the cached form of a point for addCached. */
export function cache(cached: usize, point: usize): void {
  field.subtract(cached, point + Y, point);
  field.add(cached + Y, point + Y, point);
  field.add(cached + Z, point + Z, point + Z);
  field.multiply(cached + T, point + T, TWICE_D);
}

/** Makes the cached form of −point from that of the point. */
export function negateCached(out: usize, cached: usize): void {
  field.copy(out, cached + Y);
  field.copy(out + Y, cached);
  field.copy(out + Z, cached + Z);
  field.negate(out + T, cached + T);
}

/**
 * Reads a point by RFC 8032 §5.1.3; false when no point of the curve has this y, or when x is 0 and the sign bit is set. y is taken modulo p:
 * isCanonical tells whether it was spelled as it must be.
 */
export function decode(point: usize, bytes: usize): bool {
  field.decode(point + Y, bytes);
  field.reduce(point + Y, point + Y);
  field.copy(point + Z, field.ONE);
  field.square(u, point + Y);
  field.multiply(v, u, D);
  field.subtract(u, u, field.ONE); // u = y² − 1, 2 units
  field.add(v, v, field.ONE); // v = d·y² + 1, 2 units
  if (!squareRootOfRatio(point)) return false;
  const negative = load<u8>(bytes, 31) >> 7 == 1;
  if (negative && field.isZero(point)) return false;
  if (field.isOdd(point) != negative) field.negate(point, point);
  field.multiply(point + T, point, point + Y);
  return true;
}

/** x = √(u/v), either of the two; false when there is none. RFC 8032 §5.1.3 steps 2 and 3: x = u·v³·(u·v⁷)^((p − 5)/8), perhaps times √−1. */
function squareRootOfRatio(x: usize): bool {
  field.square(e, v);
  field.multiply(e, e, v); // v³
  field.square(f, e);
  field.multiply(f, f, v); // v⁷
  field.multiply(f, f, u);
  field.power58(g, f);
  field.multiply(g, g, e);
  field.multiply(x, g, u);
  field.square(f, x);
  field.multiply(f, f, v); // v·x²
  field.subtract(h, f, u);
  if (field.isZero(h)) return true;
  field.add(h, f, u);
  if (!field.isZero(h)) return false;
  field.multiply(x, x, field.SQRT_MINUS_ONE);
  return true;
}

/** Writes y and the sign of x, RFC 8032 §5.1.2. */
export function encode(bytes: usize, point: usize): void {
  field.invert(inverse, point + Z);
  field.multiply(u, point, inverse);
  field.multiply(v, point + Y, inverse);
  field.encode(bytes, v);
  if (field.isOdd(u)) store<u8>(bytes, load<u8>(bytes, 31) | 0x80, 31);
}

/** Whether an encoding is the only one of its point: y below p, and no sign where x is 0 (y = 1 or −1). */
export function isCanonical(bytes: usize): bool {
  if (!field.isCanonical(bytes)) return false;
  const negative = load<u8>(bytes, 31) >> 7 == 1;
  return !negative || !(hasY(bytes, SMALL_ORDER_Y) || hasY(bytes, SMALL_ORDER_Y + 32));
}

/** Whether a canonical encoding is one of the eight points whose order divides 8. */
export function isSmallOrder(bytes: usize): bool {
  for (let i: usize = 0; i < 5; i++) {
    if (hasY(bytes, SMALL_ORDER_Y + 32 * i)) return true;
  }
  return false;
}

function hasY(bytes: usize, y: usize): bool {
  return (
    load<u64>(bytes) == load<u64>(y) &&
    load<u64>(bytes, 8) == load<u64>(y, 8) &&
    load<u64>(bytes, 16) == load<u64>(y, 16) &&
    (load<u64>(bytes, 24) & 0x7fffffffffffffff) == load<u64>(y, 24)
  );
}
