// How an input becomes another one: the usual small damage, pieces of other inputs, and words that the format knows.
import type { Dice } from './dice.ts';

/** Lengths, limits and heads at which decoders slip. */
const INTERESTING = [
  ...[
    '00',
    'ff',
    '7f',
    '80',
    '17',
    '18',
    '1818',
    '190100',
    '1a00010000',
    '1b0000000100000000',
    'a0',
    'a1',
    '80',
    '84',
    '9f',
    'bf',
    'f4',
    'f5',
  ],
  ...[
    'f6',
    'f7',
    'f93c00',
    'fb7ff0000000000000',
    'c2',
    'd2',
    'd812',
    '5f',
    '7f',
    '40',
    '48',
    '60',
    '6161',
    '5b',
    '7b',
    '9b',
    'bb',
    '3a00010000',
  ],
  ...[
    '5affffffff',
    '5a80000000',
    '7affffffff',
    '9b0020000000000000',
    'bbffffffffffffffff',
    '5bffffffffffffffff',
    '7bffffffffffffffff',
  ],
  ...[
    '1b0000003afff4417f',
    '1b0000003afff44180',
    '1b001fffffffffffff',
    '1b0020000000000000',
    '1affffffff',
    '20',
    '32',
    '3818',
    '390100',
  ],
  // Lengths that come back small when they are cut to 32 bits.
  ...[
    '5b0000000100000000',
    '5b0000000100000004',
    '7b0000000100000001',
    '9b0000000100000000',
    'bb0000000100000001',
    'c0',
  ],
  ...['c3a9', 'c0af', 'eda080', 'f48fbfbf', 'f4908080', 'e282ac', 'f09f9880', '0a', '0d', '2d', '2a2e', '2e'],
].map((hex) => Buffer.from(hex, 'hex'));

/** Words of the text form. */
const WORDS = [
  ...[
    'LKA1',
    'LKR1',
    'LKD1',
    'LKB1',
    'LKA2',
    'LKX1',
    '1ka1',
    '-',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    'O',
    'o',
    'l',
    'i',
    'U',
    'u',
    '>',
    '.',
    '> ',
  ],
  ...[
    '"',
    "'",
    '“',
    '”',
    '«',
    '\u{feff}',
    '\u{200b}',
    '\u{ad}',
    '\u{a0}',
    '\u{85}',
    '–',
    '—',
    '−',
    '０',
    'Ａ',
    'ａ',
    'А',
    'Β',
    '\0',
    'ü',
    '\u{2028}',
  ],
  ...[
    '-----BEGIN LATCHKEY LICENSE-----\n',
    '-----END LATCHKEY LICENSE-----\n',
    '-----BEGIN LATCHKEY REQUEST-----\n',
    '＂',
    '｀',
    '\u{10ead}',
  ],
  ...[
    '-----END LATCHKEY RECEIPT-----',
    '-----BEGIN LATCHKEY TRUST BUNDLE-----',
    'ÿþ',
    'dear customer, ',
    '-----BEGIN',
    'LATCHKEY',
  ],
].map((word) => Buffer.from(word));

export type Kind = 'text' | 'cbor';

/** One to eight changes of `input`; `other` gives pieces. */
export function change(dice: Dice, input: Buffer, other: Buffer, kind: Kind, most: number): Buffer {
  let changed = input;
  let left = 1;
  while (left < 8 && dice.roll(2) === 0) left++;
  for (; left > 0; left--) changed = changeOnce(dice, changed, other, kind);
  return changed.length > most ? changed.subarray(0, most) : changed;
}

function changeOnce(dice: Dice, input: Buffer, other: Buffer, kind: Kind): Buffer {
  const at = dice.roll(input.length + 1);
  switch (dice.roll(10)) {
    case 0:
      return replaced(input, at, 1, Buffer.of((input[at] ?? 0) ^ (1 << dice.roll(8))));
    case 1:
      return replaced(input, at, 1, dice.bytes(1));
    case 2:
      return replaced(input, at, 0, dice.bytes(1 + dice.roll(4)));
    case 3:
      return replaced(input, at, 1 + dice.roll(dice.roll(4) === 0 ? 64 : 4), Buffer.alloc(0));
    case 4:
      return replaced(input, at, 1, Buffer.of((input[at] ?? 0) + (dice.roll(2) === 0 ? 1 : 255)));
    case 5: {
      const from = dice.roll(input.length + 1);
      return replaced(input, at, dice.roll(3), input.subarray(from, from + 1 + dice.roll(40)));
    }
    case 6: {
      const from = dice.roll(other.length + 1);
      return replaced(input, at, dice.roll(20), other.subarray(from, from + 1 + dice.roll(60)));
    }
    case 7:
      return replaced(input, at, input.length, other.subarray(Math.min(at, other.length)));
    default: {
      const word = dice.pick(kind === 'text' ? WORDS : INTERESTING);
      return replaced(input, at, dice.roll(2) === 0 ? 0 : word.length, word);
    }
  }
}

function replaced(input: Buffer, at: number, count: number, by: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), by, input.subarray(at + count)]);
}

/** The smallest input that still fails in some way: pieces are left out while that is so, then bytes are made plain. */
export function smallest(input: Buffer, fails: (candidate: Buffer) => boolean): Buffer {
  let best = input;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < best.length; ) {
      const shorter = replaced(best, at, size, Buffer.alloc(0));
      if (fails(shorter)) best = shorter;
      else at += size;
    }
  }
  for (let at = 0; at < best.length; at++) {
    const plainer = replaced(best, at, 1, Buffer.of(0x30));
    if (best[at] !== 0x30 && fails(plainer)) best = plainer;
  }
  return best;
}
