// Fuzzes the module against independent decoders and judges. Usage:
//   npm run fuzz                                     the short run, about a minute
//   npm run fuzz -- --long                           10^8 inputs, 10^7 signatures against OpenSSL, 10^6 of them against noble: hours
//   npm run fuzz -- --seed 7 --scale 0.1             another seed; a tenth of the counts
//   npm run fuzz -- --target cbor [--input HEX]      one target; one input
// Ends with 1 when anything traps, does too much work, or differs without a listed cause; the failure says seed and smallest input.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Lab } from './lab.ts';
import { fault, fuzz } from './session.ts';
import { fuzzSignatures } from './signatures.ts';
import { makeTargets } from './targets.ts';

const targets = makeTargets([new Lab('verifier'), new Lab('verifier-simd')], new Lab('codec-probe'));
const SIGNATURES = 'signatures';

/** Inputs for each target: short and long. Decoding adds up to 10^8. */
const COUNTS: Record<string, [short: number, long: number]> = {
  text: [150_000, 12_000_000],
  'license-key': [20_000, 2_000_000],
  token: [100_000, 10_000_000],
  exchange: [100_000, 8_000_000],
  cbor: [500_000, 34_000_000],
  claims: [500_000, 34_000_000],
  [SIGNATURES]: [20_000, 10_000_000],
};
const NOBLE: [short: number, long: number] = [1_000, 1_000_000];

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    target: { type: 'string' },
    input: { type: 'string' },
    report: { type: 'string' },
  },
});
const seed = Number(values.seed);
const size = values.long ? 1 : 0;
const scaled = (count: number) => Math.max(1, Math.round(count * Number(values.scale)));
const names = values.target === undefined ? Object.keys(COUNTS) : [values.target];
if (names.some((name) => !(name in COUNTS)))
  fail(`no target ${values.target}; there are ${Object.keys(COUNTS).join(', ')}`);

const outcomes = values.input === undefined ? names.map(runTarget) : [];
if (values.input !== undefined) replay(values.input);
if (values.report) writeFileSync(values.report, `${JSON.stringify(outcomes, null, 2)}\n`);

function runTarget(name: string): unknown {
  const count = scaled(COUNTS[name]?.[size] ?? 0);
  const tell = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${done} of ${count}`);
    else if (done % 100_000 === 0 && values.long) process.stderr.write(`${name} ${done} of ${count}\n`);
  };
  const outcome = name === SIGNATURES ? runSignatures(count, tell) : runDecoder(name, count, tell);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return outcome;
}

function runSignatures(count: number, tell: (done: number) => void): unknown {
  const outcome = fuzzSignatures(seed, count, scaled(NOBLE[size]), tell);
  process.stdout.write(
    `${SIGNATURES}: ${outcome.signatures} against OpenSSL, ${outcome.noble} of them against noble; ${outcome.accepted} accepted\n`,
  );
  for (const [cause, times] of Object.entries(outcome.causes))
    process.stdout.write(`  difference with a cause: ${cause}, ${times}\n`);
  if (outcome.failure) fail(`seed ${seed}, signature ${outcome.signatures}: ${outcome.failure}`);
  return outcome;
}

function runDecoder(name: string, count: number, tell: (done: number) => void): unknown {
  const target = targets.find((it) => it.name === name);
  if (!target) throw new Error(`${name} has counts and no target`);
  const { failure, ...outcome } = fuzz(target, seed, count, tell);
  process.stdout.write(
    `${name}: ${outcome.inputs} inputs, ${outcome.corpus} kept, ${outcome.seen} ways of branches seen, ` +
      `at most ${outcome.mostWork} steps of work\n`,
  );
  if (failure) {
    fail(
      `seed ${seed}, input ${outcome.inputs}: ${failure.why}\n  npm run fuzz -- --target ${name} --input ${failure.input.toString('hex')}`,
    );
  }
  return outcome;
}

function replay(input: string): void {
  const target = targets.find(({ name }) => name === values.target);
  const why = target ? fault(target, Buffer.from(input, 'hex')) : '--input needs the --target that it is for';
  if (why !== undefined) fail(why);
  else process.stdout.write('no difference\n');
}

function fail(why: string): void {
  process.stdout.write(`FAILED ${why}\n`);
  process.exitCode = 1;
}
