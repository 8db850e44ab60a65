// Signatures, honest and hostile, judged by both modules on each of their paths, by OpenSSL (through Node) and by @noble/curves.
import { createPublicKey, type KeyObject, verify as verifyWithNode } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { nobleVerify, type Signed } from '../crypto/oracles.ts';
import { builds, loadProbe, type Probe, toNumber } from '../crypto/probe.ts';
import { strictPoint } from '../reference/ed25519.ts';
import { Dice } from './dice.ts';
import { Maker } from './maker.ts';

const { Point } = ed25519;
const P = 2n ** 255n - 19n;

/** How many signatures are made for one key, since tables for it take as long as a dozen verifications. */
const PER_KEY = 250;
/** How many share an inversion at most (wasm/batch.ts). */
const BATCH = 64;
const NODE = 'OpenSSL';
const NOBLE = 'noble';

export interface SignatureOutcome {
  signatures: number;
  accepted: number;
  noble: number;
  /** Differences that have a cause, which are listed: oracle and cause, how often. */
  causes: Record<string, number>;
  failure?: string;
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

  /** What the path for many at once says; the signatures stay in their places until then. */
  verifyMany(signatures: readonly Signed[]): boolean[] {
    this.#probe.startBatch();
    for (const [i, { key, message, signature }] of signatures.entries()) {
      const messageAt = this.#probe.put(1, message);
      const signatureAt = this.#probe.put(2, signature, 64 * i);
      this.#probe.addToBatch(1, this.#probe.put(0, key), messageAt, message.length, signatureAt);
    }
    const answers = this.#probe.at(3);
    this.#probe.decideBatch(answers);
    return [...this.#probe.bytes(answers, signatures.length)].map((answer) => answer === 1);
  }

  /** By the path for unknown keys, and – for the key that was prepared – with tables. */
  verify({ key, message, signature }: Signed, prepared: boolean): [boolean, boolean | undefined] {
    const at = this.#probe.put(0, key);
    const messageAt = this.#probe.put(1, message);
    const signatureAt = this.#probe.put(2, signature);
    const alone = this.#probe.verify(at, key.length, messageAt, message.length, signatureAt, signature.length) === 1;
    if (!prepared) return [alone, undefined];
    return [alone, this.#probe.verifyAlone(at, messageAt, message.length, signatureAt) === 1];
  }
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

/** The number below p, and no sign where x is 0: RFC 8032 §5.1.3, steps 1 and 4. */
function isCanonical(encoded: Uint8Array): boolean {
  const signed = toNumber(encoded);
  const y = signed & (2n ** 255n - 1n);
  return y < P && !(signed > y && (y === 1n || y === P - 1n));
}

/** Why a judge with a weaker rule may accept what ours refuses; undefined when nothing explains it. */
function causeOf(judge: string, { key, signature }: Signed): string | undefined {
  const points: [string, Uint8Array][] = [
    ['keys', key],
    ['commitments', signature.subarray(0, 32)],
  ];
  for (const [which, encoded] of points) {
    if (!isCanonical(encoded)) return `${judge} accepts ${which} that are not canonical`;
    if (!strictPoint(encoded)) return `${judge} accepts ${which} of small order`;
  }
  const torsion = points.some(([, encoded]) => !Point.fromBytes(encoded).isTorsionFree());
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
  const batch: { signed: Signed; ours: boolean }[] = [];
  const outcome: SignatureOutcome = { signatures: 0, accepted: 0, noble: 0, causes: {} };
  for (let _block = 0; outcome.signatures < count; _block++) {
    const key = dice.pick(maker.keys);
    const { build, judge } = dice.pick(judges);
    const trusted = judge.prepare(key.bytes);
    for (let i = 0; i < PER_KEY && outcome.signatures < count; i++) {
      const signed = maker.make(key);
      outcome.signatures++;
      const toNoble = outcome.noble < forNoble;
      const prepared = trusted && signed.key === key.bytes && signed.signature.length === 64;
      const [failure, ours] = judgeOne(signed, judge, prepared, toNoble, outcome);
      if (prepared) batch.push({ signed, ours });
      if (failure) return { ...outcome, failure: `${build}: ${failure}\n${described(signed)}` };
      if (batch.length === BATCH || i === PER_KEY - 1) {
        const many = judge.verifyMany(batch.map((it) => it.signed));
        const odd = batch.find((it, at) => it.ours !== many[at]);
        if (odd)
          return { ...outcome, failure: `${build}: ${odd.ours} alone, not so in a batch\n${described(odd.signed)}` };
        batch.length = 0;
      }
      if (outcome.signatures % 10_000 === 0) tell(outcome.signatures);
    }
  }
  return outcome;
}

function judgeOne(
  signed: Signed,
  judge: Judge,
  prepared: boolean,
  toNoble: boolean,
  outcome: SignatureOutcome,
): [failure: string | undefined, ours: boolean] {
  const [ours, withTables] = judge.verify(signed, prepared);
  if (withTables !== undefined && withTables !== ours) return [`${ours} without tables, ${withTables} with them`, ours];
  if (ours) outcome.accepted++;
  const others: [string, boolean][] = [[NODE, opensslVerify(signed)]];
  if (toNoble) {
    others.push([NOBLE, nobleVerify(signed)]);
    outcome.noble++;
  }
  for (const [name, theirs] of others) {
    if (theirs === ours) continue;
    const cause = theirs ? causeOf(name, signed) : undefined;
    if (!cause) return [`${ours}, but ${name} says ${theirs}`, ours];
    outcome.causes[cause] = (outcome.causes[cause] ?? 0) + 1;
  }
  return [undefined, ours];
}

function described({ key, message, signature }: Signed): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return `key ${hex(key)}\nmessage ${hex(message)}\nsignature ${hex(signature)}`;
}
