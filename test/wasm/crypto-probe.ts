// The module's cryptography, exported for the tests. Never shipped.
import '../../wasm/abort';
import * as batch from '../../wasm/batch';
import { arithmeticWorks, verifyPrepared } from '../../wasm/ed25519';
import * as edwards from '../../wasm/edwards';
import { halve, multiplier, multiplierNegative, shortScalar } from '../../wasm/halve';
import * as pair from '../../wasm/pair';
import { forgetTables, prepare } from '../../wasm/prepared';
import * as straus from '../../wasm/straus';

export { addDecided, decideBatch, startBatch } from '../../wasm/batch';
export { checkPublicKey, verify } from '../../wasm/ed25519';
export { encodeBoth, isCanonical, isSmallOrder } from '../../wasm/edwards';
export {
  add as fieldAdd,
  decode as fieldDecode,
  encode as fieldEncode,
  multiply as fieldMultiply,
  reduce as fieldReduce,
  square as fieldSquare,
  subtract as fieldSubtract,
} from '../../wasm/field';
export { finish, start256, start512, update } from '../../wasm/hash';
export { invert } from '../../wasm/inverse';
export { keyId, prepareKeys, tablesOf, trustKey, verifyTrusted, verifyUnderKey } from '../../wasm/keys';
export { tableBytes } from '../../wasm/prepared';
export {
  isCanonical as scalarIsCanonical,
  multiply as scalarMultiply,
  reduce as scalarReduce,
} from '../../wasm/scalar';

const area = memory.data(65536, 16);

/** 64 KiB for the tests to write into. */
export function scratch(): usize {
  return area;
}

export function works(): bool {
  return arithmeticWorks;
}

export function decode(point: usize, bytes: usize): bool {
  return edwards.decode(point, bytes, bytes);
}

export function double(out: usize, point: usize): void {
  edwards.double(out, point);
}

// Two elements, one in each lane. Without vectors pairs have one lane only (wasm/pair.ts); here two of them lie one behind the other, so that the tests ask
// both modules the same.

const WITHOUT_VECTORS: bool = !ASC_FEATURE_RELAXED_SIMD;
/** From one lane to the next, where they lie one behind the other. */
const LANE: usize = 40;

const points = memory.data(320, 16);

/** Two points: four pairs of coordinates. */
export function decodeTwo(out: usize, bytes0: usize, bytes1: usize): bool {
  const both = edwards.decodeTwo(points, bytes0, bytes1);
  for (let i: usize = 0; i < 4; i++) {
    if (WITHOUT_VECTORS) {
      memory.copy(out + 2 * LANE * i, points + LANE * i, LANE);
      memory.copy(out + 2 * LANE * i + LANE, points + LANE * (4 + i), LANE);
    } else {
      memory.copy(out + 2 * LANE * i, points + 2 * LANE * i, 2 * LANE);
    }
  }
  return both;
}

/** Of two points that decodeTwo read. */
export function equationHolds(pairs: usize, s: usize, h: usize): bool {
  for (let i: usize = 0; i < 4; i++) {
    if (WITHOUT_VECTORS) {
      memory.copy(points + LANE * i, pairs + 2 * LANE * i, LANE);
      memory.copy(points + LANE * (4 + i), pairs + 2 * LANE * i + LANE, LANE);
    } else {
      memory.copy(points + 2 * LANE * i, pairs + 2 * LANE * i, 2 * LANE);
    }
  }
  return straus.equationHolds(points, s, h);
}

export function pairAdd(out: usize, a: usize, b: usize): void {
  pair.add(out, a, b);
  if (WITHOUT_VECTORS) pair.add(out + LANE, a + LANE, b + LANE);
}

export function pairAddReduced(out: usize, a: usize, b: usize): void {
  pair.addReduced(out, a, b);
  if (WITHOUT_VECTORS) pair.addReduced(out + LANE, a + LANE, b + LANE);
}

export function pairSubtract(out: usize, a: usize, b: usize): void {
  pair.subtract(out, a, b);
  if (WITHOUT_VECTORS) pair.subtract(out + LANE, a + LANE, b + LANE);
}

export function pairSubtractReduced(out: usize, a: usize, b: usize): void {
  pair.subtractReduced(out, a, b);
  if (WITHOUT_VECTORS) pair.subtractReduced(out + LANE, a + LANE, b + LANE);
}

export function pairMultiply(out: usize, a: usize, b: usize): void {
  pair.multiply(out, a, b);
  if (WITHOUT_VECTORS) pair.multiply(out + LANE, a + LANE, b + LANE);
}

export function pairSquare(out: usize, a: usize): void {
  pair.square(out, a);
  if (WITHOUT_VECTORS) pair.square(out + LANE, a + LANE);
}

export function pairReduce(out: usize, a: usize): void {
  pair.reduce(out, a);
  if (WITHOUT_VECTORS) pair.reduce(out + LANE, a + LANE);
}

export function pairPower58(out: usize, a: usize): void {
  pair.power58(out, a);
  if (WITHOUT_VECTORS) pair.power58(out + LANE, a + LANE);
}

export function pairInvert(out: usize, a: usize): void {
  pair.invert(out, a);
  if (WITHOUT_VECTORS) pair.invert(out + LANE, a + LANE);
}

export function pairInvertBoth(out: usize, a: usize): void {
  pair.invertBoth(out, a);
  if (WITHOUT_VECTORS) pair.invertBoth(out + LANE, a + LANE);
}

export function pairInvertByPower(out: usize, a: usize): void {
  pair.invertByPower(out, a);
  if (WITHOUT_VECTORS) pair.invertByPower(out + LANE, a + LANE);
}

export function pairDecode(out: usize, bytes0: usize, bytes1: usize): void {
  pair.decode(out, bytes0, bytes1);
  if (WITHOUT_VECTORS) pair.decode(out + LANE, bytes1, bytes1);
}

/** Where the pair is that has this lane, and the lane's number in it. */
function pairOf(a: usize, lane: usize): usize {
  return WITHOUT_VECTORS ? a + LANE * lane : a;
}

export function pairEncodeLane(bytes: usize, a: usize, lane: usize): void {
  pair.encodeLane(bytes, pairOf(a, lane), lane);
}

export function pairIsZero(a: usize, lane: usize): bool {
  return pair.isZero(pairOf(a, lane), lane);
}

export function pairIsOdd(a: usize, lane: usize): bool {
  return pair.isOdd(pairOf(a, lane), lane);
}

/** Tables of this width for one key; 0 when there is no room. */
export function prepareAlone(key: usize, width: i32): usize {
  forgetTables(width);
  return prepare(key);
}

export function verifyAlone(key: usize, message: usize, messageLength: i32, signature: usize): bool {
  return verifyPrepared(1, key, message, messageLength, signature);
}

/** Without vectors nothing is shared: each is decided at once, as in verify_signatures. */
export function addToBatch(number: usize, key: usize, message: usize, messageLength: i32, signature: usize): void {
  if (WITHOUT_VECTORS) batch.addDecided(verifyPrepared(number, key, message, messageLength, signature));
  else batch.addToBatch(number, key, message, messageLength, signature);
}

/** Writes c and |d| of 32 bytes each and returns whether d is negative. */
export function halveScalar(out: usize, h: usize): bool {
  halve(h);
  memory.copy(out, shortScalar, 32);
  memory.copy(out + 32, multiplier, 32);
  return multiplierNegative;
}
