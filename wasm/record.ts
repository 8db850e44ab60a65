// The two areas through which a host and the module talk (docs/abi.md): a record comes in, a record goes out.
// Little-endian and unaligned; `data` is a u32 length and that many bytes.
import { INPUT, INPUT_CAPACITY, OUTPUT } from './areas';

const ZEROS: usize = memory.data(16);

// --- reading -------------------------------------------------------------------------------------------------------

let cursor: usize = 0;
let end: usize = 0;
let intact: bool = false;

/** Length of the `data` that `readData` returned last. */
export let dataLength: i32 = 0;

/** Begins to read an input record of `length` bytes. */
export function openInput(length: i32): void {
  intact = length >= 0 && length <= INPUT_CAPACITY;
  cursor = INPUT;
  end = intact ? INPUT + <usize>length : INPUT;
}

/** Whether the record had exactly the members that were read. */
export function closeInput(): bool {
  return intact && cursor == end;
}

/** `length` bytes as they are, at most 16; past the end of the record 16 zero bytes, and the record is not intact. */
export function readBytes(length: u32): usize {
  if (!has(length)) return ZEROS;
  const at = cursor;
  cursor += <usize>length;
  return at;
}

export function readU32(): u32 {
  return load<u32>(readBytes(4));
}

export function readI64(): i64 {
  return load<i64>(readBytes(8));
}

export function readF64(): f64 {
  return load<f64>(readBytes(8));
}

/** Address of the bytes; their number is `dataLength`. */
export function readData(): usize {
  const length = readU32();
  dataLength = 0;
  if (!has(length)) return ZEROS;
  dataLength = <i32>length;
  const at = cursor;
  cursor += <usize>length;
  return at;
}

/** The rest of the record, after which nothing is read. */
export function readRest(): usize {
  dataLength = <i32>(end - cursor);
  return cursor;
}

function has(length: u32): bool {
  if (!intact || length > <u32>(end - cursor)) intact = false;
  return intact;
}

// --- writing -------------------------------------------------------------------------------------------------------
// No bounds are checked here. The largest record is an accepting verdict: under 600 bytes of fixed members and sentence, and
// the claims of a payload of at most 4,096 bytes, of which none gains more than 18 bytes (64 features, 64 domains): below 7 KiB.
// The largest texts are a code and its file, together below 18 KiB; a component has its value, at most 16 KiB.

let written: usize = 0;

export function openOutput(): void {
  written = OUTPUT;
}

/** Length of the record written so far. */
export function outputLength(): i32 {
  return <i32>(written - OUTPUT);
}

export function writeU32(value: u32): void {
  store<u32>(written, value);
  written += 4;
}

export function writeI64(value: i64): void {
  store<i64>(written, value);
  written += 8;
}

export function writeBytes(bytes: usize, length: i32): void {
  memory.copy(written, bytes, <usize>length);
  written += <usize>length;
}

/** Makes room for `length` bytes, which the caller writes; returns where. */
export function openBytes(length: i32): usize {
  const at = written;
  written += <usize>length;
  return at;
}

export function writeData(bytes: usize, length: i32): void {
  writeU32(<u32>length);
  writeBytes(bytes, length);
}

/** Where a writer may put a `data` by itself; `closeData` then says how long it became. */
export function openData(): usize {
  return written + 4;
}

export function closeData(length: i32): void {
  store<u32>(written, <u32>length);
  written += 4 + <usize>length;
}

/** A name or a sentence of sentences.ts, up to `last`, with numbers in the place of `#` and `~`. */
export function writeWords(text: usize, last: u32, row: u32, group: u32): void {
  let to = openData();
  for (; load<u8>(text) != last; text++) {
    const symbol = load<u8>(text);
    if (symbol == 0x23 /* # */) to = putNumber(row, to);
    else if (symbol == 0x7e /* ~ */) to = putNumber(group, to);
    else store<u8>(to++, symbol);
  }
  closeData(<i32>(to - openData()));
}

/** Writes a number in decimal; returns the address behind it. */
function putNumber(value: u32, to: usize): usize {
  if (value >= 10) to = putNumber(value / 10, to); // at most 10 deep: a u32 has 10 digits
  store<u8>(to, <u8>(0x30 + (value % 10)));
  return to + 1;
}
