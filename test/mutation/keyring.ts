// The ring of trusted keys: which keys it takes, which signature it lets through under which id, and when which key gets tables. Tables change no answer, so
// what has them is asked for, and what they save is counted in steps.
import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Lab } from '../fuzz/lab.ts';

/** Answers of docs/abi.md. */
const ANSWER = { licensed: 0, unknownKey: 3, badSignature: 4, keyLength: 40, notCanonical: 41, notOnCurve: 42 };
const [SMALL_ORDER, TOO_MANY] = [43, 44];
const CAPACITY = 32;
const USES = 32;
const [BASE_TABLE, KEY_TABLE] = [512 * 1024, 172 * 1024];

const message = Uint8Array.of(1, 2, 3);
const ring = Array.from({ length: CAPACITY + 1 }, (_, i) => {
  const seed = new Uint8Array(32).fill(i + 1);
  const key = ed25519.getPublicKey(seed);
  const kid = createHash('sha256').update(key).digest().subarray(0, 8);
  return { key, kid, signature: ed25519.sign(message, seed) };
});
type Member = (typeof ring)[number];

function member(i: number): Member {
  const one = ring[i];
  if (!one) throw new RangeError(`no key ${i}`);
  return one;
}

/** S is above L: refused before anything is computed, and counted as a use. */
const cheap = new Uint8Array(64).fill(255);

/** A module with the slots that the tests write into. */
class Ring {
  readonly lab: Lab;
  readonly #scratch: number;

  constructor(lab: Lab) {
    this.lab = lab;
    this.#scratch = lab.call('scratch');
  }

  put(slot: number, bytes: Uint8Array): number {
    this.lab.memory.set(bytes, this.#scratch + 4096 * slot);
    return this.#scratch + 4096 * slot;
  }

  trust(key: Uint8Array): number {
    return this.lab.call('trustKey', this.put(0, key), key.length);
  }

  /** What a signature is under an id. */
  answer(kid: Uint8Array, signature: Uint8Array): number {
    const [kidAt, at] = [this.put(1, kid), this.put(2, message)];
    return this.lab.call('verifyTrusted', kidAt, at, message.length, this.put(3, signature));
  }

  /** Whether a signature holds under a key, each of them with as many bytes as are said. */
  holds(key: Uint8Array, signature: Uint8Array, keyLength = 32, signatureLength = 64): boolean {
    const [keyAt, at, signatureAt] = [this.put(0, key), this.put(2, message), this.put(3, signature)];
    return this.lab.call('verifyUnderKey', keyAt, keyLength, at, message.length, signatureAt, signatureLength) === 1;
  }

  prepare(keys: readonly Uint8Array[], width = 6): number {
    return this.lab.call('prepareKeys', this.put(5, Buffer.concat(keys)), 32 * keys.length, width);
  }

  tables({ key }: Member): number {
    return this.lab.call('tablesOf', this.put(0, key));
  }

  /** Uses a key without a signature that holds, through each of the two ways in turn. */
  use({ key, kid }: Member, times: number): void {
    for (let i = 0; i < times; i++) {
      if (i % 2 === 0) this.answer(kid, cheap);
      else this.holds(key, cheap);
    }
  }
}

/** The first thing that is wrong; each part with a module of its own. */
export function wrongKeyring(open: () => Lab): string | undefined {
  for (const part of [
    wrongRefusal,
    wrongCapacity,
    wrongLengths,
    wrongUsual,
    wrongUses,
    wrongLists,
    wrongMemory,
    wrongWork,
  ]) {
    const fault = part(new Ring(open()));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const REFUSED: [Uint8Array, number][] = [
  [new Uint8Array(31).fill(1), ANSWER.keyLength],
  [new Uint8Array(33).fill(1), ANSWER.keyLength],
  [new Uint8Array(32).fill(255), ANSWER.notCanonical],
  [hex(`02${'00'.repeat(31)}`), ANSWER.notOnCurve],
  [hex(`01${'00'.repeat(31)}`), SMALL_ORDER],
];

/** Before there is a key, and with keys that cannot be trusted, no id is known: not even one of zeros. */
function wrongRefusal(to: Ring): string | undefined {
  const nobody = new Uint8Array(8);
  for (const [key, expected] of REFUSED) {
    if (to.answer(nobody, member(0).signature) !== ANSWER.unknownKey) return 'an id of zeros is known';
    if (to.trust(key) !== expected) return `a key that is to be refused with ${expected}`;
    const kid = createHash('sha256').update(key).digest().subarray(0, 8);
    if (to.answer(kid, member(0).signature) !== ANSWER.unknownKey) return `the key of ${expected} is known`;
    if (to.prepare([key.slice(0, 32)]) !== -1) return `tables for the key of ${expected}`;
  }
  return undefined;
}

/** 32 keys, each once however often it comes; the 33rd is refused, and none is forgotten. */
function wrongCapacity(to: Ring): string | undefined {
  for (const [i, one] of ring.entries()) {
    const expected = i < CAPACITY ? ANSWER.licensed : TOO_MANY;
    if (to.answer(one.kid, one.signature) !== ANSWER.unknownKey) return `key ${i} is known before it is trusted`;
    for (const again of ['', ' again']) if (to.trust(one.key) !== expected) return `key ${i}${again}`;
    if (i === 0 && to.prepare([one.key, member(CAPACITY).key]) !== -1) return 'tables for the second, unknown key';
    if (to.answer(new Uint8Array(8), one.signature) !== ANSWER.unknownKey) return `an id of zeros beside ${i + 1} keys`;
  }
  for (const [i, { kid, signature }] of ring.entries()) {
    const expected = i < CAPACITY ? ANSWER.licensed : ANSWER.unknownKey;
    if (to.answer(kid, signature) !== expected) return `signature of key ${i}`;
    if (i < CAPACITY && to.answer(kid, member(i + 1).signature) !== ANSWER.badSignature) return `not of key ${i}`;
    if (to.tables(member(i)) !== 0) return `tables of key ${i}, used twice`;
  }
  return undefined;
}

/** A trusted key and an unknown one; each length a byte off. */
function wrongLengths(to: Ring): string | undefined {
  to.trust(member(0).key);
  to.trust(member(1).key);
  for (const [i, { key, signature }] of ring.slice(0, 3).entries()) {
    if (!to.holds(key, signature)) return `verifyUnderKey ${i}`;
    if (to.holds(key, member(i + 1).signature)) return `verifyUnderKey ${i} of another`;
    for (const [keyLength, length] of [
      [31, 64],
      [33, 64],
      [32, 63],
      [32, 65],
    ]) {
      if (to.holds(key, signature, keyLength, length)) return `verifyUnderKey with ${keyLength} and ${length} bytes`;
    }
  }
  return undefined;
}

/** Where nobody ever asked for tables, the 32nd use makes them. */
function wrongUsual(to: Ring): string | undefined {
  to.trust(member(0).key);
  to.use(member(0), USES);
  return to.tables(member(0)) === 1 ? undefined : 'no tables by themselves';
}

/** Each key gets its tables at its 32nd use and not before, whatever was used between; in descending order, so that a count of one does not hide another's. */
function wrongUses(to: Ring): string | undefined {
  const some = ring.slice(0, 6);
  for (const { key } of some) to.trust(key);
  for (const [i, one] of some.entries()) to.use(one, i + 3);
  if (to.prepare([]) !== 0) return 'tables of none';
  for (const i of [4, 3, 2, 1, 0]) {
    const one = member(i);
    to.use(one, USES - 1 - (i + 3));
    if (to.tables(one) !== 0) return `key ${i} has tables before its use ${USES}`;
    if (to.answer(one.kid, one.signature) !== ANSWER.licensed) return `key ${i} at its use ${USES}`;
    if (to.tables(one) !== 5 - i) return `key ${i} has no tables, or those of another, after its use ${USES}`;
  }
  to.use(member(5), USES);
  if (to.tables(member(5)) !== 0) return 'tables for a sixth key';
  for (const [i, one] of some.entries()) {
    to.use(one, 2);
    if (to.tables(one) !== (i < 5 ? 5 - i : 0)) return `the tables of key ${i} are made anew`;
    if (to.answer(one.kid, one.signature) !== ANSWER.licensed) return `key ${i} with tables`;
    if (to.answer(one.kid, member(i + 1).signature) !== ANSWER.badSignature) return `another's signature for key ${i}`;
  }
  return undefined;
}

/** What a host lists has tables at once; what it lists no more has none, and makes none by itself. */
function wrongLists(to: Ring): string | undefined {
  for (const { key } of ring.slice(0, CAPACITY)) to.trust(key);
  const [first, last] = [member(1), member(CAPACITY - 1)];
  const counted = [0, 2, 5, 30].map(member);
  for (const one of [...counted, last]) to.use(one, 7);
  if (to.prepare([first.key, last.key]) !== 2) return 'tables for two';
  if (to.tables(first) !== 1 || to.tables(last) !== 2) return 'the numbers of tables for two';
  for (const one of [first, last]) {
    if (to.answer(one.kid, one.signature) !== ANSWER.licensed) return 'a listed key';
    if (to.answer(one.kid, member(3).signature) !== ANSWER.badSignature) return "another's signature for a listed key";
  }
  if (to.prepare([]) !== 0 || to.tables(first) !== 0 || to.tables(last) !== 0) return 'tables that were given up';
  to.use(first, USES + 8);
  to.use(last, USES + 8);
  if (to.tables(first) !== 0 || to.tables(last) !== 0) return 'tables that were given up come back';
  for (const [i, one] of counted.entries()) {
    to.use(one, USES - 8);
    if (to.tables(one) !== 0) return `counted key ${i} too early`;
    to.use(one, 1);
    if (to.tables(one) !== i + 1) return `counted key ${i} too late`;
  }
  return undefined;
}

/** Tables take what docs/abi.md says, and a key that is listed twice takes it once. */
function wrongMemory(to: Ring): string | undefined {
  const keys = ring.slice(0, 4).map(({ key }) => key);
  for (const key of keys) to.trust(key);
  const bytes = () => to.lab.call('tableBytes');
  if (bytes() !== 0) return 'memory of tables before there are any';
  const list = [3, 2, 1, 0, 2, 1, 3].map((i) => member(i).key);
  if (to.prepare(list) !== list.length || bytes() !== BASE_TABLE + 4 * KEY_TABLE) return 'memory of keys listed twice';
  if (to.prepare(keys.slice(0, 1), 8) !== 1 || bytes() !== 2 * BASE_TABLE) return 'memory of windows of 8 bits';
  if (to.prepare(keys, 0) !== 0 || bytes() !== BASE_TABLE) return 'memory without tables';
  return undefined;
}

/** With tables a verification does less than half of the steps. */
function wrongWork(to: Ring): string | undefined {
  const keys = [0, 1, 2].map(member);
  for (const { key } of keys) to.trust(key);
  const work = ({ kid, signature }: Member): number => {
    to.lab.mostWork = 0;
    to.answer(kid, signature);
    return to.lab.mostWork;
  };
  keys.map(work);
  const alone = keys.map(work);
  to.prepare(keys.map(({ key }) => key));
  const slow = keys.findIndex((one, i) => work(one) * 2 > (alone[i] ?? 0));
  return slow < 0 ? undefined : `the tables of key ${slow} save nothing`;
}
