import { readHead, readProblem, readVerdict } from './answer.ts';
import { LatchkeyError } from './error.ts';
import { instantiate, type LoadOptions, type Module, type ModulePair, type ModuleSource } from './module.ts';
import type { RecordReader, RecordWriter } from './record.ts';
import type { ComponentKind, Evidence, Problem, Reading, Receipt, Request, Spelled, Verdict } from './verdict.ts';

const MAX_TEXT_BYTES = 16_384;
/** A character has three bytes at most for each unit of a string. */
const SURELY_FITS = MAX_TEXT_BYTES / 4;
const FLAG = { secret: 1, lock: 2, pending: 4, host: 8 };
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

/** How many keys have tables now, and how many bytes all tables take. */
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

/** Reads codes and decides what they mean. One instance has its own memory and its own trusted keys, and no other state. */
export class Verifier {
  protected readonly module: Module;

  constructor(module: Module) {
    this.module = module;
  }

  /**
   * Trusts public keys: 32 raw bytes each (RFC 8032). At most 32 keys can be trusted.
   *
   * @throws LatchkeyError for a key that is none; it then counts as absent, and the keys before it are trusted
   */
  trust(...publicKeys: Uint8Array[]): void {
    for (const key of publicKeys) {
      const problem = readProblem(this.module.call('trust_key', (record) => record.rest(fitted(key))));
      if (problem) throw new LatchkeyError(problem.name, problem.sentence);
    }
  }

  /** Why a public key cannot be trusted; `undefined` for a good one. */
  checkKey(publicKey: Uint8Array): Problem | undefined {
    return readProblem(this.module.call('check_key', (record) => record.rest(fitted(publicKey))));
  }

  /** Decides what an activation code means, from the code and what the host knows (docs/decisions.md). */
  check(code: string | Uint8Array, evidence: Evidence): Verdict {
    return readVerdict(this.module.call('check', (record) => writeEvidence(record, code, evidence)));
  }

  /** The component that a machine's value gives, with the value as it was understood. */
  component(
    product: string,
    kind: ComponentKind,
    value: string | Uint8Array,
  ): Reading<{ component: Uint8Array; normalized: string }> {
    const record = this.module.call('component', (input) => input.text(product).text(kind).data(textBytes(value)));
    return reading(record, () => ({ component: record.bytes(16), normalized: shown(record.data()) }));
  }

  /**
   * Makes an activation request. Store `pending` with it, and show the same request until it is answered.
   *
   * @throws LatchkeyError `bad-input` when an argument is out of its limits
   */
  createRequest(input: RequestInput): Spelled & { pending: Uint8Array } {
    const record = this.module.call('create_request', (output) =>
      output
        .bytes(input.nonce, 8, 'nonce')
        .bytes(input.witness, 16, 'witness')
        .u32(input.secret ? FLAG.secret : 0)
        .bytes(input.secret, 16, 'secret')
        .text(input.product)
        .components(input.components)
        .text(input.label ?? '')
        .text(input.licenseKey ?? ''),
    );
    return made(record, () => ({ pending: record.bytes(16), ...readSpelled(record) }));
  }

  /** Makes the receipt that frees the seat of an installed code. The code's signature must hold; its verdict does not matter. */
  createReceipt(code: string | Uint8Array, secret: Uint8Array): Reading<Spelled> {
    const record = this.module.call('create_receipt', (input) =>
      input.bytes(secret, 16, 'secret').data(textBytes(code)),
    );
    return reading(record, () => readSpelled(record));
  }

  /** Reads an activation request. Nothing in it is trusted. */
  decodeRequest(text: string | Uint8Array): Reading<Request> {
    const record = this.module.call('decode_request', (input) => input.data(textBytes(text)));
    return reading(record, () => readRequest(record));
  }

  /** Reads a deactivation receipt. */
  decodeReceipt(text: string | Uint8Array): Reading<Receipt> {
    const record = this.module.call('decode_receipt', (input) => input.data(textBytes(text)));
    return reading(record, () => ({ tokenId: record.bytes(8), lock: record.bytes(16), code: record.text() }));
  }

  /** Reads a license key; the value is its canonical spelling. */
  decodeLicenseKey(text: string | Uint8Array): Reading<string> {
    const record = this.module.call('decode_license_key', (input) => input.data(textBytes(text)));
    return reading(record, () => record.text());
  }

  /** Respells any of the four codes; only its text form and checks are judged. */
  canonical(text: string | Uint8Array): Reading<Spelled & { letter: 'R' | 'A' | 'D' | 'B' }> {
    const record = this.module.call('canonical', (input) => input.data(textBytes(text)));
    return reading(record, () => ({ letter: readLetter(record), ...readSpelled(record) }));
  }

  /** Whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong. */
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const record = this.module.call('verify_signature', (input) =>
      input.data(fitted(publicKey)).data(message).data(fitted(signature)),
    );
    return readProblem(record) === undefined;
  }

  /**
   * Many signatures under one key. Each is decided by itself, exactly as `verifySignature` decides it; with tables for the key (`prepare`) they share
   * some of the work. The messages need no order, and may have any length that `verifySignature` takes.
   */
  verifySignatures(publicKey: Uint8Array, signed: readonly SignedMessage[]): boolean[] {
    return inBatches(signed).flatMap((batch) => {
      const record = this.module.call('verify_signatures', (input) => {
        input.data(fitted(publicKey)).u32(batch.length);
        for (const { message, signature } of batch) input.data(message).data(fitted(signature));
      });
      return made(record, () => Array.from(record.bytes(batch.length), (holds) => holds === 1));
    });
  }

  /**
   * Gives up the tables there are and builds those of these trusted keys now, in this order, as far as there is room: five keys, or two with
   * `large` tables. Without this, a key gets its tables at its 32nd use. With no keys, `large` says what those tables will be like.
   *
   * @throws LatchkeyError `unknown-key` when a key is not trusted
   */
  prepare(publicKeys: readonly Uint8Array[], tables: 'usual' | 'large' | 'none' = 'usual'): Prepared {
    const record = this.module.call('prepare', (input) =>
      input.u32(WINDOW_BITS[tables]).data(concatenated(publicKeys.map(fitted))),
    );
    return made(record, () => ({ keys: record.u32(), bytes: record.u32() }));
  }

  /** Name and sentence of a status; `undefined` for a number that the module does not know. */
  describe(status: number, detail = 0): { name: string; sentence: string } | undefined {
    const { code, name, sentence } = readHead(this.module.call('describe', (record) => record.u32(status).u32(detail)));
    return code === status ? { name, sentence } : undefined;
  }
}

const utf8 = new TextEncoder();

/** For showing what a person typed, which may be no UTF-8. */
function shown(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Text in UTF-8, cut to one byte more than the module reads: a longer one is refused for its length all the same. */
function textBytes(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === 'string' ? utf8.encode(text.slice(0, MAX_TEXT_BYTES + 1)) : text;
  return bytes.subarray(0, MAX_TEXT_BYTES + 1);
}

/** A key or signature of a wrong length stays of a wrong length, and fits. */
function fitted(bytes: Uint8Array): Uint8Array {
  return bytes.length > 128 ? bytes.subarray(0, 128) : bytes;
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

function writeEvidence(record: RecordWriter, code: string | Uint8Array, evidence: Evidence): void {
  const { secret, lock, pending, host } = evidence;
  const flags =
    (secret ? FLAG.secret : lock ? FLAG.lock : 0) | (pending ? FLAG.pending : 0) | (host === undefined ? 0 : FLAG.host);
  record
    .f64(evidence.nowSeconds)
    .f64(evidence.runningSeconds ?? 0)
    .bytes(evidence.witness, 16, 'witness')
    .u32(flags)
    .bytes(secret ?? lock, 16, 'secret or lock')
    .bytes(pending, 16, 'pending')
    .text(evidence.product)
    .text(host ?? '')
    .components(evidence.components ?? []);
  if (typeof code === 'string' && code.length <= SURELY_FITS) record.text(code);
  else record.data(textBytes(code));
}

function readSpelled(record: RecordReader): Spelled {
  return { code: record.text(), file: record.text() };
}

function readRequest(record: RecordReader): Request {
  const nonce = record.bytes(8);
  const lock = record.bytes(16);
  const product = record.text();
  const components = record.data();
  const label = record.text();
  const licenseKey = record.text();
  return {
    nonce,
    ...(lock.some((byte) => byte !== 0) && { lock }),
    product,
    components: Array.from({ length: components.length / 16 }, (_, i) => components.slice(i * 16, i * 16 + 16)),
    label,
    ...(licenseKey && { licenseKey }),
    code: record.text(),
  };
}

function readLetter(record: RecordReader): 'R' | 'A' | 'D' | 'B' {
  const letter = record.u32();
  for (const [number, name] of Object.entries(LETTER)) {
    if (Number(number) === letter) return name;
  }
  throw new LatchkeyError('bad-module', `the module answered the letter ${letter}`);
}

/** What the call read, or its problem. */
function reading<T>(record: RecordReader, read: () => T): Reading<T> {
  const problem = readProblem(record);
  return problem ? { ok: false, problem } : { ok: true, value: read() };
}

/** What the call made; its problem is the programmer's. */
export function made<T>(record: RecordReader, read: () => T): T {
  const problem = readProblem(record);
  if (problem) throw new LatchkeyError(problem.name, problem.sentence);
  return read();
}
