// Texts of the module itself. They are ASCII, and AssemblyScript keeps them as UTF-16 in static memory.

/** Copies an ASCII text to `to`, a byte a character; returns its length. */
export function copyAscii(text: string, to: usize): i32 {
  const length = text.length;
  for (let i = 0; i < length; i++) store<u8>(to + <usize>i, asciiAt(text, i));
  return length;
}

/** Whether the `length` bytes at `bytes` are this ASCII text. */
export function equalsAscii(bytes: usize, length: i32, text: string): bool {
  return length == text.length && startsWithAscii(bytes, length, text);
}

/** Whether the `length` bytes at `bytes` begin with this ASCII text. */
export function startsWithAscii(bytes: usize, length: i32, text: string): bool {
  if (length < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (load<u8>(bytes + <usize>i) != asciiAt(text, i)) return false;
  }
  return true;
}

/** Character `i` of a static text; 0 <= i < text.length. */
export function asciiAt(text: string, i: i32): u8 {
  return load<u8>(changetype<usize>(text) + ((<usize>i) << 1));
}
