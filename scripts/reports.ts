// What Vitest and Playwright report in JSON, as one kind of result: how many tests passed, and which did not and why.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export interface Failure {
  /** The file, and the test's own name. */
  name: string;
  why: string;
}

export interface Result {
  passed: number;
  failed: Failure[];
  /** Failed beside the others and passed when they ran again by themselves; among `passed` too. */
  unsteady: Failure[];
}

const MOST_LINES = 12;

const vitestReport = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

export function readVitest(file: string): Result {
  if (!existsSync(file)) return { passed: 0, failed: [], unsteady: [] };
  const { numPassedTests, testResults } = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const at = path.relative('', name);
    const tests = assertionResults.filter((it) => it.status === 'failed');
    // A file that could not be loaded, or whose clean-up failed, has no failed test of its own.
    if (tests.length === 0 && status === 'failed') return [{ name: at, why: short(message) }];
    return tests.map((it) => ({ name: `${at} › ${it.fullName}`, why: short(it.failureMessages.join('\n')) }));
  });
  return { passed: numPassedTests, failed, unsteady: [] };
}

const playwrightTest = z.object({
  status: z.string(),
  results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
});
const playwrightSuite = z.object({
  specs: z.array(z.object({ title: z.string(), file: z.string(), line: z.number(), tests: z.array(playwrightTest) })),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  errors: z.array(z.object({ message: z.string().optional() })),
  stats: z.object({ expected: z.number(), flaky: z.number() }),
});

export function readPlaywright(file: string): Result {
  if (!existsSync(file)) return { passed: 0, failed: [], unsteady: [] };
  const { suites, errors, stats } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const specs = suites.flatMap(specsOf);
  const of = (status: string) =>
    specs.flatMap(({ title, file, line, tests }) =>
      tests
        .filter((it) => it.status === status)
        .map(({ results }) => ({
          name: `test/browser/${file}:${line} › ${title}`,
          why: short(results.flatMap((it) => it.errors.map(({ message = '' }) => message))[0] ?? ''),
        })),
    );
  const outside = errors.map(({ message = '' }) => ({ name: 'playwright', why: short(message) }));
  return { passed: stats.expected + stats.flaky, failed: [...of('unexpected'), ...outside], unsteady: of('flaky') };
}

function specsOf(suite: z.infer<typeof playwrightSuite>): z.infer<typeof playwrightSuite>['specs'] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

/** The first lines that say something, without colors and without what is inside packages. */
function short(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/node_modules|at new Promise \(/.test(line));
  return lines.slice(0, MOST_LINES).join('\n');
}

/** The same run, when the files of what failed have been run again: what passed then was unsteady, what failed then has failed. */
export function mergeAgain(first: Result, again: Result): Result {
  const names = new Set(again.failed.map(({ name }) => name));
  const unsteady = first.failed.filter(({ name }) => !names.has(name));
  return { passed: first.passed + unsteady.length, failed: again.failed, unsteady: [...first.unsteady, ...unsteady] };
}
