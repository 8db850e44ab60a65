// The one written table of slips that are repaired (docs/token.md, text form). Whatever is not in it is refused.
// Repairing never guesses: a character of this table stands for exactly one symbol or for nothing.

/** Below this, a class is the value of a symbol. */
export const SYMBOLS: u32 = 32;
/** Stands for nothing, and separates groups. */
export const SEPARATOR: u32 = 32;
/** Stands for nothing, and nobody sees it. */
export const INVISIBLE: u32 = 33;
/** Stands for nothing at the two ends of a text; a mistake within. */
export const QUOTATION_MARK: u32 = 34;
export const FOREIGN: u32 = 35;

// Lists of characters: `first × 16 + how many follow`, in ascending order, 0 at the end.

/** Property White_Space of Unicode, complete. */
const WHITE_SPACE = memory.data<u32>([
  0x00094, 0x00200, 0x00850, 0x00a00, 0x16800, 0x2000a, 0x20281, 0x202f0, 0x205f0, 0x30000, 0,
]);

/** Category Pd of Unicode 16 (U+FF0D is folded before), U+2212 MINUS SIGN and U+2043 HYPHEN BULLET. */
const DASHES = memory.data<u32>([
  0x002d0, 0x058a0, 0x05be0, 0x14000, 0x18060, 0x20105, 0x20430, 0x22120, 0x2e170, 0x2e1a0, 0x2e3a1, 0x2e400, 0x2e5d0,
  0x301c0, 0x30300, 0x30a00, 0xfe311, 0xfe580, 0xfe630, 0x10d6e0, 0x10ead0, 0,
]);

/** Soft hyphen, zero-width characters, marks of direction, invisible operators, and the byte order mark. */
const INVISIBLES = memory.data<u32>([0x00ad0, 0x180e0, 0x200b4, 0x202a4, 0x20604, 0x20663, 0xfeff0, 0]);

/** What word processors put around a text (U+FF02 and U+FF07 are folded before). */
const QUOTATION_MARKS = memory.data<u32>([
  0x00220, 0x00270, 0x00600, 0x00ab0, 0x00b40, 0x00bb0, 0x20187, 0x20391, 0x300c3, 0x301d2, 0,
]);

/** What a character stands for: a symbol's value (0–31) or one of the classes above. */
export function classify(codePoint: u32): u32 {
  // The differences are unsigned: what is below the first of a range is far above its last. U+FF01–U+FF5E are U+0021–U+007E as East Asian keyboards write them.
  const folded = codePoint - 0xff01 < 94 ? codePoint - 0xfee0 : codePoint;
  const letter = folded & ~0x20; // upper case
  if (folded - 0x30 < 10) return folded - 0x30;
  if (letter - 0x41 < 26) return symbolValue(letter);
  if (isWhiteSpace(folded) || isListed(DASHES, folded)) return SEPARATOR;
  if (isListed(INVISIBLES, folded)) return INVISIBLE;
  return isListed(QUOTATION_MARKS, folded) ? QUOTATION_MARK : FOREIGN;
}

/** Crockford's alphabet: the digits, then A–Z without I, L, O and U. O reads as 0, I and L as 1; U is refused. */
function symbolValue(letter: u32): u32 {
  if (letter == 0x4f) return 0;
  if (letter == 0x49 || letter == 0x4c) return 1;
  if (letter == 0x55) return FOREIGN;
  const leftOut = u32(letter > 0x49) + u32(letter > 0x4c) + u32(letter > 0x4f) + u32(letter > 0x55);
  return letter - 0x41 + 10 - leftOut;
}

export function isWhiteSpace(c: u32): bool {
  return isListed(WHITE_SPACE, c);
}

function isListed(list: usize, c: u32): bool {
  for (; load<u32>(list) != 0; list += 4) {
    const range = load<u32>(list);
    if (c - (range >> 4) <= (range & 15)) return true; // unsigned: below the first it is a large number
  }
  return false;
}
