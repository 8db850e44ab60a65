// The mutants of the module: each is one instruction of the compiled sources changed, at a known place in them. Which changes there are:
//
//   check     a condition is always true or always false; a question (a call that answers true or false) is; an assignment or a call is left out
//   compare   < becomes <= and >=, == becomes !=, and so on
//   compute   + becomes −, << becomes >>, & becomes |, and so on
//   constant  a number is one more or one less
import { ByteReader, OPCODE, wideLeb } from '../fuzz/bytecode.ts';
import type { Body, Instruction, Place, Program } from './bodies.ts';
import type { Sources } from './sources.ts';
import type { Element } from './tables.ts';

export type Kind = 'check' | 'compare' | 'compute' | 'constant';

export interface Mutant {
  place: Place;
  /** The function's name and the instruction's number in it: the same in every module that has the function. */
  name: string;
  body: number;
  instruction: number;
  kind: Kind;
  what: string;
  bytes: number[];
  /** An element of a table, when not an instruction is changed; `bytes` then has the bits to turn. */
  element?: Element;
}

type Change = [kind: Kind, what: string, bytes: number[]];

/** Comparisons of integers by opcode: the boundary moved, and the opposite. */
const COMPARE: Record<number, [string, number][]> = {};
/** Arithmetic by opcode: what it becomes. */
const COMPUTE: Record<number, [string, number]> = {};

// i32 at 0x46, i64 at 0x51: eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
for (const base of [0x46, 0x51]) {
  COMPARE[base] = [['== → !=', base + 1]];
  COMPARE[base + 1] = [['!= → ==', base]];
  for (const sign of [0, 1]) {
    const [lt, gt, le, ge] = [base + 2 + sign, base + 4 + sign, base + 6 + sign, base + 8 + sign];
    COMPARE[lt] = [
      ['< → <=', le],
      ['< → >=', ge],
    ];
    COMPARE[gt] = [
      ['> → >=', ge],
      ['> → <=', le],
    ];
    COMPARE[le] = [
      ['<= → <', lt],
      ['<= → >', gt],
    ];
    COMPARE[ge] = [
      ['>= → >', gt],
      ['>= → <', lt],
    ];
  }
}
// f64 at 0x61: eq ne lt gt le ge
Object.assign(COMPARE, {
  97: [['== → !=', 0x62]],
  98: [['!= → ==', 0x61]],
  99: [['< → <=', 0x65]],
  100: [['> → >=', 0x66]],
  101: [['<= → <', 0x63]],
  102: [['>= → >', 0x64]],
});
// i32 at 0x6a, i64 at 0x7c: add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr
for (const base of [0x6a, 0x7c]) {
  const names = ['+', '−', '·', '/', '/', '%', '%', '&', '|', '^', '<<', '>>', '>>', 'rotl', 'rotr'];
  for (const [from, to] of [1, 0, 0, 2, 2, 3, 4, 8, 7, 8, 12, 10, 10, 14, 13].entries()) {
    COMPUTE[base + from] = [`${names[from]} → ${names[to]}`, base + to];
  }
}
Object.assign(COMPUTE, { 160: ['+ → −', 0xa1], 161: ['− → +', 0xa0], 162: ['· → +', 0xa0] });

/** The same behind the prefix of SIMD: i64x2 and f64x2, bits, and the fused multiplications. */
const VECTOR: Record<number, [string, number]> = {
  78: ['& → |', 80],
  80: ['| → &', 78],
  81: ['^ → |', 80],
  203: ['<< → >>', 205],
  204: ['>> → <<', 203],
  205: ['>> → <<', 203],
  206: ['+ → −', 209],
  209: ['− → +', 206],
  240: ['+ → −', 241],
  241: ['− → +', 240],
  242: ['· → +', 240],
  263: ['a·b + c → −a·b + c', 264],
  264: ['−a·b + c → a·b + c', 263],
};

const DROP = 0x1a;

export function mutantsOf(program: Program, sources: Sources, isMine: (file: string) => boolean): Mutant[] {
  return program.bodies.flatMap((body, index) =>
    body.instructions.flatMap((instruction, number): Mutant[] => {
      const { place } = instruction;
      if (!place || !isMine(place.file)) return [];
      const at = { place, name: body.name, body: index, instruction: number };
      return changesOf(program, body, instruction, sources).map(([kind, what, bytes]) => ({
        ...at,
        kind,
        what,
        bytes,
      }));
    }),
  );
}

function changesOf(program: Program, body: Body, instruction: Instruction, sources: Sources): Change[] {
  const { opcode, operation, from, to } = instruction;
  const own = [...body.bytes.subarray(from, to)];
  const compared = COMPARE[opcode];
  if (compared) return compared.map(([what, other]): Change => ['compare', what, [other]]);
  const computed = COMPUTE[opcode];
  if (computed) return [['compute', computed[0], [computed[1]]]];
  const vector = opcode === 0xfd ? VECTOR[operation] : undefined;
  if (vector) return [['compute', vector[0], [0xfd, (vector[1] & 127) | 128, vector[1] >> 7]]];
  if (opcode === OPCODE.if || opcode === OPCODE.branchIf || opcode === OPCODE.select) return conditions(own);
  if (opcode === 0x41 || opcode === 0x42) return constants(body, instruction, sources);
  if (opcode === 0x10) return calls(program, body, instruction, own, sources);
  return leftOut(opcode, operation);
}

function conditions(own: number[]): Change[] {
  return [
    ['check', 'the condition is true', [DROP, 0x41, 1, ...own]],
    ['check', 'the condition is false', [DROP, 0x41, 0, ...own]],
  ];
}

/** A number that is written in the sources, or a named one; not where an area of memory is. */
function constants(body: Body, { opcode, from, place }: Instruction, sources: Sources): Change[] {
  const word = sources.wordAt(place);
  if (sources.isArea(word)) return [];
  if (word.startsWith('ASC_')) return []; // what the compiler knows: it has decided already, and drops the value
  const value = signedValue(new ByteReader(body.bytes, from + 1));
  if (word === 'true' || word === 'false')
    return [['constant', `${word} → ${value === 0n}`, [opcode, value === 0n ? 1 : 0]]];
  const written = /^(\d|[A-Z][A-Z_0-9]+$)/.test(word);
  // A truth value that && and || leave behind.
  if (!written)
    return value === 0n || value === 1n ? [['constant', `${value} → ${1n - value}`, [opcode, Number(1n - value)]]] : [];
  const other = (to: bigint): Change => ['constant', `${word}: ${value} → ${to}`, [opcode, ...wideLeb(to)]];
  return [other(value + 1n), other(value - 1n)];
}

function calls(program: Program, body: Body, { from }: Instruction, own: number[], sources: Sources): Change[] {
  const callee = program.bodies[new ByteReader(body.bytes, from + 1).u32()];
  if (!callee) return [];
  const { parameters, results } = callee.type;
  if (results === 0) return [['check', `${shortName(callee.name)} is not called`, Array(parameters).fill(DROP)]];
  if (!sources.isQuestion(callee.name)) return [];
  const answers = (what: number): Change => [
    'check',
    `${shortName(callee.name)} answers ${what === 1}`,
    [...own, DROP, 0x41, what],
  ];
  // fail(), miss() and their kin always answer false.
  return /^(fail|miss$)/.test(shortName(callee.name)) ? [answers(1)] : [answers(1), answers(0)];
}

/** Stores and assignments take their operands and do nothing. */
function leftOut(opcode: number, operation: number): Change[] {
  if (opcode === 0x21 || opcode === 0x24) return [['check', 'not assigned', [DROP]]];
  if (opcode >= 0x36 && opcode <= 0x3e) return [['check', 'not stored', [DROP, DROP]]];
  if (opcode === 0xfd && operation === 11) return [['check', 'not stored', [DROP, DROP]]];
  if (opcode === 0xfc && (operation === 10 || operation === 11)) return [['check', 'not copied', [DROP, DROP, DROP]]];
  return [];
}

function signedValue(reader: ByteReader): bigint {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte();
    value |= BigInt(byte & 127) << shift;
    if (byte >= 128) continue;
    return (byte & 64) !== 0 ? value - (1n << (shift + 7n)) : value;
  }
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
