// The module's ABI without a host: records in, records out, as docs/abi.md draws them. What a broken host could do.
import { readFileSync } from 'node:fs';
import { RecordWriter } from './record.ts';

export const BAD_INPUT = 50;

export interface Call {
  name: string;
  record: Uint8Array;
}

export class Abi {
  readonly #exports: WebAssembly.Exports;
  readonly #memory: Uint8Array;

  /** A module, or the file of one. */
  constructor(from: string | WebAssembly.Module) {
    const module = typeof from === 'string' ? new WebAssembly.Module(readFileSync(from)) : from;
    this.#exports = new WebAssembly.Instance(module).exports;
    const { memory } = this.#exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the module exports no memory');
    this.#memory = new Uint8Array(memory.buffer);
  }

  has(name: string): boolean {
    return typeof this.#exports[name] === 'function';
  }

  /** Calls with a record; `claimed` is the length that the host says it has. */
  call({ name, record }: Call, claimed = record.length): Uint8Array {
    const at = this.#number('input_offset');
    this.#memory.set(record, at);
    const length = this.#number(name, claimed);
    const answer = this.#number('output_offset');
    return this.#memory.slice(answer, answer + length);
  }

  #number(name: string, argument = 0): number {
    const call = this.#exports[name];
    if (typeof call !== 'function') throw new Error(`no ${name}`);
    return Number(call(argument));
  }
}

export function statusOf(answer: Uint8Array): number {
  return new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
}

export function detailOf(answer: Uint8Array): number {
  return new DataView(answer.buffer, answer.byteOffset).getUint32(4, true);
}

/** A record, written as a host writes it. */
export function record(write: (to: RecordWriter) => void): Uint8Array {
  const area = new Uint8Array(32_768);
  const writer = new RecordWriter(area);
  write(writer);
  return area.slice(0, writer.length);
}

/** An answer, taken apart: the five numbers of its head, its name, its sentence, and what stands behind. */
export interface Parts {
  numbers: number[];
  name: string;
  sentence: string;
  body: Uint8Array;
}

export function partsOf(answer: Uint8Array): Parts {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const behindName = 24 + view.getUint32(20, true);
  const behind = behindName + 4 + view.getUint32(behindName, true);
  const text = (from: number, to: number) => Buffer.from(answer.subarray(from, to)).toString('latin1');
  return {
    numbers: Array.from({ length: 5 }, (_, i) => view.getUint32(4 * i, true)),
    name: text(24, behindName),
    sentence: text(behindName + 4, behind),
    body: answer.subarray(behind),
  };
}
