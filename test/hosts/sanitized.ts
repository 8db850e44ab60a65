// The C host once more, built so that every wrong access to memory, every leak and every undefined step ends the program with a report.
import path from 'node:path';
import { type Host, readHost } from '../../scripts/hosts.ts';

export const SANITIZED = '--sanitized';

const FLAGS = '-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all';

export function sanitizedHost(): Host {
  const host = readHost('c');
  const moved = (word: string) =>
    word.replaceAll(path.join('build', 'hosts', 'c'), path.join('build', 'hosts', 'c-sanitized'));
  const made = (command: string[]) => [...command.map(moved), `CFLAGS=${FLAGS}`];
  return {
    ...host,
    language: 'C, with sanitizers',
    build: host.build.map(made),
    test: host.test.map(made),
    runner: host.runner.map(moved),
    command: host.command.map(moved),
  };
}
