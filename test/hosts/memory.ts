// Whether a host's memory stays as it is, however often it checks. `npm run hosts:memory [-- --full] [HOST…]`
// The runner checks one good and one forged code a few thousand times, and then 10⁵ times (10⁶ with --full); in between nothing may have grown that does
// not stop growing: the last two thirds are compared with the first.
import { readFileSync } from 'node:fs';
import { buildHost, type Host, hostNames, Runner, readHost } from '../../scripts/hosts.ts';
import { type Case, codeCases } from './calls.ts';

const WARM_UP = 5_000;
const ROUNDS = 10;
/** A leak of a single pointer a check would be 8 bytes × 90,000 in the short run. Garbage collectors move by megabytes; they get until the fifth round. */
const TOLERANCE_BYTES = 400_000;
const COLLECTED = ['java', 'go', 'node', 'python'];
const TOLERANCE_COLLECTED_BYTES = 32_000_000;

const full = process.argv.includes('--full');
const wanted = process.argv.slice(2).filter((word) => word !== '--full');
const checks = full ? 1_000_000 : 100_000;
const names = hostNames.filter((name) => wanted.length === 0 || wanted.includes(name));

let grown = 0;
let skipped = 0;
for (const name of names) {
  const host = readHost(name);
  const because = buildHost(host);
  if (because === undefined) grown += (await isFlat(host)) ? 0 : 1;
  else {
    skipped++;
    process.stdout.write(`${host.language}: skipped, because ${because}\n`);
  }
}
process.stdout.write(`${names.length - skipped} hosts, ${grown} grow, ${skipped} skipped\n`);
process.exitCode = grown > 0 || names.length === skipped || (skipped > 0 && process.env['CI']) ? 1 : 0;

async function isFlat(host: Host): Promise<boolean> {
  const runner = new Runner(host, host.modules[0] ?? 'verifier.wasm');
  const cases = [caseNamed('the canonical line is read'), forged()];
  await runner.call({ call: 'load' });
  for (const key of cases[0]?.keys ?? []) await runner.call({ call: 'trust', key });
  const checkBoth = async (repeat: number) => {
    for (const { call } of cases) await runner.call({ ...call, repeat });
  };
  await checkBoth(WARM_UP);
  const sizes = [];
  for (let round = 0; round < ROUNDS; round++) {
    await checkBoth(checks / ROUNDS / 2);
    sizes.push(residentBytes(runner.process.pid ?? 0));
  }
  await runner.end();
  const early = Math.max(...sizes.slice(0, 4));
  const late = Math.min(...sizes.slice(-3));
  const tolerance = COLLECTED.includes(host.name) ? TOLERANCE_COLLECTED_BYTES : TOLERANCE_BYTES;
  const flat = late <= early + tolerance;
  const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
  process.stdout.write(
    `${host.language}: ${mib(early)} after ${(checks * 4) / ROUNDS} checks, ${mib(late)} after ${checks}${flat ? '' : ' – it grows'}\n`,
  );
  return flat;
}

function caseNamed(name: string): Case {
  const found = codeCases().find((it) => it.name === name);
  if (found === undefined) throw new TypeError(`expected a case named "${name}"`);
  return found;
}

/** A code that is read to its end and then refused: signed by a key that nobody trusts. */
function forged(): Case {
  const found = codeCases().find(({ group, call }) => group === 'signature' && String(call['code']).length > 300);
  if (found === undefined) throw new TypeError('expected a case of the group signature');
  return found;
}

/** Linux says it in pages; there the tests of hosts run. */
function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
}
