import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv, writeCsv } from '../../portal/server/csv.ts';

describe('D17 a table for a spreadsheet', () => {
  test.each([
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '%0',
    '|calc',
    '＝1',
    '\u0000=1',
  ])('computes nothing from %j', (text) => {
    const [, [cell] = []] = readCsv(writeCsv(['a'], [[text]])) ?? [];
    expect(cell?.startsWith("'")).toBe(true);
  });

  test('leaves other texts, numbers and blanks as they are', () => {
    expect(writeCsv(['a', 'b', 'c', 'd'], [['x=1', -5, null, true]])).toBe('a,b,c,d\r\nx=1,-5,,true\r\n');
  });

  test('quotes what would end a cell', () => {
    expect(writeCsv(['a'], [['say "hi",\r\nthen go']])).toBe('a\r\n"say ""hi"",\r\nthen go"\r\n');
  });

  test('is read back as it was written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((it) => !/^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(it));
    const row = fc.tuple(fc.constant('x'), text, text);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        expect(readCsv(writeCsv(['1', '2', '3'], rows))?.slice(1)).toEqual(rows);
      }),
    );
  });

  test('is read with semicolons, a BOM, blank lines and any line end', () => {
    expect(readCsv('\uFEFFa;b\n\n1;"2;3"\r4;\n')).toEqual([
      ['a', 'b'],
      ['1', '2;3'],
      ['4', ''],
    ]);
  });

  test('is refused when a quotation mark never closes', () => {
    expect(readCsv('a\n"never')).toBeUndefined();
  });
});
