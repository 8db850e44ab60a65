// Which modules a source file is built into, and which tests look at it.
import type { Entry } from './compile.ts';

/** The modules that the quick tests know: the issuer has all that a verifier has, except for what is only built with vectors. */
export type QuickEntry = Exclude<Entry, 'verifier'>;

export interface Plan {
  /** Entries in the order in which their quick tests are run. */
  entries: QuickEntry[];
  /** Test files for those that survive the quick ones. */
  vitest: string[];
}

const CODEC_TESTS = ['test/codec', 'test/worked-example.test.ts', 'test/decide.test.ts', 'test/hosts-js.test.ts'];
const ABI_TESTS = [
  'test/records.test.ts',
  'test/decide.test.ts',
  'test/hosts-js.test.ts',
  'test/worked-example.test.ts',
  'test/docs.test.ts',
];

const codec: Plan = { entries: ['codec', 'issuer'], vitest: CODEC_TESTS };
const issuing: Plan = { entries: ['codec', 'issuer'], vitest: ['test/codec/issue.test.ts', ...ABI_TESTS] };
const text: Plan = { ...codec, entries: ['codec', 'issuer', 'verifier-simd'] };
const index: Plan = { entries: ['issuer', 'verifier-simd'], vitest: ABI_TESTS };
const abi: Plan = { entries: ['issuer'], vitest: ABI_TESTS };
const curve: Plan = { entries: ['crypto-simd', 'crypto'], vitest: ['test/crypto'] };
const fused: Plan = { entries: ['crypto-simd'], vitest: ['test/crypto'] };
const scalar: Plan = { entries: ['crypto'], vitest: ['test/crypto'] };
const hash: Plan = { entries: ['crypto', 'issuer'], vitest: ['test/crypto/hash.test.ts', ...ABI_TESTS] };

const PLANS: Record<string, Plan> = {
  ...each(codec, 'areas bytes cbor claims detail hints lists reason receipt request slips text token utf8 words'),
  ...each(text, 'block rows symbols'),
  ...each(index, 'index'),
  ...each(issuing, 'issue issue-sentences issuer'),
  ...each(abi, 'answer component decide domain evidence machine record sentences verdict witness'),
  ...each(curve, 'batch ed25519 edwards halve inverse keys pair prepared straus windows single'),
  ...each({ ...curve, entries: ['crypto', 'crypto-simd'] }, 'scalar sha512'),
  ...each(fused, 'carry-fused halves-fused lanes-fused pair-fused single-fused'),
  ...each(scalar, 'field sha2-small single-scalar'),
  ...each(hash, 'hash roots sha256'),
};

function each(plan: Plan, names: string): Record<string, Plan> {
  return Object.fromEntries(names.split(' ').map((name) => [`wasm/${name}.ts`, plan]));
}

/** A file that is not listed gets all tests, so that a new one is not forgotten. */
export function planFor(file: string): Plan {
  return (
    PLANS[file] ?? { entries: ['issuer', 'codec', 'crypto-simd', 'crypto'], vitest: [...CODEC_TESTS, 'test/crypto'] }
  );
}
