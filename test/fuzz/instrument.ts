// Inserts counters into a module: a byte for each way that a branch can go, and fuel, which every loop and every call takes from. So coverage is seen, work is
// counted instead of timed, and a module that would hang stops with a trap. The module itself stays what it is: nothing else is changed.
import { ByteReader, leb, OPCODE, type Section, sectionsOf, signedLeb, skipImmediates } from './bytecode.ts';

const PAGE = 65_536;

export interface Branch {
  /** Where its instruction stands in the module that was instrumented. */
  offset: number;
  /** The index of its first way; a branch on a condition has two: not taken, taken. */
  first: number;
  ways: number;
}

export interface Instrumented {
  bytes: Uint8Array<ArrayBuffer>;
  branches: Branch[];
  /** Address of the byte of way 0 in the module's memory; the byte of a way that was gone is 1. */
  ways: number;
  wayCount: number;
}

/** The export that holds the fuel: it falls by one for each loop iteration and each call, and below zero the module traps. */
export const FUEL = 'fuel';

export function instrument(binary: Uint8Array): Instrumented {
  const sections = sectionsOf(binary);
  const pages = memoryPages(contentOf(sections, 5));
  const fuel = countGlobals(contentOf(sections, 6));
  const inserter = new Inserter(pages * PAGE, fuel, functionParameters(sections));
  const code = inserter.codeSection(sections);
  const extra = Math.ceil(inserter.wayCount / PAGE) + 1;
  const replaced = sections.map((section) => ({ id: section.id, content: section.content as Uint8Array | number[] }));
  for (const section of replaced) {
    if (section.id === 5) section.content = [1, 1, ...leb(pages + extra), ...leb(pages + extra)];
    if (section.id === 6) section.content = withFuel(section.content);
    if (section.id === 7) section.content = withFuelExport(Uint8Array.from(section.content), fuel);
    if (section.id === 10) section.content = code;
  }
  const parts = replaced.flatMap(({ id, content }) => [
    Uint8Array.of(id, ...leb(content.length)),
    Uint8Array.from(content),
  ]);
  const bytes = Uint8Array.from(Buffer.concat([binary.subarray(0, 8), ...parts]));
  return { bytes, branches: inserter.branches, ways: pages * PAGE, wayCount: inserter.wayCount };
}

function contentOf(sections: readonly Section[], id: number): Uint8Array {
  const found = sections.find((section) => section.id === id);
  if (!found) throw new Error(`the module has no section ${id}`);
  return found.content;
}

function memoryPages(content: Uint8Array): number {
  const reader = new ByteReader(content, 2); // one memory, whose limits have a flag
  return reader.u32();
}

function countGlobals(content: Uint8Array): number {
  return new ByteReader(content).u32();
}

/** A mutable i32 that begins at 2^31 − 1. */
function withFuel(content: Uint8Array | number[]): number[] {
  const reader = new ByteReader(Uint8Array.from(content));
  const count = reader.u32();
  return [...leb(count + 1), ...content.slice(reader.at), 0x7f, 1, 0x41, ...signedLeb(0x7fffffff), 0x0b];
}

/** The section of exports with one more. */
export function withFuelExport(content: Uint8Array, fuel: number): Uint8Array {
  const reader = new ByteReader(content);
  const count = reader.u32();
  const name = [...new TextEncoder().encode(FUEL)];
  return Uint8Array.of(...leb(count + 1), ...content.slice(reader.at), ...leb(name.length), ...name, 3, ...leb(fuel));
}

/** The number of parameters of each function of the module's own. */
function functionParameters(sections: readonly Section[]): number[] {
  const types = new ByteReader(contentOf(sections, 1));
  const parameters: number[] = [];
  for (let left = types.u32(); left > 0; left--) {
    types.byte(); // 0x60
    const count = types.u32();
    types.take(count);
    types.take(types.u32());
    parameters.push(count);
  }
  const functions = new ByteReader(contentOf(sections, 3));
  return Array.from({ length: functions.u32() }, () => parameters[functions.u32()] ?? 0);
}

/** fuel -= 1; if (fuel < 0) unreachable */
export function burning(fuel: number): number[] {
  const index = leb(fuel);
  return [0x23, ...index, 0x41, 1, 0x6b, 0x24, ...index, 0x23, ...index, 0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0b];
}

class Inserter {
  readonly branches: Branch[] = [];
  wayCount = 0;
  readonly #ways: number;
  readonly #burn: number[];
  readonly #parameters: number[];

  constructor(ways: number, fuel: number, parameters: number[]) {
    this.#ways = ways;
    this.#parameters = parameters;
    this.#burn = burning(fuel);
  }

  codeSection(sections: readonly Section[]): Uint8Array {
    const section = sections.find(({ id }) => id === 10);
    if (!section) throw new Error('the module has no code');
    const reader = new ByteReader(section.content);
    const count = reader.u32();
    const out: Uint8Array[] = [Uint8Array.from(leb(count))];
    for (let index = 0; index < count; index++) {
      const length = reader.u32();
      const start = reader.at;
      const body = this.#body(reader.take(length), section.at + start, this.#parameters[index] ?? 0);
      out.push(Uint8Array.from(leb(body.length)), body);
    }
    return Uint8Array.from(Buffer.concat(out));
  }

  /** A function with one more local, a condition that waits there while its way is marked. */
  #body(body: Uint8Array, offset: number, parameters: number): Uint8Array {
    const reader = new ByteReader(body);
    const groups = reader.u32();
    const firstGroup = reader.at;
    let condition = parameters;
    for (let left = groups; left > 0; left--) {
      condition += reader.u32();
      reader.byte();
    }
    const out: number[] = [...leb(groups + 1), ...body.subarray(firstGroup, reader.at), 1, 0x7f, ...this.#burn];
    while (reader.at < body.length) this.#instruction(reader, offset, condition, out);
    return Uint8Array.from(out);
  }

  #instruction(reader: ByteReader, offset: number, condition: number, out: number[]): void {
    const start = reader.at;
    const opcode = reader.byte();
    skipImmediates(reader, opcode);
    const { if: ifCode, branchIf, select, branchTable, loop } = OPCODE;
    if (opcode === ifCode || opcode === branchIf || opcode === select) {
      out.push(...this.#mark(offset + start, condition, 2));
    } else if (opcode === branchTable) {
      out.push(...this.#mark(offset + start, condition, new ByteReader(reader.bytes, start + 1).u32() + 1));
    }
    for (let at = start; at < reader.at; at++) out.push(reader.bytes[at] ?? 0);
    if (opcode === loop) out.push(...this.#burn);
  }

  /** memory[ways + first + way] = 1, with the condition left on the stack. */
  #mark(offset: number, condition: number, ways: number): number[] {
    const first = this.wayCount;
    this.branches.push({ offset, first, ways });
    this.wayCount += ways;
    const get = [0x20, ...leb(condition)];
    const last = [0x41, ...signedLeb(ways - 1)];
    // With two ways the condition is 0 or not; a table takes its last way for whatever is out of range.
    const way = ways === 2 ? [...get, 0x45, 0x45] : [...get, ...last, ...get, ...last, 0x49, 0x1b];
    return [0x21, ...leb(condition), ...way, 0x41, 1, 0x3a, 0, ...leb(this.#ways + first), ...get];
  }
}
