// Valid codes of each kind, damaged in every place, in both modules: T1, T2, T19, T20 and T29 of the threats to a token. The checks of the rows are made right again
// each time (fuzz/spell.ts), so that the damage gets as far as it can.
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { load, type Verifier } from '../hosts/js/index.ts';
import { decoded, decodedBytes, quickText } from './fuzz/quick-text.ts';
import { quickReceipt, quickRequest } from './fuzz/quick-token.ts';
import { receipt, request } from './fuzz/seeds.ts';
import { spell } from './fuzz/spell.ts';
import { concat } from './reference/bytes.ts';
import * as cbor from './reference/cbor.ts';
import { ALPHABET } from './reference/text.ts';
import { headerOf, sign1, sigStructure } from './reference/token.ts';
import { NEW_YEAR, openVendor, type Vendor } from './vendor.ts';

const PRODUCT = 'acme-cad';
let vendor: Vendor;

beforeAll(async () => {
  vendor = await openVendor();
});

/** The bytes of a code. */
function bytesOf(code: string): Uint8Array {
  quickText(Buffer.from(code), [ALPHABET.indexOf('A')]);
  expect(decoded.status).toBe(0);
  return decodedBytes.slice(0, decoded.length);
}

/** Every way to damage bytes in one place. */
function* damaged(bytes: Uint8Array): Generator<[string, Uint8Array]> {
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      yield [
        `bit ${bit} of byte ${at} turned`,
        Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << bit) : byte)),
      ];
    }
    const [head, tail] = [bytes.slice(0, at), bytes.slice(at)];
    yield [`cut at ${at}`, head];
    yield [`byte ${at} left out`, concat(head, tail.slice(1))];
    yield [`byte ${at} twice`, concat(head, tail.slice(0, 1), tail)];
    yield [`00 in front of ${at}`, concat(head, Uint8Array.of(0), tail)];
    yield [`ff in front of ${at}`, concat(head, Uint8Array.of(0xff), tail)];
  }
  for (const end of [[0], [0xff], [0x0a], [...bytes]])
    yield [`${end.length} bytes behind`, concat(bytes, Uint8Array.from(end))];
}

/** A code with this payload, signed as it is. */
function signed(payload: Uint8Array): string {
  const header = headerOf(vendor.publicKey);
  return spell('A', sign1(header, payload, sign(null, sigStructure(header, payload), vendor.privateKey)));
}

function payloadWith(claim: Uint8Array): Uint8Array {
  return cbor.map(
    [cbor.int(2), cbor.string('7KQ2M9XD')],
    [cbor.int(3), cbor.string(PRODUCT)],
    [cbor.int(6), cbor.int(NEW_YEAR)],
    [cbor.int(7), cbor.bytes(new Uint8Array(8))],
    [cbor.int(-70_000), claim],
  );
}

describe.each(['verifier', 'verifier-simd'])('%s.wasm', (name) => {
  let verifier: Verifier;

  beforeAll(async () => {
    verifier = await load(await WebAssembly.compile(readFileSync(`build/${name}.wasm`)));
    verifier.trust(vendor.publicKey);
  });

  const reasonOf = (code: string): string => verifier.check(code, { product: PRODUCT, nowSeconds: NEW_YEAR }).reason;

  test('T1, T2: no activation code survives a changed bit, a cut, a byte more or less, anywhere', () => {
    const code = vendor.issue({ features: { export: true, seats: 7 }, plan: 'pro', expiresAt: NEW_YEAR + 1_000 });
    expect(reasonOf(code)).toBe('licensed');
    const reasons = new Set<string>();
    for (const [what, bytes] of damaged(bytesOf(code))) {
      const reason = reasonOf(bytes.length > 0 ? spell('A', bytes) : 'LKA1');
      expect(['malformed', 'unsupported', 'unknown-key', 'bad-signature'], what).toContain(reason);
      reasons.add(reason);
    }
    expect(reasons.size).toBe(4);
  });

  test('T2: a damaged request or receipt is read exactly where the plain reader reads it', () => {
    for (const [what, bytes] of damaged(request)) {
      const expected = bytes.length > 0 && quickRequest(Uint8Array.from(bytes));
      expect(verifier.decodeRequest(spell('R', bytes)).ok, `request, ${what}`).toBe(expected);
    }
    for (const [what, bytes] of damaged(receipt)) {
      const expected = bytes.length > 0 && quickReceipt(Uint8Array.from(bytes));
      expect(verifier.decodeReceipt(spell('D', bytes)).ok, `receipt, ${what}`).toBe(expected);
    }
  });

  const nests: [string, number[], number[]][] = [
    ['arrays', [0x81], [0x00]],
    ['maps', [0xa1, 0x00], [0x00]],
    ['arrays and maps', [0x81, 0xa1, 0x00], [0x00]],
    ['tags', [0xc1], [0x00]],
    ['indefinite arrays', [0x9f], [0xff]],
  ];
  test.each(nests)('T19: %s nest as deep as 4,096 bytes allow, signed, and are malformed', (_, level, end) => {
    const room = 3_900;
    const times = Math.floor(room / level.length);
    const deep = Uint8Array.from([...Array.from({ length: times }, () => level).flat(), ...end]);
    expect(reasonOf(signed(payloadWith(deep)))).toBe('malformed');
  });

  test('T19: the fourth level is read, the fifth is malformed', () => {
    // The payload is level 1, so a private claim has three more.
    expect(reasonOf(signed(payloadWith(Uint8Array.of(0x81, 0x81, 0x81, 0))))).toBe('licensed');
    expect(reasonOf(signed(payloadWith(Uint8Array.of(0x81, 0x81, 0x81, 0x81, 0))))).toBe('malformed');
  });

  test.each(['80000000', 'ffffffff', '0020000000000000', 'ffffffffffffffff', '0000000100000000'])(
    'T20: a length of 0x%s is malformed, for strings, arrays and maps, signed',
    (length) => {
      const argument = Buffer.from(length, 'hex');
      for (const major of [2, 3, 4, 5]) {
        const head = Uint8Array.of((major << 5) | (argument.length === 4 ? 26 : 27), ...argument);
        for (const behind of [0, 1, 16]) {
          const claim = concat(head, new Uint8Array(behind).fill(0x61));
          expect(reasonOf(signed(payloadWith(claim))), `major type ${major}`).toBe('malformed');
        }
      }
    },
  );

  test('T29: tokens of up to 4,096 bytes are read, larger ones and texts of megabytes are malformed; the memory stays', () => {
    const largest = (size: number) => signed(payloadWith(cbor.bytes(new Uint8Array(size))));
    let size = 4_096;
    while (bytesLength(largest(size)) > 4_096) size--;
    expect(reasonOf(largest(size))).toBe('licensed');
    expect(reasonOf(largest(size + 1))).toBe('malformed');
    expect(reasonOf('LKA1'.padEnd(5_000_000, 'A'))).toBe('malformed');
  });
});

/** How many bytes a code carries: five bits a symbol, without prefix, dashes and checks. */
function bytesLength(code: string): number {
  const symbols = code.replaceAll('-', '').length - 4;
  return Math.floor(((symbols - 2 * Math.ceil(symbols / 30)) * 5) / 8);
}
