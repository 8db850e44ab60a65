// Lives of honest machines, and what it gains to turn a clock, with the module's own verdicts. Usage:
//   npm run simulate:clock                              20 machines × 10 years, some seconds
//   npm run simulate:clock -- --machines 1000           the long run
//   npm run simulate:clock -- --seed 17 --machines 1    one life again
//   npm run simulate:clock -- --write                   writes the tables into SECURITY.md
// Ends with 1 when an honest machine is refused.
import { readFileSync, writeFileSync } from 'node:fs';
import { load } from '../../hosts/js/index.ts';
import { readOptions } from '../../scripts/options.ts';
import { Dice } from '../fuzz/dice.ts';
import { openVendor } from '../vendor.ts';
import { live } from './honest.ts';
import { HOUR, Portal } from './machine.ts';
import { tables, withTables } from './tables.ts';

const PAGE = 'SECURITY.md';
const YEARS = 10;

const values = readOptions(import.meta.url, {
  machines: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  write: { type: 'boolean', default: false },
});

const vendor = await openVendor();
const verifier = await load({
  scalar: readFileSync('build/verifier.wasm'),
  simd: readFileSync('build/verifier-simd.wasm'),
});
verifier.trust(vendor.publicKey);
const portal = new Portal(vendor);

honest(Number(values.seed), Number(values.machines));
const text = tables(verifier, portal);
process.stdout.write(`\n${text}\n`);
if (values.write) writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), text));

function honest(seed: number, machines: number): void {
  const sum = { checks: 0, sessions: 0, accidents: 0, alarms: 0 };
  let ahead = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < machines; i++) {
    const life = live(new Dice(seed + i), verifier, portal, YEARS);
    sum.checks += life.checks;
    sum.sessions += life.sessions;
    sum.accidents += life.accidents;
    sum.alarms += life.alarms.length;
    ahead = Math.max(ahead, life.markAhead);
    for (const alarm of life.alarms.slice(0, 3)) process.stdout.write(`false alarm, seed ${seed + i}: ${alarm}\n`);
    if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${machines} machines`);
  }
  process.stdout.write(
    `${machines} machines × ${YEARS} years from seed ${seed}: ${sum.sessions} sessions, ${sum.checks} checks, ` +
      `${sum.accidents} accidents with the clock; ${sum.alarms} false alarms; ` +
      `the trusted time was at most ${(ahead / HOUR).toFixed(1)} h ahead of the true one\n`,
  );
  if (sum.alarms > 0) process.exitCode = 1;
}
