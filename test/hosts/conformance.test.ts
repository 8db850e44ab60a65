// The short part of `npm run conformance`: the comparison itself, with the hosts that need no other toolchain than Node.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hostNames, readHost } from '../../scripts/hosts.ts';

function conformance(...hosts: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/hosts/conformance.ts', ...hosts], {
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

test('JavaScript gives every verdict of the vectors on both modules, through its runner', () => {
  const { status, output } = conformance('node');
  expect(output).toMatch(/^2 hosts and modules, \d{4} answers, 0 differences, 0 skipped$/m);
  expect(status).toBe(0);
});

test('a host that does not exist is named', () => {
  expect(conformance('cobol').output).toMatch(/expected hosts of .*node.*, got cobol/);
});

test('every host says how it is built and started', () => {
  for (const name of hostNames) expect(readHost(name).runner.length, name).toBeGreaterThan(0);
  expect(hostNames).toContain('node');
});
