// Arranges a module so that it compresses better (bench/README.md, "Sizes"), without changing what it does. What can be numbered in any way gets the numbers
// with which it resembles what stands near to it: functions (as linkers order them by a file of symbols), the locals of each, globals, types, exports. And
// constants that are neighbors in memory become one.
import { leb, list, namesOf, Reader, readBody, readExport, readGlobal, readType, sectionsOf } from './wasm-binary.mjs';

const TYPE = 1;
const FUNCTION = 3;
const GLOBAL = 6;
const EXPORT = 7;
const START = 8;
const CODE = 10;
const CUSTOM = 0;
const DATA = 11;
const DATA_COUNT = 12;

/** So many zeros between two constants take fewer bytes than the head of another segment. */
const NEAR = 100;

/**
 * An arrangement: which of the compiler's functions, types, globals and exports stands at each place, and for each function which number each of its
 * locals has (parameters first, which keep theirs).
 * @typedef {{ functions: number[], types: number[], globals: number[], exports: number[], locals: number[][] }} Arrangement
 */

/** What a module is made of as far as an arrangement matters. */
export class OrderableModule {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.head = bytes.subarray(0, 8);
    this.sections = sectionsOf(bytes);
    this.types = list(this.section(TYPE), readType);
    this.functions = list(this.section(FUNCTION), (reader) => reader.u32());
    this.globals = list(this.section(GLOBAL), readGlobal);
    this.exports = list(this.section(EXPORT), readExport);
    this.bodies = list(this.section(CODE), (reader) => readBody(reader.take(reader.u32())));
    /** The functions' names, without the compiler's suffixes; empty when the module carries none. */
    this.names = this.sections.flatMap((it) => (it.id === CUSTOM ? namesOf(it.content) : []));
    /** The types of each function's parameters and locals. */
    this.localTypes = this.bodies.map((body, index) => [
      ...this.types[this.functions[index]].parameters,
      ...body.locals,
    ]);
  }

  /** @param {number} id */
  section(id) {
    const found = this.sections.find((it) => it.id === id);
    if (found === undefined) throw new Error(`the module has no section ${id}`);
    return found.content;
  }

  /**
   * The arrangement that lines of a file stand for: names of functions in their order, each with the numbers of its locals; functions that are not named
   * follow as they are. Numbers that do not fit a function as it is now are left out, so that a changed source never makes a wrong module.
   * @param {string[]} lines @returns {Arrangement}
   */
  arrangementOf(lines) {
    const records = new Map(lines.map((line, index) => [line.split(' ')[0], { index, numbers: numbersOf(line) }]));
    const placeOf = (/** @type {number} */ index) =>
      records.get(this.names[index] ?? '')?.index ?? lines.length + index;
    const recorded = (/** @type {string} */ name, /** @type {number} */ count) =>
      permutation(records.get(name)?.numbers, count) ?? upTo(count);
    return {
      functions: upTo(this.functions.length).sort((a, b) => placeOf(a) - placeOf(b)),
      types: recorded('(types)', this.types.length),
      globals: recorded('(globals)', this.globals.length),
      exports: recorded('(exports)', this.exports.length),
      locals: this.localTypes.map((types, index) => {
        const numbers = permutation(records.get(this.names[index] ?? '')?.numbers, types.length);
        return numbers !== undefined && this.fits(index, numbers) ? numbers : upTo(types.length);
      }),
    };
  }

  /** Whether parameters keep their numbers, and others go to locals of the same type. @param {number} index @param {number[]} numbers */
  fits(index, numbers) {
    const types = this.localTypes[index];
    const parameters = types.length - this.bodies[index].locals.length;
    return numbers.every((to, from) => types[to] === types[from] && (from >= parameters || to === from));
  }

  /** The lines of a file that stand for this arrangement. @param {Arrangement} arrangement */
  linesOf({ functions, types, globals, exports, locals }) {
    const line = (/** @type {string} */ name, /** @type {number[]} */ numbers) =>
      numbers.every((it, index) => it === index) ? name : [name, ...numbers].join(' ');
    return [
      line('(types)', types),
      line('(globals)', globals),
      line('(exports)', exports),
      ...functions.map((index) => line(this.names[index], locals[index])),
    ];
  }

  /** The module in this arrangement, without names. @param {Arrangement} arrangement */
  write(arrangement) {
    const parts = [this.head];
    for (const { id, content } of this.sections) {
      if (id === CUSTOM || id === DATA_COUNT) continue; // the latter is for instructions that we do not use
      const written = this.rewrite(id, content, arrangement);
      parts.push(Buffer.from([id, ...leb(written.length)]), written);
    }
    return Buffer.concat(parts);
  }

  /** @param {number} id @param {Uint8Array} content @param {Arrangement} arrangement @returns {Uint8Array} */
  rewrite(id, content, { functions, types, globals, exports, locals }) {
    const [movedTo, typeAt, globalAt] = [inverse(functions), inverse(types), inverse(globals)];
    const written = (/** @type {Uint8Array[]} */ parts) => Buffer.concat([Buffer.from(leb(parts.length)), ...parts]);
    if (id === TYPE) return written(types.map((from) => this.types[from].bytes));
    if (id === FUNCTION) return written(functions.map((from) => Buffer.from(leb(typeAt[this.functions[from]]))));
    if (id === GLOBAL) return written(globals.map((from) => this.globals[from]));
    if (id === EXPORT) {
      const numbers = [movedTo, [], [], globalAt]; // by kind: function, table, memory, global
      return written(
        exports.map((from) => {
          const { name, kind, index } = this.exports[from];
          return Buffer.from([...leb(name.length), ...name, kind, ...leb(numbers[kind][index] ?? index)]);
        }),
      );
    }
    if (id === START) return Buffer.from(leb(movedTo[new Reader(content).u32()]));
    if (id === DATA) return joinSegments(content);
    if (id !== CODE) return content;
    return written(
      functions.map((from) => {
        const numbers = { call: movedTo, local: locals[from], global: globalAt };
        const pieces = this.bodies[from].pieces.map((it) =>
          it instanceof Uint8Array ? it : Buffer.from(leb(numbers[it.kind][it.index])),
        );
        const length = pieces.reduce((sum, it) => sum + it.length, 0);
        return Buffer.concat([Buffer.from(leb(length)), ...pieces]);
      }),
    );
  }
}

/** @param {number} count */
function upTo(count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** @param {number[]} order */
function inverse(order) {
  /** @type {number[]} */
  const places = new Array(order.length);
  for (const [place, from] of order.entries()) places[from] = place;
  return places;
}

/** The numbers behind the name in a line. @param {string} line */
function numbersOf(line) {
  return line.split(' ').slice(1).map(Number);
}

/** These numbers, when they are 0 to count − 1 in some order. @param {number[] | undefined} numbers @param {number} count */
function permutation(numbers, count) {
  const fits = numbers?.length === count && [...numbers].sort((a, b) => a - b).every((it, index) => it === index);
  return fits ? numbers : undefined;
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
