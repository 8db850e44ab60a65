// The reference implementation is only as good as what it is measured against: vectors of others, and its own round trips.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fromHex, hex, utf8 } from './reference/bytes.ts';
import * as cbor from './reference/cbor.ts';
import { verify } from './reference/ed25519.ts';
import { Refusal } from './reference/refusal.ts';
import { ALPHABET, decodeCode, encodeCode, encodeFile, encodeLicenseKey, isDash, rowCheck } from './reference/text.ts';

const SHARED = new URL('../../shared/vectors/', import.meta.url);

function shared(name: string): unknown {
  const file = new URL(name, SHARED);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  console.log(`${name} is absent: this set is not run`);
  return undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

describe('Ed25519 by the rule strict plus', () => {
  const vectors = list(member(shared('ed25519.json'), 'vectors'));

  test('agrees with every public vector', { timeout: 60_000 }, () => {
    const wrong = vectors.filter((vector) => {
      const [pk, msg, sig] = ['pk', 'msg', 'sig'].map((name) => fromHex(String(member(vector, name))));
      return pk && msg && sig && verify(pk, msg, sig) !== member(vector, 'strictPlus');
    });
    expect(wrong).toEqual([]);
    expect([0, 1537]).toContain(vectors.length);
  });
});

describe('CBOR', () => {
  test.each([['cbor/appendix-f.json']])('refuses every item of RFC 8949 that is not well-formed (%s)', (name) => {
    for (const item of list(shared(name))) {
      const bytes = fromHex(String(member(item, 'hex')).toLowerCase());
      expect(() => cbor.decode(bytes), hex(bytes)).toThrow(Refusal);
    }
  });

  test.each([
    ['1b0020000000000000', true],
    ['1b00000000ffffffff', false],
    ['3bffffffffffffffff', true],
    ['8181818100', true],
    ['818181818100', false],
    ['a201000200', true],
    ['a202000100', false],
    ['a20a00612000', true],
    ['c100', false],
    ['f7', false],
    ['6161', true],
    ['6109', false],
  ])('reads or refuses %s as deterministic: %s', (item, right) => {
    const read = (): unknown => cbor.decode(fromHex(item));
    if (right) expect(read).not.toThrow();
    else expect(read).toThrow(Refusal);
  });
});

describe('the text form', () => {
  const bytes = Uint8Array.from({ length: 53 }, (_, i) => (i * 37 + 11) & 255);
  const code = encodeCode('A', bytes);

  test('reads back what it spells, as a line and as a file', () => {
    expect(decodeCode(utf8(code), 'A').bytes).toEqual(bytes);
    expect(decodeCode(utf8(encodeFile('A', bytes)), 'A').bytes).toEqual(bytes);
  });

  test('finds every single wrong symbol and names its row', () => {
    const symbols = code.replaceAll('-', '');
    for (let i = 4; i < symbols.length; i++) {
      for (const wrong of ALPHABET) {
        if (wrong === symbols[i]) continue;
        const text = symbols.slice(0, i) + wrong + symbols.slice(i + 1);
        const row = Math.floor((i - 4) / 30) + 1;
        expect(() => decodeCode(utf8(text), 'A')).toThrow(
          expect.objectContaining({ reason: 'malformed', place: { row } }),
        );
      }
    }
  });

  test('misses no two wrong symbols in a row of thirty', () => {
    // The check is linear, so the syndromes of single errors tell: two errors go unseen only when two syndromes are equal.
    const zero = rowCheck(1, true, Array<number>(28).fill(0));
    const syndromes = Array.from({ length: 30 }, (_, place) =>
      Array.from({ length: 31 }, (_, error) => {
        if (place >= 28) return (error + 1) << (place === 28 ? 5 : 0);
        const data = Array<number>(28).fill(0);
        data[place] = error + 1;
        return rowCheck(1, true, data) ^ zero;
      }),
    ).flat();
    expect(new Set(syndromes).size).toBe(930);
    expect(syndromes).not.toContain(0);
  });

  test('spells a license key as six groups of five', () => {
    expect(encodeLicenseKey(new Uint8Array(17))).toMatch(/^(00000-){5}[0-9A-Z]{5}$/);
  });

  test('knows every dash of the Unicode that runs this test, and no other but the two that are named', () => {
    const known = Array.from({ length: 0x110000 }, (_, i) => i).filter(isDash);
    const unicode = known.filter((codePoint) => /\p{Pd}/u.test(String.fromCodePoint(codePoint)));
    expect(known.length - unicode.length).toBe(2);
    for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
      if (/\p{Pd}/u.test(String.fromCodePoint(codePoint))) expect(isDash(codePoint), codePoint.toString(16)).toBe(true);
    }
  });
});
