// Long-running commands say what they do before anybody has to wait for them.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const COMMANDS = [
  'bench/portal.ts',
  'test/clock/simulate.ts',
  'test/fuzz/run.ts',
  'test/mutation/coverage.ts',
  'test/mutation/run.ts',
  'test/simulate/chunks.ts',
  'test/timing/run.ts',
];

test.each(COMMANDS)('%s --help is its manual', (command) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--help'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Usage:');
  expect(stdout).not.toMatch(/^\/\//m);
});

test.each(COMMANDS.filter((it) => !it.includes('chunks')))(
  '%s: an option that there is not is named, with the manual and without a stack',
  (command) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--nonsense'], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Unknown option '--nonsense'/);
    expect(stderr).toContain('npm run ');
    expect(stderr).not.toMatch(/^ {4}at /m);
  },
);
