// Questions around every edge that a verdict has: host names beside patterns, clocks beside what is remembered, components beside what stands next to them in
// memory, and envelopes with a byte that is another.
import { envelopes } from './envelopes.ts';
import { type Given, type Question, question } from './question.ts';
import * as cbor from './reference/cbor.ts';
import { bind, lockOf, ZERO_LOCK } from './reference/machine.ts';
import { encodeCode } from './reference/text.ts';
import { kidOf } from './reference/token.ts';
import {
  COMPONENTS,
  code,
  LAST_SECOND,
  type Members,
  NONCE,
  payload,
  pending,
  TOKEN_ID,
  testKey,
  token,
  witness,
} from './vectors/cases/issue.ts';

const { int, string, bytes, array } = cbor;
const DAY = 86_400;
const HOUR = 3_600;

// ---- hosts

const patternOf = (pattern: string) => code({}, { 3: array(string(pattern)) });

/** Labels at the end of a name, some of which make an address of it. */
const LAST_LABELS = [
  ...['0', '1', '9', '10', '01', '255', '1a', 'a1', '1-', '-1', '_1', '4294967296'],
  ...['0x', '0x0', '0x9', '0xa', '0xf', '0xg', '0xag', '0xa-', '0x1f', '0xff', 'x1', '0y1', '00x1', '1x1', 'a', 'z'],
];

const NEAR_EXAMPLE = [
  ...[
    'localhost',
    'a.example.com',
    'A.EXAMPLE.COM',
    'a.eXample.com.',
    'a.example.com..',
    '.example.com',
    'example.com',
  ],
  ...['b.a.example.com', 'a.example.con', 'a.exbmple.com', 'a.example.com.evil.org', 'aexample.com', 'a.example.co'],
  ...[
    'a.example.comm',
    'a\u000eexample.com',
    'a.ex\u0001mple.com',
    '[a.example.com',
    'a[.example.com',
    ':.example.com',
  ],
  ...[
    'a:.example.com',
    '\\.example.com',
    '].example.com',
    'Z.example.com',
    '@.example.com',
    '`.example.com',
    'ä.example.com',
  ],
  ...['', '.', '..', 'a', 'a.', '*.example.com', '-.example.com', '0.example.com', '1.2.3.example.com'],
];

const longHost = (length: number) => `${'x'.repeat(length - '.example.com'.length)}.example.com`;
const longName = (length: number) =>
  `${'x'.repeat(63)}.`
    .repeat(4)
    .slice(0, length - 1)
    .concat('y');

export function hosts(): Question[] {
  const star = patternOf('*.example.com');
  const ask = (text: string, host: string) => question(`host ${host.slice(-40)}`, text, { host });
  const exact = ['a.example.com', 'z.example.com', 'a', '0', 'azaz.example.com'].map(
    (name) => [name, patternOf(name)] as const,
  );
  const longest = patternOf(longName(253));
  return [
    ...NEAR_EXAMPLE.map((host) => ask(star, host)),
    ...exact.flatMap(([name, text]) =>
      [name, name.toUpperCase(), `${name}.`, `x${name}`, `${name}x`, ...NEAR_EXAMPLE].map((host) => ask(text, host)),
    ),
    ...LAST_LABELS.flatMap((label) => [
      ask(patternOf(`*.${label}`), `b.${label}`),
      ask(patternOf(`b.${label}`), `B.${label}`),
    ]),
    ...LAST_LABELS.map((label) => ask(patternOf(`*.${label}.c`), `b.${label}.c`)),
    ...[253, 254, 255, 256, 400].map((length) => ask(star, longHost(length))),
    ...[252, 253].flatMap((length) => [ask(longest, longName(length)), ask(longest, `${longName(length)}.`)]),
    // Three components are 48 bytes: their length, an ASCII zero, stands where a host name would.
    question('no host beside three components', patternOf('0'), { components: COMPONENTS.slice(0, 3) }),
  ];
}

// ---- clocks

/** Issued at the beginning of 1970, where a time that is off by one is seen. */
const early = (more: Members) => code({ 6: int(0), ...more });
const NONE = 2n ** 63n;
const SMALL = [0, 1, 2, 5];
const RUNNING = [0, 1, 5, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, LAST_SECOND, LAST_SECOND + 1];
const CLOCKS = [0, 1, 5, 1.5, -1, Number.NaN, LAST_SECOND, LAST_SECOND + 1, 3 * DAY, -0];

export function clocks(): Question[] {
  const free = early({});
  const limited = early({ 4: int(40 * DAY) });
  const answering = early({ 10: bytes(NONCE) });
  const ask = (text: string, given: Given) => question(`clock ${given.nowSeconds}`, text, given);
  const both = (given: Given) => [ask(free, given), ask(limited, given)];
  const given: Given[] = [];
  for (const nowSeconds of CLOCKS) {
    for (const mark of [...SMALL, LAST_SECOND, LAST_SECOND + 1, NONE])
      given.push({ nowSeconds, witness: witness(mark, 7) });
    for (const seen of [...SMALL, LAST_SECOND, LAST_SECOND + 1, NONE])
      given.push({ nowSeconds, witness: witness(2, seen) });
  }
  for (const runningSeconds of RUNNING) {
    for (const mark of [0, 3, LAST_SECOND - 1, NONE])
      given.push({ nowSeconds: 5, runningSeconds, witness: witness(mark, 0) });
  }
  for (const off of [-1, 0, 1]) {
    for (const apart of [-DAY, 20 * HOUR, 30 * DAY, -15 * HOUR, 0]) {
      const nowSeconds = 100 * DAY + apart + off;
      given.push(
        { nowSeconds, witness: witness(100 * DAY, 100 * DAY) },
        { nowSeconds, witness: witness(3, 100 * DAY) },
      );
      given.push({ nowSeconds, witness: witness(70 * DAY + apart + off, 100 * DAY) });
    }
  }
  const requested = SMALL.concat(30, LAST_SECOND, LAST_SECOND + 1).flatMap((then) =>
    [0, 20, 50].map((mark) =>
      ask(answering, { nowSeconds: 10, witness: witness(mark, 9), pending: pending(NONCE, then) }),
    ),
  );
  return [...given.flatMap(both), ...requested];
}

// ---- machines

/** A code of `needed` bindings with the zero lock, without and with the lock of a secret of zeros. */
const boundTo = (needed: number, list: readonly Uint8Array[], lock: Uint8Array = ZERO_LOCK) =>
  code({}, { 4: array(int(needed), bytes(bind(TOKEN_ID, lock, list))) });

function lengthBytes(length: number): Uint8Array {
  return Uint8Array.from([length & 255, length >> 8, 0, 0]);
}

/** Components that are what stands beside the list in a record: they are no components of the machine. */
export function machines(): Question[] {
  const [first] = COMPONENTS;
  const host = 'twelve.bytes';
  const before = Uint8Array.from([...Buffer.from(host), ...lengthBytes(16)]);
  const sample = boundTo(2, [first, before]);
  const behind = Uint8Array.from([...lengthBytes(sample.length), ...Buffer.from(sample.slice(0, 12))]);
  const given = { components: [first], host };
  return [
    question('the bytes in front of the components', sample, given),
    question('the bytes behind the components', boundTo(2, [first, behind]), given),
    question('both given', boundTo(2, [first, behind]), { components: [first, behind], host }),
    question('no secret where one of zeros is bound', boundTo(1, [first], lockOf(new Uint8Array(16))), given),
    question('a secret of zeros', boundTo(1, [first], lockOf(new Uint8Array(16))), {
      ...given,
      secret: new Uint8Array(16),
    }),
  ];
}

// ---- keys

/** A ring of 32 keys, of which the last has an id that ends with a colon: it stands in front of the host name in memory. */
export function fullRing(): { keys: Uint8Array[]; questions: Question[] } {
  const last = testKey('32nd key 505');
  const keys = Array.from({ length: 31 }, (_, i) => testKey(`key ${i + 1}`).publicKey).concat(last.publicKey);
  if (kidOf(last.publicKey).at(-1) !== 0x3a) throw new Error('its id does not end with a colon');
  const content = payload({}, { 3: array(string('*.example.com')) });
  const text = encodeCode('A', token(content, last));
  const ask = () => question('a full ring', text, { host: 'a.example.com' }, keys);
  return { keys, questions: [ask(), ask()] };
}

export const EDGES: readonly (() => Question[])[] = [hosts, clocks, machines, envelopes];
