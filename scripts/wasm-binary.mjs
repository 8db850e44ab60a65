// Reads the binary format of modules (WebAssembly Core Specification, chapter 5), as far as wasm-order.mjs needs it. Only what our own compiler makes is
// known here: anything else is an error, so that no module is made wrong.

const CALL = 0x10;
const LOCALS = [0x20, 0x21, 0x22]; // get, set, tee
const GLOBALS = [0x23, 0x24]; // get, set

/** Reads bytes one after the other. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  byte() {
    return this.bytes[this.at++];
  }
  u32() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  /** @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  /** @param {number} count */
  skip(count) {
    for (; count > 0; count--) while (this.byte() >= 128);
  }
}

/** @param {number} value */
export function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** @template T @param {Uint8Array} content @param {(reader: Reader) => T} read @returns {T[]} */
export function list(content, read) {
  const reader = new Reader(content);
  return Array.from({ length: reader.u32() }, () => read(reader));
}

/** @param {Uint8Array} bytes */
export function sectionsOf(bytes) {
  const reader = new Reader(bytes);
  const sections = [];
  for (reader.take(8); reader.at < bytes.length; ) {
    const id = reader.byte();
    sections.push({ id, content: reader.take(reader.u32()) });
  }
  return sections;
}

/** The names of the functions: the custom section "name", subsection 1. @param {Uint8Array} content @returns {string[]} */
export function namesOf(content) {
  const reader = new Reader(content);
  if (Buffer.from(reader.take(reader.u32())).toString() !== 'name') return [];
  while (reader.at < content.length) {
    const kind = reader.byte();
    const subsection = reader.take(reader.u32());
    if (kind !== 1) continue;
    return list(subsection, (it) => {
      it.u32();
      return Buffer.from(it.take(it.u32())).toString();
    });
  }
  return [];
}

/**
 * A body: the types of its locals, and its bytes, cut before and behind the number of every function, local and global.
 * @param {Uint8Array} body @returns {{ locals: number[], pieces: (Uint8Array | { kind: 'call' | 'local' | 'global', index: number })[] }}
 */
export function readBody(body) {
  const reader = new Reader(body);
  /** @type {number[]} */
  const locals = [];
  for (let groups = reader.u32(); groups > 0; groups--) {
    for (let count = reader.u32(); count > 0; count--) locals.push(reader.bytes[reader.at]);
    reader.byte();
  }
  /** @type {(Uint8Array | { kind: 'call' | 'local' | 'global', index: number })[]} */
  const pieces = [];
  let from = 0;
  while (reader.at < body.length) {
    const operation = reader.byte();
    const kind = kindOf(operation);
    if (kind === undefined) skipImmediates(reader, operation);
    else {
      pieces.push(body.subarray(from, reader.at), { kind, index: reader.u32() });
      from = reader.at;
    }
  }
  return { locals, pieces: [...pieces, body.subarray(from)] };
}

/** What the number behind an opcode is of. @param {number} operation */
function kindOf(operation) {
  if (operation === CALL) return 'call';
  if (LOCALS.includes(operation)) return 'local';
  return GLOBALS.includes(operation) ? 'global' : undefined;
}

/** Moves behind what follows an opcode. Only what our own compiler makes is known here. @param {Reader} reader @param {number} operation */
function skipImmediates(reader, operation) {
  if (operation >= 0x02 && operation <= 0x04) skipBlockType(reader);
  else if (operation === 0x0c || operation === 0x0d) reader.skip(1);
  else if (operation >= 0x28 && operation <= 0x3e) reader.skip(2);
  else if (operation === 0x41 || operation === 0x42) reader.skip(1);
  else if (operation === 0x43) reader.take(4);
  else if (operation === 0x44) reader.take(8);
  else if (operation === 0xfc) skipBulk(reader);
  else if (operation === 0xfd) skipVector(reader);
  else if (operation === 0x0e || operation === 0x11 || operation === 0x1c || operation === 0x3f || operation > 0xc4)
    throw new Error(`an instruction that is not known here: ${operation.toString(16)}`);
}

/** One of the types of values, or none: not the number of a type, since such a number would have to be changed. @param {Reader} reader */
function skipBlockType(reader) {
  if (reader.byte() < 0x40) throw new Error('a block with a type of its own');
}

/** @param {Reader} reader */
function skipBulk(reader) {
  const operation = reader.u32();
  if (operation > 7) reader.skip(operation === 8 || operation === 10 ? 2 : 1);
}

/** @param {Reader} reader */
function skipVector(reader) {
  const operation = reader.u32();
  if (operation <= 11 || operation === 92 || operation === 93) reader.skip(2);
  else if (operation === 12 || operation === 13) reader.take(16);
  else if (operation >= 21 && operation <= 34) reader.take(1);
  else if (operation >= 84 && operation <= 91) {
    reader.skip(2);
    reader.take(1);
  }
}

/** A type of functions. @param {Reader} reader */
export function readType(reader) {
  const start = reader.at;
  if (reader.byte() !== 0x60) throw new Error('a type that is not of functions');
  const parameters = [...reader.take(reader.u32())];
  reader.take(reader.u32());
  return { parameters, bytes: reader.bytes.subarray(start, reader.at) };
}

/** A global, as it stands there: type, whether it changes, and a constant, in which no other global is named. @param {Reader} reader */
export function readGlobal(reader) {
  const start = reader.at;
  reader.take(2);
  const operation = reader.byte();
  if (GLOBALS.includes(operation)) throw new Error('a global that begins with the value of another');
  skipImmediates(reader, operation);
  if (reader.byte() !== 0x0b) throw new Error('a global that does not begin with a constant');
  return reader.bytes.subarray(start, reader.at);
}

/** @param {Reader} reader */
export function readExport(reader) {
  const name = reader.take(reader.u32());
  return { name, kind: reader.byte(), index: reader.u32() };
}
