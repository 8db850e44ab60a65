// A module that can be changed in one function at a time, quickly: every body is made to burn fuel once, so that a mutant that would hang traps.
import { leb, OPCODE, signedLeb, wideLeb } from '../fuzz/bytecode.ts';
import { burning, withFuelExport } from '../fuzz/instrument.ts';
import { assemble, type Body, type Program } from './bodies.ts';

/** More than the longest test needs of one instance; a loop without end is through it in half a minute. */
const FUEL = 20_000_000_000n;

/** As burning() of the fuzzer, in 64 bits. */
function burningSlowly(fuel: number): number[] {
  const index = leb(fuel);
  return [0x23, ...index, 0x42, 1, 0x7d, 0x24, ...index, 0x23, ...index, 0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0b];
}

export class Changeable {
  readonly program: Program;
  readonly #burn: number[];
  readonly #bodies: Uint8Array[];
  readonly #globals: Uint8Array;
  readonly #exports: Uint8Array;

  /** `exported`: a test gives fuel to each call; otherwise one instance has `fuel` for its whole life, and looks like the module that it was. */
  constructor(program: Program, { fuel = FUEL, exported = false } = {}) {
    this.program = program;
    const globals = program.sections.find(({ id }) => id === 6)?.content ?? Uint8Array.of(0);
    const [count, width] = countOf(globals);
    const global = exported ? [0x7f, 1, 0x41, ...signedLeb(0x7fffffff), 0x0b] : [0x7e, 1, 0x42, ...wideLeb(fuel), 0x0b];
    this.#globals = Uint8Array.of(...leb(count + 1), ...globals.subarray(width), ...global);
    const exports = program.sections.find(({ id }) => id === 7)?.content ?? Uint8Array.of(0);
    this.#exports = exported ? withFuelExport(exports, count) : exports;
    this.#burn = exported ? burning(count) : burningSlowly(count);
    this.#bodies = program.bodies.map((body) => this.#burning(body, -1, []));
  }

  /** The module with one instruction replaced; the original without a change. */
  with(change?: { body: number; instruction: number; bytes: readonly number[] }): Uint8Array<ArrayBuffer> {
    const bodies = this.#bodies.slice();
    if (change) {
      const body = this.program.bodies[change.body];
      if (!body) throw new RangeError(`no function ${change.body}`);
      bodies[change.body] = this.#burning(body, change.instruction, change.bytes);
    }
    return this.#assembled(joined(bodies));
  }

  /** The module with another section of data. */
  withData(data: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#assembled(joined(this.#bodies), data);
  }

  #assembled(code: Uint8Array, data?: Uint8Array): Uint8Array<ArrayBuffer> {
    return assemble(
      this.program,
      new Map([[6, this.#globals], [7, this.#exports], [10, code], ...(data ? [[11, data] as const] : [])]),
    );
  }

  #burning({ bytes, start, instructions }: Body, changed: number, replacement: readonly number[]): Uint8Array {
    const out: Uint8Array[] = [bytes.subarray(0, start), Uint8Array.from(this.#burn)];
    for (const [i, { from, to, opcode }] of instructions.entries()) {
      out.push(i === changed ? Uint8Array.from(replacement) : bytes.subarray(from, to));
      if (opcode === OPCODE.loop) out.push(Uint8Array.from(this.#burn));
    }
    return Buffer.concat(out);
  }
}

/** The section of code. */
function joined(bodies: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([
    Uint8Array.from(leb(bodies.length)),
    ...bodies.flatMap((body) => [Uint8Array.from(leb(body.length)), body]),
  ]);
}

function countOf(content: Uint8Array): [count: number, width: number] {
  let count = 0;
  for (let i = 0; ; i++) {
    const byte = content[i] ?? 0;
    count += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [count, i + 1];
  }
}
