// The quick tests of a mutant, in this process: inputs whose answers were found before, by other implementations. Whoever survives them meets Vitest (vitest.ts).
import { isDeepStrictEqual } from 'node:util';
import { load } from '../../hosts/js/index.ts';
import { Abi } from '../abi.ts';
import { EDGES, fullRing } from '../edges.ts';
import { change } from '../fuzz/change.ts';
import { Dice } from '../fuzz/dice.ts';
import { Lab } from '../fuzz/lab.ts';
import { decoded, decodedBytes, quickLicenseKey, quickText } from '../fuzz/quick-text.ts';
import { quickClaims, quickEnvelope, quickItem, quickReceipt, quickRequest } from '../fuzz/quick-token.ts';
import * as seeds from '../fuzz/seeds.ts';
import { firstFault, TRUSTED } from '../question.ts';
import { wideHead } from '../reference/cbor.ts';
import { ALPHABET } from '../reference/text.ts';
import { SEQUENCE } from '../sequences.ts';
import { cases, judge, trustAll } from '../vectors/judge.ts';
import { wrongAnswer } from './answers.ts';
import { testArithmetic } from './arithmetic.ts';
import { testCalls } from './calls.ts';
import { wrongDetail } from './details.ts';
import { wrongForgery } from './forgeries.ts';
import { wrongHint, wrongHintIn } from './hints.ts';
import { wrongIssue } from './issuing.ts';
import { wrongKeyring } from './keyring.ts';
import * as limits from './limits.ts';
import { wrongRecord } from './records.ts';
import { wrongSentence } from './sentences.ts';
import { expectedSignatures } from './signatures.ts';
import { wrongValue } from './values.ts';
import { wrongWriting } from './writing.ts';

/** How a mutant was noticed; undefined when it was not. */
type Answer = string | undefined;
type Bytes = Uint8Array<ArrayBuffer>;

const MALFORMED = 1;
const ANY = [...'RADB'].map((letter) => ALPHABET.indexOf(letter));
const SLOT = 32_768;

/** Every seed, and as many changed ones as keep the run short; the same in each run. */
function inputs(list: readonly Buffer[], kind: 'text' | 'cbor', count: number): Buffer[] {
  const dice = new Dice(11);
  const some = list.length > 400 ? list.filter((_, i) => i % Math.ceil(list.length / 400) === 0) : list;
  const changed = Array.from({ length: count }, () => change(dice, dice.pick(some), dice.pick(some), kind, 3000));
  return [...some, ...changed];
}

/** A message with each of its bytes as each other. */
function everyByte(message: Buffer): Buffer[] {
  return [...message].flatMap((_, at) =>
    Array.from({ length: 256 }, (_, value) => Buffer.from(Uint8Array.from(message).with(at, value))),
  );
}

interface Question {
  input: Bytes;
  expected: unknown;
}

/** What a reader of the probe should say to each input. */
interface Reading {
  reader: string;
  questions: Question[];
  answer(lab: Lab, at: number, length: number): unknown;
}

function reading(
  reader: string,
  list: Buffer[],
  expected: (input: Bytes) => unknown,
  answer?: Reading['answer'],
): Reading {
  const questions = list.map((buffer) => {
    const input = Uint8Array.from(buffer);
    return { input, expected: expected(input) };
  });
  return { reader, questions, answer: answer ?? ((lab, at, length) => lab.call(reader, at, length) !== 0) };
}

function textAnswer(lab: Lab, at: number, length: number): unknown {
  lab.call('clearFinding');
  if (lab.call('readText', at, length, 0) !== 0) {
    const bytes = lab.value('textBytes');
    return Buffer.from(lab.memory.subarray(bytes, bytes + lab.value('textByteLength'))).toString('hex');
  }
  return lab.value('status');
}

function expectedText(input: Bytes): unknown {
  quickText(Buffer.from(input), ANY);
  if (decoded.loose) return MALFORMED;
  return decoded.status || Buffer.from(decodedBytes.subarray(0, decoded.length)).toString('hex');
}

function statusAnswer(reader: string, lab: Lab, numbers: number[]): unknown {
  lab.call('clearFinding');
  return lab.call(reader, ...numbers) === 0 ? lab.value('status') : 0;
}

const machines = [seeds.request, seeds.bareRequest, seeds.receipt];

/** All inputs of one and two bytes, and every head with every width at the limits of its argument, alone and with bytes behind it. */
function small(): Buffer[] {
  const all = Array.from({ length: 65_792 }, (_, i) => (i < 256 ? Buffer.of(i) : Buffer.of((i - 256) >> 8, i & 255)));
  const limits = [
    0n,
    1n,
    23n,
    24n,
    255n,
    256n,
    65_535n,
    65_536n,
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 32n + 3n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n - 1n,
  ];
  for (let major = 0; major < 8; major++) {
    // Reserved and indefinite lengths, with as many bytes behind them as a longer argument would take.
    for (let info = 28; info < 32; info++) {
      for (const behind of [0, 1, 16, 17, 32, 40])
        all.push(Buffer.concat([Buffer.of((major << 5) | info), Buffer.alloc(behind, 1)]));
    }
    for (const limit of limits) {
      for (let info = 24; info < 28; info++) {
        const head = Buffer.from(wideHead(major, info, limit));
        for (const behind of [0, 1, 3, 24, 40]) all.push(Buffer.concat([head, Buffer.alloc(behind, 0x41)]));
      }
    }
  }
  return all;
}

const readings: Reading[] = [
  reading('checkItem', small(), quickItem),
  reading('checkItem', limits.texts(), quickItem),
  reading('checkItem', limits.cutKeys(), quickItem),
  reading('readClaims', limits.payloads(), quickClaims),
  reading('checkItem', inputs([...seeds.payloads, ...machines], 'cbor', 1500), quickItem),
  reading('readClaims', inputs(seeds.payloads, 'cbor', 1500), quickClaims),
  reading('readRequest', inputs(machines, 'cbor', 700), quickRequest),
  reading('readReceipt', inputs([seeds.receipt], 'cbor', 300), quickReceipt),
  reading('readRequest', everyByte(seeds.bareRequest), quickRequest),
  reading('readReceipt', everyByte(seeds.receipt), quickReceipt),
  reading('readEnvelope', inputs(seeds.tokens, 'cbor', 1000), quickEnvelope, (lab, at, length) =>
    statusAnswer('readEnvelope', lab, [at, length]),
  ),
  // A wrong frame leaves open which of two refusals it is, so texts with one are left to Vitest.
  reading(
    'readText',
    inputs(seeds.texts, 'text', 1200).filter(
      (text) => expectedText(Uint8Array.from(text)) !== undefined && !decoded.loose,
    ),
    expectedText,
    textAnswer,
  ),
  reading(
    'readLicenseKey',
    inputs(seeds.licenseKeys, 'text', 300),
    (input) => quickLicenseKey(Buffer.from(input)),
    (lab, at, length) => statusAnswer('readLicenseKey', lab, [at, length]),
  ),
];

/** A module that burns fuel already. */
function labOf(bytes: Bytes): Lab {
  return new Lab('mutant', { bytes, branches: [], ways: 0, wayCount: 0 });
}

/** The codecs, through their probe. */
export function testCodec(binary: Bytes): Answer {
  const lab = labOf(binary);
  const fault = wrongDetail(lab) ?? wrongWriting(lab) ?? wrongHint(lab);
  if (fault !== undefined) return fault;
  const at = lab.call('scratch');
  for (const { reader, questions, answer } of readings) {
    for (const { input, expected } of questions) {
      if (input.length > SLOT) continue;
      lab.memory.set(input, at);
      if (answer(lab, at, input.length) !== expected)
        return `${reader} ${Buffer.from(input).toString('hex').slice(0, 80)}`;
    }
  }
  return undefined;
}

// ---- the whole module

/** The vectors by the keys that they trust, so that one instance serves many. */
const byKeys = [...Map.groupBy(cases, ({ evidence }) => JSON.stringify(evidence.keys)).values()];
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export async function testVerdicts(binary: Bytes): Promise<Answer> {
  const module = new WebAssembly.Module(binary);
  return (
    wrongAnswer(module) ??
    wrongSentence(module) ??
    wrongInSequence(module) ??
    wrongValue(module) ??
    (await testCalls(module)) ??
    wrongIssue(module) ??
    wrongRecord(module) ??
    (await wrongVector(module))
  );
}

/** A module that only verifies: for what the faster one has of its own. */
export function testVerifier(binary: Bytes): Promise<Answer> | Answer {
  const module = new WebAssembly.Module(binary);
  return (
    wrongAnswer(module) ?? wrongHintIn(module) ?? wrongInSequence(module) ?? wrongValue(module) ?? wrongVector(module)
  );
}

async function wrongVector(module: WebAssembly.Module): Promise<Answer> {
  for (const group of byKeys) {
    const verifier = await load(module);
    trustAll(verifier, group[0]?.evidence.keys ?? []);
    for (const vector of group) {
      const { actual, expected } = judge(verifier, vector);
      if (!isDeepStrictEqual(plain(actual), plain(expected))) return `vector ${vector.name}`;
    }
  }
  return undefined;
}

const sequences = [SEQUENCE, ...EDGES.map((list) => list())].map((questions) => ({ keys: [TRUSTED], questions }));
sequences.push(fullRing());

/** Each in an instance of its own. */
function wrongInSequence(module: WebAssembly.Module): Answer {
  for (const { keys, questions } of sequences) {
    const abi = new Abi(module);
    for (const key of keys) abi.call({ name: 'trust_key', record: key });
    const fault = firstFault((record) => abi.call({ name: 'check', record }), questions);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

// ---- signatures

/** Most mutants are noticed by the first signatures, most of the others by the arithmetic alone. */
const SIGNATURES_FIRST = 4;

export function testCrypto(binary: Bytes, simd: boolean): Answer {
  const open = () => labOf(binary);
  return wrongSignature(binary, simd) ?? wrongKeyring(open) ?? wrongForgery(open);
}

function wrongSignature(binary: Bytes, simd: boolean): Answer {
  const lab = labOf(binary);
  const area = lab.call('scratch');
  const [keyAt, messageAt, signatureAt] = [area, area + 4096, area + 8192];
  let prepared = '';
  for (const [i, { key, message, signature, holds, name }] of expectedSignatures.entries()) {
    if (i === SIGNATURES_FIRST) {
      const wrong = testArithmetic({ memory: lab.memory, scratch: area, call: (...call) => lab.call(...call) }, simd);
      if (wrong !== undefined) return wrong;
    }
    lab.memory.set(key, keyAt);
    lab.memory.set(message, messageAt);
    lab.memory.set(signature, signatureAt);
    const answer =
      lab.call('verify', keyAt, key.length, messageAt, message.length, signatureAt, signature.length) === 1;
    if (answer !== holds) return `signature ${name}`;
    const trusted = lab.call('checkPublicKey', keyAt, key.length) === 0;
    if (!trusted && holds) return `key of ${name}`;
    if (!trusted || signature.length !== 64) continue;
    const id = Buffer.from(key).toString('hex');
    if (id !== prepared) lab.call('prepareAlone', keyAt, 4);
    prepared = id;
    if ((lab.call('verifyAlone', keyAt, messageAt, message.length, signatureAt) === 1) !== holds)
      return `tables, ${name}`;
  }
  return undefined;
}
