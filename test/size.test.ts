// The budgets of bench/budgets.json. A module that has grown beyond its budget has to lose weight, or the budget needs a reason to be raised.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readBudgets, weigh } from '../bench/weigh.ts';

const hasGzip = spawnSync('gzip', ['--version']).status === 0;
if (!hasGzip)
  process.stderr.write('What gzip -9 makes of the modules is not compared with its budget: there is no gzip.\n');

const budgets = readBudgets();
const modules = ['verifier.wasm', 'verifier-simd.wasm'];

test('there is a budget for every module that verifies, as it is sent and after gzip -9', () => {
  const shipped = budgets.filter((it) => it.as === 'it is').map(({ name }) => name);
  expect(shipped).toEqual([...modules.map((it) => `${it}.gz`), ...modules.map((it) => `${it}.br`)]);
  expect(budgets.filter((it) => it.as === 'gzip -9').map(({ name }) => name)).toEqual(modules);
});

test('what is sent as gzip is held to the aims, 14 KB and with SIMD 16 KB', () => {
  const gzip = budgets.filter(({ name }) => name.endsWith('.gz')).map(({ name, bytes }) => [name, bytes]);
  expect(gzip).toEqual([
    ['verifier.wasm.gz', 14 * 1024],
    ['verifier-simd.wasm.gz', 16 * 1024],
  ]);
});

const measurable = budgets.filter(({ as }) => hasGzip || as !== 'gzip -9');
test.each(measurable)('$name has at most $bytes bytes, as: $as', (budget) => {
  const size = weigh(budget);
  expect(size).toBeLessThanOrEqual(budget.bytes);
  expect(size, 'a budget that is far away holds nothing').toBeGreaterThan(budget.bytes * 0.95);
});
