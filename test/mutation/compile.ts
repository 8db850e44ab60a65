// Compiles the module from sources of which one may be changed, in this process, without touching a file.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';

/** What is built for the tests of a mutant: the modules that are shipped, and the probes of test/wasm. */
export const ENTRIES = {
  issuer: { file: 'wasm/issuer.ts', simd: false },
  codec: { file: 'test/wasm/codec-probe.ts', simd: false },
  crypto: { file: 'test/wasm/crypto-probe.ts', simd: false },
  'crypto-simd': { file: 'test/wasm/crypto-probe.ts', simd: true },
} as const;

export type Entry = keyof typeof ENTRIES;

const OUT = 'out.wasm';
const { options: shipped }: { options: Record<string, unknown> } = JSON.parse(
  readFileSync('wasm/asconfig.json', 'utf8'),
);

/** What asconfig.json asks for, but for optimizing: a mutant is compiled in a sixth of a second, and its steps can still be told apart. */
export const FAST = argumentsOf({ ...shipped, optimizeLevel: 0, shrinkLevel: 0, converge: false });
/** As it is shipped: mutants that come out as the same bytes are the same program. */
export const SHIPPED = argumentsOf(shipped);

function argumentsOf(options: Record<string, unknown>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [`--${name}`] : [];
    if (Array.isArray(value)) return value.flatMap((item) => [`--${name}`, String(item)]);
    return [`--${name}`, String(value)];
  });
}

export interface Compiled {
  bytes?: Uint8Array<ArrayBuffer>;
  /** What the compiler says, and a source map when one was asked for. */
  error?: string;
  map?: string;
}

const sources = new Map<string, string | undefined>();

/** The compiler wants null for a file that does not exist; it tries several names for each import. */
function readSource(name: string): string | null {
  if (!sources.has(name)) {
    try {
      sources.set(name, readFileSync(name, 'utf8'));
    } catch {
      sources.set(name, undefined);
    }
  }
  return sources.get(name) ?? null;
}

export async function compile(
  entry: Entry,
  changed: { file: string; text: string } | undefined,
  options: readonly string[] = FAST,
): Promise<Compiled> {
  const { file, simd } = ENTRIES[entry];
  const features = simd ? ['--enable', 'simd', '--enable', 'relaxed-simd'] : [];
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main([file, ...options, ...features, '--outFile', OUT], {
    readFile: (name: string) => {
      const plain = path.posix.normalize(name);
      return changed && plain === changed.file ? changed.text : readSource(plain);
    },
    writeFile: (name: string, contents: string | Uint8Array) => void written.set(name, contents),
    listFiles: () => null,
  });
  if (error) return { error: `${error.message}\n${stderr}` };
  const bytes = written.get(OUT);
  if (!(bytes instanceof Uint8Array)) return { error: 'nothing was written' };
  const map = written.get(`${OUT}.map`);
  return { bytes: Uint8Array.from(bytes), ...(typeof map === 'string' && { map }) };
}
