// The module's cryptography, exported for the tests. Never shipped.
import '../../wasm/abort';
import { arithmeticWorks, verifyPrepared } from '../../wasm/ed25519';
import * as edwards from '../../wasm/edwards';
import { halve, multiplier, multiplierNegative, shortScalar } from '../../wasm/halve';
import { forgetTables, prepare } from '../../wasm/prepared';

export { addDecided, addToBatch, decideBatch, startBatch } from '../../wasm/batch';
export { checkPublicKey, verify } from '../../wasm/ed25519';
export { double, encodeBoth, isCanonical, isSmallOrder } from '../../wasm/edwards';
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
export {
  add as pairAdd,
  addReduced as pairAddReduced,
  decode as pairDecode,
  encodeLane as pairEncodeLane,
  invert as pairInvert,
  invertByPower as pairInvertByPower,
  isOdd as pairIsOdd,
  isZero as pairIsZero,
  multiply as pairMultiply,
  power58 as pairPower58,
  reduce as pairReduce,
  square as pairSquare,
  subtract as pairSubtract,
  subtractReduced as pairSubtractReduced,
} from '../../wasm/pair';
export { tableBytes } from '../../wasm/prepared';
export {
  isCanonical as scalarIsCanonical,
  multiply as scalarMultiply,
  reduce as scalarReduce,
} from '../../wasm/scalar';
export { equationHolds } from '../../wasm/straus';

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

/** Two points, one in each lane. */
export function decodeTwo(point: usize, bytes0: usize, bytes1: usize): bool {
  return edwards.decode(point, bytes0, bytes1);
}

/** Tables of this width for one key; 0 when there is no room. */
export function prepareAlone(key: usize, width: i32): usize {
  forgetTables(width);
  return prepare(key);
}

export function verifyAlone(key: usize, message: usize, messageLength: i32, signature: usize): bool {
  return verifyPrepared(1, key, message, messageLength, signature);
}

/** Writes c and |d| of 32 bytes each and returns whether d is negative. */
export function halveScalar(out: usize, h: usize): bool {
  halve(h);
  memory.copy(out, shortScalar, 32);
  memory.copy(out + 32, multiplier, 32);
  return multiplierNegative;
}
