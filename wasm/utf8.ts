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
  const least: u32 = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
  if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return NO_CODE_POINT;
  codePointLength = more + 1;
  return value;
}
