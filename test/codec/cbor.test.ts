// The module's deterministic CBOR against RFC 8949, against seeds of others, and against the plain reader in test/reference.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, hex, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { codec, dice, put, randomBytes, refusal, shared, slot, value } from './probe.ts';

function check(bytes: Uint8Array): string | undefined {
  return refusal(() => codec.checkItem(...put(bytes)))?.detail;
}

function referenceAccepts(bytes: Uint8Array): boolean {
  try {
    cbor.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function items(name: string): string[] {
  const file = shared(name);
  const list: unknown = file ? JSON.parse(readFileSync(file, 'utf8')) : [];
  if (!Array.isArray(list)) throw new TypeError(`${name} is no list`);
  return list.map((item: unknown) => {
    const text: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'hex') : undefined;
    if (typeof text !== 'string') throw new TypeError(`${name} has an item without hex`);
    return text.toLowerCase();
  });
}

// What of Appendix A the profile has: integers of 64 bits, false, true, null, strings, arrays and maps of definite length.
const ACCEPTED = `
00 01 0a 17 1818 1819 1864 1903e8 1a000f4240 1b000000e8d4a51000 1bffffffffffffffff 3bffffffffffffffff 20 29 3863 3903e7
f4 f5 f6 40 4401020304 60 6161 6449455446 62225c 62c3bc 63e6b0b4 64f0908591 80 83010203 8301820203820405
98190102030405060708090a0b0c0d0e0f101112131415161718181819 a0 a201020304 a26161016162820203 826161a161626163
a56161614161626142616361436164614461656145`;

describe('The examples of RFC 8949', () => {
  test('are accepted exactly where the profile has them (Appendix A)', () => {
    const all = items('cbor/appendix-a.json');
    const accepted = all.filter((text) => check(fromHex(text)) === undefined);
    expect(accepted).toEqual(all.length ? ACCEPTED.trim().split(/\s+/) : []);
  });

  test('are refused where they are not well-formed (Appendix F)', () => {
    for (const text of items('cbor/appendix-f.json')) expect(check(fromHex(text)), text).toBeDefined();
  });
});

describe('An item', () => {
  test.each([
    ['17', undefined],
    ['1817', 'CBOR_NOT_SHORTEST'],
    ['1818', undefined],
    ['18ff', undefined],
    ['1900ff', 'CBOR_NOT_SHORTEST'],
    ['190100', undefined],
    ['1a0000ffff', 'CBOR_NOT_SHORTEST'],
    ['1a00010000', undefined],
    ['1b00000000ffffffff', 'CBOR_NOT_SHORTEST'],
    ['1b0000000100000000', undefined],
    ['5801ff', 'CBOR_NOT_SHORTEST'],
    ['780161', 'CBOR_NOT_SHORTEST'],
    ['980101', 'CBOR_NOT_SHORTEST'],
    ['b8010000', 'CBOR_NOT_SHORTEST'],
  ])('%s has its shortest head: %s', (text, detail) => expect(check(fromHex(text))).toBe(detail));

  test.each([
    ['c000', 'CBOR_FORBIDDEN', 'a tag'],
    ['f7', 'CBOR_FORBIDDEN', 'undefined'],
    ['f820', 'CBOR_FORBIDDEN', 'another simple value'],
    ['f818', 'CBOR_FORBIDDEN', 'a simple value in two bytes'],
    ['f93c00', 'CBOR_FORBIDDEN', 'a float'],
    ['fb3ff0000000000000', 'CBOR_FORBIDDEN', 'a double'],
    ['ff', 'CBOR_INDEFINITE', 'a break'],
    ['9fff', 'CBOR_INDEFINITE', 'an indefinite length'],
    ['1c', 'CBOR_INDEFINITE', 'a reserved head'],
    ['0000', 'CBOR_BEHIND', 'a second item'],
    ['', 'CBOR_ENDS', 'nothing'],
    ['a10000', undefined, 'an integer key'],
    ['a12000', undefined, 'a negative key'],
    ['a1616100', undefined, 'a text key'],
    ['a1416100', 'CBOR_KEYS', 'a byte string as key'],
    ['a1f500', 'CBOR_KEYS', 'a simple value as key'],
    ['a18000', 'CBOR_KEYS', 'an array as key'],
    ['a200000100', undefined, 'keys in order'],
    ['a201000000', 'CBOR_KEYS', 'keys out of order'],
    ['a200000000', 'CBOR_KEYS', 'a repeated key'],
    ['a217001818 00', undefined, 'a longer key behind a shorter one'],
    ['a218 1800 2000', undefined, 'a negative key behind an unsigned one'],
    ['a2200018 1800', 'CBOR_KEYS', 'an unsigned key behind a negative one'],
    ['a2616200 62616100', undefined, 'a longer text behind a shorter one'],
    ['a262616100 616200', 'CBOR_KEYS', 'a shorter text behind a longer one'],
    ['a2616100 616200', undefined, 'texts in order'],
    ['a2616200 616100', 'CBOR_KEYS', 'texts out of order'],
  ])('%s: %s, %s', (text, detail, _) => expect(check(fromHex(text.replaceAll(' ', '')))).toBe(detail));

  test('may nest four arrays and maps, and no fifth', () => {
    expect(check(fromHex('8181818100'))).toBeUndefined();
    expect(check(fromHex('818181818000'.slice(0, 10)))).toBe('CBOR_DEPTH');
    expect(check(fromHex('a100a100a100a10000'))).toBeUndefined();
    expect(check(fromHex('a100a100a100a100a0'))).toBe('CBOR_DEPTH');
    expect(check(fromHex('81'.repeat(4000)))).toBe('CBOR_DEPTH');
  });

  test.each(['5b', '7b', '9b', 'bb'])('with a length of 2⁶⁴ − 1 (%s) ends where its bytes end', (head) => {
    expect(check(fromHex(`${head}ffffffffffffffff`))).toBe('CBOR_ENDS');
    expect(check(fromHex(`${head}ffffffffffffffff${'00'.repeat(64)}`))).toMatch(/CBOR_ENDS|CBOR_KEYS/);
    expect(check(fromHex(`${head}7fffffffffffffff`))).toBe('CBOR_ENDS');
    expect(check(fromHex(`${head}00000001${'00000000'}`))).toBe('CBOR_ENDS');
  });

  test('has texts without control characters', () => {
    for (let code = 0; code < 0x100; code++) {
      const forbidden = code < 0x20 || code === 0x7f;
      expect(check(cbor.string(String.fromCodePoint(code))), `U+${code.toString(16)}`).toBe(
        forbidden ? 'CBOR_TEXT' : undefined,
      );
    }
  });
});

test('UTF-8 is accepted exactly where the platform decodes it', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decodes = (bytes: Uint8Array) => {
    try {
      return decoder.decode(bytes) !== '';
    } catch {
      return false;
    }
  };
  // Every first byte with every second, followed by bytes at the edges of what may continue.
  const edges = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
  const tails = [[], ...edges.map((a) => [a]), ...edges.flatMap((a) => edges.map((b) => [a, b]))];
  const wrong: string[] = [];
  for (let first = 0x80; first < 0x100; first++) {
    for (const second of edges) {
      for (const tail of tails) {
        const bytes = Uint8Array.of(first, second, ...tail);
        if (bytes.includes(0x7f)) continue; // refused for another reason
        if ((check(cbor.string(bytes)) === undefined) !== decodes(bytes)) wrong.push(hex(bytes));
      }
    }
  }
  expect(wrong).toEqual([]);
});

describe('Against the plain reader', () => {
  const seeds = (): Uint8Array[] => {
    const folder = shared('cbor/seeds/');
    const names = folder ? readdirSync(folder).filter((name) => name.endsWith('.cbor')) : [];
    return names.map((name) => new Uint8Array(readFileSync(new URL(name, folder))));
  };
  const agree = (bytes: Uint8Array) => (check(bytes) === undefined) === referenceAccepts(bytes);
  const sample = cbor.map(
    [cbor.int(1), cbor.array(cbor.int(-1), cbor.TRUE, cbor.bytes(Uint8Array.of(1, 2)))],
    [cbor.int(-65537), cbor.map([cbor.string('a'), cbor.int(2 ** 53)], [cbor.string('ü'), cbor.NULL])],
    [cbor.string('key'), cbor.array(cbor.array(cbor.array()))],
  );

  test('the seeds of others are read alike', () => {
    for (const bytes of seeds()) expect(agree(bytes), hex(bytes.slice(0, 40))).toBe(true);
  });

  test('an item cut off anywhere is refused', () => {
    expect(check(sample)).toBeUndefined();
    for (let length = 0; length < sample.length; length++)
      expect(check(sample.slice(0, length)), `${length}`).toBeDefined();
  });

  test('an item with any one byte changed in any way is read alike', () => {
    for (let at = 0; at < sample.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = sample.with(at, byte);
        if (!agree(changed)) expect.fail(`${hex(changed)} is read differently`);
      }
    }
  });

  test('random bytes are read alike, and never trap', () => {
    const roll = dice(20_260_101);
    for (let round = 0; round < 30_000; round++) {
      const bytes = concat(
        Uint8Array.of([0x80, 0xa0, 0x60, 0x40, 0][roll(5)] ?? 0).map((b) => b + roll(6)),
        randomBytes(roll, roll(12)),
      );
      if (!agree(bytes)) expect.fail(`${hex(bytes)} is read differently`);
    }
  });

  test('a text that is not the last thing in memory is not read beyond its end', () => {
    put(concat(fromHex('61c3'), utf8('¼')));
    expect(refusal(() => codec.checkItem(put(fromHex('61c3bc'))[0], 2))?.detail).toBe('CBOR_TEXT');
  });
});

describe('The writer', () => {
  const MARK = 0xee;

  /** What is written into an area of so many bytes, all that was there, and whether it was too small. */
  function written(capacity: number, write: () => void): { bytes: string; behind: number; overflowed: boolean } {
    const area = new Uint8Array(codec.memory.buffer, slot(2), 64).fill(MARK);
    codec.startCbor(slot(2), capacity);
    write();
    const length = value('written') - slot(2);
    return {
      bytes: Buffer.from(area.subarray(0, length)).toString('hex'),
      behind: area.subarray(capacity).filter((byte) => byte !== MARK).length,
      overflowed: value('overflowed') !== 0,
    };
  }

  const LIMITS = [0n, 23n, 24n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n];

  test.each(LIMITS)('writes %i in its shortest form, for every type', (limit) => {
    for (let type = 0; type < 8; type++) {
      const expected = Buffer.from(cbor.head(type, limit)).toString('hex');
      expect(written(64, () => codec.writeHead(type, limit))).toEqual({
        bytes: expected,
        behind: 0,
        overflowed: false,
      });
    }
  });

  test('stops in front of its limit and tells', () => {
    for (const limit of LIMITS) {
      const whole = cbor.head(0, limit).length;
      for (let capacity = 0; capacity <= 10; capacity++) {
        const { bytes, behind, overflowed } = written(capacity, () => codec.writeHead(0, limit));
        expect([behind, overflowed, bytes.length / 2]).toEqual([0, capacity < whole, Math.min(whole, capacity)]);
      }
    }
    put('four');
    for (let capacity = 0; capacity <= 6; capacity++) {
      const { behind, overflowed } = written(capacity, () => codec.writeText(slot(0), 4));
      expect([behind, overflowed]).toEqual([0, capacity < 5]);
    }
  });

  test('begins anew behind an overflow, and can take back what was written', () => {
    expect(written(0, () => codec.writeHead(0, 1n)).overflowed).toBe(true);
    expect(written(9, () => codec.writeHead(0, 1n)).overflowed).toBe(false);
    const taken = written(9, () => {
      codec.writeHead(0, 1n);
      codec.writeHead(0, 2n);
      codec.rewindCbor(slot(2) + 1);
      codec.writeHead(0, 3n);
    });
    expect(taken.bytes).toBe('0103');
  });
});
