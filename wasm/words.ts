// Texts of the module itself: ASCII in static memory, a zero byte at the end (see ascii.d.ts).

const BLANK: u32 = 0x20;

/** The length of a text. */
export function textLength(text: usize): i32 {
  let end = text;
  while (load<u8>(end) != 0) end++;
  return <i32>(end - text);
}

/** Where a text of ours ends among the bytes from `at` to `end`; 0 when these bytes do not begin with it, or when `at` is 0 already. */
export function skipText(text: usize, at: usize, end: usize): usize {
  if (at == 0) return 0;
  for (; load<u8>(text) != 0; text++, at++) {
    if (at >= end || load<u8>(at) != load<u8>(text)) return 0;
  }
  return at;
}

/** Whether `length` bytes are one of the words of a list, in which a blank follows each word. */
export function isAmong(list: usize, bytes: usize, length: i32): bool {
  while (load<u8>(list) != 0) {
    let same = 0;
    while (same < length && load<u8>(list + same) != BLANK && load<u8>(list + same) == load<u8>(bytes + same)) same++;
    list += same;
    if (same == length && load<u8>(list) == BLANK) return true;
    while (load<u8>(list++) != BLANK) {}
  }
  return false;
}
