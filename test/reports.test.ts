// What `npm test` says at its end comes from the runners' own reports: nothing that failed may be missing there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mergeAgain, readPlaywright, readVitest } from '../scripts/reports.ts';

function fileOf(report: unknown): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

test('a run that wrote no report passed nothing', () => {
  for (const read of [readVitest, readPlaywright])
    expect(read('nowhere.json')).toMatchObject({ passed: 0, failed: [] });
});

test('Vitest: failed tests with their reason, and files that could not be loaded', () => {
  const failing = {
    fullName: 'a seat is free',
    status: 'failed',
    failureMessages: ['\u001b[31mexpected 1\u001b[39m\n\n  at node_modules/x'],
  };
  const passing = { fullName: 'another', status: 'passed', failureMessages: [] };
  const file = fileOf({
    numPassedTests: 1,
    testResults: [
      { name: path.resolve('test/a.test.ts'), status: 'failed', message: '', assertionResults: [failing, passing] },
      { name: path.resolve('test/b.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] },
      { name: path.resolve('test/c.test.ts'), status: 'passed', message: '', assertionResults: [] },
    ],
  });
  expect(readVitest(file)).toEqual({
    passed: 1,
    failed: [
      { name: path.join('test', 'a.test.ts › a seat is free'), why: 'expected 1' },
      { name: path.join('test', 'b.test.ts'), why: 'no such module' },
    ],
    unsteady: [],
  });
});

test('Playwright: what failed twice, what passed the second time, and errors outside of tests', () => {
  const spec = (title: string, status: string) => ({
    title,
    file: 'x.spec.ts',
    line: 7,
    tests: [{ status, results: [{ errors: [{ message: `${title} was late` }] }, { errors: [] }] }],
  });
  const inner = { specs: [spec('one', 'unexpected'), spec('two', 'flaky')] };
  const file = fileOf({
    suites: [{ specs: [spec('three', 'expected'), spec('four', 'skipped')], suites: [{ specs: [], suites: [inner] }] }],
    errors: [{ message: 'the demo did not start' }],
    stats: { expected: 1, flaky: 1 },
  });
  expect(readPlaywright(file)).toEqual({
    passed: 2,
    failed: [
      { name: 'test/browser/x.spec.ts:7 › one', why: 'one was late' },
      { name: 'playwright', why: 'the demo did not start' },
    ],
    unsteady: [{ name: 'test/browser/x.spec.ts:7 › two', why: 'two was late' }],
  });
});

test('what fails again has failed; what passes then is counted, and named', () => {
  const failure = (name: string) => ({ name, why: '' });
  const first = { passed: 10, failed: [failure('a'), failure('b')], unsteady: [] };
  const again = { passed: 3, failed: [failure('b'), failure('c')], unsteady: [] };
  expect(mergeAgain(first, again)).toEqual({
    passed: 11,
    failed: [failure('b'), failure('c')],
    unsteady: [failure('a')],
  });
});
