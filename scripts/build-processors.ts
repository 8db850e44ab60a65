// Builds the modules on other kinds of processors, emulated, and compares them with wasm/SHA256SUMS. It takes some minutes.
// Usage: npm run build:processors
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { type Processor, provideProcessors } from './processors.ts';

const recorded = readFileSync('wasm/SHA256SUMS', 'utf8');
const processors = provideProcessors();
if (typeof processors === 'string') {
  process.stderr.write(`Not tried, because ${processors}\n`);
  process.exitCode = 1;
} else {
  for (const processor of processors.filter(({ compiles }) => compiles)) {
    process.stdout.write(`${processor.name}: building …\n`);
    const digests = buildOn(processor);
    process.stdout.write(`${digests}${digests === recorded ? 'as recorded' : 'OTHER BYTES than recorded'}\n`);
    if (digests !== recorded) process.exitCode = 1;
  }
}

/** Returns the digests as sha256sum writes them; the program says first which processor it runs on. */
function buildOn({ arch, command }: Processor): string {
  const [emulator = '', ...args] = command;
  const program = `const { buildModules } = await import('./scripts/build-wasm.mjs');
    process.stderr.write(process.arch + '\\n' + await buildModules('build/processors/${arch}'));`;
  mkdirSync('build/processors', { recursive: true });
  const { status, stderr } = spawnSync(emulator, [...args, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  if (status !== 0 || !stderr.startsWith(`${arch}\n`)) throw new Error(`The build on ${arch} failed: ${stderr}`);
  return stderr.slice(arch.length + 1);
}
