// Records as docs/abi.md draws them: little-endian, unaligned, `data` behind a u32 length.
import { LatchkeyError } from './error.ts';

// Most applications check once, at their start: so nothing is made here before it is needed, and members are `private` instead of `#`, which engines
// compile more slowly.

const utf8 = new TextEncoder();
let decoder: TextDecoder | undefined;
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

/** Reads output records, one after the other. What it returns is copied: the area belongs to the next call. */
export class RecordReader {
  private readonly area: Uint8Array;
  private readonly view: DataView;
  private at = 0;
  private end = 0;
  private readonly heads = new Map<number, [name: string, sentence: string]>();

  constructor(area: Uint8Array) {
    this.area = area;
    this.view = new DataView(area.buffer, area.byteOffset, area.byteLength);
  }

  /** Begins to read a record of this length. */
  open(length: number): this {
    this.at = 0;
    this.end = Math.min(length, this.area.length);
    return this;
  }

  u32(): number {
    return this.view.getUint32(this.claim(4), true);
  }

  /** A whole number; `undefined` for −1, "absent". Times and numbers have 53 bits at most. */
  i64(): number | undefined {
    const at = this.claim(8);
    const high = this.view.getInt32(at + 4, true);
    return high < 0 ? undefined : high * 0x1_0000_0000 + this.view.getUint32(at, true);
  }

  bytes(length: number): Uint8Array {
    const at = this.claim(length);
    return this.area.slice(at, at + length);
  }

  data(): Uint8Array {
    return this.bytes(this.u32());
  }

  text(): string {
    const length = this.u32();
    const at = this.claim(length);
    return length < SHORT ? this.short(at, length) : decoded(this.area.subarray(at, at + length));
  }

  /** The two texts of a head, which are always the same for one key: read once, passed over from then on. */
  texts(key: number): [name: string, sentence: string] {
    const known = this.heads.get(key);
    if (known) {
      this.passText();
      this.passText();
      return known;
    }
    const read: [string, string] = [this.text(), this.text()];
    this.heads.set(key, read);
    return read;
  }

  /** Passes over what stands behind the code in a head: detail, row, group, offset, name, sentence. */
  passHead(): void {
    this.claim(16);
    this.passText();
    this.passText();
  }

  private passText(): void {
    this.claim(this.u32());
  }

  /** Decoding a short ASCII text here is faster than asking for it. */
  private short(at: number, length: number): string {
    let text = '';
    for (let i = at; i < at + length; i++) {
      const byte = this.area[i] ?? 0;
      if (byte >= 0x80) return decoded(this.area.subarray(at, at + length));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private claim(length: number): number {
    const at = this.at;
    if (at + length > this.end) throw new LatchkeyError('bad-module', 'the module answered a broken record');
    this.at = at + length;
    return at;
  }
}

function decoded(bytes: Uint8Array): string {
  decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return decoder.decode(bytes);
}
