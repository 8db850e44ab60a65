// Files that people bring on a stick.

/** No file of a code is larger (docs/token.md); what is larger is not read at all. */
const LARGEST_FILE = 16_384;

/** The text of a file as it is, or undefined when it is too large to be one of ours. What is wrong with it is the module's to say. */
export async function readTextFile(file: Blob): Promise<string | undefined> {
  return file.size > LARGEST_FILE ? undefined : file.text();
}
