// The tables of the module's sources – p, d, L, √−1, the base point, rules, lists of slips – and where they are in a compiled module.
import { ByteReader, type Section } from '../fuzz/bytecode.ts';
import type { Place, Program } from './bodies.ts';
import type { Mutant } from './mutants.ts';
import type { Sources, Table } from './sources.ts';

/** Where an element of a table stands, whatever the module. */
export interface Element {
  file: string;
  table: string;
  offset: number;
}

/** The lowest and the highest bit of each element are turned, one at a time. */
export function tableMutants(program: Program, sources: Sources, isMine: (file: string) => boolean): Mutant[] {
  return sources.tables
    .filter(({ file, name }) => isMine(file) && addressOf(program, sources, file, name) !== undefined)
    .flatMap((table) => Array.from({ length: table.count }, (_, i) => elementMutants(table, i)).flat());
}

function elementMutants({ file, name, line, count, size }: Table, index: number): Mutant[] {
  const place: Place = { file, line, column: 1 };
  return [
    { bit: 0, what: 'lowest' },
    { bit: 8 * size - 1, what: 'highest' },
  ].map(({ bit, what }) => ({
    ...{ place, name, body: -1, instruction: -1, kind: 'constant' as const },
    what: `${name}[${index} of ${count}]: ${what} bit`,
    bytes: [1 << (bit & 7)],
    element: { file, table: name, offset: index * size + (bit >> 3) },
  }));
}

/** The address that the code of its file uses for a table. */
function addressOf({ bodies }: Program, sources: Sources, file: string, name: string): number | undefined {
  for (const { bytes, instructions } of bodies) {
    for (const { opcode, from, place } of instructions) {
      if (opcode !== 0x41 || place?.file !== file || sources.wordAt(place) !== name) continue;
      return readAddress(new ByteReader(bytes, from + 1));
    }
  }
  return undefined;
}

function readAddress(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = reader.byte();
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
}

/** The section of data with one byte changed; undefined when the module has no such table. */
export function changedData(
  program: Program,
  sources: Sources,
  element: Element,
  mask: number,
): Uint8Array | undefined {
  const address = addressOf(program, sources, element.file, element.table);
  const section = program.sections.find(({ id }) => id === 11);
  if (address === undefined || !section) return undefined;
  const content = Uint8Array.from(section.content);
  const at = placeOf(section, address + element.offset);
  if (at === undefined) return undefined;
  content[at] = (content[at] ?? 0) ^ mask;
  return content;
}

/** Where an address of the memory stands in the section: each segment is a flag, an address as a constant, and bytes. */
function placeOf({ content }: Section, address: number): number | undefined {
  const reader = new ByteReader(content);
  for (let left = reader.u32(); left > 0; left--) {
    reader.take(2); // active, i32.const
    const start = readAddress(reader);
    reader.byte(); // end
    const length = reader.u32();
    if (address >= start && address < start + length) return reader.at + address - start;
    reader.take(length);
  }
  return undefined;
}
