// Which detail docs/abi.md names for which fault: of claims, of license terms, of envelopes, requests and receipts. Each fault alone, after an item without one.
import type { Lab } from '../fuzz/lab.ts';
import * as seeds from '../fuzz/seeds.ts';
import { concat } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { headerOf, sign1 } from '../reference/token.ts';
import { type Members, payload, VENDOR } from '../vectors/cases/issue.ts';

const { int, string, bytes, array, map, TRUE } = cbor;

interface Fault {
  reader: string;
  bytes: Uint8Array;
  detail: number;
}

const [CLAIMS, MISSING, TERMS, PRIVATE] = [110, 111, 120, 133];
const [MEMBERS, RECEIPT] = [80, 90];
const CLAIM_DETAILS: Record<number, number> = { 1: 112, 2: 113, 3: 114, 4: 115, 5: 116, 6: 117, 7: 118, 10: 119 };
const TERM_DETAILS: Record<number, number> = {
  ...{ 1: 121, 2: 122, 3: 125, 4: 127, 5: 128, 6: 129, 7: 130, 8: 131, 9: 132 },
};
const KEYS = Array.from({ length: 26 }, (_, i) => i - 2);
const nested = (depth: number): Uint8Array => (depth === 0 ? int(7) : array(nested(depth - 1)));

/** Every key with a value that no claim has, and those that are no claims. */
function ofClaims(): Fault[] {
  const fault = (changes: Members, terms: Members | undefined, detail: number): Fault => {
    return { reader: 'readClaims', bytes: payload(changes, terms), detail };
  };
  return [
    ...KEYS.map((key) => fault({ [key]: TRUE }, undefined, CLAIM_DETAILS[key] ?? CLAIMS)),
    ...KEYS.map((key) => fault({}, { [key]: TRUE }, TERM_DETAILS[key] ?? TERMS)),
    ...[2, 3, 6, 7].map((key) => fault({ [key]: undefined }, undefined, MISSING)),
    fault({ [-65_537]: TRUE }, undefined, TERMS),
    fault({ [-70_000]: nested(4) }, undefined, PRIVATE),
    fault({}, { [-70_000]: nested(3) }, PRIVATE),
    { reader: 'readClaims', bytes: TRUE, detail: CLAIMS },
  ];
}

/** Features, domains and machines, each with one thing beyond its limits. */
function ofLists(): Fault[] {
  const fault = (key: number, value: Uint8Array, detail: number): Fault => {
    return { reader: 'readClaims', bytes: payload({}, { [key]: value }), detail };
  };
  const two = Uint8Array.from({ length: 16 }, (_, i) => i);
  return [
    fault(2, map([int(0), TRUE]), 123),
    fault(2, map([string(''), TRUE]), 123),
    fault(2, map([string('n'.repeat(65)), TRUE]), 123),
    ...[cbor.FALSE, cbor.NULL, int(-1), int(2n ** 53n), string('x'.repeat(257)), map(), array(), bytes(two)].map(
      (value) => fault(2, map([string('a'), value]), 124),
    ),
    fault(3, array(), 125),
    ...['', '*', 'A', 'a..b', '*.', 'x'.repeat(64)].map((pattern) => fault(3, array(string(pattern)), 126)),
    ...[array(int(1)), array(int(1), bytes(two), int(1)), array(int(3), bytes(two)), array(int(0), bytes(two))].map(
      (value) => fault(4, value, 127),
    ),
    ...[
      array(int(1), bytes(two.slice(1))),
      array(int(1), bytes(new Uint8Array(16))),
      array(int(1), bytes(new Uint8Array())),
    ].map((value) => fault(4, value, 127)),
  ];
}

function ofEnvelopes(): Fault[] {
  const header = headerOf(VENDOR.publicKey);
  const [content, signature] = [payload(), new Uint8Array(64)];
  const fault = (token: Uint8Array, detail: number): Fault => ({ reader: 'readEnvelope', bytes: token, detail });
  return [
    fault(sign1(new Uint8Array(), content, signature), 102),
    fault(sign1(map(), content, signature), 103),
    fault(sign1(map([int(1), string('x')]), content, signature), 103),
    fault(sign1(map([int(1), int(-19)]), content, signature), 104),
    ...[0, 63, 65].map((length) => fault(sign1(header, content, new Uint8Array(length)), 105)),
    fault(
      concat(Uint8Array.of(0xd2), array(bytes(header), map([int(1), int(1)]), bytes(content), bytes(signature))),
      101,
    ),
    fault(concat(Uint8Array.of(0xd2), array(bytes(header), map(), bytes(content))), 100),
  ];
}

/** The members of a request and of a receipt, and their details. */
const REQUEST: [value: Uint8Array, detail: number][] = [
  [bytes(new Uint8Array(8)), 81],
  [string('p'), 82],
  [array(bytes(new Uint8Array(16))), 83],
  [bytes(new Uint8Array(16)), 85],
  [string('label'), 86],
  [string('key'), 87],
];
const RECEIPT_MEMBERS = [bytes(new Uint8Array(8)), bytes(new Uint8Array(16))];

const numbered = (list: readonly Uint8Array[]) => list.map((value, i) => [int(i + 1), value] as const);

/** Each key in turn as a number that is not in its shortest form. */
function wide(values: readonly Uint8Array[]) {
  return values.flatMap((value, i) =>
    [24, 25, 26, 27].map((info) => numbered(values).with(i, [cbor.wideHead(0, info, BigInt(i + 1)), value])),
  );
}

function ofExchange(): Fault[] {
  const values = REQUEST.map(([value]) => value);
  const fault = (entries: ReturnType<typeof numbered>, detail: number, reader = 'readRequest'): Fault => {
    return { reader, bytes: cbor.rawMap(...entries), detail };
  };
  const wrongKeys = [int(0), int(7), int(-1), string('a'), int(-2)];
  return [
    ...REQUEST.map(([, detail], i) => fault(numbered(values.with(i, TRUE)), detail)),
    ...[TRUE, string('x'.repeat(16)), bytes(new Uint8Array(15)), bytes(new Uint8Array(17)), int(3)].map((wrong) =>
      fault(numbered(values.with(2, array(wrong))), 83),
    ),
    ...[0, 1, 4].map((count) => fault(numbered(values.slice(0, count)), MEMBERS)),
    fault(numbered([...values, TRUE]), MEMBERS),
    ...wrongKeys.flatMap((key) => values.map((value, i) => fault(numbered(values).with(i, [key, value]), MEMBERS))),
    ...wide(values).map((entries) => fault(entries, MEMBERS)),
    ...wide(RECEIPT_MEMBERS).map((entries) => fault(entries, RECEIPT, 'readReceipt')),
    fault(numbered(values.with(2, array(bytes(new Uint8Array(16)), bytes(new Uint8Array(16))))), 84),
    { reader: 'readRequest', bytes: array(...values.slice(0, 5)), detail: MEMBERS },
    ...wrongKeys.flatMap((key) =>
      RECEIPT_MEMBERS.map((value, i) => fault(numbered(RECEIPT_MEMBERS).with(i, [key, value]), RECEIPT, 'readReceipt')),
    ),
    ...[0, 1].map((i) => fault(numbered(RECEIPT_MEMBERS.with(i, TRUE)), RECEIPT, 'readReceipt')),
    ...[0, 1].map((count) => fault(numbered(RECEIPT_MEMBERS.slice(0, count)), RECEIPT, 'readReceipt')),
    fault(numbered([...RECEIPT_MEMBERS, TRUE]), RECEIPT, 'readReceipt'),
    { reader: 'readReceipt', bytes: array(...RECEIPT_MEMBERS), detail: RECEIPT },
  ];
}

const ENDS = 60;

/** An item that is cut anywhere ends too early, whatever stands behind it in memory. */
function ofCut(): Fault[] {
  const whole = payload({ 1: string('issuer') }, { 2: map([string('ab'), TRUE]), 5: int(70_000) });
  return Array.from({ length: whole.length }, (_, length) => {
    return { reader: 'checkItem', bytes: whole.slice(0, length), detail: ENDS };
  });
}

const FAULTS = [...ofCut(), ...ofClaims(), ...ofLists(), ...ofEnvelopes(), ...ofExchange()];
const GOOD: Record<string, Uint8Array> = {
  checkItem: payload({ 1: string('issuer') }, { 5: int(70_000), 9: int(3) }),
  readClaims: payload(),
  readEnvelope: sign1(headerOf(VENDOR.publicKey), payload(), new Uint8Array(64)),
  readRequest: seeds.request,
  readReceipt: seeds.receipt,
};

const MALFORMED = 1;

/** The first fault that has another detail. */
export function wrongDetail(lab: Lab): string | undefined {
  const at = lab.call('scratch');
  const read = (reader: string, given: Uint8Array): boolean => {
    lab.memory.set(given, at);
    lab.call('clearFinding');
    return lab.call(reader, at, given.length) !== 0;
  };
  for (const { reader, bytes: given, detail } of FAULTS) {
    if (!read(reader, GOOD[reader] ?? new Uint8Array())) return `${reader} of what is good`;
    const name = `${reader} ${Buffer.from(given).toString('hex').slice(0, 80)}`;
    if (read(reader, given)) return `${name} is read`;
    const found = [lab.value('status'), lab.value('detail')];
    if (found.join() !== [MALFORMED, detail].join()) return `${name}: ${found} and not ${detail}`;
  }
  return undefined;
}
