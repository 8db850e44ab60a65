// Compiles the modules for mutation and coverage: as the sources say, not optimized, with names and a map to the sources, and nothing on disk.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import asc from 'assemblyscript/asc';
import { withTexts } from '../../scripts/build-wasm.mjs';
import { type Program, programOf } from './bodies.ts';

const ENTRIES = {
  issuer: { file: 'wasm/issuer.ts', simd: false },
  verifier: { file: 'wasm/index.ts', simd: false },
  'verifier-simd': { file: 'wasm/index.ts', simd: true },
  codec: { file: 'test/wasm/codec-probe.ts', simd: false },
  crypto: { file: 'test/wasm/crypto-probe.ts', simd: false },
  'crypto-simd': { file: 'test/wasm/crypto-probe.ts', simd: true },
} as const;

export type Entry = keyof typeof ENTRIES;

const { options: shipped }: { options: Record<string, unknown> } = JSON.parse(
  readFileSync('wasm/asconfig.json', 'utf8'),
);
const OPTIONS = argumentsOf({
  ...shipped,
  optimizeLevel: 0,
  shrinkLevel: 0,
  converge: false,
  debug: true,
  sourceMap: true,
});
const OUT = 'out.wasm';

function argumentsOf(options: Record<string, unknown>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [`--${name}`] : [];
    if (Array.isArray(value)) return value.flatMap((item) => [`--${name}`, String(item)]);
    return [`--${name}`, String(value)];
  });
}

/** The compiler wants null for a file that does not exist; it tries several names for each import. */
function readSource(name: string): string | null {
  const file = path.posix.normalize(name);
  return existsSync(file) ? withTexts(readFileSync(file, 'utf8')) : null;
}

export async function compile(entry: Entry): Promise<Program> {
  const { file, simd } = ENTRIES[entry];
  const features = simd ? ['--enable', 'simd', '--enable', 'relaxed-simd'] : [];
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main([file, ...OPTIONS, ...features, '--outFile', OUT], {
    readFile: readSource,
    writeFile: (name: string, contents: string | Uint8Array) => void written.set(name, contents),
    listFiles: () => null,
  });
  if (error) throw new Error(`${entry} does not compile: ${error.message}\n${stderr}`);
  const [bytes, map] = [written.get(OUT), written.get(`${OUT}.map`)];
  if (!(bytes instanceof Uint8Array) || typeof map !== 'string') throw new Error(`${entry}: nothing was written`);
  return programOf(bytes, map);
}
