// Records as docs/abi.md draws them: little-endian, unaligned, `data` behind a u32 length.
import { LatchkeyError } from './error.ts';

const utf8 = new TextEncoder();

/** Writes an input record into the module's input area. */
export class RecordWriter {
  readonly #area: Uint8Array;
  readonly #view: DataView;
  #length = 0;

  constructor(area: Uint8Array) {
    this.#area = area;
    this.#view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  }

  get length(): number {
    return this.#length;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#claim(4), value, true);
    return this;
  }

  f64(value: number): this {
    this.#view.setFloat64(this.#claim(8), value, true);
    return this;
  }

  /** A whole number, or −1 for "absent". */
  i64(value: number | undefined, name: string): this {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
      throw new LatchkeyError('bad-input', `${name} must be a whole number of 0 or more, got ${value}`);
    }
    this.#view.setBigInt64(this.#claim(8), BigInt(value ?? -1), true);
    return this;
  }

  /** Exactly `length` bytes; zeros when there are none. */
  bytes(value: Uint8Array | undefined, length: number, name: string): this {
    if (value !== undefined && value.length !== length) {
      throw new LatchkeyError('bad-input', `${name} must have ${length} bytes, got ${value.length}`);
    }
    this.#area.fill(0, this.#claim(length), this.#length);
    if (value) this.#area.set(value, this.#length - length);
    return this;
  }

  data(value: Uint8Array): this {
    this.u32(value.length);
    this.#area.set(value, this.#claim(value.length));
    return this;
  }

  /** The bytes as they are, without a length in front. */
  rest(value: Uint8Array): this {
    this.#area.set(value, this.#claim(value.length));
    return this;
  }

  text(value: string): this {
    return this.data(utf8.encode(value));
  }

  /** Items of 16 bytes in one `data`. */
  components(values: readonly Uint8Array[]): this {
    this.u32(values.length * 16);
    values.forEach((value, index) => {
      this.bytes(value, 16, `component ${index + 1}`);
    });
    return this;
  }

  #claim(length: number): number {
    const at = this.#length;
    if (at + length > this.#area.length) {
      throw new LatchkeyError('bad-input', `the arguments need more than the ${this.#area.length} bytes there are`);
    }
    this.#length = at + length;
    return at;
  }
}

/** Reads an output record. What it returns is copied: the area belongs to the next call. */
export class RecordReader {
  readonly #area: Uint8Array;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #at = 0;

  constructor(area: Uint8Array) {
    this.#area = area;
    this.#view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  }

  u32(): number {
    return this.#view.getUint32(this.#claim(4), true);
  }

  /** A whole number; `undefined` for −1, "absent". */
  i64(): number | undefined {
    const value = this.#view.getBigInt64(this.#claim(8), true);
    return value < 0n ? undefined : Number(value);
  }

  bytes(length: number): Uint8Array {
    const at = this.#claim(length);
    return this.#area.slice(at, at + length);
  }

  data(): Uint8Array {
    return this.bytes(this.u32());
  }

  text(): string {
    const length = this.u32();
    const at = this.#claim(length);
    return this.#utf8.decode(this.#area.subarray(at, at + length));
  }

  #claim(length: number): number {
    const at = this.#at;
    if (at + length > this.#area.length) throw new LatchkeyError('bad-module', 'the module answered a broken record');
    this.#at = at + length;
    return at;
  }
}
