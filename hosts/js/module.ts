// The WebAssembly module behind a Verifier: instantiated, its ABI checked, called with records.
import { LatchkeyError } from './error.ts';
import { RecordReader, RecordWriter } from './record.ts';

const ABI_VERSION = 1;

export interface LoadOptions {
  /** SHA-256 that the module's bytes must have, in hex. */
  sha256?: string;
}

/** Instantiates the module; throws `wrong-module` when its digest or its ABI is another one. */
export async function instantiate(module: BufferSource | WebAssembly.Module, options: LoadOptions): Promise<Module> {
  if (options.sha256 !== undefined) await demandDigest(module, options.sha256);
  const compiled = module instanceof WebAssembly.Module ? module : await WebAssembly.compile(module);
  return new Module(await WebAssembly.instantiate(compiled, {}));
}

async function demandDigest(module: BufferSource | WebAssembly.Module, expected: string): Promise<void> {
  if (module instanceof WebAssembly.Module) {
    throw new LatchkeyError('wrong-module', 'sha256 can be demanded of bytes only, not of a compiled module');
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', module));
  const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual !== expected.toLowerCase()) {
    throw new LatchkeyError('wrong-module', `the module has the SHA-256 ${actual}, demanded was ${expected}`);
  }
}

export class Module {
  readonly #exports: WebAssembly.Exports;
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;

  constructor(instance: WebAssembly.Instance) {
    this.#exports = instance.exports;
    const version = this.#number('abi_version');
    if (version !== ABI_VERSION) {
      throw new LatchkeyError('wrong-module', `the module speaks ABI ${version}, this host speaks ${ABI_VERSION}`);
    }
    const { memory } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory))
      throw new LatchkeyError('wrong-module', 'the module exports no memory');
    // The memory never grows, so these views never detach.
    this.#input = new Uint8Array(memory.buffer, this.#number('input_offset'), this.#number('input_capacity'));
    this.#output = new Uint8Array(memory.buffer, this.#number('output_offset'), this.#number('output_capacity'));
  }

  /** Calls `name` with the record that `write` makes; the answer must be read before the next call. */
  call(name: string, write: (record: RecordWriter) => void): RecordReader {
    const record = new RecordWriter(this.#input);
    write(record);
    return new RecordReader(this.#output.subarray(0, this.#number(name, record.length)));
  }

  #number(name: string, argument?: number): number {
    const call = this.#exports[name];
    if (typeof call !== 'function') throw new LatchkeyError('wrong-module', `the module has no ${name}`);
    return Number(argument === undefined ? call() : call(argument));
  }
}
