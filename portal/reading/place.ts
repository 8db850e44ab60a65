// Finds in what a person typed the place that the module names, so that the page can mark it.
import type { Place } from '../../hosts/js/index.ts';

/** The line in which the fault stands, cut around it. `start` and `end` are its place in the whole text, in UTF-16 units. */
export interface Excerpt {
  before: string;
  wrong: string;
  after: string;
  start: number;
  end: number;
}

const CONTEXT = 24;
const LONGEST_GROUP = 12;
// A row of a code as people write it: at most thirty symbols, with anything but symbols between them.
const ROW = /^(?:[\p{L}\p{N}][^\p{L}\p{N}]*){0,29}[\p{L}\p{N}]/u;
// What separates groups when people write them; a fault is shown as the whole group around it.
const SEPARATOR = /[\s\p{Pd}]/u;

export function excerptAt(text: string, { row, group, offset }: Place): Excerpt | undefined {
  if (offset === undefined) return undefined;
  const index = indexOfByte(text, offset);
  if (index === undefined) return undefined;
  const { start, end } = row !== undefined && group === undefined ? rowFrom(text, index) : groupAround(text, index);
  const before =
    text
      .slice(Math.max(0, start - CONTEXT), start)
      .split('\n')
      .at(-1) ?? '';
  const after = text.slice(end, end + CONTEXT).split('\n')[0] ?? '';
  return { before, wrong: text.slice(start, end), after, start, end };
}

/** The module counts bytes of UTF-8; text areas and strings count UTF-16 units. */
function indexOfByte(text: string, offset: number): number | undefined {
  const encoder = new TextEncoder();
  let index = 0;
  let bytes = 0;
  for (const symbol of text) {
    if (bytes >= offset) return index;
    bytes += encoder.encode(symbol).length;
    index += symbol.length;
  }
  return undefined;
}

/** Only the row is known to be wrong: everything from its first symbol to its last, as far as it has been written. */
function rowFrom(text: string, start: number): { start: number; end: number } {
  const written = ROW.exec(text.slice(start))?.[0] ?? '';
  return { start, end: start + written.length };
}

function groupAround(text: string, index: number): { start: number; end: number } {
  let start = index;
  let end = index + String.fromCodePoint(text.codePointAt(index) ?? 0).length;
  while (start > 0 && index - start < LONGEST_GROUP && !SEPARATOR.test(text.charAt(start - 1))) start--;
  while (end < text.length && end - index < LONGEST_GROUP && !SEPARATOR.test(text.charAt(end))) end++;
  return { start, end };
}
