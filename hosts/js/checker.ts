// What an application does at its start: it trusts a key, and asks what a code means. Enough for one that is handed its codes; its first verdict comes soonest.
import { readHead, readVerdict } from './answer.ts';
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
import { readU32, writeBytes, writeComponents, writeData, writeF64, writeRest, writeText, writeU32 } from './record.ts';
import type { Evidence, Verdict } from './verdict.ts';

const MAX_TEXT_BYTES = 16_384;
/** A character has three bytes at most for each unit of a string. */
const SURELY_FITS = MAX_TEXT_BYTES / 4;
/** A key or signature of a wrong length stays of a wrong length when it is cut here, and fits. */
const LONGEST_KEY = 128;
export const FLAG = { secret: 1, lock: 2, pending: 4, host: 8 };
/** The code of an answer that tells of no problem. */
export const LICENSED = 0;

/** What reads codes and decides what they mean. Each has its own memory and its own trusted keys, and no other state. */
export interface Checker {
  /**
   * Trusts public keys: 32 raw bytes each (RFC 8032). At most 32 keys can be trusted.
   *
   * @throws LatchkeyError for a key that is none; it then counts as absent, and the keys before it are trusted
   */
  trust(...publicKeys: Uint8Array[]): void;

  /** Decides what an activation code means, from the code and what the host knows (docs/decisions.md). */
  check(code: string | Uint8Array, evidence: Evidence): Verdict;
}

/**
 * As `load`, for an application that only trusts keys and checks codes.
 *
 * @throws LatchkeyError `wrong-module` when the digest demanded or the ABI does not fit
 */
export async function loadChecker(module: ModuleSource | ModulePair, options: LoadOptions = {}): Promise<Checker> {
  const running = await instantiate(module, options);
  // No class, which takes longer to begin with.
  return {
    trust: (...publicKeys) => trustKeys(running, publicKeys),
    check: (code, evidence) => checkCode(running, code, evidence),
  };
}

export function trustKeys(module: Module, publicKeys: readonly Uint8Array[]): void {
  for (const key of publicKeys) {
    writeRest(begin(module), key.subarray(0, LONGEST_KEY));
    const code = readU32(call(module, 'trust_key'));
    if (code === LICENSED) continue;
    const { name, sentence } = readHead(module, code);
    throw new LatchkeyError(name, sentence);
  }
}

export function checkCode(module: Module, code: string | Uint8Array, evidence: Evidence): Verdict {
  writeEvidence(begin(module), code, evidence);
  return readVerdict(call(module, 'check'));
}

function writeEvidence(module: Module, code: string | Uint8Array, evidence: Evidence): void {
  const { secret, lock, pending, host } = evidence;
  const flags =
    (secret ? FLAG.secret : lock ? FLAG.lock : 0) | (pending ? FLAG.pending : 0) | (host === undefined ? 0 : FLAG.host);
  writeF64(module, evidence.nowSeconds);
  writeF64(module, evidence.runningSeconds ?? 0);
  writeBytes(module, evidence.witness, 16, 'witness');
  writeU32(module, flags);
  writeBytes(module, secret ?? lock, 16, 'secret or lock');
  writeBytes(module, pending, 16, 'pending');
  writeText(module, evidence.product);
  writeText(module, host ?? '');
  writeComponents(module, evidence.components ?? []);
  if (typeof code === 'string' && code.length <= SURELY_FITS) writeText(module, code);
  else writeData(module, textBytes(code));
}

/** Text in UTF-8, cut to one byte more than the module reads: a longer one is refused for its length all the same. */
export function textBytes(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text.slice(0, MAX_TEXT_BYTES + 1)) : text;
  return bytes.subarray(0, MAX_TEXT_BYTES + 1);
}

/** A key or signature, which may have a wrong length. */
export function fitted(bytes: Uint8Array): Uint8Array {
  return bytes.length > LONGEST_KEY ? bytes.subarray(0, LONGEST_KEY) : bytes;
}
