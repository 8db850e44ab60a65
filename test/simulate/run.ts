// The browser SDK, a portal, clocks, storage and a network in one seeded process.
// Usage: npm run simulate -- [--seeds N] [--from SEED] [--days D] [--faults F] [--trace]
import { readFileSync } from 'node:fs';
import { load } from '../../hosts/js/index.ts';
import { readOptions } from '../../scripts/options.ts';
import { openVendor } from '../vendor.ts';
import { seedCrypto } from './crypto.ts';
import { Chance } from './random.ts';
import { liveThrough, type Tally } from './year.ts';

const values = readOptions(import.meta.url, {
  seeds: { type: 'string', default: '60' },
  from: { type: 'string', default: '1' },
  days: { type: 'string', default: '365' },
  faults: { type: 'string', default: '50' },
  trace: { type: 'boolean', default: false },
});
const seeds = Number(values.seeds);
const from = Number(values.from);
const days = Number(values.days);
const faults = Number(values.faults);
const vendor = await openVendor();
const verifier = await load(readFileSync('build/verifier.wasm'));
verifier.trust(vendor.publicKey);

let chance = new Chance(0);
seedCrypto(() => chance);
let stray: unknown;
process.on('unhandledRejection', (reason) => {
  stray ??= reason;
});

const total: Tally = { visits: 0, calls: 0, activations: 0, faults: {}, kills: 0, busiestDay: 0 };
const failed: number[] = [];
const begun = process.hrtime.bigint();
for (let seed = from; seed < from + seeds; seed++) {
  await oneSeed(seed);
  if ((seed - from + 1) % 250 === 0) say(`${seed - from + 1} seeds, ${failed.length} failed, ${elapsed()} s`);
  if (failed.length >= 10) break;
}
report();

async function oneSeed(seed: number): Promise<void> {
  chance = new Chance(seed);
  const trace = values.trace ? say : undefined;
  try {
    const tally = await liveThrough({ seed, days, faults, vendor, verifier, trace }, chance);
    if (stray) throw stray;
    add(tally);
  } catch (failure) {
    failed.push(seed);
    const what = failure instanceof Error ? (failure.name === 'Violation' ? failure.message : failure.stack) : failure;
    say(
      `seed ${seed}: ${what}\n  again with: npm run simulate -- --from ${seed} --seeds 1 --days ${days} --faults ${faults} --trace`,
    );
    stray = undefined;
  }
}

function add(tally: Tally): void {
  total.visits += tally.visits;
  total.calls += tally.calls;
  total.activations += tally.activations;
  total.kills += tally.kills;
  total.busiestDay = Math.max(total.busiestDay, tally.busiestDay);
  for (const [name, count] of Object.entries(tally.faults)) total.faults[name] = (total.faults[name] ?? 0) + count;
}

function report(): void {
  const struck = Object.values(total.faults).reduce((sum, count) => sum + count, 0);
  say(
    `${seeds} seeds × ${days} days in ${elapsed()} s: ${total.visits} starts, ${total.calls} calls, ${total.activations} activations, ${total.kills} pages killed at their start, at most ${total.busiestDay} calls of one browser in one day`,
  );
  const kinds = Object.entries(total.faults).sort(([a], [b]) => a.localeCompare(b));
  say(`${struck} faults: ${kinds.map(([name, count]) => `${name} ${count}`).join(', ')}`);
  say(failed.length === 0 ? 'No invariant was broken.' : `Broken by seeds ${failed.join(', ')}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function elapsed(): number {
  return Number((process.hrtime.bigint() - begun) / 1_000_000_000n);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
