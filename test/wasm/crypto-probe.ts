// The module's cryptography, exported for the tests. Never shipped.
import '../../wasm/abort';

export { checkPublicKey, verify } from '../../wasm/ed25519';
export { decode, double, encode, isCanonical, isSmallOrder } from '../../wasm/edwards';
export {
  add as fieldAdd,
  decode as fieldDecode,
  encode as fieldEncode,
  invert as fieldInvert,
  isCanonical as fieldIsCanonical,
  multiply as fieldMultiply,
  power58 as fieldPower58,
  reduce as fieldReduce,
  square as fieldSquare,
  subtract as fieldSubtract,
} from '../../wasm/field';
export { keyId, trustKey, verifyTrusted } from '../../wasm/keys';
export {
  isCanonical as scalarIsCanonical,
  multiply as scalarMultiply,
  reduce as scalarReduce,
} from '../../wasm/scalar';
export { sha256Finish, sha256Start, sha256Update } from '../../wasm/sha256';
export { sha512Finish, sha512Start, sha512Update } from '../../wasm/sha512';

const area = memory.data(65536, 16);

/** 64 KiB for the tests to write into. */
export function scratch(): usize {
  return area;
}
