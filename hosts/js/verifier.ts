import { readHead, readProblem } from './answer.ts';
import { type Checker, checkCode, FLAG, fitted, LICENSED, textBytes, trustKeys } from './checker.ts';
import { LatchkeyError } from './error.ts';
import {
  begin,
  call,
  instantiate,
  type LoadOptions,
  type Module,
  type ModulePair,
  type ModuleSource,
} from './module.ts';
import {
  readBytes,
  readData,
  readText,
  readU32,
  writeBytes,
  writeComponents,
  writeData,
  writeRest,
  writeText,
  writeU32,
} from './record.ts';
import type { ComponentKind, Evidence, Problem, Reading, Receipt, Request, Spelled, Verdict } from './verdict.ts';

const WINDOW_BITS = { none: 0, usual: 6, large: 8 } as const;
/** What one call of `verify_signatures` takes (docs/abi.md): signatures, and bytes beside the key. */
const BATCH = { signatures: 64, bytes: 32_000 };
const LETTER = { 82: 'R', 65: 'A', 68: 'D', 66: 'B' } as const;

/** What a machine puts into its activation request (docs/token.md, "Activation request"). */
export interface RequestInput {
  /** 8 random bytes. */
  nonce: Uint8Array;
  product: string;
  /** 1 to 8 components of 16 bytes, all different. */
  components: readonly Uint8Array[];
  /** 16 random bytes that the machine keeps; absent, no receipt can free the seat. */
  secret?: Uint8Array | undefined;
  /** The stored witness, if there is one. */
  witness?: Uint8Array | undefined;
  /** A name for the machine, at most 64 bytes of UTF-8. */
  label?: string | undefined;
  /** Then one scan is enough, and the picture of the request is a secret. */
  licenseKey?: string | undefined;
}

export interface SignedMessage {
  message: Uint8Array;
  signature: Uint8Array;
}

/** How many of the keys listed have tables now (one that is listed twice counts twice), and how many bytes all tables take. */
export interface Prepared {
  keys: number;
  bytes: number;
}

/**
 * Loads `verifier.wasm` from its bytes (or compiled module), or of `{ simd, scalar }` the faster of the two that this engine runs.
 *
 * @throws LatchkeyError `wrong-module` when the digest demanded or the ABI does not fit
 */
export async function load(module: ModuleSource | ModulePair, options: LoadOptions = {}): Promise<Verifier> {
  return new Verifier(await instantiate(module, options));
}

/** Reads codes and decides what they mean, and makes what a customer sends. One instance has its own memory and its own trusted keys, and no other state. */
export class Verifier implements Checker {
  protected readonly module: Module;

  constructor(module: Module) {
    this.module = module;
  }

  trust(...publicKeys: Uint8Array[]): void {
    trustKeys(this.module, publicKeys);
  }

  check(code: string | Uint8Array, evidence: Evidence): Verdict {
    return checkCode(this.module, code, evidence);
  }

  /** Why a public key cannot be trusted; `undefined` for a good one. */
  checkKey(publicKey: Uint8Array): Problem | undefined {
    const module = begin(this.module);
    writeRest(module, fitted(publicKey));
    return readProblem(call(module, 'check_key'));
  }

  /** The component that a machine's value gives, with the value as it was understood. */
  component(
    product: string,
    kind: ComponentKind,
    value: string | Uint8Array,
  ): Reading<{ component: Uint8Array; normalized: string }> {
    const module = begin(this.module);
    writeText(module, product);
    writeText(module, kind);
    writeData(module, textBytes(value));
    return reading(call(module, 'component'), () => ({
      component: readBytes(module, 16),
      normalized: shown(readData(module)),
    }));
  }

  /**
   * Makes an activation request. Store `pending` with it, and show the same request until it is answered.
   *
   * @throws LatchkeyError `bad-input` when an argument is out of its limits
   */
  createRequest(input: RequestInput): Spelled & { pending: Uint8Array } {
    const module = begin(this.module);
    writeBytes(module, input.nonce, 8, 'nonce');
    writeBytes(module, input.witness, 16, 'witness');
    writeU32(module, input.secret ? FLAG.secret : 0);
    writeBytes(module, input.secret, 16, 'secret');
    writeText(module, input.product);
    writeComponents(module, input.components);
    writeText(module, input.label ?? '');
    writeText(module, input.licenseKey ?? '');
    return made(call(module, 'create_request'), () => ({ pending: readBytes(module, 16), ...readSpelled(module) }));
  }

  /** Makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter. */
  createReceipt(code: string | Uint8Array, secret: Uint8Array): Reading<Spelled> {
    const module = begin(this.module);
    writeBytes(module, secret, 16, 'secret');
    writeData(module, textBytes(code));
    return reading(call(module, 'create_receipt'), () => readSpelled(module));
  }

  /** Reads an activation request. Nothing in it is trusted. */
  decodeRequest(text: string | Uint8Array): Reading<Request> {
    const module = this.calledWith('decode_request', text);
    return reading(module, () => readRequest(module));
  }

  /** Reads a deactivation receipt. */
  decodeReceipt(text: string | Uint8Array): Reading<Receipt> {
    const module = this.calledWith('decode_receipt', text);
    return reading(module, () => ({
      tokenId: readBytes(module, 8),
      lock: readBytes(module, 16),
      code: readText(module),
    }));
  }

  /** Reads a license key; the value is its canonical spelling. */
  decodeLicenseKey(text: string | Uint8Array): Reading<string> {
    const module = this.calledWith('decode_license_key', text);
    return reading(module, () => readText(module));
  }

  /** Respells any of the four codes; only its text form and checks are judged. */
  canonical(text: string | Uint8Array): Reading<Spelled & { letter: 'R' | 'A' | 'D' | 'B' }> {
    const module = this.calledWith('canonical', text);
    return reading(module, () => ({ letter: readLetter(module), ...readSpelled(module) }));
  }

  /** Whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong. */
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const module = begin(this.module);
    writeData(module, fitted(publicKey));
    writeData(module, message);
    writeData(module, fitted(signature));
    return readU32(call(module, 'verify_signature')) === LICENSED;
  }

  /**
   * Many signatures under one key. Each is decided by itself, exactly as `verifySignature` decides it; with tables for the key (`prepare`) they share
   * some of the work. The messages need no order, and may have any length that `verifySignature` takes.
   */
  verifySignatures(publicKey: Uint8Array, signed: readonly SignedMessage[]): boolean[] {
    return inBatches(signed).flatMap((batch) => {
      const module = begin(this.module);
      writeData(module, fitted(publicKey));
      writeU32(module, batch.length);
      for (const { message, signature } of batch) {
        writeData(module, message);
        writeData(module, fitted(signature));
      }
      return made(call(module, 'verify_signatures'), () =>
        Array.from(readBytes(module, batch.length), (holds) => holds === 1),
      );
    });
  }

  /**
   * Gives up the tables there are and builds those of these trusted keys now, in this order, as far as there is room: five keys, or two with
   * `large` tables. Without this, a key gets its tables at its 32nd use. With no keys, `large` says what those tables will be like.
   *
   * @throws LatchkeyError `unknown-key` when a key is not trusted
   */
  prepare(publicKeys: readonly Uint8Array[], tables: 'usual' | 'large' | 'none' = 'usual'): Prepared {
    const module = begin(this.module);
    writeU32(module, WINDOW_BITS[tables]);
    writeData(module, concatenated(publicKeys.map(fitted)));
    return made(call(module, 'prepare'), () => ({ keys: readU32(module), bytes: readU32(module) }));
  }

  /** Name and sentence of a status; `undefined` for a number that the module does not know. */
  describe(status: number, detail = 0): { name: string; sentence: string } | undefined {
    const module = begin(this.module);
    writeU32(module, status);
    writeU32(module, detail);
    const { code, name, sentence } = readHead(call(module, 'describe'));
    return code === status ? { name, sentence } : undefined;
  }

  /** The answer to a call that takes a text and nothing else. */
  private calledWith(name: string, text: string | Uint8Array): Module {
    const module = begin(this.module);
    writeData(module, textBytes(text));
    return call(module, name);
  }
}

/** For showing what a person typed, which may be no UTF-8. */
function shown(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Cuts a list into pieces that fit the input area. */
function inBatches(signed: readonly SignedMessage[]): SignedMessage[][] {
  const batches: SignedMessage[][] = [];
  let room = 0;
  for (const one of signed) {
    const size = one.message.length + fitted(one.signature).length + 8;
    const last = batches.at(-1);
    if (last && size <= room && last.length < BATCH.signatures) last.push(one);
    else batches.push([one]);
    room = (batches.at(-1) === last ? room : BATCH.bytes) - size;
  }
  return batches;
}

function readSpelled(module: Module): Spelled {
  return { code: readText(module), file: readText(module) };
}

function readRequest(module: Module): Request {
  const nonce = readBytes(module, 8);
  const lock = readBytes(module, 16);
  const product = readText(module);
  const components = readData(module);
  const label = readText(module);
  const licenseKey = readText(module);
  return {
    nonce,
    ...(lock.some((byte) => byte !== 0) && { lock }),
    product,
    components: Array.from({ length: components.length / 16 }, (_, i) => components.slice(i * 16, i * 16 + 16)),
    label,
    ...(licenseKey && { licenseKey }),
    code: readText(module),
  };
}

function readLetter(module: Module): 'R' | 'A' | 'D' | 'B' {
  const letter = readU32(module);
  for (const [number, name] of Object.entries(LETTER)) {
    if (Number(number) === letter) return name;
  }
  throw new LatchkeyError('bad-module', `the module answered the letter ${letter}`);
}

/** What the call read, or its problem. */
function reading<T>(module: Module, read: () => T): Reading<T> {
  const problem = readProblem(module);
  return problem ? { ok: false, problem } : { ok: true, value: read() };
}

/** What the call made; its problem is the programmer's. */
export function made<T>(module: Module, read: () => T): T {
  const problem = readProblem(module);
  if (problem) throw new LatchkeyError(problem.name, problem.sentence);
  return read();
}
