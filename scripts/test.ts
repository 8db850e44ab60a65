// Runs the tests and ends with one line, "N passed, N failed". Usage: npm test [-- --full]
// The short set is every Vitest and every browser test; --full adds lint and the long runs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { howToGetChromium, provideChromium } from './chromium.ts';
import { howToGetPostgres, providePostgres } from './postgres.ts';

interface Tally {
  passed: number;
  failed: number;
}

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

mkdirSync('build/reports', { recursive: true });
const full = process.argv.includes('--full');
const tallies = [unitTests(), browserTests()];
if (full) tallies.push(...longRuns.filter(isScript).map(longRun));

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
process.exitCode = failed > 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);

function unitTests(): Tally {
  heading('Vitest');
  // Without it, the tests that need it say that they were skipped; under CI they fail (test/portal/stores.ts).
  if (!providePostgres()) process.stdout.write(`${howToGetPostgres}\n`);
  const report = freshReport('vitest');
  const succeeded = node('node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return tally(succeeded, readReport(report), countVitest);
}

function browserTests(): Tally {
  heading('Chromium');
  const browser = provideChromium();
  if (!browser) {
    process.stdout.write(`${howToGetChromium}\n`);
    return { passed: 0, failed: 1 };
  }
  const report = freshReport('playwright');
  if (!full) process.stdout.write('Tests marked @full, such as pages in dark colors, run with: npm test -- --full\n');
  const which = full ? [] : ['--grep-invert=@full'];
  const succeeded = node('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json', ...which], {
    CHROMIUM_PATH: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return tally(succeeded, readReport(report), countPlaywright);
}

function longRun(script: string): Tally {
  heading(script);
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A run that failed without a failed test, or that ran nothing, counts as one failure: no report, no success. */
function tally(succeeded: boolean, report: unknown, count: (report: unknown) => Tally): Tally {
  const counted = count(report);
  if (counted.failed === 0 && (!succeeded || counted.passed === 0)) return { ...counted, failed: 1 };
  return counted;
}

function countVitest(report: unknown): Tally {
  return { passed: numberIn(report, 'numPassedTests'), failed: numberIn(report, 'numFailedTests') };
}

/** A test that only passed when it was repeated has failed. */
function countPlaywright(report: unknown): Tally {
  const stats = memberOf(report, 'stats');
  return { passed: numberIn(stats, 'expected'), failed: numberIn(stats, 'unexpected') + numberIn(stats, 'flaky') };
}

function numberIn(value: unknown, name: string): number {
  const found = memberOf(value, name);
  return typeof found === 'number' ? found : 0;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function freshReport(name: string): string {
  const file = `build/reports/${name}.json`;
  rmSync(file, { force: true });
  return file;
}

function readReport(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function isScript(name: string): boolean {
  return typeof memberOf(memberOf(readReport('package.json'), 'scripts'), name) === 'string';
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
