// The simulation in several processes at once, each with its share of the seeds: a year leaves memory behind, and machines have cores.
// Usage: npm run simulate -- [the options of run.ts]
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { manualOf } from '../../scripts/options.ts';

/** Of a year each, in one process. */
const SEEDS_AT_ONCE = 1000;
const program = fileURLToPath(new URL('run.ts', import.meta.url));

if (process.argv.includes('--help')) {
  process.stdout.write(manualOf(new URL('run.ts', import.meta.url).href));
  process.exit(0);
}
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '60' }, from: { type: 'string', default: '1' } },
  strict: false,
});
const seeds = Number(values.seeds);
const first = Number(values.from);
/** What is not about the share of the seeds is passed on. */
const rest = process.argv.slice(2).filter((word, i, all) => {
  return !/^--(seeds|from)(=|$)/.test(word) && !/^--(seeds|from)$/.test(all[i - 1] ?? '');
});

const shares = Array.from({ length: Math.ceil(seeds / SEEDS_AT_ONCE) }, (_, i) => ({
  from: first + i * SEEDS_AT_ONCE,
  seeds: Math.min(SEEDS_AT_ONCE, seeds - i * SEEDS_AT_ONCE),
}));
const statuses = await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.exitCode = statuses.every(Boolean) ? 0 : 1;
if (seeds > SEEDS_AT_ONCE) {
  process.stdout.write(
    `${seeds} seeds in all: ${process.exitCode === 0 ? 'no invariant was broken' : 'some broke an invariant, see above'}.\n`,
  );
}

async function worker(): Promise<boolean> {
  let good = true;
  for (let share = shares.shift(); share; share = shares.shift()) good = (await run(share)) && good;
  return good;
}

function run(share: { from: number; seeds: number }): Promise<boolean> {
  const args = [program, '--from', String(share.from), '--seeds', String(share.seeds), ...rest];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (status) => resolve(status === 0));
  });
}
