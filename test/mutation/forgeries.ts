// Signatures that only who has the key can make so that they nearly hold: a sum that is −R, an S that is L too large, multipliers that are long. And what a
// refusal costs, counted in steps.
import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { L } from '../crypto/oracles.ts';
import { littleEndian, toNumber } from '../crypto/probe.ts';
import type { Lab } from '../fuzz/lab.ts';

const { BASE } = ed25519.Point;
const modulo = (value: bigint) => ((value % L) + L) % L;
const message = Uint8Array.of(1, 2, 3);
const secret = 2n ** 250n + 12_345_678_901_234_567_890n;
const key = BASE.multiply(secret).toBytes();

/** A signature for these bytes as R, by r·B: it holds when they are r·B encoded. */
function signed(r: bigint, commitment: Uint8Array): Uint8Array {
  const digest = createHash('sha512').update(commitment).update(key).update(message).digest();
  return Buffer.concat([commitment, littleEndian(modulo(r + modulo(toNumber(digest)) * secret))]);
}

const r = 2n ** 200n + 98_765_432_109_876_543_210n;
const commitment = BASE.multiply(r).toBytes();
const right = signed(r, commitment);
/** The same signature with S + L: below 2^256, so that only its size tells. */
const malleable = Buffer.concat([commitment, littleEndian(toNumber(right.subarray(32)) + L)]);
/** The equation gives −R: only the sign in the last byte differs. */
const mirrored = signed(r, commitment.with(31, (commitment[31] ?? 0) ^ 0x80));
const offCurve = signed(r, notOnCurve());

function notOnCurve(): Uint8Array {
  for (let y = 2n; ; y++) {
    try {
      ed25519.Point.fromBytes(littleEndian(y));
    } catch {
      return littleEndian(y);
    }
  }
}

const SIGNATURES: [name: string, bytes: Uint8Array, holds: boolean][] = [
  ['S + L', malleable, false],
  ['the right one', right, true],
  ['S + L after the right one', malleable, false],
  ['−R', mirrored, false],
  ['R off the curve', offCurve, false],
];

/** The first thing that is wrong; each part with a module of its own, in which nothing was computed before. */
export function wrongForgery(open: () => Lab): string | undefined {
  for (const part of [wrongAlone, wrongPrepared, wrongFirst, wrongTogether, wrongEquation, wrongCost]) {
    const fault = part(open());
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function put(lab: Lab, slot: number, bytes: Uint8Array): number {
  const at = lab.call('scratch') + 2048 * slot;
  lab.memory.set(bytes, at);
  return at;
}

const verify = (lab: Lab, signature: Uint8Array) =>
  lab.call('verify', put(lab, 0, key), 32, put(lab, 1, message), message.length, put(lab, 2, signature), 64) === 1;

function wrongAlone(lab: Lab): string | undefined {
  return SIGNATURES.find(([, bytes, holds]) => verify(lab, bytes) !== holds)?.[0];
}

function wrongPrepared(lab: Lab): string | undefined {
  lab.call('prepareAlone', put(lab, 0, key), 6);
  for (const [name, bytes, holds] of SIGNATURES) {
    const [keyAt, messageAt, at] = [put(lab, 0, key), put(lab, 1, message), put(lab, 2, bytes)];
    const answer = lab.call('verifyAlone', keyAt, messageAt, message.length, at) === 1;
    if (answer !== holds) return `tables, ${name}`;
  }
  return undefined;
}

/** The very first of a batch, refused without a sum, with an R of zeros: as memory is where a sum would be. */
function wrongFirst(lab: Lab): string | undefined {
  lab.call('prepareAlone', put(lab, 0, key), 6);
  const refused = new Uint8Array(64).fill(255, 32);
  const [keyAt, messageAt, answers] = [put(lab, 0, key), put(lab, 1, message), put(lab, 3, new Uint8Array(8))];
  lab.call('startBatch');
  lab.call('addToBatch', 1, keyAt, messageAt, message.length, put(lab, 4, refused));
  lab.call('decideBatch', answers);
  return lab.memory[answers] === 0 ? undefined : 'zeros in a batch';
}

/** Every three of them, in every order: the first of all is refused without a sum. */
function wrongTogether(lab: Lab): string | undefined {
  lab.call('prepareAlone', put(lab, 0, key), 6);
  const three = SIGNATURES.flatMap((a) => SIGNATURES.flatMap((b) => SIGNATURES.map((c) => [a, b, c])));
  const [keyAt, messageAt, answers] = [put(lab, 0, key), put(lab, 1, message), put(lab, 3, new Uint8Array(8))];
  for (const batch of three) {
    lab.call('startBatch');
    for (const [i, [, bytes]] of batch.entries())
      lab.call('addToBatch', 1, keyAt, messageAt, message.length, put(lab, 4 + i, bytes));
    lab.call('decideBatch', answers);
    const wrong = batch.findIndex(([, , holds], i) => lab.memory[answers + i] !== Number(holds));
    if (wrong >= 0) return `in a batch of ${batch.map(([name]) => name)}: number ${wrong}`;
  }
  return undefined;
}

/** Multipliers for which halving gets stuck at once, so that one half is nearly as long as they: 8·L over a small number, and a little. One in 2^19 is like them. */
const LONG = [9n, 10n, 16n, 17n, 40n, 99n, 127n].flatMap((part) =>
  [1n, 5n, 2n ** 100n, -(2n ** 150n)].map((off) => (8n * L) / part + off),
);

function wrongEquation(lab: Lab): string | undefined {
  const points = put(lab, 0, new Uint8Array(320));
  const [keyAt, commitmentAt] = [put(lab, 1, key), put(lab, 2, commitment)];
  for (const h of [...LONG, 0n, 1n, 2n, 8n, L - 1n, L / 2n, 2n ** 128n, 2n ** 128n + 1n]) {
    const s = modulo(r + h * secret);
    for (const [value, holds] of [
      [s, true],
      [modulo(s + 1n), false],
      [modulo(s + 2n ** 128n), false],
    ] as const) {
      lab.call('decodeTwo', points, keyAt, commitmentAt);
      const [sAt, hAt] = [put(lab, 3, littleEndian(value)), put(lab, 4, littleEndian(h))];
      if ((lab.call('equationHolds', points, sAt, hAt) === 1) !== holds) return `equation for h = ${h}`;
    }
  }
  return undefined;
}

/** A round of Euclid's steps takes some 26 of them, so that halving takes few hundred loops; and what is no point is refused before the equation is computed. */
function wrongCost(lab: Lab): string | undefined {
  const cost = (what: () => void): number => {
    lab.mostWork = 0;
    what();
    return lab.mostWork;
  };
  for (let h = 2n ** 251n + 1n; h > 2n ** 250n; h -= 2n ** 247n + 10n ** 60n) {
    const [out, at] = [put(lab, 1, new Uint8Array(64)), put(lab, 0, littleEndian(h))];
    if (cost(() => lab.call('halveScalar', out, at)) > 1_000) return 'halving takes long';
  }
  verify(lab, right);
  const whole = cost(() => verify(lab, right));
  return cost(() => verify(lab, offCurve)) * 2 > whole ? 'R off the curve is refused late' : undefined;
}
