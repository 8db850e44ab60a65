// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.

export const NO_CODE_POINT: i32 = -1;

/** How many bytes the code point took that was decoded last; 1 when there was none. */
export let codePointLength: i32 = 1;

/** The code point at `at` (which is below `end`), or `NO_CODE_POINT` when these bytes are none. */
export function decodeCodePoint(at: usize, end: usize): i32 {
  const first: u32 = load<u8>(at);
  codePointLength = 1;
  if (first < 0x80) return first;
  // 80–BF continue a code point, C0 and C1 could only begin an overlong one, F5 and above one beyond U+10FFFF.
  if (first < 0xc2 || first > 0xf4) return NO_CODE_POINT;
  const more: u32 = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (end - at <= more) return NO_CODE_POINT;
  let value: u32 = first & (0x3f >> more);
  for (let i: u32 = 1; i <= more; i++) {
    const next: u32 = load<u8>(at + i);
    if ((next & 0xc0) != 0x80) return NO_CODE_POINT;
    value = (value << 6) | (next & 0x3f);
  }
  // Overlong below 2^11 in three bytes and below 2^16 in four; in two it would have begun with C0 or C1. D800–DFFF are surrogates.
  if (value < 1 << (5 * more + 1) || value > 0x10ffff || value >> 11 == 0x1b) return NO_CODE_POINT;
  codePointLength = more + 1;
  return value;
}
