// Signatures, honest and hostile, judged by both modules on both of their paths, by OpenSSL (through Node) and by @noble/curves.
import { createHash, createPublicKey, type KeyObject, verify as verifyWithNode } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { L, nobleVerify, type Signed } from '../crypto/oracles.ts';
import { builds, littleEndian, loadProbe, type Probe, toNumber } from '../crypto/probe.ts';
import { strictPoint } from '../reference/ed25519.ts';
import { Dice } from './dice.ts';

const { Point } = ed25519;
type Point = ReturnType<typeof Point.fromBytes>;

/** How many signatures are made for one key, since tables for it take as long as a dozen verifications. */
const PER_KEY = 250;
const NODE = 'OpenSSL';
const NOBLE = 'noble';

interface Known {
  scalar: bigint;
  point: Point;
  bytes: Uint8Array;
}

export interface SignatureOutcome {
  signatures: number;
  accepted: number;
  noble: number;
  /** Differences that have a cause, which are listed: oracle and cause, how often. */
  causes: Record<string, number>;
  failure?: string;
}

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

class Judge {
  readonly #probe: Probe;
  #key = -1;

  constructor(build: string) {
    this.#probe = loadProbe(build);
  }

  /** Makes the tables of a key; false when it may not be trusted. */
  prepare(key: Uint8Array): boolean {
    this.#key = this.#probe.put(0, key);
    const trusted = this.#probe.checkPublicKey(this.#key, 32) === 0;
    if (trusted) this.#probe.prepareAlone(this.#key, 5);
    return trusted;
  }

  /** By the path for unknown keys, and – for the key that was prepared – with tables. */
  verify({ key, message, signature }: Signed, prepared: boolean): [boolean, boolean | undefined] {
    const at = this.#probe.put(0, key);
    const messageAt = this.#probe.put(1, message);
    const signatureAt = this.#probe.put(2, signature);
    const alone = this.#probe.verify(at, key.length, messageAt, message.length, signatureAt, signature.length) === 1;
    if (!prepared || signature.length !== 64) return [alone, undefined];
    return [alone, this.#probe.verifyAlone(at, messageAt, message.length, signatureAt) === 1];
  }
}

/** What makes a signature: the key, the commitment, and what is done to it. */
class Maker {
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
    const message = dice.bytes(dice.roll(dice.roll(8) === 0 ? 1_000 : 200));
    const commitment = dice.roll(12) === 0 ? small(dice) : dice.pick(this.#commitments);
    const h = toNumber(createHash('sha512').update(commitment.bytes).update(key.bytes).update(message).digest()) % L;
    const s = (commitment.scalar + h * key.scalar) % L;
    const signed = { key: key.bytes, message, signature: Buffer.concat([commitment.bytes, littleEndian(s)]) };
    return dice.roll(3) === 0 ? signed : this.#damaged(signed, s);
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
  const p = 2n ** 255n - 19n;
  const y = dice.roll(2) === 0 ? p + BigInt(dice.roll(19)) : BigInt(dice.roll(20));
  const bytes =
    dice.roll(3) === 0 ? Buffer.from(dice.pick(ED25519_TORSION_SUBGROUP), 'hex') : Buffer.from(littleEndian(y));
  if (dice.roll(2) === 0) bytes.writeUInt8(bytes.readUInt8(31) ^ 0x80, 31);
  return bytes;
}

/** KeyObjects by their bytes, made once. */
const objects = new Map<string, KeyObject | undefined>();

function keyObject(key: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(key).toString('base64url');
  if (objects.has(name)) return objects.get(name);
  if (objects.size > 5_000) objects.clear();
  let made: KeyObject | undefined;
  try {
    made = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: name }, format: 'jwk' });
  } catch {
    made = undefined; // OpenSSL takes no such key
  }
  objects.set(name, made);
  return made;
}

function opensslVerify({ key, message, signature }: Signed): boolean {
  const object = key.length === 32 ? keyObject(key) : undefined;
  try {
    return object !== undefined && verifyWithNode(null, message, object, signature);
  } catch {
    return false;
  }
}

/** Why a judge with a weaker rule may accept what ours refuses; undefined when nothing explains it. */
function causeOf(judge: string, { key, signature }: Signed): string | undefined {
  if (!strictPoint(key)) return `${judge} accepts keys that are not canonical or of small order`;
  if (!strictPoint(signature.subarray(0, 32)))
    return `${judge} accepts commitments that are not canonical or of small order`;
  const torsion = [key, signature.subarray(0, 32)].some((encoded) => !Point.fromBytes(encoded).isTorsionFree());
  return judge === NOBLE && torsion ? 'noble multiplies the equation by the cofactor 8' : undefined;
}

/** Makes and judges `count` signatures; noble, which is slow, judges `forNoble` of them. */
export function fuzzSignatures(
  seed: number,
  count: number,
  forNoble: number,
  tell: (done: number) => void,
): SignatureOutcome {
  const dice = new Dice(seed);
  const maker = new Maker(dice);
  const judges = builds.map((build) => ({ build, judge: new Judge(build) }));
  const outcome: SignatureOutcome = { signatures: 0, accepted: 0, noble: 0, causes: {} };
  for (let _block = 0; outcome.signatures < count; _block++) {
    const key = dice.pick(maker.keys);
    const { build, judge } = dice.pick(judges);
    const trusted = judge.prepare(key.bytes);
    for (let i = 0; i < PER_KEY && outcome.signatures < count; i++) {
      const signed = maker.make(key);
      outcome.signatures++;
      const toNoble = outcome.noble < forNoble;
      const failure = judgeOne(signed, judge, trusted && signed.key === key.bytes, toNoble, outcome);
      if (failure) return { ...outcome, failure: `${build}: ${failure}\n${described(signed)}` };
      if (outcome.signatures % 10_000 === 0) tell(outcome.signatures);
    }
  }
  return outcome;
}

/** The first signatures of a seed, not judged. */
export function makeSignatures(seed: number, count: number): Signed[] {
  const dice = new Dice(seed);
  const maker = new Maker(dice);
  return Array.from({ length: count }, () => maker.make(dice.pick(maker.keys)));
}

function judgeOne(
  signed: Signed,
  judge: Judge,
  prepared: boolean,
  toNoble: boolean,
  outcome: SignatureOutcome,
): string | undefined {
  const [ours, withTables] = judge.verify(signed, prepared);
  if (withTables !== undefined && withTables !== ours) return `${ours} without tables, ${withTables} with them`;
  if (ours) outcome.accepted++;
  const others: [string, boolean][] = [[NODE, opensslVerify(signed)]];
  if (toNoble) {
    others.push([NOBLE, nobleVerify(signed)]);
    outcome.noble++;
  }
  for (const [name, theirs] of others) {
    if (theirs === ours) continue;
    const cause = theirs ? causeOf(name, signed) : undefined;
    if (!cause) return `${ours}, but ${name} says ${theirs}`;
    outcome.causes[cause] = (outcome.causes[cause] ?? 0) + 1;
  }
  return undefined;
}

function described({ key, message, signature }: Signed): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return `key ${hex(key)}\nmessage ${hex(message)}\nsignature ${hex(signature)}`;
}
