// A file with a code, as text. Sticks come from everywhere: UTF-8 or UTF-16, with or without a mark.

/** The module reads texts of 16,384 bytes; in UTF-16, with words around the block, a file is larger. */
const MAX_BYTES = 64 * 1024;

/** `undefined` for what is too large to be a code. */
export async function textOf(file: Blob): Promise<string | undefined> {
  if (file.size > MAX_BYTES) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (second === 0) return 'utf-16le'; // codes are ASCII: a zero in second place is half of a letter
  return first === 0 ? 'utf-16be' : 'utf-8';
}
