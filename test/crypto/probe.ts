// The module's cryptography without the module around it: build/crypto-probe.wasm and its -simd twin, made by `npm run build:wasm`.
import { readFileSync } from 'node:fs';
import type { Machine } from './extremes.ts';

/** What test/wasm/crypto-probe.ts exports; every number is an address, a length or an answer. */
interface Exports {
  memory: WebAssembly.Memory;
  scratch(): number;
  checkPublicKey(key: number, length: number): number;
  verify(
    key: number,
    keyLength: number,
    message: number,
    length: number,
    signature: number,
    signatureLength: number,
  ): number;
  trustKey(key: number, length: number): number;
  verifyTrusted(kid: number, message: number, length: number, signature: number): number;
  keyId(key: number, kid: number): void;
  start256(): void;
  start512(): void;
  update(data: number, length: number): void;
  finish(digest: number): void;
  scalarIsCanonical(scalar: number): number;
  scalarReduce(out: number, wide: number): void;
  scalarMultiply(out: number, a: number, b: number): void;
  fieldAdd(out: number, a: number, b: number): void;
  fieldSubtract(out: number, a: number, b: number): void;
  fieldMultiply(out: number, a: number, b: number): void;
  fieldSquare(out: number, a: number): void;
  fieldReduce(out: number, a: number): void;
  fieldDecode(out: number, bytes: number): void;
  fieldEncode(bytes: number, a: number): void;
  decode(point: number, bytes: number): number;
  decodeTwo(point: number, bytes0: number, bytes1: number): number;
  encodeBoth(bytes: number, point: number): void;
  invert(out: number, a: number): number;
  pairInvert(out: number, a: number): void;
  pairInvertByPower(out: number, a: number): void;
  works(): number;
  prepareKeys(keys: number, length: number, width: number): number;
  prepareAlone(key: number, width: number): number;
  startBatch(): void;
  addToBatch(number: number, key: number, message: number, length: number, signature: number): void;
  addDecided(holds: number): void;
  decideBatch(answers: number): void;
  verifyAlone(key: number, message: number, length: number, signature: number): number;
  halveScalar(out: number, h: number): number;
  pairDecode(out: number, bytes0: number, bytes1: number): void;
  pairEncodeLane(bytes: number, a: number, lane: number): void;
  pairMultiply(out: number, a: number, b: number): void;
  pairSquare(out: number, a: number): void;
  pairReduce(out: number, a: number): void;
  pairSubtract(out: number, a: number, b: number): void;
  pairAdd(out: number, a: number, b: number): void;
  pairAddReduced(out: number, a: number, b: number): void;
  pairSubtractReduced(out: number, a: number, b: number): void;
  pairPower58(out: number, a: number): void;
  double(out: number, point: number): void;
  isCanonical(bytes: number): number;
  isSmallOrder(bytes: number): number;
}

export interface Probe extends Exports {
  /** Writes bytes into slot 0 … 15 of 4,096 bytes each, from `offset` on, and says where they are. */
  put(slot: number, bytes: Uint8Array, offset?: number): number;
  /** A copy of `length` bytes at an address. */
  bytes(at: number, length: number): Uint8Array;
  at(slot: number): number;
}

const SLOT = 4096;

/** Both modules: field elements one after the other, and side by side. */
export const builds = ['crypto-probe', 'crypto-probe-simd'];

export function loadProbe(name = 'crypto-probe'): Probe {
  const module = new WebAssembly.Module(readFileSync(`build/${name}.wasm`));
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports; // our own build, described above
  const at = (slot: number) => exports.scratch() + slot * SLOT;
  return {
    ...exports,
    at,
    put(slot, bytes, offset = 0) {
      if (offset + bytes.length > SLOT) throw new Error(`a slot holds ${SLOT} bytes, not ${offset + bytes.length}`);
      new Uint8Array(exports.memory.buffer).set(bytes, at(slot) + offset);
      return at(slot) + offset;
    },
    bytes: (from, length) => new Uint8Array(exports.memory.buffer).slice(from, from + length),
  };
}

/** The same for what calls exports by their names. */
export function machineOf(binary: Uint8Array<ArrayBuffer>): Machine {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('the module has no memory');
  const call = (name: string, ...numbers: number[]) => {
    const found = exports[name];
    if (typeof found !== 'function') throw new Error(`the module has no ${name}`);
    return Number(found(...numbers));
  };
  return { memory: new Uint8Array(memory.buffer), scratch: call('scratch'), call };
}

/** A number as `length` bytes, the lowest first. */
export function littleEndian(value: bigint, length = 32): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

export function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Repeatable random bytes (xorshift32), so that a failure can be looked at again. */
export function randomBytes(seed: number): (length: number) => Uint8Array {
  let state = seed | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}
