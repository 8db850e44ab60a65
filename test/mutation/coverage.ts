// Which ways of the branches in wasm/ the project's tests take. The modules are compiled as the sources say, not optimized, so that a branch of a module is a branch of
// the sources, and run under the tests that Vitest has for them. Usage: npm run coverage:wasm
// Prints each gap with its line, and ends with 1 when gaps.ts does not explain one.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from '../../scripts/options.ts';
import { leb } from '../fuzz/bytecode.ts';
import { instrument } from '../fuzz/instrument.ts';
import { assemble, type Place } from './bodies.ts';
import { compile, type Entry } from './compile.ts';
import { gapReason } from './gaps.ts';
import { Sources } from './sources.ts';
import { FILES, prepareTree, TREE } from './tree.ts';

readOptions(import.meta.url, {});

/** As in cover-setup.ts, which runs inside of Vitest. */
const MARK = 'coverage';
const RESULTS = path.join(TREE, 'coverage');

const TESTS = [
  'test/codec',
  'test/crypto',
  'test/conformance.test.ts',
  'test/decide.test.ts',
  'test/hosts-js.test.ts',
  'test/worked-example.test.ts',
  'test/records.test.ts',
  'test/choice.test.ts',
];

interface Branch {
  place: Place | undefined;
  first: number;
  ways: number;
}

prepareTree(['test/mutation/cover-setup.ts']);
const entries = Object.keys(FILES).filter(isEntry);
const branches = new Map<Entry, Branch[]>();
for (const entry of entries) branches.set(entry, await build(entry));
runTests();
report();

function isEntry(name: string): name is Entry {
  return name in FILES;
}

/** Puts a module that counts into the copy; its branches with their places. */
async function build(entry: Entry): Promise<Branch[]> {
  const program = await compile(entry);
  const { bytes, branches: found, ways, wayCount } = instrument(assemble(program, new Map()));
  const mark = Buffer.from(JSON.stringify({ entry, ways, wayCount }));
  const name = Buffer.from(MARK);
  const content = Buffer.concat([Uint8Array.from(leb(name.length)), name, mark]);
  const section = Buffer.concat([Uint8Array.of(0, ...leb(content.length)), content]);
  writeFileSync(path.join(TREE, 'build', `${FILES[entry]}.wasm`), Buffer.concat([bytes, section]));
  // The branches stand in the order of the instructions.
  const branching = program.bodies.flatMap(({ instructions }) =>
    instructions.filter(({ opcode }) => [0x04, 0x0d, 0x0e, 0x1b].includes(opcode)),
  );
  return found.map(({ first, ways: count }, i) => ({ place: branching[i]?.place, first, ways: count }));
}

function runTests(): void {
  const vitest = path.resolve('node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...TESTS], {
    cwd: TREE,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('the tests fail with modules that count; run npm test first');
}

/** For each place in the sources: which ways some module took in some test. */
function taken(): Map<string, { place: Place; ways: boolean[] }> {
  const all = new Map<string, { place: Place; ways: boolean[] }>();
  for (const entry of entries) {
    const files = readdirSync(RESULTS).filter((name) => name.startsWith(`${entry}.`));
    const runs = files.map((name) => readFileSync(path.join(RESULTS, name)));
    for (const { place, first, ways } of branches.get(entry) ?? []) {
      if (!place?.file.startsWith('wasm/')) continue;
      const name = `${place.file}:${place.line}:${place.column}:${ways}`;
      const sum = all.get(name) ?? { place, ways: Array<boolean>(ways).fill(false) };
      for (let way = 0; way < ways; way++) {
        if (runs.some((run) => run[first + way] === 1)) sum.ways[way] = true;
      }
      all.set(name, sum);
    }
  }
  return all;
}

function report(): void {
  const sources = new Sources();
  const files = new Map<string, { ways: number; taken: number; explained: number }>();
  let open = 0;
  for (const { place, ways } of taken().values()) {
    const sum = files.get(place.file) ?? { ways: 0, taken: 0, explained: 0 };
    files.set(place.file, sum);
    for (const [way, wasTaken] of ways.entries()) {
      sum.ways++;
      if (wasTaken) sum.taken++;
      else if (gapReason(place.file, sources.line(place), way) !== undefined) sum.explained++;
      else {
        open++;
        const which = ways.length > 2 ? `way ${way} never` : way === 0 ? 'never false' : 'never true';
        process.stdout.write(`${place.file}:${place.line}:${place.column} ${which}: ${sources.line(place)}\n`);
      }
    }
  }
  let [all, sum] = [0, 0];
  for (const [file, { ways, taken: some, explained }] of [...files].sort()) {
    process.stdout.write(`${file}: ${some} of ${ways}${explained > 0 ? `, ${explained} explained` : ''}\n`);
    all += ways;
    sum += some;
  }
  const percent = ((100 * sum) / all).toFixed(2);
  process.stdout.write(`${sum} of ${all} ways of branches taken (${percent} %), ${open} gaps without an explanation\n`);
  if (open > 0) process.exitCode = 1;
}
