// Tries every host with every case and prints a matrix: hosts × groups. `npm run conformance [-- HOST…]`
// A cell is the number of cases that are as expected and the same in every host, or how many are not. Ends with a failure if there is one, and with CI=true
// also if a host is skipped. `--sanitized` adds the C host as its sanitizers see it; `--processors` asks the JavaScript host alone, on other processors.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildHost, type Host, hostNames, Runner, readHost, testHost } from '../../scripts/hosts.ts';
import { provideProcessors } from '../../scripts/processors.ts';
import { bundleFor, provideRuntimes, type Runtime } from '../../scripts/runtimes.ts';
import { exampleLicense } from '../example.ts';
import { recordedNames } from '../node/recorded.ts';
import {
  type Answer,
  type Case,
  codeCases,
  exchangeCases,
  machineCases,
  moduleCases,
  signatureCases,
} from './calls.ts';
import { unpackRecorded } from './machines.ts';
import { SANITIZED, sanitizedHost } from './sanitized.ts';
import { threadCases } from './threads.ts';

interface Row {
  name: string;
  /** By group: how many cases there are, and what is wrong with some. */
  cells: Map<string, { count: number; wrong: string[] }>;
}

const MOST_SHOWN = 5;

const PROCESSORS = '--processors';
const sanitized = process.argv.includes(SANITIZED);
const onProcessors = process.argv.includes(PROCESSORS);
const wanted = process.argv.slice(2).filter((word) => word !== SANITIZED && word !== PROCESSORS);
const unknown = wanted.filter((name) => !hostNames.includes(name));
if (unknown.length > 0) throw new TypeError(`expected hosts of ${hostNames.join(', ')}, got ${unknown.join(', ')}`);
// JavaScript comes first: the others are compared with it, and it with the reference.
const hosts = [
  'node',
  ...hostNames.filter((name) => name !== 'node' && !onProcessors && (wanted.length === 0 || wanted.includes(name))),
];

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-conformance-'));
try {
  process.exitCode = (await compareHosts([
    ...hosts.map(readHost),
    ...(sanitized ? [sanitizedHost()] : []),
    ...(await otherRuntimes()),
  ]))
    ? 0
    : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The JavaScript host again, on the other runtimes that people have, or on other processors. */
async function otherRuntimes(): Promise<Host[]> {
  if (wanted.length > 0) return [];
  const runtimes: Runtime[] | string = onProcessors ? provideProcessors() : provideRuntimes();
  if (typeof runtimes === 'string') {
    if (onProcessors) throw new Error(`Not tried, because ${runtimes}`);
    process.stdout.write(`other JavaScript runtimes: left out, because ${runtimes}\n`);
    return [];
  }
  mkdirSync('build/runtimes', { recursive: true });
  const runner = await bundleFor('hosts/node/runner.ts');
  return runtimes.map(({ name, command, modules }) => ({
    ...readHost('node'),
    engine: name,
    runner: [...command, runner],
    test: [],
    modules,
  }));
}

async function compareHosts(list: readonly Host[]): Promise<boolean> {
  await writeExample();
  const folders = new Map(recordedNames.map((name) => [name, unpackRecorded(name, path.join(folder, name))]));
  const fixed = [...codeCases(), ...exchangeCases(), ...signatureCases(), ...machineCases(folders), ...threadCases()];
  const rows: Row[] = [];
  const skipped: string[] = [];
  let first: readonly Answer[] | undefined;
  for (const host of list) {
    process.stderr.write(`${host.language} … `);
    const because = buildHost(host);
    if (because === undefined) {
      const made = await rowsOf(host, fixed, first);
      first ??= made.first;
      rows.push(...made.rows);
    } else skipped.push(`${host.language}: skipped, because ${because}`);
    process.stderr.write(because === undefined ? 'asked\n' : 'skipped\n');
  }
  return report(rows, skipped);
}

/** The license of the READMEs' examples, for the hosts' own tests. */
async function writeExample(): Promise<void> {
  mkdirSync('build/hosts', { recursive: true });
  writeFileSync('build/hosts/example.lic', await exampleLicense());
}

async function rowsOf(host: Host, fixed: readonly Case[], others: readonly Answer[] | undefined) {
  const rows: Row[] = [];
  let first = others;
  for (const module of host.modules) {
    const cases = [...fixed, ...moduleCases(readFileSync(path.join('build', module)))];
    const answers = await answersOf(host, module, cases);
    first ??= answers;
    const name = `${host.language}, ${host.engine}${module.includes('simd') ? ', SIMD' : ''}`;
    rows.push({ name, cells: judge(cases, answers, first) });
  }
  const failed = testHost(host);
  if (host.test.length > 0) rows[0]?.cells.set('own', { count: 1, wrong: failed === undefined ? [] : [failed] });
  return { rows, first };
}

/** Cases with the same keys share an instance, so that a host is not instantiated a thousand times. */
async function answersOf(host: Host, module: string, cases: readonly Case[]): Promise<Answer[]> {
  const runner = new Runner(host, module);
  const answers: Promise<unknown>[] = [];
  let keys: string | undefined;
  for (const { keys: trusted, call } of cases) {
    if (trusted.join() !== keys) {
      void runner.call({ call: 'load' }).catch(() => {});
      for (const key of trusted) void runner.call({ call: 'trust', key }).catch(() => {});
      keys = trusted.join();
    }
    // What these two do outlives them.
    if (call['call'] === 'trust' || call['call'] === 'load') keys = undefined;
    answers.push(runner.call(call));
  }
  const all = await Promise.all(answers);
  await runner.end();
  return all.map(comparable);
}

/** Of a host's own mistakes only the name is the same in every language. */
function comparable(answer: unknown): Answer {
  if (typeof answer !== 'object' || answer === null) return { noObject: answer };
  if ('error' in answer) return { error: answer.error };
  return { ...answer };
}

function judge(cases: readonly Case[], answers: readonly Answer[], first: readonly Answer[]): Row['cells'] {
  const cells: Row['cells'] = new Map();
  cases.forEach(({ group, name, expect, call }, i) => {
    const answer = answers[i] ?? {};
    const cell = cells.get(group) ?? { count: 0, wrong: [] };
    cell.count++;
    const wrong = expect?.(answer) ?? disagreement(call, answer, first[i] ?? {});
    if (wrong !== undefined) cell.wrong.push(`${name}: ${JSON.stringify(wrong)}`);
    cells.set(group, cell);
  });
  return cells;
}

/** Threads behave as each language's own documentation says; everything else is the same everywhere. */
function disagreement(call: Case['call'], answer: Answer, first: Answer): unknown {
  if (call['call'] === 'threads' || isDeepStrictEqual(answer, first)) return undefined;
  return { javascript: first, here: answer };
}

function report(rows: readonly Row[], skipped: readonly string[]): boolean {
  const groups = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell, i) => cell.padStart(Math.max(9, groups[i]?.length ?? 0))).join(' ')}\n`;
  const cellOf = (cell: Row['cells'] extends Map<string, infer C> ? C | undefined : never) =>
    cell === undefined ? '–' : cell.wrong.length === 0 ? `${cell.count}` : `${cell.wrong.length} differ`;
  const lines = rows.map(({ name, cells }) =>
    line(
      name,
      groups.map((group) => cellOf(cells.get(group))),
    ),
  );
  process.stdout.write(line('', groups) + lines.join(''));
  if (!groups.includes('ed25519'))
    process.stdout.write('ed25519: the vectors of others are not beside this project, so they were left out\n');
  for (const { name, cells } of rows) showWrong(name, cells);
  for (const sentence of skipped) process.stdout.write(`${sentence}\n`);
  const wrong = rows.reduce(
    (sum, { cells }) => sum + [...cells.values()].reduce((n, cell) => n + cell.wrong.length, 0),
    0,
  );
  const cases = rows.reduce((sum, { cells }) => sum + [...cells.values()].reduce((n, cell) => n + cell.count, 0), 0);
  process.stdout.write(
    `${rows.length} hosts and modules, ${cases} answers, ${wrong} differences, ${skipped.length} skipped\n`,
  );
  return wrong === 0 && rows.length > 0 && (skipped.length === 0 || !process.env['CI']);
}

function showWrong(name: string, cells: Row['cells']): void {
  for (const [group, { wrong }] of cells) {
    for (const sentence of wrong.slice(0, MOST_SHOWN))
      process.stdout.write(`${name}, ${group}: ${sentence.slice(0, 1500)}\n`);
  }
}
