// Signatures, honest and hostile: the equation solved for keys and commitments of every kind, and one place changed in every other.
import { createHash } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { L, type Signed } from '../crypto/oracles.ts';
import { littleEndian, toNumber } from '../crypto/probe.ts';
import { Dice } from './dice.ts';

const { Point } = ed25519;
type Point = ReturnType<typeof Point.fromBytes>;
const P = 2n ** 255n - 19n;

export interface Known {
  scalar: bigint;
  point: Point;
  bytes: Uint8Array;
}

/** Every encoding of a point of small order: the 8 canonical ones; 0 and 1 as p and p + 1; and the sign of an x that is 0. */
const SMALL_ORDER: Buffer[] = [
  ...ED25519_TORSION_SUBGROUP.map((hex) => Buffer.from(hex, 'hex')),
  ...[P, P + 1n, P + 2n ** 255n, P + 1n + 2n ** 255n, 1n + 2n ** 255n, P - 1n + 2n ** 255n].map((encoded) =>
    Buffer.from(littleEndian(encoded)),
  ),
];

/** Multiples of the base point with something of small order added: three in four without. */
function pool(dice: Dice, size: number): Known[] {
  return Array.from({ length: size }, () => {
    const scalar = toNumber(dice.bytes(32)) % L || 1n;
    const torsion = dice.roll(4) === 0 ? dice.pick(ED25519_TORSION_SUBGROUP) : undefined;
    const plain = Point.BASE.multiply(scalar);
    const point = torsion === undefined ? plain : plain.add(Point.fromHex(torsion));
    return { scalar, point, bytes: point.toBytes() };
  });
}

/** What makes a signature: the key, the commitment, and what is done to it. */
export class Maker {
  readonly #dice: Dice;
  readonly #commitments: Known[];
  readonly keys: Known[];

  constructor(dice: Dice) {
    this.#dice = dice;
    this.keys = pool(dice, 64);
    this.#commitments = pool(dice, 512);
  }

  make(key: Known): Signed {
    const dice = this.#dice;
    if (dice.roll(24) === 0) return this.#forged();
    const message = dice.bytes(dice.roll(dice.roll(8) === 0 ? 1_000 : 200));
    const commitment = dice.roll(12) === 0 ? small(dice) : dice.pick(this.#commitments);
    const h = toNumber(createHash('sha512').update(commitment.bytes).update(key.bytes).update(message).digest()) % L;
    const s = (commitment.scalar + h * key.scalar) % L;
    const signed = { key: key.bytes, message, signature: Buffer.concat([commitment.bytes, littleEndian(s)]) };
    return dice.roll(3) === 0 ? signed : this.#damaged(signed, s);
  }

  /** Under a key of small order anybody signs: R = S·B plus what h·A comes to, which one guess in eight at most finds. */
  #forged(): Signed {
    const dice = this.#dice;
    const commitment = dice.roll(4) === 0 ? small(dice) : dice.pick(this.#commitments);
    const signature = Buffer.concat([commitment.bytes, littleEndian(commitment.scalar)]);
    return { key: dice.pick(SMALL_ORDER), message: dice.bytes(dice.roll(64)), signature };
  }

  /** Half of what is made is wrong in one place. The key stays, so that its tables can be used, but for one in sixteen. */
  #damaged(signed: Signed, s: bigint): Signed {
    const dice = this.#dice;
    const signature = Buffer.from(signed.signature);
    switch (dice.roll(16)) {
      case 0:
      case 1:
        return { ...signed, signature: flipped(dice, signature) };
      case 2:
        return {
          ...signed,
          message: signed.message.length > 0 ? flipped(dice, Buffer.from(signed.message)) : dice.bytes(1),
        };
      case 3: {
        const high = s + BigInt(1 + dice.roll(14)) * L; // the same scalar, not below L
        return {
          ...signed,
          signature: Buffer.concat([signature.subarray(0, 32), littleEndian(high & (2n ** 256n - 1n))]),
        };
      }
      case 4: {
        const near = dice.pick([L - 1n, L, L + 1n, 0n, 1n, 2n ** 252n, 2n ** 255n - 19n, 2n ** 256n - 1n]);
        return { ...signed, signature: Buffer.concat([signature.subarray(0, 32), littleEndian(near)]) };
      }
      case 5:
        return { ...signed, signature: signature.subarray(0, dice.pick([0, 1, 32, 63])) };
      case 6:
        return { ...signed, signature: Buffer.concat([signature, dice.bytes(1)]) };
      case 7:
        return { ...signed, signature: Buffer.concat([encodingNear(dice), signature.subarray(32)]) };
      case 8:
        return { ...signed, key: dice.roll(2) === 0 ? flipped(dice, Buffer.from(signed.key)) : encodingNear(dice) };
      case 9:
        signature.writeUInt8(signature.readUInt8(31) ^ 0x80, 31); // −R for R
        return { ...signed, signature };
      default:
        return signed;
    }
  }
}

function flipped(dice: Dice, bytes: Buffer): Buffer {
  const at = dice.roll(bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << dice.roll(8)), at);
  return bytes;
}

function small(dice: Dice): Known {
  const bytes = Buffer.from(dice.pick(ED25519_TORSION_SUBGROUP), 'hex');
  return { scalar: 0n, point: Point.fromBytes(bytes), bytes };
}

/** Encodings of small order, at and above p, with and without the sign. */
function encodingNear(dice: Dice): Buffer {
  const y = dice.roll(2) === 0 ? P + BigInt(dice.roll(19)) : BigInt(dice.roll(20));
  const bytes =
    dice.roll(3) === 0 ? Buffer.from(dice.pick(ED25519_TORSION_SUBGROUP), 'hex') : Buffer.from(littleEndian(y));
  if (dice.roll(2) === 0) bytes.writeUInt8(bytes.readUInt8(31) ^ 0x80, 31);
  return bytes;
}

/** The first signatures of a seed, not judged. */
export function makeSignatures(seed: number, count: number): Signed[] {
  const dice = new Dice(seed);
  const maker = new Maker(dice);
  return Array.from({ length: count }, () => maker.make(dice.pick(maker.keys)));
}
