// Every check of the sources in one command: style (Biome), types of TypeScript and Astro, types of AssemblyScript. All run at once.
import { spawn } from 'node:child_process';

const checks = [
  ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  // TypeScript files as well as Astro's.
  ['node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning', '--minimumSeverity', 'warning'],
  ['node_modules/typescript/bin/tsc', '-p', 'wasm', '--noEmit'],
];

const outcomes = await Promise.all(checks.map(run));
process.exitCode = outcomes.every((status) => status === 0) ? 0 : 1;

/** Speaks only when something is wrong, so that what is printed is what has to be done. */
function run(args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' };
    const check = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const said: Buffer[] = [];
    check.stdout.on('data', (chunk) => said.push(chunk));
    check.stderr.on('data', (chunk) => said.push(chunk));
    check.on('close', (status) => {
      if (status !== 0) process.stdout.write(Buffer.concat(said));
      resolve(status ?? 1);
    });
  });
}
