// The module's codecs without the module around them: build/codec-probe.wasm, made by `npm run build:wasm`.
import { existsSync, readFileSync } from 'node:fs';
import { utf8 } from '../reference/bytes.ts';

/** Some of what test/wasm/codec-probe.ts exports: functions over addresses and lengths. */
interface Exports {
  memory: WebAssembly.Memory;
  scratch(): number;
  clearFinding(): void;
  sentenceOf(status: number, detail: number): number;
  checkItem(bytes: number, length: number): number;
  readText(text: number, length: number, wanted: number): number;
  readLicenseKey(text: number, length: number): number;
  looksLikeCode(text: number, length: number): number;
  looksLikeLicenseKey(text: number, length: number): number;
  writeLine(letter: number, bytes: number, length: number, out: number): number;
  writeFile(letter: number, bytes: number, length: number, out: number): number;
  writeLicenseKey(bytes: number, out: number): number;
  writeLicenseId(bytes: number, out: number): number;
  readRequest(bytes: number, length: number): number;
  writeRequest(out: number): number;
  setMember(key: number, bytes: number, length: number): void;
  memberAt(key: number): number;
  memberLength(key: number): number;
  readReceipt(bytes: number, length: number): number;
  writeReceipt(tokenId: number, secret: number, out: number): number;
  readEnvelope(bytes: number, length: number): number;
  readClaims(payload: number, length: number): number;
  addressOf(claim: number): number;
  lengthOf(claim: number): number;
  numberOf(claim: number): bigint;
  domain(index: number): number;
  domainLength(index: number): number;
  featureName(index: number): number;
  featureNameLength(index: number): number;
  featureType(index: number): number;
  featureValue(index: number): bigint;
  featureText(index: number): number;
  featureTextLength(index: number): number;
  startCbor(out: number, capacity: number): void;
  writeHead(type: number, value: bigint): void;
  writeByteString(bytes: number, length: number): void;
  writeText(text: number, length: number): void;
  rewindCbor(to: number): void;
  startClaims(): void;
  setInteger(claim: number, value: bigint): void;
  setText(claim: number, text: number, length: number): void;
  setBytes(claim: number, bytes: number, length: number): void;
  setMachine(needed: number, bindings: number, bound: number): void;
  addDomain(text: number, length: number): void;
  addFeature(name: number, nameLength: number, type: number, value: bigint, text: number, textLength: number): void;
  writeSigningInput(kid: number): number;
  assembleCode(signed: number, length: number, signature: number, signatureLength: number, out: number): number;
}

const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('build/codec-probe.wasm')));
export const codec = instance.exports as unknown as Exports; // our own build, described above

const SLOT = 32_768;

/** The address of slot 0 … 3, of 32 KB each. */
export function slot(index: number): number {
  return codec.scratch() + index * SLOT;
}

/** Writes bytes (a text in UTF-8) into a slot; says where they are and how many. */
export function put(value: Uint8Array | string, index = 0): [number, number] {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  new Uint8Array(codec.memory.buffer).set(bytes, slot(index));
  return [slot(index), bytes.length];
}

/** A copy of `length` bytes at an address. */
export function bytesAt(at: number, length: number): Uint8Array {
  return new Uint8Array(codec.memory.buffer).slice(at, at + length);
}

export function textAt(at: number, length: number): string {
  return new TextDecoder().decode(bytesAt(at, length));
}

/** The value of an exported constant or variable. */
export function value(name: string): number {
  return Number(big(name));
}

/** The same for 64 bits. */
export function big(name: string): bigint {
  const global = instance.exports[name];
  if (!(global instanceof WebAssembly.Global)) throw new TypeError(`the probe exports no ${name}`);
  return BigInt(global.value);
}

const STATUS = ['ok', 'malformed', 'unsupported'];

/** What the module has found wrong, in words; members that are not named are left out. */
export interface Finding {
  status: string;
  detail: string;
  row?: number;
  group?: number;
  offset?: number;
}

/** The names of the details by their number. */
export const details = new Map<number, string>(
  [...readFileSync('wasm/detail.ts', 'utf8').matchAll(/^export const (\w+): u32 = (\d+);$/gm)].map((match) => [
    Number(match[2]),
    match[1] ?? '',
  ]),
);

export function finding(): Finding {
  const [status, row, group] = [value('status'), value('row'), value('group')];
  const offset = value('offset') >>> 0;
  return {
    status: { 50: 'bad-input', 51: 'cannot-issue' }[status] ?? STATUS[status] ?? String(status),
    detail: details.get(value('detail')) ?? '',
    ...(row && { row }),
    ...(group && { group }),
    ...(offset !== 0xffffffff && { offset }),
  };
}

/** Calls a reader; what it found wrong, or undefined. */
export function refusal(read: () => number): Finding | undefined {
  codec.clearFinding();
  const done = read();
  const found = finding();
  if ((done !== 0) !== (found.status === 'ok')) throw new Error(`answered ${done} with ${JSON.stringify(found)}`);
  return done ? undefined : found;
}

export const LETTERS = { R: 0x52, A: 0x41, D: 0x44, B: 0x42 };

/** Reads a text as a code with this letter (any of the four by default): its bytes, or what is wrong. */
export function readCode(text: Uint8Array | string, wanted = 0): Uint8Array | Finding {
  const wrong = refusal(() => codec.readText(...put(text), wanted));
  return wrong ?? bytesAt(value('textBytes'), value('textByteLength'));
}

export function spell(letter: keyof typeof LETTERS, bytes: Uint8Array): string {
  const [at, length] = put(bytes);
  return textAt(slot(1), codec.writeLine(LETTERS[letter], at, length, slot(1)));
}

export function spellFile(letter: keyof typeof LETTERS, bytes: Uint8Array): string {
  const [at, length] = put(bytes);
  return textAt(slot(1), codec.writeFile(LETTERS[letter], at, length, slot(1)));
}

/** Repeatable random numbers below a bound (xorshift32), so that a failure can be looked at again. */
export function dice(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export function randomBytes(roll: (below: number) => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => roll(256));
}

/** A file of the vectors that others made; undefined, and said so, where the folder is absent. */
export function shared(name: string): URL | undefined {
  const file = new URL(`../../../shared/vectors/${name}`, import.meta.url);
  if (existsSync(file)) return file;
  console.log(`${name} is absent: this set is not run`);
  return undefined;
}
