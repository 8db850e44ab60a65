// Changes the module in one place at a time and asks whether a test notices. Usage:
//   npm run mutate                            every mutant, hours; what was found for the same sources and tests before is kept in build/mutation.jsonl
//   npm run mutate -- --sample 200            so many of them, drawn by --seed (1)
//   npm run mutate -- --files cbor,claims     of some files of wasm/
//   npm run mutate -- --quick                 without Vitest for those that survive the quick tests
//   npm run mutate -- --again                 those that survived before, once more
//   npm run mutate -- --shard 1/4             a quarter of them
//   npm run mutate -- --least 95              ends with 0 when so many of a hundred are noticed (100)
// Ends with 1 when more mutants survive than that, not counting those that equivalent.ts explains.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readOptions } from '../../scripts/options.ts';
import { Dice } from '../fuzz/dice.ts';
import { explanationOf } from './equivalent.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { planFor } from './plan.ts';
import { changeable, demandGreen, tryQuickly, useOf } from './quick.ts';
import { Sources } from './sources.ts';
import { tableMutants } from './tables.ts';
import { tryThoroughly } from './thorough.ts';

const CACHE = 'build/mutation.jsonl';

const values = readOptions(import.meta.url, {
  sample: { type: 'string' },
  seed: { type: 'string', default: '1' },
  files: { type: 'string' },
  shard: { type: 'string', default: '1/1' },
  quick: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  least: { type: 'string', default: '100' },
});

interface Result {
  /** The test that noticed; empty when none did. */
  by: string;
  /** Survived the quick tests, and was not shown to Vitest. */
  open?: boolean;
}

/** Each mutant leaves a module and its memory behind, which are collected too late when nobody asks for it. */
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const sources = new Sources();
const wanted = values.files?.split(',').map((name) => `wasm/${name}.ts`) ?? globSync('wasm/*.ts').sort();
const texts = new Map(wanted.map((file) => [file, readFileSync(file, 'utf8')]));
const found = known();
const mutants = choose(await allMutants());
await demandGreen([...new Set(mutants.flatMap(({ place }) => planFor(place.file).entries))]);
for (const [i, mutant] of mutants.entries()) {
  const before = found.get(idOf(mutant));
  if (before && !((values.again && before.by === '') || (before.open && !values.quick))) continue;
  if (i % 20 === 0) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  const result = await tryOn(mutant);
  found.set(idOf(mutant), result);
  appendFileSync(CACHE, `${JSON.stringify({ id: idOf(mutant), ...result, ...described(mutant) })}\n`);
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${mutants.length}`);
}
report();

/** Each file's mutants in the first module of its plan, where its quick tests are nearest; and of each other module those that the ones before do not have, or have at another place of the function. */
async function allMutants(): Promise<Mutant[]> {
  const all: Mutant[] = [];
  const seen = new Set<string>();
  for (const entry of new Set(wanted.flatMap((file) => planFor(file).entries))) {
    const isMine = (file: string) => texts.has(file) && planFor(file).entries.includes(entry);
    const { program } = await changeable(entry, useOf(entry));
    const found = [...mutantsOf(program, sources, isMine), ...tableMutants(program, sources, isMine)];
    const more = found.filter((mutant) => !seen.has(changeOf(mutant)));
    for (const mutant of more) seen.add(changeOf(mutant));
    all.push(...more);
  }
  return all;
}

function changeOf({ place, name, instruction, what }: Mutant): string {
  return [place.file, place.line, place.column, name, instruction, what].join('\0');
}

function choose(all: Mutant[]): Mutant[] {
  const [part, of] = values.shard.split('/').map(Number);
  const mine = all.filter((_, i) => i % (of ?? 1) === (part ?? 1) - 1);
  if (values.sample === undefined) return mine;
  const dice = new Dice(Number(values.seed));
  const keyed = mine.map((mutant) => ({ mutant, key: dice.bits() })).sort((a, b) => a.key - b.key);
  return keyed.slice(0, Number(values.sample)).map(({ mutant }) => mutant);
}

async function tryOn(mutant: Mutant): Promise<Result> {
  const noticed = await tryQuickly(mutant);
  if (noticed !== undefined) return { by: noticed };
  if (explanationOf(mutant, sources) !== undefined) return { by: '' };
  if (values.quick) return { by: '', open: true };
  const later = await tryThoroughly(mutant);
  return { by: later === undefined ? '' : `Vitest: ${later}` };
}

/** What was found before, for exactly these sources. */
function known(): Map<string, Result> {
  mkdirSync('build', { recursive: true });
  if (!existsSync(CACHE)) return new Map();
  const lines = readFileSync(CACHE, 'utf8').trim().split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line)).map(({ id, by, open }) => [id, { by, open }]));
}

/** The mutant and the whole source file around it. */
function idOf({ place, name, instruction, what }: Mutant): string {
  const about = [texts.get(place.file), place.line, place.column, name, instruction, what].join('\0');
  return createHash('sha256').update(about).digest('hex').slice(0, 24);
}

function described({ place, name, kind, what }: Mutant) {
  return { file: place.file, line: place.line, column: place.column, name, kind, what };
}

function report(): void {
  const perFile = new Map<string, { killed: number; explained: number; survived: number }>();
  for (const mutant of mutants) {
    const counts = perFile.get(mutant.place.file) ?? { killed: 0, explained: 0, survived: 0 };
    perFile.set(mutant.place.file, counts);
    const killed = found.get(idOf(mutant))?.by !== '';
    if (killed) counts.killed++;
    else if (explanationOf(mutant, sources) !== undefined) counts.explained++;
    else {
      counts.survived++;
      const { file, line, column } = mutant.place;
      process.stdout.write(`survived ${file}:${line}:${column}  ${mutant.what}  |  ${sources.line(mutant.place)}\n`);
    }
  }
  let survivors = 0;
  for (const [file, { killed, explained, survived }] of [...perFile].sort()) {
    process.stdout.write(`${file}: ${killed} killed, ${explained} equivalent, ${survived} survived\n`);
    survivors += survived;
  }
  const score = (100 * (mutants.length - survivors)) / mutants.length;
  process.stdout.write(
    `${mutants.length} mutants, ${survivors} survived: ${score.toFixed(2)} % noticed or equivalent\n`,
  );
  if (score < Number(values.least)) process.exitCode = 1;
}
