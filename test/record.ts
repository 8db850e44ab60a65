// Records as docs/abi.md draws them, written one member after the other: for tests that speak to a module without a host.
import { LatchkeyError } from '../hosts/js/index.ts';

const utf8 = new TextEncoder();
/** Up to so many units of a string, or bytes, a loop here is faster than asking for help. */
const SHORT = 32;

/** Writes input records into the module's input area, one after the other. */
export class RecordWriter {
  private readonly area: Uint8Array;
  private readonly view: DataView;
  private written = 0;
  /** The area from where the last long text was written: where the next one will be as well, most likely. */
  private tail: Uint8Array;

  constructor(area: Uint8Array) {
    this.area = area;
    this.view = new DataView(area.buffer, area.byteOffset, area.byteLength);
    this.tail = area;
  }

  get length(): number {
    return this.written;
  }

  /** Begins a new record. */
  open(): this {
    this.written = 0;
    return this;
  }

  u32(value: number): this {
    this.view.setUint32(this.claim(4), value, true);
    return this;
  }

  f64(value: number): this {
    this.view.setFloat64(this.claim(8), value, true);
    return this;
  }

  /** A whole number, or −1 for "absent". */
  i64(value: number | undefined, name: string): this {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
      throw new LatchkeyError('bad-input', `${name} must be a whole number of 0 or more, got ${value}`);
    }
    this.view.setBigInt64(this.claim(8), BigInt(value ?? -1), true);
    return this;
  }

  /** Exactly `length` bytes; zeros when there are none. */
  bytes(value: Uint8Array | undefined, length: number, name: string, index?: number): this {
    if (value !== undefined && value.length !== length) {
      const which = index === undefined ? name : `${name} ${index + 1}`;
      throw new LatchkeyError('bad-input', `${which} must have ${length} bytes, got ${value.length}`);
    }
    const at = this.claim(length);
    for (let i = 0; i < length; i++) this.area[at + i] = value === undefined ? 0 : (value[i] ?? 0);
    return this;
  }

  data(value: Uint8Array): this {
    this.u32(value.length);
    this.area.set(value, this.claim(value.length));
    return this;
  }

  /** The bytes as they are, without a length in front. */
  rest(value: Uint8Array): this {
    this.area.set(value, this.claim(value.length));
    return this;
  }

  text(value: string): this {
    const at = this.claim(4);
    const written = this.short(value, at + 4) ?? this.long(value, at + 4);
    this.view.setUint32(at, written, true);
    this.claim(written);
    return this;
  }

  /** Writes a short ASCII text; `undefined` when it is another. */
  private short(value: string, at: number): number | undefined {
    if (value.length > SHORT || at + value.length > this.area.length) return undefined;
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i);
      if (unit >= 0x80) return undefined;
      this.area[at + i] = unit;
    }
    return value.length;
  }

  private long(value: string, at: number): number {
    if (this.tail.byteOffset !== this.area.byteOffset + at) this.tail = this.area.subarray(at);
    const { written, read } = utf8.encodeInto(value, this.tail);
    if (read < value.length) this.claim(this.area.length);
    return written;
  }

  /** Items of 16 bytes in one `data`. */
  components(values: readonly Uint8Array[]): this {
    this.u32(values.length * 16);
    for (let i = 0; i < values.length; i++) this.bytes(values[i] ?? new Uint8Array(), 16, 'component', i);
    return this;
  }

  private claim(length: number): number {
    const at = this.written;
    if (at + length > this.area.length) {
      throw new LatchkeyError('bad-input', `the arguments need more than the ${this.area.length} bytes there are`);
    }
    this.written = at + length;
    return at;
  }
}
