// What the check of a row finds, proved over every case; and what is said about a code whose rows are wrong.
import { describe, expect, test } from 'vitest';
import { ALPHABET, encodeCode, rowCheck, spellSymbols } from '../reference/text.ts';
import {
  codec,
  details,
  dice,
  type Finding,
  LETTERS,
  put,
  randomBytes,
  readCode,
  refusal,
  slot,
  spell,
  value,
} from './probe.ts';

const roll = dice(7);

/** A code of this many data bytes, as its groups of five. */
function groupsOf(length: number): string[] {
  return encodeCode('A', randomBytes(roll, length)).slice(5).split('-');
}

/** Its rows, as texts of six groups. */
function rowsOf(length: number): string[] {
  const groups = groupsOf(length);
  return Array.from({ length: Math.ceil(groups.length / 6) }, (_, i) => groups.slice(6 * i, 6 * i + 6).join('-'));
}

function code(rows: readonly string[]): string {
  return ['LKA1', ...rows].join('\n');
}

function read(text: string): Finding {
  const result = readCode(text, LETTERS.A);
  if (result instanceof Uint8Array) throw new Error(`${text.length} characters are accepted`);
  return result;
}

// Writes symbols straight into the module's memory: 418,035 pairs take a second that way.
function rowReader(symbols: readonly number[]) {
  const prefix = 'LKA1';
  const [at] = put(prefix + symbols.map((symbol) => ALPHABET.charAt(symbol)).join(''));
  const memory = new Uint8Array(codec.memory.buffer);
  const length = prefix.length + symbols.length;
  const rowDetails = new Set([...details].filter(([, name]) => /ROW|GROUP/.test(name)).map(([number]) => number));
  return {
    set: (index: number, symbol: number) => {
      memory[at + prefix.length + index] = ALPHABET.charCodeAt(symbol);
    },
    finds: () => {
      codec.clearFinding();
      return !codec.readText(at, length, LETTERS.A) && rowDetails.has(value('detail')) && value('row') === 1;
    },
    accepts: () => codec.readText(at, length, LETTERS.A) !== 0,
  };
}

function row(data: readonly number[]): number[] {
  const check = rowCheck(1, true, data);
  return [...data, check >> 5, check & 31];
}

const full = row([...Array.from({ length: 27 }, () => roll(32)), 16]);

describe('A row of thirty symbols', () => {
  test('is accepted as it is', () => expect(rowReader(full).accepts()).toBe(true));

  test('shows each single wrong symbol', () => {
    const reader = rowReader(full);
    let missed = 0;
    for (const [i, right] of full.entries()) {
      for (let x = 1; x < 32; x++) {
        reader.set(i, right ^ x);
        if (!reader.finds()) missed++;
      }
      reader.set(i, right);
    }
    expect(missed).toBe(0);
    expect(reader.accepts()).toBe(true);
  });

  test('shows every two wrong symbols, all 418,035 pairs of errors', () => {
    const reader = rowReader(full);
    let tried = 0;
    let missed = 0;
    for (let i = 0; i < full.length; i++) {
      for (let j = i + 1; j < full.length; j++) {
        for (let x = 1; x < 32; x++) {
          reader.set(i, (full[i] ?? 0) ^ x);
          for (let y = 1; y < 32; y++) {
            reader.set(j, (full[j] ?? 0) ^ y);
            tried++;
            if (!reader.finds()) missed++;
          }
        }
        reader.set(j, full[j] ?? 0);
      }
      reader.set(i, full[i] ?? 0);
    }
    expect([tried, missed]).toEqual([418_035, 0]);
  });

  test('shows every exchange of two different symbols, neighbours and others', () => {
    for (let round = 0; round < 50; round++) {
      const symbols = row([...Array.from({ length: 27 }, () => roll(32)), 16]);
      const reader = rowReader(symbols);
      for (const [i, left] of symbols.entries()) {
        for (let j = i + 1; j < symbols.length; j++) {
          const right = symbols[j] ?? 0;
          if (left === right) continue;
          reader.set(i, right);
          reader.set(j, left);
          if (!reader.finds()) expect.fail(`exchange of ${i} and ${j} is missed in ${symbols}`);
          reader.set(i, left);
          reader.set(j, right);
        }
      }
    }
  });
});

test('A short last row shows each wrong symbol and each exchange too', () => {
  for (let data = 2; data <= 28; data++) {
    if ([1, 3, 6].includes(data % 8) || data === 24) continue; // with 24, it is as long as a license key
    const symbols = row([...Array.from({ length: data - 1 }, () => roll(32)), 0]);
    const reader = rowReader(symbols);
    expect(reader.accepts(), `${data}`).toBe(true);
    for (const [i, right] of symbols.entries()) {
      for (let x = 1; x < 32; x++) {
        reader.set(i, right ^ x);
        if (!reader.finds()) expect.fail(`${data} symbols: ${i}`);
      }
      reader.set(i, right);
    }
  }
});

describe('A code of five rows', () => {
  const rows = rowsOf(85); // 136 data symbols: four full rows and one of 24
  const at = (index: number) => rows[index] ?? '';
  const offsetOf = (row: number) => 5 + (row - 1) * 36; // 30 symbols, five dashes and a line break to a row

  test('is accepted as it is', () => expect(readCode(code(rows), LETTERS.A)).toHaveLength(85));

  test('names the row with a wrong symbol, and where it begins', () => {
    for (const [i, text] of rows.entries()) {
      const wrong = code(
        rows.with(
          i,
          text.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        ),
      );
      expect(read(wrong)).toEqual({ status: 'malformed', detail: 'ROW_WRONG', row: i + 1, offset: offsetOf(i + 1) });
    }
  });

  test('names a row that is missing', () => {
    for (let i = 0; i < 4; i++) {
      expect(read(code(rows.toSpliced(i, 1)))).toMatchObject({
        detail: 'ROW_MISSING',
        row: i + 1,
        offset: offsetOf(i + 1),
      });
    }
    expect(read(code(rows.slice(0, 4)))).toMatchObject({ detail: 'LAST_ROW_MISSING', row: 4 });
  });

  test('names it too when only a symbol or two follow the row in its place', () => {
    for (const rest of ['A', 'AB']) {
      expect(read(`LKA1-${at(1)}-${rest}`)).toMatchObject({ detail: 'ROW_MISSING', row: 1 });
    }
  });

  test('names a row that stands there twice', () => {
    for (let i = 0; i < 4; i++) {
      expect(read(code(rows.toSpliced(i, 0, at(i))))).toMatchObject({ detail: 'ROW_REPEATED', row: i + 2 });
    }
  });

  test('names the first of two rows that are exchanged', () => {
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) {
        const exchanged = rows.with(i, at(j)).with(j, at(i));
        expect(read(code(exchanged)), `${i} ${j}`).toMatchObject({ detail: 'ROW_MISPLACED', row: i + 1 });
      }
    }
  });

  test('names the group that has four or six symbols', () => {
    const groups = rows.flatMap((text) => text.split('-'));
    for (const [i, text] of groups.slice(0, -1).entries()) {
      const place = { status: 'malformed', row: Math.floor(i / 6) + 1, group: (i % 6) + 1 };
      expect(read(code(groups.with(i, text.slice(1))))).toMatchObject({ ...place, detail: 'GROUP_TOO_SHORT' });
      if (i % 6 < 5)
        expect(read(code(groups.with(i, `${text}7`)))).toMatchObject({ ...place, detail: 'GROUP_TOO_LONG' });
    }
  });

  test('says so when a symbol too many stands at the end of a row', () => {
    for (let i = 0; i < 4; i++) {
      expect(read(code(rows.with(i, `${at(i)}7`)))).toMatchObject({ detail: 'ROW_SHIFTED', row: i + 2 });
    }
  });

  test('names no group when groups cannot be seen', () => {
    const symbols = rows.join('').replaceAll('-', '');
    expect(read(`LKA1${symbols.slice(0, 40)}${symbols.slice(41)}`)).toEqual({
      status: 'malformed',
      detail: 'ROW_WRONG',
      row: 2,
      offset: 34,
    });
  });

  test('says so when another code or more symbols follow', () => {
    expect(read(`${code(rows)}\n${code(rows)}`)).toMatchObject({ detail: 'TWO_CODES' });
    const four = rowsOf(70); // 112 data symbols: four full rows
    expect(read(`${code(four)}\n12345`)).toMatchObject({ detail: 'ROWS_BEHIND_LAST', row: 4 });
  });

  test('says so when the last row is cut off', () => {
    const symbols = code(rows)
      .replaceAll(/[\n-]/g, '')
      .slice(0, 4 + 120 + 2);
    expect(read(symbols)).toMatchObject({ detail: 'LAST_ROW_TOO_SHORT', row: 5 });
  });
});

describe('The length of a code', () => {
  test('of 1, 3 or 6 symbols modulo 8 is refused, though every check holds', () => {
    for (let data = 1; data <= 90; data++) {
      const text = spellSymbols(
        'A1',
        Array.from({ length: data }, () => 0),
      );
      const wrong = refusal(() => codec.readText(...put(text), LETTERS.A));
      const expected = [1, 3, 6].includes(data % 8) ? 'SYMBOLS_MISSING' : undefined;
      expect(wrong?.detail, `${data}`).toBe(expected);
      if (!wrong) expect(value('textByteLength')).toBe(Math.floor((data * 5) / 8));
    }
  });

  test('leaves padding that must be zero, whatever its length', () => {
    for (const [data, free] of [
      [2, 2],
      [4, 4],
      [5, 1],
      [7, 3],
    ] as const) {
      for (let pad = 0; pad < 1 << free; pad++) {
        const text = spellSymbols('A1', [...Array.from({ length: data - 1 }, () => 31), pad]);
        expect(refusal(() => codec.readText(...put(text), LETTERS.A))?.detail, `${data} ${pad}`).toBe(
          pad === 0 ? undefined : 'PADDING',
        );
      }
    }
  });

  test('is at most 4,096 bytes', () => {
    expect(readCode(encodeCode('A', new Uint8Array(4096)))).toHaveLength(4096);
    expect(readCode(encodeCode('A', new Uint8Array(4097)))).toMatchObject({ detail: 'CODE_TOO_LARGE' });
    expect(readCode(`LKA1${'0'.repeat(16_380)}`)).toMatchObject({ detail: 'CODE_TOO_LARGE' });
  });

  test('of every number of bytes comes back as it was, spelled as the plain writer spells it', () => {
    for (let length = 1; length <= 300; length++) {
      const bytes = randomBytes(roll, length);
      const line = spell('A', bytes);
      expect(line).toBe(encodeCode('A', bytes));
      expect(readCode(line, LETTERS.A)).toEqual(bytes);
    }
  });

  test('fits the output even at its largest', () => {
    expect(codec.writeLine(LETTERS.A, put(new Uint8Array(4096))[0], 4096, slot(1))).toBe(8433);
    expect(codec.writeFile(LETTERS.B, put(new Uint8Array(4096))[0], 4096, slot(1))).toBeLessThan(8600);
  });
});
