// The budgets of bench/budgets.json. A module that has grown beyond its budget has to lose weight, or the budget needs a reason to be raised.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compressedSize, readBudgets } from '../bench/weigh.ts';

const hasGzip = spawnSync('gzip', ['--version']).status === 0;
if (!hasGzip) process.stderr.write('The sizes of the modules are not compared with their budgets: there is no gzip.\n');

test('there is a budget for every module that verifies', () => {
  expect(readBudgets().map(([name]) => name)).toEqual(['verifier.wasm', 'verifier-simd.wasm']);
});

test.runIf(hasGzip).each(readBudgets())('%s weighs at most %i bytes, compressed', (name, budget) => {
  const size = compressedSize(readFileSync(`build/${name}`));
  expect(size).toBeLessThanOrEqual(budget);
  expect(size, 'a budget that is far away holds nothing').toBeGreaterThan(budget * 0.95);
});
