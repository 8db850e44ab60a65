// Files that people bring on a stick. The module reads UTF-8; what an editor made of the file on the way is undone here.

/** No request file is larger (docs/token.md); what is larger is not read at all. */
export const LARGEST_FILE = 16_384;

/** The text of a file, or undefined when it is too large to be one of ours. */
export async function readTextFile(file: Blob): Promise<string | undefined> {
  if (file.size > LARGEST_FILE) return undefined;
  const bytes = new Uint8Array(await file.arrayBuffer());
  // Some editors save "Unicode", which is UTF-16 with this mark in front.
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
