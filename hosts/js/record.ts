// Records as docs/abi.md draws them: little-endian, unaligned, `data` behind a u32 length.
import { LatchkeyError } from './error.ts';

// Most applications check once, at their start, where compiling takes longer than running. So there are few functions here, plain ones because engines take
// longer over classes and over what is called through them, and nothing is made before it is needed.

/** The module's memory, and the place in it where the next member of a record is written or read. It never grows, so the views never detach. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the next member begins. */
  at: number;
  /** Where the record, or the room for it, ends. */
  end: number;
  /** Whether a record is read: then it is the module that broke one, else the arguments that are too long. */
  reading: boolean;
  /** The memory from where the last long text was written: where the next one will be as well, most likely. */
  tail: Uint8Array | undefined;
  /** The two texts of heads, by status and detail. */
  readonly heads: Map<number, readonly [name: string, sentence: string]>;
}

const utf8 = new TextEncoder();
let decoder: TextDecoder | undefined;
/** Up to so many units of a string, or bytes, a loop here is faster than asking for help. */
const SHORT = 32;

/** Takes the next bytes and returns where they begin. */
export function claim(memory: Memory, length: number): number {
  const { at } = memory;
  if (at + length > memory.end) throw outOfRoom(memory);
  memory.at = at + length;
  return at;
}

function outOfRoom({ reading }: Memory): LatchkeyError {
  return reading
    ? new LatchkeyError('bad-module', 'the module answered a broken record')
    : new LatchkeyError('bad-input', 'the arguments need more bytes than there are for them');
}

// --- writing -------------------------------------------------------------------------------------------------------

export function writeU32(memory: Memory, value: number): void {
  memory.view.setUint32(claim(memory, 4), value, true);
}

export function writeF64(memory: Memory, value: number): void {
  memory.view.setFloat64(claim(memory, 8), value, true);
}

/** A whole number, or −1 for "absent". */
export function writeI64(memory: Memory, value: number | undefined, name: string): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
    throw new LatchkeyError('bad-input', `${name} must be a whole number of 0 or more, got ${value}`);
  }
  memory.view.setBigInt64(claim(memory, 8), BigInt(value ?? -1), true);
}

/** Exactly `length` bytes; zeros when there are none. */
export function writeBytes(
  memory: Memory,
  value: Uint8Array | undefined,
  length: number,
  name: string,
  index?: number,
): void {
  if (value !== undefined && value.length !== length) {
    const which = index === undefined ? name : `${name} ${index + 1}`;
    throw new LatchkeyError('bad-input', `${which} must have ${length} bytes, got ${value.length}`);
  }
  const at = claim(memory, length);
  for (let i = 0; i < length; i++) memory.bytes[at + i] = value === undefined ? 0 : (value[i] ?? 0);
}

export function writeData(memory: Memory, value: Uint8Array): void {
  writeU32(memory, value.length);
  writeRest(memory, value);
}

/** The bytes as they are, without a length in front. */
export function writeRest(memory: Memory, value: Uint8Array): void {
  memory.bytes.set(value, claim(memory, value.length));
}

export function writeText(memory: Memory, value: string): void {
  const start = claim(memory, 4);
  const { at, end, bytes } = memory;
  const { length } = value;
  let written = 0;
  if (length <= SHORT && at + length <= end) {
    for (; written < length; written++) {
      const unit = value.charCodeAt(written);
      if (unit >= 0x80) break;
      bytes[at + written] = unit;
    }
  }
  if (written < length) written = writeLong(memory, value);
  memory.view.setUint32(start, written, true);
  claim(memory, written);
}

/** A text that is long, or not of ASCII. */
function writeLong(memory: Memory, value: string): number {
  const { at, end, bytes } = memory;
  if (memory.tail?.byteOffset !== at) memory.tail = bytes.subarray(at, end);
  const { written, read } = utf8.encodeInto(value, memory.tail);
  if (read < value.length) throw outOfRoom(memory);
  return written;
}

/** Items of 16 bytes in one `data`. */
export function writeComponents(memory: Memory, values: readonly Uint8Array[]): void {
  writeU32(memory, values.length * 16);
  for (let i = 0; i < values.length; i++) writeBytes(memory, values[i] ?? new Uint8Array(), 16, 'component', i);
}

// --- reading: what is returned is copied, since the area belongs to the next call -----------------------------------

export function readU32(memory: Memory): number {
  return memory.view.getUint32(claim(memory, 4), true);
}

/** A whole number; `undefined` for −1, "absent". Times and numbers have 53 bits at most. */
export function readI64(memory: Memory): number | undefined {
  const at = claim(memory, 8);
  const high = memory.view.getInt32(at + 4, true);
  return high < 0 ? undefined : high * 0x1_0000_0000 + memory.view.getUint32(at, true);
}

export function readBytes(memory: Memory, length: number): Uint8Array {
  const at = claim(memory, length);
  return memory.bytes.slice(at, at + length);
}

export function readData(memory: Memory): Uint8Array {
  return readBytes(memory, readU32(memory));
}

/** Decoding a short ASCII text here is faster than asking for it. */
export function readText(memory: Memory): string {
  const length = readU32(memory);
  const start = claim(memory, length);
  if (length >= SHORT) return decoded(memory, start);
  let text = '';
  for (let at = start; at < memory.at; at++) {
    const byte = memory.bytes[at] ?? 0;
    if (byte >= 0x80) return decoded(memory, start);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Passes over what stands behind the code in a head: detail, row, group, offset, name, sentence. */
export function passHead(memory: Memory): void {
  claim(memory, 16);
  passTexts(memory);
}

/** Passes over two texts. */
export function passTexts(memory: Memory): void {
  claim(memory, readU32(memory));
  claim(memory, readU32(memory));
}

/** The bytes since `start` as UTF-8. */
function decoded({ bytes, at }: Memory, start: number): string {
  decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return decoder.decode(bytes.subarray(start, at));
}
