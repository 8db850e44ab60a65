// Changes the module's sources in one place at a time and asks whether a test notices. Usage:
//   npm run mutate                            every mutant: hours; what was found before for the same sources is kept in build/mutation.jsonl
//   npm run mutate -- --sample 40             40 of them, drawn by --seed (1)
//   npm run mutate -- --files wasm/cbor.ts    one file, or several with commas
//   npm run mutate -- --quick                 without Vitest for those that survive the quick tests
//   npm run mutate -- --again                 those that survived before, once more
//   npm run mutate -- --shard 1/4             a quarter of them
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Dice } from '../fuzz/dice.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type Result, tryQuickly } from './quick.ts';

const CACHE = 'build/mutation.jsonl';

const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string' },
    shard: { type: 'string' },
    quick: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
  },
});

const files = values.files?.split(',') ?? globSync('wasm/*.ts').sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const found = known();
const chosen = choose([...sources].flatMap(([file, text]) => mutantsOf(file, text)));
for (const [i, mutant] of chosen.entries()) {
  const id = idOf(mutant);
  if (found.has(id) && !(values.again && found.get(id)?.state === 'survived')) continue;
  const result = await tryQuickly(mutant, sources.get(mutant.file) ?? '');
  found.set(id, result);
  appendFileSync(CACHE, `${JSON.stringify({ id, ...result, ...described(mutant) })}\n`);
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${chosen.length}`);
}
report();

function choose(all: Mutant[]): Mutant[] {
  const [part, of] = (values.shard ?? '1/1').split('/').map(Number);
  const mine = all.filter((_, i) => i % (of ?? 1) === (part ?? 1) - 1);
  if (values.sample === undefined) return mine;
  const dice = new Dice(Number(values.seed));
  const keyed = mine.map((mutant) => ({ mutant, key: dice.bits() })).sort((a, b) => a.key - b.key);
  return keyed.slice(0, Number(values.sample)).map(({ mutant }) => mutant);
}

/** What was found before, for exactly these sources. */
function known(): Map<string, Result> {
  mkdirSync('build', { recursive: true });
  if (!existsSync(CACHE)) return new Map();
  const lines = readFileSync(CACHE, 'utf8').trim().split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line)).map(({ id, state, by }) => [id, { state, by }]));
}

/** The mutant and the whole source file around it. */
function idOf({ file, from, to, after }: Mutant): string {
  return createHash('sha256')
    .update(`${file}\0${sources.get(file)}\0${from}\0${to}\0${after}`)
    .digest('hex')
    .slice(0, 24);
}

function described({ file, line, column, kind, before, after }: Mutant) {
  return { file, line, column, kind, before: before.slice(0, 80), after: after.slice(0, 80) };
}

function report(): void {
  const counts: Record<string, number> = {};
  for (const mutant of chosen) {
    const result = found.get(idOf(mutant));
    const state = result?.state ?? 'none';
    counts[state] = (counts[state] ?? 0) + 1;
    if (state === 'survived') {
      const { file, line, column, before, after } = described(mutant);
      process.stdout.write(
        `survived ${file}:${line}:${column}  ${before.replaceAll('\n', ' ')}  →  ${after.replaceAll('\n', ' ')}\n`,
      );
    }
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`);
}
