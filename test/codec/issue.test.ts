// What the portal signs and issues: any order of claims gives the one encoding, and nothing leaves that a verifier would refuse.
import { describe, expect, test } from 'vitest';
import { concat, hex, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { sign1, sigStructure } from '../reference/token.ts';
import { bytesAt, codec, dice, type Finding, put, randomBytes, refusal, slot, value } from './probe.ts';

const roll = dice(9);
const kid = randomBytes(roll, 8);
const tokenId = randomBytes(roll, 8);
const header = cbor.map([cbor.int(1), cbor.int(-19)], [cbor.int(4), cbor.bytes(kid)]);

/** Puts values into slot 0 one behind the other, as the record of a call would have them. */
class Record {
  private end = slot(0);

  put(value: Uint8Array | string): [number, number] {
    const bytes = typeof value === 'string' ? utf8(value) : value;
    const at = this.end;
    new Uint8Array(codec.memory.buffer).set(bytes, at);
    this.end += bytes.length;
    return [at, bytes.length];
  }
}

/** Starts claims with the four that must be there, after what a test sets. */
function sign(set: (record: Record) => void): Uint8Array | Finding {
  const record = new Record();
  codec.startClaims();
  codec.setBytes(value('TOKEN'), ...record.put(tokenId));
  codec.setInteger(value('ISSUED_AT'), 1_800_000_000n);
  codec.setText(value('PRODUCT'), ...record.put('editor'));
  codec.setText(value('LICENSE'), ...record.put('7KQ2M9RA'));
  set(record);
  const wrong = refusal(() => codec.writeSigningInput(record.put(kid)[0]));
  return wrong ?? bytesAt(value('toBeSigned'), value('toBeSignedLength'));
}

function signed(...more: [Uint8Array, Uint8Array][]): Uint8Array {
  const claims = cbor.map(
    [cbor.int(2), cbor.string('7KQ2M9RA')],
    [cbor.int(3), cbor.string('editor')],
    [cbor.int(6), cbor.int(1_800_000_000)],
    [cbor.int(7), cbor.bytes(tokenId)],
    ...more,
  );
  return sigStructure(header, claims);
}

const terms = (...more: [number, Uint8Array][]): [Uint8Array, Uint8Array] => [
  cbor.int(-65537),
  cbor.map(...more.map(([key, item]) => [cbor.int(key), item] as const)),
];

describe('Signing input', () => {
  test('of the least claims is their Sig_structure', () => expect(sign(() => undefined)).toEqual(signed()));

  test('leaves out what is absent', () => {
    const result = sign((record) => {
      for (const name of ['EXPIRY', 'NOT_BEFORE', 'REFRESH', 'OFFLINE', 'RENEWAL', 'EPOCH'])
        codec.setInteger(value(name), -1n);
      for (const name of ['ISSUER', 'CUSTOMER', 'PLAN']) codec.setText(value(name), ...record.put(''));
      codec.setBytes(value('NONCE'), ...record.put(''));
      codec.setMachine(0, 0, 0);
    });
    expect(result).toEqual(signed());
  });

  test('has every claim in its place, in whatever order they were set', () => {
    const bindings = randomBytes(roll, 24);
    const nonce = randomBytes(roll, 8);
    const result = sign((record) => {
      codec.setInteger(value('EPOCH'), 4_294_967_295n);
      codec.addFeature(...record.put('seats'), 1, 25n, 0, 0);
      codec.addFeature(...record.put('b'), 0, 0n, 0, 0);
      codec.addFeature(...record.put('zz'), 2, 0n, ...record.put('text'));
      codec.addFeature(...record.put('a'), 2, 0n, ...record.put(''));
      codec.addFeature(...record.put('x'.repeat(24)), 0, 0n, 0, 0);
      codec.addDomain(...record.put('z.example'));
      codec.addDomain(...record.put('*.a.example'));
      codec.setMachine(2, record.put(bindings)[0], 3);
      codec.setText(value('PLAN'), ...record.put('pro'));
      codec.setInteger(value('RENEWAL'), 0n);
      codec.setInteger(value('OFFLINE'), 2n);
      codec.setInteger(value('REFRESH'), 1n);
      codec.setText(value('CUSTOMER'), ...record.put('c-1'));
      codec.setBytes(value('NONCE'), ...record.put(nonce));
      codec.setInteger(value('NOT_BEFORE'), 0n);
      codec.setInteger(value('EXPIRY'), 253_402_300_799n);
      codec.setText(value('ISSUER'), ...record.put('Vendor'));
    });
    const features = cbor.map(
      [cbor.string('a'), cbor.string('')],
      [cbor.string('b'), cbor.TRUE],
      [cbor.string('zz'), cbor.string('text')],
      [cbor.string('seats'), cbor.int(25)],
      [cbor.string('x'.repeat(24)), cbor.TRUE],
    );
    const expected = signed(
      [cbor.int(1), cbor.string('Vendor')],
      [cbor.int(4), cbor.int(253_402_300_799)],
      [cbor.int(5), cbor.int(0)],
      [cbor.int(10), cbor.bytes(nonce)],
      terms(
        [1, cbor.string('c-1')],
        [2, features],
        [3, cbor.array(cbor.string('z.example'), cbor.string('*.a.example'))],
        [4, cbor.array(cbor.int(2), cbor.bytes(bindings))],
        [5, cbor.int(1)],
        [6, cbor.int(2)],
        [7, cbor.string('pro')],
        [8, cbor.int(0)],
        [9, cbor.int(4_294_967_295)],
      ),
    );
    expect(result).toEqual(expected);
  });

  test.each<[string, (record: Record) => void, string]>([
    ['no license id', (record) => codec.setText(value('LICENSE'), ...record.put('')), 'CLAIM_MISSING'],
    [
      'a license id of 41 bytes',
      (record) => codec.setText(value('LICENSE'), ...record.put('x'.repeat(41))),
      'CLAIM_LICENSE_ID',
    ],
    ['a token id of 7 bytes', (record) => codec.setBytes(value('TOKEN'), ...record.put('1234567')), 'CLAIM_TOKEN_ID'],
    ['an end of −2', () => codec.setInteger(value('EXPIRY'), -2n), 'CLAIM_EXPIRY'],
    ['an end beyond all times', () => codec.setInteger(value('EXPIRY'), 253_402_300_800n), 'CLAIM_EXPIRY'],
    ['a time of issue of −1', () => codec.setInteger(value('ISSUED_AT'), -1n), 'CLAIM_MISSING'],
    ['an epoch of 2³²', () => codec.setInteger(value('EPOCH'), 2n ** 32n), 'CLAIM_EPOCH'],
    ['a feature of −1', (record) => codec.addFeature(...record.put('f'), 1, -1n, 0, 0), 'CLAIM_FEATURE_VALUE'],
    ['a feature of 2⁵³', (record) => codec.addFeature(...record.put('f'), 1, 2n ** 53n, 0, 0), 'CLAIM_FEATURE_VALUE'],
    ['a feature without a name', (record) => codec.addFeature(...record.put(''), 0, 0n, 0, 0), 'CLAIM_FEATURE_NAME'],
    [
      'a feature twice',
      (record) => {
        for (const name of ['f', 'g', 'f']) codec.addFeature(...record.put(name), 0, 0n, 0, 0);
      },
      'CLAIM_FEATURE_NAME',
    ],
    ['an upper-case domain', (record) => codec.addDomain(...record.put('Example.com')), 'CLAIM_DOMAIN'],
    ['k without bindings', () => codec.setMachine(1, slot(0), 0), 'CLAIM_MACHINE'],
    ['bindings without k', (record) => codec.setMachine(0, record.put(randomBytes(roll, 8))[0], 1), 'CLAIM_MACHINE'],
    ['a binding twice', (record) => codec.setMachine(2, record.put(new Uint8Array(16))[0], 2), 'CLAIM_MACHINE'],
    ['5 of 9 bindings', (record) => codec.setMachine(5, record.put(randomBytes(roll, 72))[0], 9), 'CLAIM_MACHINE'],
    [
      '65 features',
      (record) => {
        for (let i = 0; i < 65; i++) codec.addFeature(...record.put(`${i}`), 0, 0n, 0, 0);
      },
      'CLAIM_FEATURES',
    ],
    [
      '65 domains',
      (record) => {
        for (let i = 0; i < 65; i++) codec.addDomain(...record.put('a'));
      },
      'CLAIM_DOMAINS',
    ],
    [
      'a text of 20,000 bytes',
      (record) => codec.setText(value('PLAN'), ...record.put('x'.repeat(20_000))),
      'ISSUE_TOO_LARGE',
    ],
  ])('is refused for %s', (_, set, detail) => expect(sign(set)).toEqual({ status: 'cannot-issue', detail }));

  test('needs more than half of the bindings', () => {
    for (let bound = 1; bound <= 8; bound++) {
      for (let needed = 1; needed <= bound; needed++) {
        const result = sign((record) => codec.setMachine(needed, record.put(randomBytes(roll, 8 * bound))[0], bound));
        const expected = 2 * needed > bound ? undefined : { status: 'cannot-issue', detail: 'ISSUE_MINORITY' };
        expect(result instanceof Uint8Array ? undefined : result, `${needed} of ${bound}`).toEqual(expected);
      }
    }
  });

  test('is for codes of at most 512 bytes', () => {
    const withText = (length: number) =>
      sign((record) => {
        codec.addFeature(...record.put('a'), 2, 0n, ...record.put('x'.repeat(200)));
        codec.addFeature(...record.put('b'), 2, 0n, ...record.put('x'.repeat(length)));
      });
    let length = 0;
    while (withText(length) instanceof Uint8Array) length++;
    const largest = withText(length - 1);
    if (!(largest instanceof Uint8Array)) throw new Error('it was accepted before');
    expect(assemble(largest)).toHaveLength(512);
    expect(withText(length)).toEqual({ status: 'cannot-issue', detail: 'ISSUE_TOO_LARGE' });
  });
});

const signature = randomBytes(roll, 64);

function assemble(input: Uint8Array, sig = signature): Uint8Array | Finding {
  put(input, 0);
  put(sig, 1);
  let length = 0;
  const wrong = refusal(() => {
    length = codec.assembleCode(slot(0), input.length, slot(1), sig.length, slot(2));
    return length;
  });
  return wrong ?? bytesAt(slot(2), length);
}

describe('A code is assembled', () => {
  const refusedInput = { status: 'bad-input', detail: 'ISSUE_INPUT' };
  const input = signed(terms([7, cbor.string('pro')]));

  test('as a COSE_Sign1 that the reader takes apart into the same bytes', () => {
    const code = assemble(input);
    if (!(code instanceof Uint8Array)) throw new Error('it is refused');
    expect(code).toEqual(sign1(header, input.slice(33), signature));
    expect(refusal(() => codec.readEnvelope(...put(code)))).toBeUndefined();
    expect(bytesAt(value('toBeSigned'), value('toBeSignedLength'))).toEqual(input);
  });

  test('only with a signature of 64 bytes', () => {
    for (const length of [0, 63, 65]) expect(assemble(input, randomBytes(roll, length))).toEqual(refusedInput);
  });

  test('only from exactly what was to be signed', () => {
    for (let length = 0; length < input.length; length++)
      expect(assemble(input.slice(0, length))).toEqual(refusedInput);
    expect(assemble(concat(input, Uint8Array.of(0)))).toEqual(refusedInput);
    // Everything in front of the payload but the key id is fixed.
    for (let at = 0; at < 33; at++) {
      if (at >= 18 && at < 26) continue;
      for (let byte = 0; byte < 256; byte++) {
        if (byte !== input[at]) expect(assemble(input.with(at, byte)), hex(input.with(at, byte))).toEqual(refusedInput);
      }
    }
    expect(assemble(sigStructure(header, cbor.map()))).toEqual(refusedInput);
    expect(assemble(sigStructure(header, input.slice(33), 'LKB1'))).toEqual(refusedInput);
  });

  test('never from random bytes, and without a trap', () => {
    for (let round = 0; round < 2_000; round++) {
      const noise = concat(input.slice(0, roll(60)), randomBytes(roll, roll(80)));
      expect(assemble(noise)).toEqual(refusedInput);
    }
  });
});
