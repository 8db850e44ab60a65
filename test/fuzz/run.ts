// Fuzzes the module against independent decoders and judges. Usage:
//   npm run fuzz                                     the short run, about a minute
//   npm run fuzz -- --long                           10^8 inputs, 10^7 signatures against OpenSSL, 10^6 of them against noble: hours, in pieces; goes on
//                                                    where it was stopped (build/fuzz.jsonl)
//   npm run fuzz -- --long --shard 1/2               every other piece, for two processes
//   npm run fuzz -- --seed 7 --scale 0.1             another seed; a tenth of the counts
//   npm run fuzz -- --target cbor [--input HEX]      one target; one input
// Ends with 1 when anything traps, does too much work, or differs without a listed cause; the failure says seed and smallest input.
import { writeFileSync } from 'node:fs';
import { readOptions } from '../../scripts/options.ts';
import { Journal, piecesOf, shareOf } from './journal.ts';
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
/** Noble, which is slow, judges so many of the signatures. */
const NOBLE_SHARE: [short: number, long: number] = [0.05, 0.1];
/** A long run is done in pieces of so many inputs: some minutes each. */
const PIECE = 2_000_000;
const SIGNATURES_PIECE = 100_000;

const values = readOptions(import.meta.url, {
  long: { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  scale: { type: 'string', default: '1' },
  target: { type: 'string' },
  input: { type: 'string' },
  report: { type: 'string' },
  shard: { type: 'string', default: '1/1' },
});
const seed = Number(values.seed);
const size = values.long ? 1 : 0;
const scaled = (count: number) => Math.max(1, Math.round(count * Number(values.scale)));
const names = values.target === undefined ? Object.keys(COUNTS) : [values.target];
if (names.some((name) => !(name in COUNTS)))
  fail(`no target ${values.target}; there are ${Object.keys(COUNTS).join(', ')}`);

const outcomes: unknown[] = [];
if (values.input !== undefined) replay(values.input);
else if (values.long) runPieces();
else for (const name of names) outcomes.push(runTarget(name, seed, countOf(name)));
if (values.report) writeFileSync(values.report, `${JSON.stringify(outcomes, null, 2)}\n`);

function countOf(name: string): number {
  return scaled(COUNTS[name]?.[size] ?? 0);
}

function runPieces(): void {
  const journal = new Journal();
  const [part = 1, of = 1] = values.shard.split('/').map(Number);
  const most = (name: string) => (name === SIGNATURES ? SIGNATURES_PIECE : PIECE);
  const pieces = names.flatMap((name) => shareOf(piecesOf(name, seed, countOf(name), most(name)), part, of));
  for (const piece of pieces.filter((it) => !journal.has(it))) {
    const outcome = runTarget(piece.target, piece.seed, piece.count);
    outcomes.push(outcome);
    if (process.exitCode) return;
    journal.add(piece, outcome);
  }
  process.stdout.write(`${pieces.length} pieces done for these modules\n`);
}

function runTarget(name: string, from: number, count: number): unknown {
  const tell = (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${done} of ${count}`);
  };
  const outcome = name === SIGNATURES ? runSignatures(from, count, tell) : runDecoder(name, from, count, tell);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return outcome;
}

function runSignatures(from: number, count: number, tell: (done: number) => void): unknown {
  const outcome = fuzzSignatures(from, count, Math.round(count * NOBLE_SHARE[size]), tell);
  process.stdout.write(
    `${SIGNATURES}: ${outcome.signatures} against OpenSSL, ${outcome.noble} of them against noble; ${outcome.accepted} accepted\n`,
  );
  for (const [cause, times] of Object.entries(outcome.causes))
    process.stdout.write(`  difference with a cause: ${cause}, ${times}\n`);
  if (outcome.failure) fail(`seed ${from}, signature ${outcome.signatures}: ${outcome.failure}`);
  return outcome;
}

function runDecoder(name: string, from: number, count: number, tell: (done: number) => void): unknown {
  const target = targets.find((it) => it.name === name);
  if (!target) throw new Error(`${name} has counts and no target`);
  const { failure, ...outcome } = fuzz(target, from, count, tell);
  process.stdout.write(
    `${name}: ${outcome.inputs} inputs, ${outcome.corpus} kept, ${outcome.seen} ways of branches seen, ` +
      `at most ${outcome.mostWork} steps of work\n`,
  );
  if (failure) {
    fail(
      `seed ${from}, input ${outcome.inputs}: ${failure.why}\n  npm run fuzz -- --target ${name} --input ${failure.input.toString('hex')}`,
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
