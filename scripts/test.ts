// Runs the tests and ends with one line, "N passed, N failed", and before it with what failed, and why. Usage: npm test [-- --full]
// The short set is every Vitest and every browser test; --full adds lint and the long runs.
// A few that fail are run once more by themselves: a busy machine may make a test late. What passes then is named at the end as unsteady, to be mended.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { howToGetChromium, provideChromium } from './chromium.ts';
import { howToGetPostgres, providePostgres } from './postgres.ts';
import { type Failure, mergeAgain, type Result, readPlaywright, readVitest } from './reports.ts';

const longRuns = [
  'lint',
  'lighthouse',
  'conformance',
  'hosts:commands',
  'hosts:packages',
  'hosts:sanitized',
  'hosts:keychain',
  'hosts:memory',
  'fuzz',
  'coverage:wasm',
  'mutate:sample',
  'simulate:clock',
  'simulate',
  'test:engines',
];

/** What stands for a run that failed without a failed test. */
const NO_TEST = 'the whole run';
/** More than so many failed files are no accident. */
const MOST_AGAIN = 5;
/** The last lines of a long run that failed, to be read at the end. */
const LAST_LINES = 25;

mkdirSync('build/reports', { recursive: true });
const full = process.argv.includes('--full');
const results = [unitTests(), browserTests()];
if (full) for (const script of longRuns.filter(isScript)) results.push(await longRun(script));

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.flatMap((result) => result.failed);
tell(
  'Unsteady: failed beside the others, passed when run again',
  results.flatMap((result) => result.unsteady),
);
tell('Failed', failed);
process.exitCode = failed.length > 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failed.length} failed\n`);

function unitTests(): Result {
  heading('Vitest');
  // Without it, the tests that need it say that they were skipped; under CI they fail (test/portal/stores.ts).
  if (!providePostgres()) process.stdout.write(`${howToGetPostgres}\n`);
  const first = vitest('vitest');
  const files = [...new Set(first.failed.map(({ name }) => name.split(' › ')[0] ?? ''))];
  if (files.length === 0 || files.length > MOST_AGAIN || files.includes(NO_TEST)) return first;
  heading(`Vitest again: ${files.join(', ')}`);
  return mergeAgain(first, vitest('vitest-again', files));
}

function vitest(name: string, files: string[] = []): Result {
  const report = freshReport(name);
  const succeeded = node('node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...files,
  ]);
  return judged(succeeded, readVitest(report));
}

function browserTests(): Result {
  heading('Chromium');
  const browser = provideChromium();
  if (!browser) {
    process.stdout.write(`${howToGetChromium}\n`);
    return { passed: 0, failed: [{ name: 'the browser tests', why: howToGetChromium }], unsteady: [] };
  }
  const report = freshReport('playwright');
  if (!full) process.stdout.write('Tests marked @full, such as pages in dark colors, run with: npm test -- --full\n');
  const which = full ? [] : ['--grep-invert=@full'];
  const succeeded = node(
    'node_modules/@playwright/test/cli.js',
    ['test', '--reporter=list,json', '--retries=1', ...which],
    {
      CHROMIUM_PATH: browser,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    },
  );
  return judged(succeeded, readPlaywright(report));
}

async function longRun(script: string): Promise<Result> {
  heading(script);
  const first = await npmRun(script);
  if (first === undefined) return { passed: 1, failed: [], unsteady: [] };
  heading(`${script} again`);
  const again = await npmRun(script);
  const failure = { name: `npm run ${script}`, why: again ?? first };
  if (again === undefined) return { passed: 1, failed: [], unsteady: [failure] };
  return { passed: 0, failed: [failure], unsteady: [] };
}

/** The end of what it printed, if it failed. */
async function npmRun(script: string): Promise<string | undefined> {
  const child = spawn('npm', ['run', '--silent', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  const listen = (from: NodeJS.ReadableStream, to: NodeJS.WritableStream) =>
    from.on('data', (bytes: Buffer) => {
      to.write(bytes);
      said = (said + bytes.toString()).slice(-20_000);
    });
  listen(child.stdout, process.stdout);
  listen(child.stderr, process.stderr);
  const status = await new Promise((resolve) => child.on('error', resolve).on('close', resolve));
  if (status === 0) return undefined;
  if (said === '') return 'It printed nothing.';
  return said.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

/** A run that failed without a failed test, or that ran nothing, is one failure: no report, no success. */
function judged(succeeded: boolean, result: Result): Result {
  if (result.failed.length > 0 || (succeeded && result.passed > 0)) return result;
  return { ...result, failed: [{ name: NO_TEST, why: 'The run itself failed; what it printed above says why.' }] };
}

function tell(title: string, failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  heading(title);
  for (const { name, why } of failures) process.stdout.write(`${name}\n${why.replace(/^/gm, '    ')}\n`);
}

function freshReport(name: string): string {
  const file = `build/reports/${name}.json`;
  rmSync(file, { force: true });
  return file;
}

function isScript(name: string): boolean {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  return name in scripts;
}

function node(program: string, args: string[], more: Record<string, string> = {}): boolean {
  const { status } = spawnSync(process.execPath, [program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...more },
  });
  return status === 0;
}

function heading(name: string): void {
  process.stdout.write(`\n── ${name}\n`);
}
