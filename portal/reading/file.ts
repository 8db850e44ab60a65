// Files that people bring on a stick.
import { textOf } from '../../sdk-web/elements/file.ts';

/** No text of a code is longer (docs/token.md). */
const LONGEST_TEXT = 16_384;

/** The text of a file, whatever its encoding; undefined when it is too large to be one of ours. What is wrong with it is the module's to say. */
export async function readTextFile(file: Blob): Promise<string | undefined> {
  const text = await textOf(file);
  return text === undefined || text.length > LONGEST_TEXT ? undefined : text;
}
