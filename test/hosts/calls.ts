// Every call that a host is tried with, and what its answer must be: the vectors, the recorded machines, and what is only known by agreement.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { recorded, recordedNames } from '../node/recorded.ts';
import { EXCHANGE_FILE } from '../vectors/exchange.ts';
import { FILE } from '../vectors/generate.ts';

export type Call = Readonly<Record<string, unknown>>;

export interface Case {
  group: string;
  name: string;
  /** Made on a fresh instance that trusts these keys; some of them are bad on purpose. */
  keys: readonly string[];
  call: Call;
  /** Members that the answer must have. Beyond them all hosts must answer the same. */
  expect?: (answer: Answer) => unknown;
}

export type Answer = Record<string, unknown>;

/** Not copied member by member: a feature may be called `__proto__`. */
const record = z.custom<Answer>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');

// ---- codes

const codesSchema = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      group: z.string(),
      evidence: z.looseObject({
        code: z.string().optional(),
        codeHex: z.string().optional(),
        keys: z.array(z.string()),
      }),
      expect: record,
    }),
  ),
});

export function codeCases(): Case[] {
  const { cases } = codesSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  return cases.map(({ name, group, evidence, expect }) => {
    const { code = '', codeHex, keys, ...rest } = evidence;
    const call = { call: 'check', code: codeHex ?? hex(code), ...rest };
    return { group, name, keys, call, expect: (answer) => differences(expect, inVectorForm(answer)) };
  });
}

/** A verdict in the form of the vectors. A place is compared where the specification names one. */
function inVectorForm(answer: Answer): Answer {
  const { code, accepted, missedSeconds, usedSeconds, claims, ...rest } = answer;
  if (accepted !== true) return { ...rest, number: code, missed: missedSeconds, used: usedSeconds };
  const { features, ...said } = record.parse(claims);
  const listed = Object.entries(record.parse(features)).map(([name, value]) => ({ name, value }));
  return { ...rest, number: code, claims: { ...said, features: listed } };
}

/** The members that are expected and are not so. On an accepted code, an absent member is expected to be absent. */
function differences(expected: Answer, actual: Answer): unknown {
  const wanted = Object.entries(sorted(expected) as Answer);
  const seen = sorted(actual) as Answer;
  const wrong = wanted.filter(([name, value]) => !isDeepStrictEqual(seen[name], value));
  const more = expected['claims'] === undefined ? [] : tooMuch(expected, actual);
  return wrong.length + more.length === 0 ? undefined : { expected: Object.fromEntries(wrong), tooMuch: more, actual };
}

const NOT_IN_VECTORS = ['sentence', 'detail', 'reason'];

function tooMuch(expected: Answer, actual: Answer): string[] {
  return Object.keys(actual).filter((name) => !(name in expected) && !NOT_IN_VECTORS.includes(name));
}

/** Lists of features in the order of their names, since a host's map has none. */
function sorted(value: unknown): unknown {
  const nameOf = (item: unknown) => String(record.safeParse(item).data?.['name'] ?? '');
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    return items.every((item) => nameOf(item) !== '')
      ? items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)]));
}

// ---- requests, receipts, keys, machine values

const exchangeSchema = z.object({
  cases: z.array(
    z.object({ name: z.string(), group: z.string(), keys: z.array(z.string()), call: record, expect: record }),
  ),
});

export function exchangeCases(): Case[] {
  const { cases } = exchangeSchema.parse(JSON.parse(readFileSync(EXCHANGE_FILE, 'utf8')));
  return cases.map(({ expect, ...rest }) => ({
    ...rest,
    expect: (answer) => (contains(answer, expect) ? undefined : { expected: expect, actual: answer }),
  }));
}

/** A problem may say more than its number and name; everything else is compared whole. */
function contains(actual: Answer, expected: Answer): boolean {
  if (expected['error'] !== undefined) return actual['error'] === expected['error'];
  const problem = record.safeParse(expected['problem']).data;
  if (problem === undefined) return isDeepStrictEqual(actual, expected);
  const { code, name } = record.safeParse(actual['problem']).data ?? {};
  return actual['ok'] === false && isDeepStrictEqual({ code, name }, problem);
}

// ---- signatures

const SIGNATURES = new URL('../../../shared/vectors/ed25519.json', import.meta.url);

const signaturesSchema = z.object({
  vectors: z.array(
    z.object({
      set: z.string(),
      id: z.string(),
      pk: z.string(),
      msg: z.string(),
      sig: z.string(),
      strictPlus: z.boolean(),
    }),
  ),
});

/** Vectors of others, where they lie beside this project; absent, the signature cases among the codes stand for them. */
export function signatureCases(): Case[] {
  if (!existsSync(SIGNATURES)) return [];
  const { vectors } = signaturesSchema.parse(JSON.parse(readFileSync(SIGNATURES, 'utf8')));
  // A message that the input area does not hold is the caller's mistake, and not what these are about.
  return vectors
    .filter(({ msg }) => msg.length < 60_000)
    .map(({ set, id, pk, msg, sig, strictPlus }) => ({
      group: 'ed25519',
      name: `${set} ${id}`,
      keys: [],
      call: { call: 'verify_signature', key: pk, message: msg, signature: sig },
      expect: (answer) => (answer['valid'] === strictPlus ? undefined : { expected: strictPlus, actual: answer }),
    }));
}

// ---- machines

/** `folders` are the recorded machines, unpacked. */
export function machineCases(folders: ReadonlyMap<string, string>): Case[] {
  const cases = recordedNames.map((name): Case => {
    const { nature, findings, components } = recorded(name).expected;
    const call = { call: 'machine', product: 'acme-cad', recorded: folders.get(name) };
    const wanted = { nature: JSON.parse(JSON.stringify(nature)), findings, components };
    return { group: 'machines', name, keys: [], call, expect: (answer) => differences(wanted, answer) };
  });
  return [
    ...cases,
    { group: 'machines', name: 'this machine', keys: [], call: { call: 'machine', product: 'acme-cad' } },
  ];
}

// ---- known by agreement, and by what the module says of itself

export function moduleCases(module: Uint8Array): Case[] {
  const sha256 = createHash('sha256').update(module).digest('hex');
  const is = (expected: Answer) => (answer: Answer) =>
    contains(answer, expected) ? undefined : { expected, actual: answer };
  const load = (name: string, digest: string, expected: Answer): Case => ({
    group: 'load',
    name,
    keys: [],
    call: { call: 'load', sha256: digest },
    expect: is(expected),
  });
  const statuses = Array.from(
    { length: 64 },
    (_, status): Case => ({
      group: 'describe',
      name: `status ${status}`,
      keys: [],
      call: { call: 'describe', status, detail: 0 },
    }),
  );
  const details = Array.from(
    { length: 220 },
    (_, detail): Case => ({
      group: 'describe',
      name: `detail ${detail}`,
      keys: [],
      call: { call: 'describe', status: 1, detail },
    }),
  );
  return [
    load('the digest of the module', sha256, { ok: true }),
    load('the digest in capitals', sha256.toUpperCase(), { ok: true }),
    load('another digest', '00'.repeat(32), { error: 'wrong-module' }),
    ...statuses,
    ...details,
  ];
}
