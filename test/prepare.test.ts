import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectNode } from '../scripts/prepare.mjs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('the Node that programs run under is the one that package.json pins', () => {
  const version = execFileSync(projectNode(), ['--version'], { encoding: 'utf8' });
  expect(version.trim()).toBe(`v${manifest.dependencies.node}`);
});

test('every dependency is pinned to one exact version', () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(ranges.filter(([, range]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(range)))).toEqual([]);
});
