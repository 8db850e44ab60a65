// Reads WebAssembly binaries as far as it takes to insert instructions: sections, and the length of every instruction
// (WebAssembly Core Specification, 5.4 and 5.5).

export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('the binary ends too early');
    return value;
  }

  /** An unsigned LEB128 of up to 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** Any LEB128, whose value does not matter. */
  skipLeb(): void {
    while (this.byte() >= 128);
  }

  take(length: number): Uint8Array {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** An unsigned LEB128. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    bytes.push(rest > 127 ? (rest & 127) | 128 : rest);
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

/** A signed LEB128 of a number of up to 32 bits, as i32.const wants it. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 127;
    const done = rest >> 7 === ((low & 64) === 0 ? 0 : -1);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

/** The same for numbers of up to 64 bits. */
export function wideLeb(value: bigint): number[] {
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return signedLeb(Number(value));
  const bytes: number[] = [];
  for (let rest = BigInt.asIntN(64, value); ; rest >>= 7n) {
    const low = Number(rest & 127n);
    const done = rest >> 7n === ((low & 64) === 0 ? 0n : -1n);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

export interface Section {
  id: number;
  /** Where the content begins in the file. */
  at: number;
  content: Uint8Array;
}

export function sectionsOf(binary: Uint8Array): Section[] {
  const reader = new ByteReader(binary, 8);
  const sections: Section[] = [];
  while (reader.at < binary.length) {
    const id = reader.byte();
    const length = reader.u32();
    sections.push({ id, at: reader.at, content: reader.take(length) });
  }
  return sections;
}

export const OPCODE = { loop: 0x03, if: 0x04, branchIf: 0x0d, branchTable: 0x0e, select: 0x1b } as const;

/** Moves behind the immediates of an instruction whose opcode was read. */
export function skipImmediates(reader: ByteReader, opcode: number): void {
  if (opcode >= 0x02 && opcode <= 0x04)
    reader.skipLeb(); // block, loop, if: a type
  else if (opcode === 0x0c || opcode === OPCODE.branchIf || opcode === 0x10) reader.skipLeb();
  else if (opcode === OPCODE.branchTable) {
    for (let left = reader.u32() + 1; left > 0; left--) reader.skipLeb();
  } else if (opcode === 0x11) skipLebs(reader, 2);
  else if (opcode === 0x1c) skipLebs(reader, reader.u32());
  else if (opcode >= 0x20 && opcode <= 0x26) reader.skipLeb();
  else if (opcode >= 0x28 && opcode <= 0x3e) skipLebs(reader, 2);
  else if (opcode >= 0x3f && opcode <= 0x42) reader.skipLeb();
  else if (opcode === 0x43) reader.take(4);
  else if (opcode === 0x44) reader.take(8);
  else if (opcode === 0xfc) skipBulk(reader);
  else if (opcode === 0xfd) skipVector(reader);
  else if (opcode > 0xc4) throw new RangeError(`an instruction that is not known here: ${opcode.toString(16)}`);
}

function skipLebs(reader: ByteReader, count: number): void {
  for (let left = count; left > 0; left--) reader.skipLeb();
}

/** Saturating conversions, and copying and filling of memory. */
function skipBulk(reader: ByteReader): void {
  const operation = reader.u32();
  if (operation < 8) return;
  skipLebs(reader, operation === 9 || operation === 11 ? 1 : 2);
}

/** Fixed-width and relaxed SIMD. */
function skipVector(reader: ByteReader): void {
  const operation = reader.u32();
  if (operation <= 11 || operation === 92 || operation === 93) skipLebs(reader, 2);
  else if (operation === 12 || operation === 13) reader.take(16);
  else if (operation >= 21 && operation <= 34) reader.take(1);
  else if (operation >= 84 && operation <= 91) {
    skipLebs(reader, 2);
    reader.take(1);
  }
}
