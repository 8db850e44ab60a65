// Deterministic CBOR (RFC 8949 §4.2.1) as token.md §3 narrows it: integers, byte and text strings, arrays, maps with integer or text keys,
// false, true, null; shortest heads, definite lengths, keys in bytewise order without duplicates, no tags, no floats, at most four deep.
import { at, compare, concat, utf8 } from './bytes.ts';
import { demand, malformed } from './refusal.ts';

export type Item =
  | { type: 'int'; value: bigint }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'text'; value: string; byteLength: number }
  | { type: 'array'; items: Item[] }
  | { type: 'map'; entries: [Item, Item][] }
  | { type: 'simple'; value: boolean | null };

const MAX_DEPTH = 4;

/** Reads exactly one item; anything behind it is malformed. */
export function decode(bytes: Uint8Array): Item {
  const reader = new Reader(bytes);
  const item = reader.item(1);
  demand(reader.offset === bytes.length, 'bytes behind the CBOR item');
  return item;
}

class Reader {
  readonly bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** `depth` is the nesting that this item would have if it were an array or a map; the outermost is 1. */
  item(depth: number): Item {
    const initial = at(this.take(1n), 0);
    const major = initial >> 5;
    if (major === 7) return simple(initial & 31);
    const argument = this.argument(initial & 31);
    if (major === 0) return { type: 'int', value: argument };
    if (major === 1) return { type: 'int', value: -1n - argument };
    if (major === 2) return { type: 'bytes', value: this.take(argument) };
    if (major === 3) return text(this.take(argument));
    demand(major !== 6, 'a tag');
    demand(depth <= MAX_DEPTH, 'nested too deep');
    return major === 4 ? this.array(argument, depth) : this.map(argument, depth);
  }

  /** The argument of a head (RFC 8949 §3), which must be in its shortest form. */
  argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    demand(info <= 27, 'an indefinite length or a reserved head');
    const width = 1 << (info - 24);
    const value = this.take(BigInt(width)).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const least = info === 24 ? 24n : 1n << BigInt(4 * width);
    demand(value >= least, 'not the shortest head');
    return value;
  }

  take(length: bigint): Uint8Array {
    demand(length <= BigInt(this.bytes.length - this.offset), 'the end comes too early');
    const start = this.offset;
    this.offset += Number(length);
    return this.bytes.slice(start, this.offset);
  }

  array(count: bigint, depth: number): Item {
    const items: Item[] = [];
    // A hostile count ends at the end of the input: every item takes at least a byte.
    for (let i = 0n; i < count; i++) items.push(this.item(depth + 1));
    return { type: 'array', items };
  }

  map(count: bigint, depth: number): Item {
    const entries: [Item, Item][] = [];
    let previous: Uint8Array | undefined;
    for (let i = 0n; i < count; i++) {
      const start = this.offset;
      const key = this.item(depth + 1);
      demand(key.type === 'int' || key.type === 'text', 'a map key that is neither integer nor text');
      const encoded = this.bytes.slice(start, this.offset);
      demand(previous === undefined || compare(previous, encoded) < 0, 'map keys repeated or out of order');
      previous = encoded;
      entries.push([key, this.item(depth + 1)]);
    }
    return { type: 'map', entries };
  }
}

function simple(info: number): Item {
  if (info === 20) return { type: 'simple', value: false };
  if (info === 21) return { type: 'simple', value: true };
  if (info === 22) return { type: 'simple', value: null };
  return malformed('a float, a break or another simple value');
}

function text(bytes: Uint8Array): Item {
  demand(!bytes.some((byte) => byte < 0x20 || byte === 0x7f), 'a control character in a text');
  try {
    const value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { type: 'text', value, byteLength: bytes.length };
  } catch {
    return malformed('a text that is not UTF-8');
  }
}

// The writing half, for the generator: pieces that a test may also put together wrongly.

export function head(major: number, argument: number | bigint): Uint8Array {
  const value = BigInt(argument);
  if (value < 24n) return Uint8Array.of((major << 5) | Number(value));
  const info = [24, 25, 26, 27].find((size) => value < 1n << BigInt(8 << (size - 24)));
  if (info === undefined) throw new RangeError('no CBOR head holds this');
  return wideHead(major, info, value);
}

/** A head with a chosen width (24–27), shortest or not. */
export function wideHead(major: number, info: number, argument: number | bigint): Uint8Array {
  const width = 1 << (info - 24);
  const digits = Array.from({ length: width }, (_, i) =>
    Number((BigInt(argument) >> BigInt(8 * (width - 1 - i))) & 255n),
  );
  return Uint8Array.of((major << 5) | info, ...digits);
}

export function int(value: number | bigint): Uint8Array {
  return BigInt(value) >= 0n ? head(0, value) : head(1, -1n - BigInt(value));
}

export function bytes(value: Uint8Array): Uint8Array {
  return concat(head(2, value.length), value);
}

export function string(value: string | Uint8Array): Uint8Array {
  const encoded = typeof value === 'string' ? utf8(value) : value;
  return concat(head(3, encoded.length), encoded);
}

export function array(...items: readonly Uint8Array[]): Uint8Array {
  return concat(head(4, items.length), ...items);
}

/** A map of encoded keys and values, sorted as it must be. */
export function map(...entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return rawMap(...entries.toSorted(([a], [b]) => compare(a, b)));
}

/** A map exactly as given: unsorted and repeated keys stay. */
export function rawMap(...entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  return concat(head(5, entries.length), ...entries.flat());
}

export const TRUE = Uint8Array.of(0xf5);
export const FALSE = Uint8Array.of(0xf4);
export const NULL = Uint8Array.of(0xf6);
