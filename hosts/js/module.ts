// The WebAssembly module behind a Verifier: chosen, instantiated, its ABI checked, called with records.
import { LatchkeyError } from './error.ts';
import type { Memory } from './record.ts';

const ABI_VERSION = 1;

export interface LoadOptions {
  /** SHA-256 that the module's bytes must have, in hex; of two modules, both digests. */
  sha256?: string | readonly string[];
}

/** The bytes of a module, or the module compiled. */
export type ModuleSource = BufferSource | WebAssembly.Module;

/**
 * Both builds of one module, which give the same verdicts: the fast one is taken where the engine can run it, else the one that runs everywhere.
 * A function is only called when its module is wanted, so that a page fetches one of the two.
 */
export interface ModulePair {
  /** `verifier-simd.wasm` */
  simd: ModuleSource | (() => Promise<ModuleSource>);
  /** `verifier.wasm` */
  scalar: ModuleSource | (() => Promise<ModuleSource>);
}

/** Instantiates the module; throws `wrong-module` when its digest or its ABI is another one. */
export async function instantiate(module: ModuleSource | ModulePair, options: LoadOptions): Promise<Module> {
  if ('simd' in module) {
    const { simd, scalar } = module;
    const fast = await openFast(simd, options);
    return fast ?? instantiate(typeof scalar === 'function' ? await scalar() : scalar, options);
  }
  await demandDigest(module, options);
  return start(await compile(module));
}

/** The fast module, if this engine reads it and rounds as it needs; the module says so itself. */
async function openFast(simd: ModulePair['simd'], options: LoadOptions): Promise<Module | undefined> {
  // Bytes at hand are compiled, which tells as well; but nothing is fetched that could not be.
  if (typeof simd === 'function' && !WebAssembly.validate(new Uint8Array(RELAXED_SIMD))) return undefined;
  const source = typeof simd === 'function' ? await simd() : simd;
  let compiled: WebAssembly.Module;
  try {
    compiled = await compile(source); // right away, since asking `validate` before takes as long again
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  if (options.sha256 !== undefined) await demandDigest(source, options);
  const module = start(compiled);
  // Whether this engine computes as the module needs it; where it does not, no signature holds.
  return number(module.exports, 'arithmetic_works') === 1 ? module : undefined;
}

/** The smallest module with `f64x2.relaxed_madd`: an engine that takes it takes the fast module. */
// biome-ignore format: as the sections are
const RELAXED_SIMD = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
  0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b, // type: three v128 to one
  0x03, 0x02, 0x01, 0x00, // one function of it
  0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x87, 0x02, 0x0b,
];

/** At once: the module only makes small tables as it starts, and waiting for a turn takes longer. */
function start(compiled: WebAssembly.Module): Module {
  const { exports } = new WebAssembly.Instance(compiled, {});
  const version = number(exports, 'abi_version');
  if (version !== ABI_VERSION) {
    throw new LatchkeyError('wrong-module', `the module speaks ABI ${version}, this host speaks ${ABI_VERSION}`);
  }
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new LatchkeyError('wrong-module', 'the module exports no memory');
  return {
    exports,
    bytes: new Uint8Array(memory.buffer),
    view: new DataView(memory.buffer),
    input: number(exports, 'input_offset'),
    inputCapacity: number(exports, 'input_capacity'),
    output: number(exports, 'output_offset'),
    outputCapacity: number(exports, 'output_capacity'),
    at: 0,
    end: 0,
    reading: false,
    tail: undefined,
    heads: new Map(),
  };
}

/** On a page, elsewhere than on the thread that draws it; anywhere else at once, which is faster for a module this small. */
function compile(source: ModuleSource): WebAssembly.Module | Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  return 'document' in globalThis ? WebAssembly.compile(source) : new WebAssembly.Module(source);
}

async function demandDigest(module: ModuleSource, { sha256 }: LoadOptions): Promise<void> {
  if (sha256 === undefined) return;
  const expected = [sha256].flat();
  if (module instanceof WebAssembly.Module) {
    throw new LatchkeyError('wrong-module', 'sha256 can be demanded of bytes only, not of a compiled module');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', module));
  const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!expected.some((it) => it.toLowerCase() === actual)) {
    throw new LatchkeyError(
      'wrong-module',
      `the module has the SHA-256 ${actual}, demanded was ${expected.join(' or ')}`,
    );
  }
}

/** A module that runs. A record is written between `begin` and `call`, the answer is read after `call` and before the next `begin`. */
export interface Module extends Memory {
  readonly exports: WebAssembly.Exports;
  readonly input: number;
  readonly inputCapacity: number;
  readonly output: number;
  readonly outputCapacity: number;
}

/** Begins to write a record. */
export function begin(module: Module): Module {
  module.at = module.input;
  module.end = module.input + module.inputCapacity;
  module.reading = false;
  return module;
}

/** Calls `name` with the record that was written, and begins to read the answer. */
export function call(module: Module, name: string): Module {
  const length = number(module.exports, name, module.at - module.input);
  module.at = module.output;
  module.end = module.output + Math.min(length, module.outputCapacity);
  module.reading = true;
  return module;
}

function number(exports: WebAssembly.Exports, name: string, argument?: number): number {
  const call = exports[name];
  if (typeof call !== 'function') throw new LatchkeyError('wrong-module', `the module has no ${name}`);
  return Number(argument === undefined ? call() : call(argument));
}
