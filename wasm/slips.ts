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

/** What a character stands for: a symbol's value (0–31) or one of the classes above. */
export function classify(codePoint: u32): u32 {
  const folded = isFullWidth(codePoint) ? codePoint - FULL_WIDTH : codePoint;
  if (isLetterOrDigit(folded)) return symbolValue(folded);
  if (isWhiteSpace(folded) || isDash(folded)) return SEPARATOR;
  if (isInvisible(folded)) return INVISIBLE;
  return isQuotationMark(folded) ? QUOTATION_MARK : FOREIGN;
}

/** U+FF01–U+FF5E are U+0021–U+007E as East Asian keyboards write them. */
const FULL_WIDTH: u32 = 0xfee0;

function isFullWidth(c: u32): bool {
  return among(c, 0xff01, 0xff5e);
}

function isLetterOrDigit(c: u32): bool {
  return among(c, 0x30, 0x39) || among(c, 0x41, 0x5a) || among(c, 0x61, 0x7a);
}

/** Crockford's alphabet: the digits, then A–Z without I, L, O and U. O reads as 0, I and L as 1; U is refused. */
function symbolValue(c: u32): u32 {
  if (c <= 0x39) return c - 0x30;
  const letter = c & 0x5f; // upper case
  if (letter == 0x4f) return 0;
  if (letter == 0x49 || letter == 0x4c) return 1;
  if (letter == 0x55) return FOREIGN;
  const leftOut = u32(letter > 0x49) + u32(letter > 0x4c) + u32(letter > 0x4f) + u32(letter > 0x55);
  return letter - 0x41 + 10 - leftOut;
}

/** Property White_Space of Unicode, complete. */
export function isWhiteSpace(c: u32): bool {
  return (
    among(c, 0x0009, 0x000d) ||
    c == 0x0020 ||
    c == 0x0085 ||
    c == 0x00a0 ||
    c == 0x1680 ||
    among(c, 0x2000, 0x200a) ||
    among(c, 0x2028, 0x2029) ||
    c == 0x202f ||
    c == 0x205f ||
    c == 0x3000
  );
}

/** Category Pd of Unicode 16 (U+FF0D is folded before), U+2212 MINUS SIGN and U+2043 HYPHEN BULLET. */
function isDash(c: u32): bool {
  return (
    c == 0x002d ||
    c == 0x058a ||
    c == 0x05be ||
    c == 0x1400 ||
    c == 0x1806 ||
    among(c, 0x2010, 0x2015) ||
    c == 0x2043 ||
    c == 0x2212 ||
    c == 0x2e17 ||
    c == 0x2e1a ||
    among(c, 0x2e3a, 0x2e3b) ||
    c == 0x2e40 ||
    c == 0x2e5d ||
    c == 0x301c ||
    c == 0x3030 ||
    c == 0x30a0 ||
    among(c, 0xfe31, 0xfe32) ||
    c == 0xfe58 ||
    c == 0xfe63 ||
    c == 0x10d6e ||
    c == 0x10ead
  );
}

/** Soft hyphen, zero-width characters, marks of direction, invisible operators, and the byte order mark. */
function isInvisible(c: u32): bool {
  return (
    c == 0x00ad ||
    c == 0x180e ||
    among(c, 0x200b, 0x200f) ||
    among(c, 0x202a, 0x202e) ||
    among(c, 0x2060, 0x2064) ||
    among(c, 0x2066, 0x2069) ||
    c == 0xfeff
  );
}

/** What word processors put around a text (U+FF02 and U+FF07 are folded before). */
function isQuotationMark(c: u32): bool {
  return (
    c == 0x0022 ||
    c == 0x0027 ||
    c == 0x0060 ||
    c == 0x00ab ||
    c == 0x00b4 ||
    c == 0x00bb ||
    among(c, 0x2018, 0x201f) ||
    among(c, 0x2039, 0x203a) ||
    among(c, 0x300c, 0x300f) ||
    among(c, 0x301d, 0x301f)
  );
}

function among(c: u32, first: u32, last: u32): bool {
  return c - first <= last - first; // unsigned: below `first` wraps around to a large number
}
