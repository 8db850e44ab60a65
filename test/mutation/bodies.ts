// The functions of a compiled module, instruction by instruction, with their names and where they come from.
import { SourceMap } from 'node:module';
import { ByteReader, leb, type Section, sectionsOf, skipImmediates } from '../fuzz/bytecode.ts';

export interface Instruction {
  /** Where it stands in the body. */
  from: number;
  to: number;
  opcode: number;
  /** Behind a prefix byte (0xfc, 0xfd): which of its instructions. */
  operation: number;
  place: Place | undefined;
}

/** A place in the sources; lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

export interface Body {
  name: string;
  /** What a function with this index takes and gives: numbers of values. */
  type: FunctionType;
  bytes: Uint8Array;
  /** Where the instructions begin, behind the locals. */
  start: number;
  instructions: Instruction[];
}

export interface FunctionType {
  parameters: number;
  results: number;
}

export interface Program {
  binary: Uint8Array;
  sections: Section[];
  bodies: Body[];
}

/** Takes a module apart that imports nothing and was compiled with names and a source map. */
export function programOf(binary: Uint8Array, map: string): Program {
  const sections = sectionsOf(binary);
  const code = sections.find(({ id }) => id === 10);
  if (!code) throw new Error('the module has no code');
  const types = functionTypes(sections);
  const names = functionNames(sections);
  const places = new SourceMap(JSON.parse(map));
  const reader = new ByteReader(code.content);
  const bodies = Array.from({ length: reader.u32() }, (_, index): Body => {
    const length = reader.u32();
    const offset = code.at + reader.at;
    const bytes = reader.take(length);
    const type = types[index] ?? { parameters: 0, results: 0 };
    return { name: names.get(index) ?? `function ${index}`, type, bytes, ...instructionsOf(bytes, offset, places) };
  });
  return { binary, sections, bodies };
}

function instructionsOf(bytes: Uint8Array, offset: number, places: SourceMap): Pick<Body, 'start' | 'instructions'> {
  const reader = new ByteReader(bytes);
  for (let left = reader.u32(); left > 0; left--) {
    reader.u32();
    reader.byte();
  }
  const start = reader.at;
  const instructions: Instruction[] = [];
  let place: Place | undefined;
  while (reader.at < bytes.length) {
    const from = reader.at;
    const opcode = reader.byte();
    skipImmediates(reader, opcode);
    place = placeAt(places, offset + from) ?? place;
    const operation = opcode === 0xfc || opcode === 0xfd ? new ByteReader(bytes, from + 1).u32() : -1;
    instructions.push({ from, to: reader.at, opcode, operation, place });
  }
  return { start, instructions };
}

function placeAt(places: SourceMap, offset: number): Place | undefined {
  const entry = places.findEntry(0, offset);
  if (!('originalSource' in entry) || !entry.originalSource) return undefined;
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** Of each function of the module's own. */
export function functionTypes(sections: readonly Section[]): FunctionType[] {
  const content = (id: number) => sections.find((section) => section.id === id)?.content ?? new Uint8Array();
  const reader = new ByteReader(content(1));
  const types: FunctionType[] = [];
  for (let left = reader.u32(); left > 0; left--) {
    reader.byte(); // 0x60
    const parameters = reader.u32();
    reader.take(parameters);
    const results = reader.u32();
    reader.take(results);
    types.push({ parameters, results });
  }
  const functions = new ByteReader(content(3));
  return Array.from({ length: functions.u32() }, () => types[functions.u32()] ?? { parameters: 0, results: 0 });
}

/** The custom section "name", its part about functions. */
function functionNames(sections: readonly Section[]): Map<number, string> {
  const names = new Map<number, string>();
  const text = new TextDecoder();
  for (const { id, content } of sections) {
    if (id !== 0) continue;
    const reader = new ByteReader(content);
    if (text.decode(reader.take(reader.u32())) !== 'name') continue;
    while (reader.at < content.length) {
      const part = reader.byte();
      const end = reader.u32() + reader.at;
      if (part === 1) {
        for (let left = reader.u32(); left > 0; left--) names.set(reader.u32(), text.decode(reader.take(reader.u32())));
      }
      reader.at = end;
    }
  }
  return names;
}

/** The module with some sections replaced. */
export function assemble(
  { binary, sections }: Program,
  replaced: ReadonlyMap<number, Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const parts = sections
    .filter(({ id }) => id !== 0)
    .flatMap(({ id, content }) => {
      const bytes = replaced.get(id) ?? content;
      return [Uint8Array.of(id, ...leb(bytes.length)), bytes];
    });
  return Uint8Array.from(Buffer.concat([binary.subarray(0, 8), ...parts]));
}
