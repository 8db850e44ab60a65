// Strict plus (decisions.md): noble's point arithmetic, and every check spelled out.
import { ed25519 } from '@noble/curves/ed25519.js';
import { equal, sha512 } from './bytes.ts';

const { Point } = ed25519;
type Point = ReturnType<typeof Point.fromBytes>;

const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** A point, when the encoding is canonical, on the curve and not of small order. */
export function strictPoint(encoding: Uint8Array): Point | undefined {
  if (encoding.length !== 32) return undefined;
  try {
    const point = Point.fromBytes(encoding, false);
    return point.isSmallOrder() || !equal(point.toBytes(), encoding) ? undefined : point;
  } catch {
    return undefined;
  }
}

export function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  const A = strictPoint(publicKey);
  const R = strictPoint(signature.slice(0, 32));
  const S = littleEndian(signature.slice(32));
  if (!A || !R || S >= L) return false;
  const k = littleEndian(sha512(signature.slice(0, 32), publicKey, message)) % L;
  // Cofactorless: SB = R + kA exactly. multiplyUnsafe also takes zero and keeps a torsion part.
  return Point.BASE.multiplyUnsafe(S).equals(R.add(A.multiplyUnsafe(k)));
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
