// Arranges a module so that it compresses better (bench/README.md, "Sizes"), without changing what it does: its functions get another order, as linkers give
// them by a symbol ordering file, since what stands near to what it resembles takes fewer bytes; and constants that are neighbors in memory become one.

const CODE = 10;
const FUNCTION = 3;
const EXPORT = 7;
const START = 8;
const CUSTOM = 0;
const DATA = 11;
const DATA_COUNT = 12;

/** So many zeros between two constants take fewer bytes than the head of another segment. */
const NEAR = 20;

const CALL = 0x10;

/** What a module is made of as far as the order of its functions matters. `pieces` of a body alternate: bytes, the function called, bytes, … */
export class OrderableModule {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.head = bytes.subarray(0, 8);
    this.sections = sectionsOf(bytes);
    const types = this.section(FUNCTION);
    this.types = list(types, (reader) => reader.u32());
    this.bodies = list(this.section(CODE), (reader) => piecesOf(reader.take(reader.u32())));
    /** The functions' names, without the compiler's suffixes; empty when the module carries none. */
    this.names = this.sections.flatMap((it) => (it.id === CUSTOM ? namesOf(it.content) : []));
  }

  /** @param {number} id */
  section(id) {
    const found = this.sections.find((it) => it.id === id);
    if (found === undefined) throw new Error(`the module has no section ${id}`);
    return found.content;
  }

  /** The order that a list of names stands for: the functions that it names, then all others as they are. @param {string[]} names */
  orderOf(names) {
    const place = new Map(names.map((name, index) => [name, index]));
    const placeOf = (/** @type {number} */ index) => place.get(this.names[index] ?? '') ?? names.length + index;
    return this.types.map((_, index) => index).sort((a, b) => placeOf(a) - placeOf(b));
  }

  /** The module without names, its functions in this order. @param {number[]} order */
  write(order) {
    const moved = new Array(order.length);
    for (const [to, from] of order.entries()) moved[from] = leb(to);
    const parts = [this.head];
    for (const { id, content } of this.sections) {
      if (id === CUSTOM || id === DATA_COUNT) continue; // the latter is for instructions that we do not use
      const written = this.rewrite(id, content, order, moved);
      parts.push(Buffer.from([id, ...leb(written.length)]), written);
    }
    return Buffer.concat(parts);
  }

  /** @param {number} id @param {Uint8Array} content @param {number[]} order @param {number[][]} moved */
  rewrite(id, content, order, moved) {
    const count = leb(order.length);
    if (id === FUNCTION) return Buffer.from([...count, ...order.flatMap((from) => leb(this.types[from]))]);
    if (id === START) return Buffer.from(moved[new Reader(content).u32()]);
    if (id === EXPORT) return moveExports(content, moved);
    if (id === DATA) return joinSegments(content);
    if (id !== CODE) return content;
    const parts = [Buffer.from(count)];
    for (const from of order) {
      const pieces = this.bodies[from].map((it) => (typeof it === 'number' ? Buffer.from(moved[it]) : it));
      const length = pieces.reduce((sum, it) => sum + it.length, 0);
      parts.push(Buffer.from(leb(length)), ...pieces);
    }
    return Buffer.concat(parts);
  }
}

/** @param {Uint8Array} content @param {number[][]} moved */
function moveExports(content, moved) {
  const entries = list(content, (reader) => {
    const name = reader.take(reader.u32());
    const kind = reader.byte();
    const index = reader.u32();
    return [...leb(name.length), ...name, kind, ...(kind === 0 ? moved[index] : leb(index))];
  });
  return Buffer.from([...leb(entries.length), ...entries.flat()]);
}

/** Joins the segments that are near to each other in memory, which is zero in between. @param {Uint8Array} content */
function joinSegments(content) {
  const segments = list(content, (reader) => {
    if (reader.u32() !== 0 || reader.byte() !== 0x41) throw new Error('a segment without a constant address');
    const at = reader.u32(); // signed, but all are positive: see below
    reader.byte(); // end of the expression
    return { at, bytes: [...reader.take(reader.u32())] };
  });
  const joined = [];
  for (const { at, bytes } of segments.sort((a, b) => a.at - b.at)) {
    const last = joined.at(-1);
    const gap = last === undefined ? 0 : at - last.at - last.bytes.length;
    if (last === undefined || gap > NEAR) joined.push({ at, bytes });
    else last.bytes = [...last.bytes, ...new Array(gap).fill(0), ...bytes];
  }
  const heads = joined.map(({ at, bytes }) => [0, 0x41, ...signedLeb(at), 0x0b, ...leb(bytes.length), ...bytes]);
  return Buffer.from([...leb(joined.length), ...heads.flat()]);
}

/** Of a number that is not negative: a last group of seven bits in which the sign's is set needs another. @param {number} value */
function signedLeb(value) {
  const bytes = leb(value);
  const last = bytes[bytes.length - 1];
  return last < 64 ? bytes : [...bytes.slice(0, -1), last | 128, 0];
}

/** Reads the binary format (WebAssembly Core Specification, chapter 5). */
class Reader {
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
function leb(value) {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** @template T @param {Uint8Array} content @param {(reader: Reader) => T} read @returns {T[]} */
function list(content, read) {
  const reader = new Reader(content);
  return Array.from({ length: reader.u32() }, () => read(reader));
}

/** @param {Uint8Array} bytes */
function sectionsOf(bytes) {
  const reader = new Reader(bytes);
  const sections = [];
  for (reader.take(8); reader.at < bytes.length; ) {
    const id = reader.byte();
    sections.push({ id, content: reader.take(reader.u32()) });
  }
  return sections;
}

/** The names of the functions: the custom section "name", subsection 1. @param {Uint8Array} content @returns {string[]} */
function namesOf(content) {
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

/** A body, cut before and behind the number of every function that it calls. @param {Uint8Array} body @returns {(Uint8Array | number)[]} */
function piecesOf(body) {
  const reader = new Reader(body);
  /** @type {(Uint8Array | number)[]} */
  const pieces = [];
  let from = 0;
  for (let groups = reader.u32(); groups > 0; groups--) reader.skip(2); // the locals
  while (reader.at < body.length) {
    const operation = reader.byte();
    if (operation === CALL) {
      pieces.push(body.subarray(from, reader.at), reader.u32());
      from = reader.at;
    } else skipImmediates(reader, operation);
  }
  return [...pieces, body.subarray(from)];
}

/** Moves behind what follows an opcode. Only what our own compiler makes is known here. @param {Reader} reader @param {number} operation */
function skipImmediates(reader, operation) {
  if (operation >= 0x02 && operation <= 0x04) reader.skip(1);
  else if (operation === 0x0c || operation === 0x0d) reader.skip(1);
  else if (operation >= 0x20 && operation <= 0x24) reader.skip(1);
  else if (operation >= 0x28 && operation <= 0x3e) reader.skip(2);
  else if (operation === 0x41 || operation === 0x42) reader.skip(1);
  else if (operation === 0x43) reader.take(4);
  else if (operation === 0x44) reader.take(8);
  else if (operation === 0xfc) skipBulk(reader);
  else if (operation === 0xfd) skipVector(reader);
  else if (operation === 0x0e || operation === 0x11 || operation === 0x1c || operation === 0x3f || operation > 0xc4)
    throw new Error(`an instruction that is not known here: ${operation.toString(16)}`);
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
