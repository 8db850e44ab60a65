// A module under watch: instrumented, its branches and its work counted. One call of it is one experiment.
import { readFileSync } from 'node:fs';
import { FUEL, type Instrumented, instrument } from './instrument.ts';

/**
 * The work that one call may do: loop iterations and calls. Ten million take 20 to 40 milliseconds on a machine of 2020, so that whatever would run for 50 is stopped
 * as a hang, on any machine at the same place.
 */
export const MOST_WORK = 10_000_000;

export class Lab {
  readonly name: string;
  readonly memory: Uint8Array;
  readonly exports: WebAssembly.Exports;
  /** Calls, and the most work that one of them did. */
  calls = 0;
  mostWork = 0;
  readonly wayCount: number;
  readonly #fuel: WebAssembly.Global;
  readonly #ways: Uint32Array;
  readonly #view: DataView;
  readonly #functions = new Map<string, (...numbers: number[]) => number>();

  /** A module of build/, or one that was instrumented before. */
  constructor(name: string, instrumented: Instrumented = watched(readFileSync(`build/${name}.wasm`))) {
    this.name = name;
    const { bytes, ways, wayCount } = instrumented;
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const memory = this.exports['memory'];
    const fuel = this.exports[FUEL];
    if (!(memory instanceof WebAssembly.Memory) || !(fuel instanceof WebAssembly.Global)) throw new Error(`${name}?`);
    this.memory = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
    this.#ways = new Uint32Array(memory.buffer, ways, Math.ceil(wayCount / 4));
    this.wayCount = wayCount;
    this.#fuel = fuel;
  }

  /** Calls an export; throws what it traps with, and when it has done too much. */
  call(name: string, ...numbers: number[]): number {
    this.calls++;
    this.#fuel.value = MOST_WORK;
    try {
      return this.#function(name)(...numbers);
    } catch (error) {
      const why = this.#fuel.value < 0 ? `does more than ${MOST_WORK} steps` : `traps: ${String(error)}`;
      throw new Error(`${this.name} ${name} ${why}`);
    } finally {
      this.mostWork = Math.max(this.mostWork, MOST_WORK - this.#fuel.value);
    }
  }

  /** How many ways of branches were gone so far. */
  seen(): number {
    let sum = 0;
    for (const four of this.#ways) sum += (Math.imul(four, 0x01010101) >>> 24) & 255;
    return sum;
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** The value of an exported variable. */
  value(name: string): number {
    const global = this.exports[name];
    if (!(global instanceof WebAssembly.Global)) throw new Error(`${this.name} exports no ${name}`);
    return Number(global.value);
  }

  #function(name: string): (...numbers: number[]) => number {
    const known = this.#functions.get(name);
    if (known) return known;
    const found = this.exports[name];
    if (typeof found !== 'function') throw new Error(`${this.name} has no ${name}`);
    const made = (...numbers: number[]): number => Number(found(...numbers));
    this.#functions.set(name, made);
    return made;
  }
}

/** What the coverage run puts into build/ counts already, and says where (test/mutation/coverage.ts). */
function watched(bytes: Uint8Array<ArrayBuffer>): Instrumented {
  const [mark] = WebAssembly.Module.customSections(new WebAssembly.Module(bytes), 'coverage');
  if (!mark) return instrument(bytes);
  const { ways, wayCount }: Pick<Instrumented, 'ways' | 'wayCount'> = JSON.parse(new TextDecoder().decode(mark));
  return { bytes, branches: [], ways, wayCount };
}
