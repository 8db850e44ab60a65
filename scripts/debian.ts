// What the tests need and a fresh Debian lacks is installed there – on a throw-away machine only, never on somebody's own.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** CI or a container, as root. */
export function isThrowAway(): boolean {
  const alone = Boolean(process.env['CI']) || existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  return process.platform === 'linux' && process.getuid?.() === 0 && alone;
}

/** Not Ubuntu: some of its packages only point to another store. */
export function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

export function installFromDebian(...packages: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  return existsSync('/usr/bin/apt-get') && steps.every((args) => spawnSync('apt-get', args, { env }).status === 0);
}
