// The CBOR profile of docs/token.md section 5 once more, for speed. 64-bit arguments are doubles here: they are only compared with limits up to 2^53.
import { sequence } from './quick-text.ts';

export const UNSIGNED = 0;
export const NEGATIVE = 1;
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
export const MAP = 5;
export const SIMPLE = 7;

let input = new Uint8Array(0);
let end = 0;

/** Where the reader stands, what the last head said, and where the last string began and ended. */
export let place = 0;
export let type = 0;
export let argument = 0;
export let from = 0;
export let to = 0;

export function open(bytes: Uint8Array<ArrayBuffer>, start: number, stop: number): void {
  input = bytes;
  place = start;
  end = stop;
}

export function atEnd(): boolean {
  return place === end;
}

export function peek(): number {
  return place < end ? (input[place] ?? 0) : -1;
}

export function head(): boolean {
  if (place >= end) return false;
  const first = input[place++] ?? 0;
  type = first >> 5;
  const low = first & 31;
  if (type === SIMPLE) {
    argument = low;
    return low === 20 || low === 21 || low === 22;
  }
  if (low < 24) {
    argument = low;
    return true;
  }
  if (low > 27) return false;
  const size = 2 ** (low - 24);
  if (place + size > end) return false;
  argument = 0;
  for (let left = size; left > 0; left--) argument = argument * 256 + (input[place++] ?? 0);
  return argument >= (size === 1 ? 24 : 2 ** (4 * size));
}

/** A head of this type. */
export function take(wanted: number): boolean {
  return head() && type === wanted;
}

/** The head of an array or a map with exactly so many items or members. */
export function takeCounted(wanted: number, count: number): boolean {
  return take(wanted) && argument === count;
}

/** The content of a string whose head was read. */
export function content(): boolean {
  if (argument > end - place) return false;
  from = place;
  place += argument;
  to = place;
  return type !== TEXT || isClean();
}

function isClean(): boolean {
  for (let i = from; i < to; ) {
    const byte = input[i] ?? 0;
    if (byte < 0x20 || byte === 0x7f) return false;
    const size = sequence(input, i, to);
    if (size === 0) return false;
    i += size;
  }
  return true;
}

/** Any item; `level` is how deep a container would be here, the outermost at 1. */
export function item(level: number): boolean {
  if (!head()) return false;
  if (type === BYTES || type === TEXT) return content();
  if (type === ARRAY || type === MAP) {
    if (level > 4) return false;
    return type === ARRAY ? items(argument, level) : members(argument, (previous) => key(previous) && item(level + 1));
  }
  return type !== 6;
}

function items(count: number, level: number): boolean {
  for (let i = 0; i < count; i++) if (!item(level + 1)) return false;
  return true;
}

/** Each member in turn; `read` is told where the key before it began and ended (−1 for the first). */
export function members(count: number, read: (previous: readonly [number, number]) => boolean): boolean {
  let previous: readonly [number, number] = [-1, -1];
  for (let i = 0; i < count; i++) {
    const start = place;
    if (!read(previous)) return false;
    previous = [start, keyEnd(start)];
  }
  return true;
}

/** Where the key that began at `start` ended: keys are short to read again, and nothing has to be kept. */
function keyEnd(start: number): number {
  const [savedPlace, savedType, savedArgument] = [place, type, argument];
  place = start;
  head();
  if (type === TEXT) content();
  const result = place;
  place = savedPlace;
  type = savedType;
  argument = savedArgument;
  return result;
}

/** A key that comes after the previous one; `type` and `argument` (and `from`, `to` of a text) say which. */
export function key([previousStart, previousEnd]: readonly [number, number]): boolean {
  const start = place;
  if (!head() || (type !== UNSIGNED && type !== NEGATIVE && type !== TEXT)) return false;
  if (type === TEXT && !content()) return false;
  if (previousStart < 0) return true;
  const size = Math.min(place - start, previousEnd - previousStart);
  for (let i = 0; i < size; i++) {
    const difference = (input[start + i] ?? 0) - (input[previousStart + i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return place - start > previousEnd - previousStart;
}

/** A string of this type with `least` to `most` bytes. */
export function string(wanted: number, least: number, most: number): boolean {
  return head() && type === wanted && content() && to - from >= least && to - from <= most;
}

export function unsigned(most: number): boolean {
  return head() && type === UNSIGNED && argument <= most;
}

export function byteAt(index: number): number {
  return input[index] ?? 0;
}
