// The calls beside `check`, each with the answer that the reference gives: codes, requests, receipts, components, and what is signed.
import { isDeepStrictEqual } from 'node:util';
import { type ClaimsToIssue, type Issuer, loadIssuer, type Reading } from '../../hosts/js/index.ts';
import { Dice } from '../fuzz/dice.ts';
import { concat, hex, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { encodeReceipt, encodeRequest, type Request } from '../reference/exchange.ts';
import { binding, component, lockOf, normalize } from '../reference/machine.ts';
import { encodeCode, encodeFile, encodeLicenseId, encodeLicenseKey, type Letter } from '../reference/text.ts';
import { headerOf, sign1, sigStructure } from '../reference/token.ts';

/** A public key that may sign; nothing is signed with it here. */
const PUBLIC_KEY = Uint8Array.from(
  Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex'),
);
const dice = new Dice(77);
const random = (length: number): Uint8Array => Uint8Array.from(dice.bytes(length));

interface Call {
  name: string;
  ask(issuer: Issuer): unknown;
  expected: unknown;
}

const spelled = (letter: Letter, bytes: Uint8Array) => ({
  code: encodeCode(letter, bytes),
  file: encodeFile(letter, bytes),
});
const fine = (value: unknown) => ({ ok: true, value });
/** Only whether it was read, and with which reason it was not. */
const named = (reading: Reading<unknown>) => (reading.ok ? 'read' : reading.problem.name);

function texts(): Call[] {
  const lengths = [1, 2, 3, 4, 5, 16, 17, 18, 34, 35, 36, 52, 53, 100, 255, 511, 4096];
  return lengths.flatMap((length) =>
    (['R', 'A', 'D', 'B'] as const).map((letter): Call => {
      const bytes = random(length);
      const both = spelled(letter, bytes);
      return {
        name: `canonical ${letter} of ${length}`,
        ask: (issuer) => [issuer.canonical(both.code), issuer.canonical(both.file)],
        expected: [fine({ letter, ...both }), fine({ letter, ...both })],
      };
    }),
  );
}

function keys(): Call[] {
  return Array.from({ length: 8 }, (_, i): Call => {
    const [seventeen, five] = [i === 0 ? new Uint8Array(17).fill(255) : random(17), random(5)];
    const key = encodeLicenseKey(seventeen);
    return {
      name: 'license key and id',
      ask: (issuer) => [
        issuer.encodeLicenseKey(seventeen),
        issuer.encodeLicenseId(five),
        issuer.decodeLicenseKey(key.toLowerCase()),
        named(issuer.decodeLicenseKey(key.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
        named(issuer.canonical(key)),
      ],
      expected: [key, encodeLicenseId(five), fine(key), 'malformed', 'unsupported'],
    };
  });
}

function requests(): Call[] {
  const secret = random(16);
  const shapes: Partial<Request>[] = [
    {},
    { licenseKey: 'K7' },
    { licenseKey: 'K' },
    { label: '' },
    { label: 'x'.repeat(64), product: 'p'.repeat(64), licenseKey: 'k'.repeat(64) },
    { components: [random(16)] },
    { components: Array.from({ length: 8 }, () => random(16)) },
  ];
  return shapes.map((shape): Call => {
    const request: Request = {
      ...{ nonce: random(8), product: 'acme-cad', components: [random(16), random(16)] },
      ...{ lock: lockOf(secret), label: 'Größe 3', ...shape },
    };
    const witness = concat(Uint8Array.of(0, 0, 0, 0, 0x65, 1, 2, 3), random(8).fill(0, 0, 4));
    const both = spelled('R', encodeRequest(request));
    return {
      name: 'request',
      ask: (issuer) => [issuer.createRequest({ ...request, secret, witness }), issuer.decodeRequest(both.file)],
      expected: [
        { pending: concat(request.nonce, witness.slice(0, 8)), ...both },
        fine({ ...request, code: both.code }),
      ],
    };
  });
}

function wrongRequests(): Call[] {
  const good = { nonce: random(8), product: 'acme-cad', components: [random(16)] };
  const nine = Array.from({ length: 9 }, () => random(16));
  const wrong: object[] = [
    { product: '' },
    { product: 'p'.repeat(65) },
    { label: 'x'.repeat(65) },
    { label: 'a\u0001' },
    { licenseKey: 'k'.repeat(65) },
    { components: [] },
    { components: nine },
    { components: [good.components[0], good.components[0]] },
  ];
  return wrong.map(
    (change): Call => ({
      name: 'request out of its limits',
      ask(issuer) {
        try {
          return issuer.createRequest({ ...good, ...change }).code;
        } catch (error) {
          return error instanceof Error && 'code' in error ? error.code : error;
        }
      },
      expected: 'bad-input',
    }),
  );
}

function receipts(): Call[] {
  const [tokenId, secret] = [random(8), random(16)];
  const both = spelled('D', encodeReceipt({ tokenId, secret }));
  return [
    {
      name: 'receipt',
      ask: (issuer) => issuer.decodeReceipt(both.file),
      expected: fine({ tokenId, lock: lockOf(secret), code: both.code }),
    },
  ];
}

function components(): Call[] {
  const values = [
    'S3Z9 NX0K\n',
    'a',
    '00000000',
    'None',
    'To be filled by O.E.M.',
    'F-F',
    '01234567890',
    'x'.repeat(200),
    '\t\v',
    '{ABC-def}',
  ];
  return (['disk', 'board', 'machine-id', 'cpu', 'device-key'] as const).flatMap((kind) =>
    values.map((text): Call => {
      const made = component('acme-cad', kind, utf8(text));
      const normalized = new TextDecoder().decode(normalize(utf8(text)));
      return {
        name: `component ${kind} ${text}`,
        ask(issuer) {
          const reading = issuer.component('acme-cad', kind, text);
          return reading.ok ? reading : reading.problem.name;
        },
        expected: made ? fine({ component: made, normalized }) : 'unusable',
      };
    }),
  );
}

/** The least claims, and all of them; with what is signed as the reference puts it together. */
function issuing(): Call[] {
  const [tokenId, nonce, lock] = [random(8), random(8), random(16)];
  const parts = [random(16), random(16), random(16)];
  const least: ClaimsToIssue = { issuedAt: 1_800_000_000, tokenId, licenseId: '7KQ2M9RA', product: 'editor' };
  const all: ClaimsToIssue = {
    ...least,
    ...{ issuer: 'Acme', nonce, notBefore: 0, expiresAt: 253_402_300_799, refreshSeconds: 23, offlineSeconds: 24 },
    ...{
      renewWindowSeconds: 256,
      epoch: 4_294_967_295,
      customerId: 'c',
      plan: 'pro',
      domains: ['*.example.com', 'a-b_c'],
    },
    machine: { needed: 2, lock, components: parts },
    features: { export: true, seats: 65_536, tier: 'gold', a: 9_007_199_254_740_991, bb: 0, empty: '' },
  };
  const { int, string, bytes, map, array, TRUE } = cbor;
  const basic: [Uint8Array, Uint8Array][] = [
    [int(2), string('7KQ2M9RA')],
    [int(3), string('editor')],
    [int(6), int(1_800_000_000)],
    [int(7), bytes(tokenId)],
  ];
  const features = map(
    ...(
      [
        ['export', TRUE],
        ['seats', int(65_536)],
        ['tier', string('gold')],
        ['a', int(9_007_199_254_740_991n)],
        ['bb', int(0)],
        ['empty', string('')],
      ] as const
    ).map(([name, value]) => [string(name), value] as const),
  );
  const terms = map(
    ...(
      [
        [1, string('c')],
        [2, features],
        [3, array(string('*.example.com'), string('a-b_c'))],
        [4, array(int(2), bytes(concat(...parts.map((part) => binding(tokenId, lock, part)))))],
        [5, int(23)],
        [6, int(24)],
        [7, string('pro')],
        [8, int(256)],
        [9, int(4_294_967_295)],
      ] as const
    ).map(([key, value]) => [int(key), value] as const),
  );
  const more: [Uint8Array, Uint8Array][] = [
    ...basic,
    [int(1), string('Acme')],
    [int(4), int(253_402_300_799n)],
    [int(5), int(0)],
    [int(10), bytes(nonce)],
    [int(-65537), terms],
  ];
  return [issuingCall('least claims', least, map(...basic)), issuingCall('all claims', all, map(...more))];
}

function issuingCall(name: string, claims: ClaimsToIssue, payload: Uint8Array): Call {
  const header = headerOf(PUBLIC_KEY);
  const signature = random(64);
  const input = sigStructure(header, payload);
  return {
    name,
    ask: (issuer) => [hex(issuer.signingInput(PUBLIC_KEY, claims)), issuer.assembleCode(input, signature)],
    expected: [hex(input), spelled('A', sign1(header, payload, signature))],
  };
}

/** Claims that no portal may issue. */
function wrongClaims(): Call[] {
  const least: ClaimsToIssue = {
    issuedAt: 1_800_000_000,
    tokenId: random(8),
    licenseId: '7KQ2M9RA',
    product: 'editor',
  };
  const parts = [random(16), random(16)];
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, true] as const));
  const wrong: Partial<ClaimsToIssue>[] = [
    { licenseId: '' },
    { product: 'p'.repeat(65) },
    { plan: 'p'.repeat(41) },
    { domains: ['*'] },
    { domains: Array.from({ length: 65 }, (_, i) => `d${i}`) },
    { features: many(65) },
    { features: { ['n'.repeat(65)]: true } },
    { features: { a: 'x'.repeat(257) } },
    { machine: { needed: 1, components: parts } },
    { machine: { needed: 3, components: parts } },
    { machine: { needed: 0, components: parts } },
    { machine: { needed: 2, components: [parts[0] ?? random(16), parts[0] ?? random(16)] } },
    {
      customerId: 'c'.repeat(64),
      plan: 'p'.repeat(40),
      issuer: 'i'.repeat(64),
      domains: ['d'.repeat(63), 'e'.repeat(63), 'f'.repeat(63), 'g'.repeat(63)],
    },
  ];
  return wrong.map(
    (change, i): Call => ({
      name: `claims out of their limits ${i}`,
      ask(issuer) {
        try {
          return hex(issuer.signingInput(PUBLIC_KEY, { ...least, ...change }));
        } catch (error) {
          return error instanceof Error && 'code' in error ? error.code : error;
        }
      },
      expected: 'cannot-issue',
    }),
  );
}

const CALLS: Call[] = [
  ...[
    ...texts(),
    ...keys(),
    ...requests(),
    ...wrongRequests(),
    ...receipts(),
    ...components(),
    ...issuing(),
    ...wrongClaims(),
  ],
];

/** The first call with another answer. */
export async function testCalls(module: WebAssembly.Module): Promise<string | undefined> {
  const issuer = await loadIssuer(module);
  return CALLS.find(({ ask, expected }) => !isDeepStrictEqual(ask(issuer), expected))?.name;
}
