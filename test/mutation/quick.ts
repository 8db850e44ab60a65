// A mutant meets the compiler and the quick tests.
import { compile, type Entry, SHIPPED } from './compile.ts';
import { type Mutant, mutated } from './mutants.ts';
import { planFor } from './plan.ts';
import { testCodec, testCrypto, testVerdicts } from './suite.ts';

export type State =
  | 'killed' // a test noticed
  | 'survived' // none did
  | 'same' // it compiles to the very same bytes as the original
  | 'invalid'; // the compiler refuses it

export interface Result {
  state: State;
  /** Which test noticed, or what the compiler says. */
  by: string;
}

const quickTests: Record<Entry, (bytes: Uint8Array<ArrayBuffer>) => string | undefined | Promise<string | undefined>> =
  {
    codec: testCodec,
    issuer: testVerdicts,
    crypto: testCrypto,
    'crypto-simd': testCrypto,
  };

export async function tryQuickly(mutant: Mutant, source: string): Promise<Result> {
  const changed = { file: mutant.file, text: mutated(source, mutant) };
  for (const entry of planFor(mutant.file).entries) {
    const { bytes, error } = await compile(entry, changed);
    if (!bytes) return { state: 'invalid', by: (error ?? '').split('\n')[0] ?? '' };
    const noticed = await noticedBy(entry, bytes);
    if (noticed !== undefined) return { state: 'killed', by: noticed };
  }
  return (await isSame(changed)) ? { state: 'same', by: 'the compiler' } : { state: 'survived', by: '' };
}

async function noticedBy(entry: Entry, bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    return await quickTests[entry](bytes);
  } catch (error) {
    return `trap: ${error instanceof Error ? error.message : String(error)}`.slice(0, 120);
  }
}

const originals = new Map<Entry, Uint8Array>();

/** Whether the optimizer makes the same modules of the mutant as of the original. */
async function isSame(changed: { file: string; text: string }): Promise<boolean> {
  for (const entry of planFor(changed.file).entries) {
    const original = originals.get(entry) ?? (await compile(entry, undefined, SHIPPED)).bytes;
    if (!original) throw new Error(`${entry} does not compile`);
    originals.set(entry, original);
    const { bytes } = await compile(entry, changed, SHIPPED);
    if (!bytes || Buffer.compare(original, bytes) !== 0) return false;
  }
  return true;
}
