// A copy of the project whose modules are others than those in build/: mutants, or modules that count their branches.
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from './compile.ts';

const FOLDER = path.resolve('build/mutation');
export const TREE = path.join(FOLDER, 'tree');

/** The file of each module in build/. */
export const FILES: Record<Entry, string> = {
  issuer: 'issuer',
  verifier: 'verifier',
  'verifier-simd': 'verifier-simd',
  codec: 'codec-probe',
  crypto: 'crypto-probe',
  'crypto-simd': 'crypto-probe-simd',
};

const FOLDERS = ['hosts', 'test', 'scripts', 'wasm', 'docs', 'bench', 'sdk-web', 'portal'];
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'package.json', 'tsconfig.json'];

let ready = false;

/** The copy, once: whatever tests read. `setupFiles` are Vitest's. */
export function prepareTree(setupFiles: readonly string[] = []): void {
  if (ready) return;
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(TREE, { recursive: true });
  for (const name of [...FOLDERS, ...PAGES]) {
    if (existsSync(name))
      cpSync(name, path.join(TREE, name), { recursive: true, filter: (it) => !/\b(node_modules|target)\b/.test(it) });
  }
  cpSync('build', path.join(TREE, 'build'), {
    recursive: true,
    filter: (name) => name === 'build' || /^build[\\/][^\\/]*\.wasm$/.test(name),
  });
  const shared = path.resolve('../shared');
  if (existsSync(shared)) symlinkSync(shared, path.join(FOLDER, 'shared'));
  writeFileSync(path.join(TREE, 'vitest.config.ts'), config(setupFiles));
  ready = true;
}

function config(setupFiles: readonly string[]): string {
  const test = {
    include: ['test/**/*.test.ts'],
    ...{ pool: 'threads', maxWorkers: 1, testTimeout: 120_000, hookTimeout: 120_000, setupFiles },
  };
  return `export default ${JSON.stringify({ test })};\n`;
}
