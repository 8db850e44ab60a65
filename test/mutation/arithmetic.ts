// What the cryptography is made of, compared with BigInt and OpenSSL's digests at the ends of every range: for mutants that no signature meets by chance.
import { createHash } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { Extremes, type Machine } from '../crypto/extremes.ts';
import { L } from '../crypto/oracles.ts';
import { littleEndian, toNumber } from '../crypto/probe.ts';
import { wrongHalf, wrongInverse } from './halves.ts';
import { number, put } from './slots.ts';

const P = 2n ** 255n - 19n;
const TOP = 2n ** 255n;

/** Enough of them for each pattern with each pair of units. */
const ROUNDS = 320;

/** The first thing that is computed wrongly. */
export function testArithmetic(machine: Machine, simd: boolean): string | undefined {
  return (
    new Extremes(machine, 3).firstFault(simd, ROUNDS) ??
    wrongScalar(machine) ??
    wrongHalf(machine) ??
    wrongInverse(machine) ??
    wrongDigest(machine) ??
    wrongEncoding(machine) ??
    wrongNeighbor(machine) ??
    wrongQuestion(machine) ??
    wrongTables(machine) ??
    wrongBatch(machine)
  );
}

const words = Array.from({ length: 9 }, (_, i) => 2n ** BigInt(32 * i));
const nearPowers = words.flatMap((word) => [word - 1n, word, word + 1n]);

function wrongScalar(machine: Machine): string | undefined {
  const out = put(machine, 2, new Uint8Array(32));
  for (const value of [
    ...nearPowers,
    L - 1n,
    L,
    L + 1n,
    2n * L,
    2n ** 252n,
    2n ** 253n,
    ...words.map((word) => L + word),
  ]) {
    if (value >= 2n ** 256n) continue;
    const canonical = machine.call('scalarIsCanonical', put(machine, 0, littleEndian(value))) === 1;
    if (canonical !== value < L) return `scalarIsCanonical ${value}`;
  }
  const quotients = [0n, 1n, 2n, 2n ** 128n, 2n ** 256n, 2n ** 259n - 1n, 2n ** 512n / L - 1n, 2n ** 512n / L];
  for (const quotient of [...quotients, ...nearPowers]) {
    for (const rest of [0n, 1n, L - 1n, L / 2n, 2n ** 252n - 1n]) {
      const wide = quotient * L + rest;
      if (wide >= 2n ** 512n) continue;
      machine.call('scalarReduce', out, put(machine, 0, littleEndian(wide, 64)));
      if (number(machine, out) !== rest) return `scalarReduce ${wide}`;
    }
  }
  for (const a of nearPowers) {
    for (const b of [L - 1n, 2n ** 256n - 1n, 3n, 2n ** 128n]) {
      if (a >= 2n ** 256n) continue;
      machine.call('scalarMultiply', out, put(machine, 0, littleEndian(a)), put(machine, 1, littleEndian(b)));
      if (number(machine, out) !== (a * b) % L) return `scalarMultiply ${a} ${b}`;
    }
  }
  return undefined;
}

const LENGTHS = [
  0, 1, 54, 55, 56, 57, 63, 64, 65, 110, 111, 112, 113, 119, 120, 127, 128, 129, 191, 240, 255, 256, 257, 1000,
];
const digests = LENGTHS.map((length) => {
  const data = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255);
  const of = (name: string) => createHash(name).update(data).digest();
  return { data, names: [['start256', of('sha256')] as const, ['start512', of('sha512')] as const] };
});

/** In one piece, and cut in two; and after a message that was never finished. */
function wrongDigest(machine: Machine): string | undefined {
  const out = put(machine, 2, new Uint8Array(64));
  for (const { data, names } of digests) {
    const at = put(machine, 0, data);
    for (const [start, expected] of names) {
      for (const cut of [0, data.length >> 1]) {
        machine.call(start);
        machine.call('update', at, Math.min(data.length, 100));
        machine.call(start);
        machine.call('update', at, cut);
        machine.call('update', at + cut, data.length - cut);
        machine.call('finish', out);
        if (!expected.equals(machine.memory.slice(out, out + expected.length)))
          return `${start} of ${data.length} bytes`;
      }
    }
  }
  return undefined;
}

/** Every y near 0, p and 2^255 and of small order, with each sign; and with each word of p, each bit of a y of small order changed. */
const encodings = [
  ...Array.from({ length: 41 }, (_, i) => [BigInt(i), P + BigInt(i) - 21n]).flat(),
  ...[64n, 128n, 192n, 250n, 254n].flatMap((bit) => [P - 2n ** bit, P - 2n ** bit - 1n, 2n ** bit, 2n ** bit - 1n]),
  ...ED25519_TORSION_SUBGROUP.map((hex) => toNumber(Buffer.from(hex, 'hex')) % TOP),
  ...ED25519_TORSION_SUBGROUP.flatMap((hex) =>
    [0n, 63n, 64n, 127n, 128n, 191n, 192n, 253n, 254n].map(
      (bit) => (toNumber(Buffer.from(hex, 'hex')) % TOP) ^ (1n << bit),
    ),
  ),
]
  .filter((y) => y >= 0n && y < TOP)
  .flatMap((y) => [y, y + TOP])
  .map((encoded) => {
    const bytes = littleEndian(encoded);
    const y = encoded % TOP;
    return {
      bytes,
      y,
      x: xOf(encoded),
      canonical: y < P && !(encoded >= TOP && (y === 1n || y === P - 1n)),
      small: ED25519_TORSION_SUBGROUP.some((hex) => toNumber(Buffer.from(hex, 'hex')) % TOP === y),
    };
  });

/** RFC 8032 §5.1.3 with y taken modulo p: the x, or undefined where there is none. By noble, which wants what is canonical. */
function xOf(encoded: bigint): bigint | undefined {
  try {
    return ed25519.Point.fromBytes(littleEndian((encoded & TOP) + ((encoded % TOP) % P))).x;
  } catch {
    return undefined;
  }
}

/** The y of the eight points of small order: five of them are different, of which 0 is all zeros as much of memory is. */
const SMALL = [...new Set(ED25519_TORSION_SUBGROUP.map((hex) => toNumber(Buffer.from(hex, 'hex')) % TOP))].filter(
  (y) => y !== 0n,
);

const GOOD = ed25519.Point.BASE.toBytes();

/** What checkPublicKey answers (docs/decisions.md). */
const REASON = { fine: 0, notCanonical: 41, notOnCurve: 42, smallOrder: 43 };

function wrongEncoding(machine: Machine): string | undefined {
  const point = put(machine, 1, new Uint8Array(320));
  const out = put(machine, 2, new Uint8Array(32));
  for (const { bytes, y, x, canonical, small } of encodings) {
    const at = put(machine, 0, bytes);
    const name = Buffer.from(bytes).toString('hex');
    if ((machine.call('isCanonical', at) === 1) !== canonical) return `isCanonical ${name}`;
    if ((machine.call('isSmallOrder', at) === 1) !== small) return `isSmallOrder ${name}`;
    const kind = small ? 'smallOrder' : 'fine';
    const reason = REASON[!canonical ? 'notCanonical' : x === undefined ? 'notOnCurve' : kind];
    if (machine.call('checkPublicKey', at, 32) !== reason) return `checkPublicKey ${name}`;
    if ((machine.call('decode', point, at) === 1) !== (x !== undefined)) return `decode ${name}`;
    const [good, both] = [put(machine, 3, GOOD), x !== undefined];
    if ((machine.call('decodeTwo', point, at, good) === 1) !== both) return `decode ${name} and a good one`;
    if ((machine.call('decodeTwo', point, good, at) === 1) !== both) return `decode a good one and ${name}`;
    machine.call('decodeTwo', point, at, at);
    if (x === undefined) continue;
    for (const [i, expected] of [x, y % P, 1n, (x * y) % P].entries()) {
      machine.call('pairEncodeLane', out, point + 80 * i, i & 1);
      if (number(machine, out) !== expected) return `decode ${name}, coordinate ${i}`;
    }
  }
  return undefined;
}

/** What stands in memory behind the list of points of small order is none of them. */
function wrongNeighbor({ memory, call }: Machine): string | undefined {
  const list = Buffer.from(memory.buffer, 0, 8192);
  const first = SMALL.map((y) => list.indexOf(littleEndian(y))).filter((at) => at >= 0);
  if (first.length !== SMALL.length) return 'the points of small order are not in memory';
  const end = Math.max(...first) + 32;
  return call('isSmallOrder', end) === 1 && !SMALL.includes(toNumber(memory.slice(end, end + 32)) % TOP)
    ? 'a sixth point of small order'
    : undefined;
}

/** 0 and odd: numbers with a single bit in each word, in each lane, with the neighbor the other way. */
function wrongQuestion(machine: Machine): string | undefined {
  const pair = put(machine, 2, new Uint8Array(80));
  for (let bit = 0n; bit < 255n; bit += 7n) {
    for (const values of [
      [1n << bit, 0n],
      [0n, 1n << bit],
      [P - (1n << bit), P],
    ] as const) {
      const [at, beside] = [put(machine, 0, littleEndian(values[0])), put(machine, 1, littleEndian(values[1]))];
      machine.call('pairDecode', pair, at, beside);
      for (const lane of [0, 1]) {
        const value = (values[lane] ?? 0n) % P;
        if ((machine.call('pairIsZero', pair, lane) === 1) !== (value === 0n)) return `pairIsZero ${value}`;
        if ((machine.call('pairIsOdd', pair, lane) === 1) !== ((value & 1n) === 1n)) return `pairIsOdd ${value}`;
      }
    }
  }
  return undefined;
}

const message = Uint8Array.of(1, 2, 3);
const signers = Array.from({ length: 6 }, (_, i) => {
  const seed = new Uint8Array(32).fill(i + 1);
  return { key: ed25519.getPublicKey(seed), signature: ed25519.sign(message, seed) };
});

/** Six keys where there is room for the tables of five, or of two; each still knows its own signature and no other. */
function wrongTables(machine: Machine): string | undefined {
  const kids = signers.map(({ key }) => {
    machine.call('trustKey', put(machine, 0, key), 32);
    machine.call('keyId', put(machine, 0, key), put(machine, 1, new Uint8Array(8)));
    return machine.memory.slice(machine.scratch + 2048, machine.scratch + 2056);
  });
  const list = put(machine, 0, Buffer.concat(signers.map(({ key }) => key)));
  const rooms = [
    [6, 5],
    [8, 2],
    [0, 0],
    [5, 6],
  ] as const;
  for (const [width, room] of rooms) {
    if (machine.call('prepareKeys', list, 32 * signers.length, width) !== room) return `room for ${room} keys`;
    for (const [i, kid] of kids.entries()) {
      for (const { signature } of [signers[i], signers[(i + 1) % signers.length]].filter((it) => it !== undefined)) {
        const [kidAt, at] = [put(machine, 1, kid), put(machine, 2, message)];
        const right = signature === signers[i]?.signature;
        const answer = machine.call('verifyTrusted', kidAt, at, message.length, put(machine, 3, signature));
        if ((answer === 0) !== right) return `key ${i} with tables of ${width} bits`;
      }
    }
  }
  return undefined;
}

/** Batches of every size up to 9 and a full one, of right signatures, wrong ones, refused ones and some that were decided elsewhere. */
function wrongBatch(machine: Machine): string | undefined {
  const [right, wrong] = [signers[0], signers[1]];
  if (!right || !wrong) return undefined;
  const refused = Uint8Array.from(right.signature, (byte, i) => (i === 63 ? byte | 0xf0 : byte)); // S is above L
  const mirrored = Uint8Array.from(right.signature, (byte, i) => (i === 31 ? byte ^ 0x80 : byte)); // −R for R
  const kinds = [right.signature, wrong.signature, refused, right.signature, mirrored, true, right.signature, false];
  const key = put(machine, 0, right.key);
  const [messageAt, answers] = [put(machine, 1, message), put(machine, 2, new Uint8Array(64))];
  machine.call('prepareAlone', key, 4);
  for (const size of [64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    for (const from of size === 64 ? [0] : [0, 1, 2, 4, 5, 7]) {
      machine.call('startBatch');
      const expected = Array.from({ length: size }, (_, i) => {
        const kind = kinds[(from + i) % kinds.length] ?? false;
        if (typeof kind === 'boolean') machine.call('addDecided', Number(kind));
        else machine.call('addToBatch', 1, key, messageAt, message.length, put(machine, 4 + i * (64 / 2048), kind));
        return kind === true || kind === right.signature ? 1 : 0;
      });
      machine.memory.fill(7, answers - 1, answers + 64);
      machine.call('decideBatch', answers);
      const got = machine.memory.slice(answers, answers + size + 1).join();
      if (got !== [...expected, size < 64 ? 7 : machine.memory[answers + 64]].join())
        return `a batch of ${size} from ${from}`;
      if (machine.memory[answers - 1] !== 7) return 'a byte in front of the answers';
    }
  }
  return undefined;
}
