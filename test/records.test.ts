// What a broken host could do: records that are cut, too long or not what their lengths say, and calls in any order. Nothing traps, and every answer is the same
// whatever was asked before.
import { beforeAll, describe, expect, test } from 'vitest';
import { Abi, BAD_INPUT, type Call, detailOf, record, statusOf } from './abi.ts';
import { cutFault, lengthFault, memberFault, validCalls, WRONG_LENGTHS, WRONG_MEMBERS } from './broken-records.ts';
import { Dice } from './fuzz/dice.ts';
import { encodeCode } from './reference/text.ts';
import { cases } from './vectors/judge.ts';
import { loadVerifier, NEW_YEAR, openVendor, type Vendor } from './vendor.ts';

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const WORDS = 'editor';

let vendor: Vendor;
let calls: Call[];

beforeAll(async () => {
  vendor = await openVendor();
  calls = validCalls(vendor);
});

function open(): Abi {
  const abi = new Abi('build/issuer.wasm');
  abi.call({ name: 'trust_key', record: vendor.publicKey });
  return abi;
}

describe('A record', () => {
  test('of every call is refused when it is cut at any byte or has one more', () => {
    expect(cutFault(open(), calls)).toBeUndefined();
  });

  test.each(WRONG_LENGTHS)('that is said to have %i bytes is refused, and nothing is read', (claimed) => {
    expect(lengthFault(open(), calls, vendor, claimed)).toBeUndefined();
  });

  test.each(WRONG_MEMBERS)('with a member of %i bytes is refused (T20)', (claimed) => {
    expect(memberFault(open(), calls, claimed)).toBeUndefined();
  });

  test('that is refused by `check` gives zeros for the witness and tells nothing', () => {
    const abi = open();
    const evidence = calls[0]?.record ?? new Uint8Array();
    const answer = abi.call({ name: 'check', record: evidence.subarray(0, 40) });
    const view = new DataView(answer.buffer);
    const behindName = 24 + view.getUint32(20, true);
    const body = answer.subarray(behindName + 4 + view.getUint32(behindName, true));
    // flags, matched, needed, bound, witness: zeros; six times: −1; no license id.
    expect([...body]).toEqual([...bytes(32, 0), ...bytes(48, 255), 0, 0, 0, 0]);
  });

  test('with components that are not whole is refused', () => {
    const abi = open();
    const fifteen = bytes(15, 4);
    const request = record((to) =>
      to
        .bytes(bytes(8, 1), 8, '')
        .bytes(undefined, 16, '')
        .u32(0)
        .bytes(undefined, 16, '')
        .text(WORDS)
        .data(fifteen)
        .text('')
        .text(''),
    );
    expect(statusOf(abi.call({ name: 'create_request', record: request }))).toBe(BAD_INPUT);
    const evidence = record((to) => {
      to.f64(1).f64(0).bytes(undefined, 16, '').u32(0).bytes(undefined, 16, '').bytes(undefined, 16, '');
      to.text('p').text('').data(fifteen).text('LKA1');
    });
    expect(statusOf(abi.call({ name: 'check', record: evidence }))).toBe(BAD_INPUT);
    const keys = record((to) => to.u32(6).data(bytes(33, 1)));
    expect(statusOf(abi.call({ name: 'prepare', record: keys }))).toBe(BAD_INPUT);
    expect(statusOf(abi.call({ name: 'prepare', record: record((to) => to.u32(7).data(vendor.publicKey)) }))).toBe(
      BAD_INPUT,
    );
  });

  test('prepares only keys that are trusted, and each once', () => {
    const prepare = (...keys: Uint8Array[]) => {
      const all = Uint8Array.from(keys.flatMap((key) => [...key]));
      return statusOf(open().call({ name: 'prepare', record: record((to) => to.u32(6).data(all)) }));
    };
    expect(prepare(vendor.publicKey, vendor.publicKey)).toBe(0);
    expect(prepare(vendor.publicKey, bytes(32, 9))).toBe(3);
  });

  test('of claims with a machine that cannot be bound is refused with that detail', () => {
    const claims = (needed: number, components: Uint8Array) =>
      record((to) => {
        to.data(vendor.publicKey);
        for (let left = 7; left > 0; left--) to.i64(1, '');
        to.bytes(bytes(8, 5), 8, '').data(new Uint8Array()).text('').text('A').text(WORDS).text('').text('');
        to.u32(needed).bytes(undefined, 16, '').data(components).u32(0).u32(0);
      });
    const wrong: [number, Uint8Array][] = [
      [1, bytes(17, 4)],
      [8, bytes(9 * 16, 4)],
      [9, bytes(16, 4)],
    ];
    for (const [needed, components] of wrong) {
      const answer = open().call({ name: 'signing_input', record: claims(needed, components) });
      expect([statusOf(answer), detailOf(answer)]).toEqual([51, 127]);
    }
  });

  test('with a payload that would make a code above 512 bytes is not assembled', () => {
    const payload = bytes(440, 0x60);
    const input = record((to) =>
      to
        .rest(
          Uint8Array.of(0x84, 0x6a, ...Buffer.from('Signature1'), 0x4d, 0xa2, 0x01, 0x32, 0x04, 0x48, ...bytes(8, 1)),
        )
        .rest(Uint8Array.of(0x44, ...Buffer.from('LKA1'), 0x59, 0x01, 0xb8, ...payload)),
    );
    const answer = open().call({ name: 'assemble_code', record: record((to) => to.data(input).data(bytes(64, 1))) });
    expect(statusOf(answer)).toBe(BAD_INPUT);
  });

  test('with a text of 16,385 bytes is refused for its length', () => {
    const abi = open();
    for (const name of ['canonical', 'decode_request', 'decode_receipt', 'decode_license_key']) {
      const answer = abi.call({ name, record: record((to) => to.text('A'.repeat(16_385))) });
      expect([statusOf(answer), detailOf(answer)], name).toEqual([1, 1]);
    }
  });

  test.each([0, 65])('of a component for a product of %i bytes is refused', (length) => {
    const call = {
      name: 'component',
      record: record((to) => to.text('p'.repeat(length)).text('disk').text('S3Z9NX0K')),
    };
    expect(statusOf(open().call(call))).toBe(BAD_INPUT);
  });

  test('of a pasted fingerprint of any length is too long for one, as of 65 bytes', () => {
    for (const length of [65, 16_385, 32_752]) {
      const call = { name: 'component', record: record((to) => to.text('p').text('raw').text('x'.repeat(length))) };
      const answer = open().call(call);
      expect([statusOf(answer), detailOf(answer)], String(length)).toEqual([32, 206]);
    }
  });

  test.each([16_385, 32_751])('of a component with a value of %i bytes is refused: its answer has to fit', (length) => {
    const call = { name: 'component', record: record((to) => to.text('p').text('disk').text('x'.repeat(length))) };
    expect(statusOf(open().call(call))).toBe(BAD_INPUT);
  });
});

describe('An answer', () => {
  test('has all of a value of 16,384 bytes, the longest that a component may have', () => {
    const value = 'x'.repeat(16_384);
    const answer = open().call({ name: 'component', record: record((to) => to.text('p').text('disk').text(value)) });
    expect(statusOf(answer)).toBe(0);
    expect(Buffer.from(answer).subarray(-value.length).toString()).toBe(value);
  });

  /** The evidence of the vectors as records, good calls, and their damaged forms: some hundred questions of every kind. */
  function questions(): Call[] {
    const dice = new Dice(3);
    const damaged = calls.flatMap(({ name, record: whole }) =>
      Array.from({ length: 6 }, (): Call => {
        const spoiled = Uint8Array.from(whole);
        for (let left = 2; left > 0; left--) spoiled[dice.roll(spoiled.length)] = dice.roll(256);
        return { name, record: spoiled };
      }),
    );
    const texts = cases.slice(0, 260).map(
      ({ evidence: { code, codeHex } }): Call => ({
        name: 'canonical',
        record: record((to) =>
          to.data(
            codeHex === undefined ? new TextEncoder().encode(code) : Uint8Array.from(Buffer.from(codeHex, 'hex')),
          ),
        ),
      }),
    );
    const terms = [
      {},
      { features: { a: 1, b: 'text' } },
      { domains: ['a.example'] },
      { expiresAt: 5 },
      { plan: 'pro', nonce: bytes(8, 3) },
    ];
    const verdicts = terms.map((claims): Call => {
      const code = vendor.issue(claims);
      return {
        name: 'check',
        record: record((to) => {
          to.f64(NEW_YEAR).f64(0).bytes(bytes(16, 0), 16, '').u32(0).bytes(undefined, 16, '').bytes(undefined, 16, '');
          to.text('acme-cad').text('').components([]).text(code);
        }),
      };
    });
    return [...calls, ...damaged, ...texts, ...verdicts].filter(({ name }) => name !== 'prepare');
  }

  test('is the same byte for byte, whatever was asked before', () => {
    const asked = questions();
    const alone = asked.map((call) => open().call(call));
    const dice = new Dice(4);
    const abi = open();
    for (let round = 0; round < 3; round++) {
      const order = asked.map((_, i) => ({ i, key: dice.bits() })).sort((a, b) => a.key - b.key);
      for (const { i } of order) {
        const call = asked[i];
        if (call) expect(Buffer.compare(abi.call(call), alone[i] ?? bytes(0, 0)), `${call.name} ${i}`).toBe(0);
      }
    }
  });

  test('has a detail only where a code is malformed or unsupported', async () => {
    const verifier = await loadVerifier();
    verifier.trust(vendor.publicKey);
    const code = vendor.issue({
      nonce: bytes(8, 1),
      expiresAt: NEW_YEAR + 9,
      notBefore: NEW_YEAR,
      offlineSeconds: 5,
      domains: ['a'],
    });
    const base = { product: 'acme-cad', nowSeconds: NEW_YEAR, host: 'a' };
    const evidence = [
      base,
      { ...base, product: 'other' },
      { ...base, pending: bytes(16, 2) },
      { ...base, host: 'b' },
      { ...base, nowSeconds: 0 },
      { ...base, nowSeconds: NEW_YEAR + 6 },
      { ...base, nowSeconds: NEW_YEAR + 10 },
    ];
    const reasons = evidence.map((given) => verifier.check(code, given));
    expect(reasons.map(({ detail }) => detail)).toEqual(reasons.map(() => 0));
    expect(new Set(reasons.map(({ reason }) => reason)).size).toBe(7);
    const unknown = open().call({ name: 'describe', record: record((to) => to.u32(99).u32(0)) });
    expect([statusOf(unknown), detailOf(unknown)]).toEqual([BAD_INPUT, 0]);
  });

  test('to no signatures at all is that none was wrong', () => {
    const call = { name: 'verify_signatures', record: record((to) => to.data(vendor.publicKey).u32(0)) };
    const abi = open();
    expect(statusOf(abi.call(call))).toBe(0);
    abi.call({ name: 'prepare', record: record((to) => to.u32(6).data(vendor.publicKey)) });
    expect(statusOf(abi.call(call))).toBe(0);
  });

  test('names row and group in its sentence', () => {
    const line = encodeCode('A', bytes(40, 0x5a));
    const short = line.slice(0, 12) + line.slice(13); // row 1, group 2
    const answer = Buffer.from(open().call({ name: 'canonical', record: record((to) => to.text(short)) })).toString(
      'latin1',
    );
    expect(answer).toMatch(/row 1\b.*group 2\b/i);
  });

  test('names a row of three digits in its sentence', () => {
    const line = encodeCode('A', bytes(4_000, 0x5a));
    const at = line.length - 200;
    const wrong = `${line.slice(0, at)}${line[at] === '7' ? '8' : '7'}${line.slice(at + 1)}`;
    const answer = Buffer.from(open().call({ name: 'canonical', record: record((to) => to.text(wrong)) })).toString(
      'latin1',
    );
    expect(answer).toMatch(/ 22\d /);
  });
});
