// Runs the command `latchkey` of a host, as somebody would who sits in front of a recorded machine.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { folderOf, type Host } from '../../scripts/hosts.ts';
import type { Outcome } from './story.ts';

/** Where a command runs: on a recorded machine, in a person's folder. */
export interface Surroundings {
  machine: string;
  home: string;
  environment?: NodeJS.ProcessEnv;
}

export async function latchkey(
  host: Host,
  { machine, home, environment }: Surroundings,
  args: readonly string[],
  input = '',
): Promise<Outcome> {
  const [program = '', ...first] = host.runner;
  const child = spawn(
    program.includes('/') ? path.resolve(folderOf(host), program) : program,
    [...first.map((it) => absolute(host, it)), '--as', machine, 'latchkey', ...args],
    {
      cwd: home,
      env: { ...process.env, ...environment, XDG_STATE_HOME: path.join(home, 'state'), INIT_CWD: home },
    },
  );
  child.stdin.on('error', () => {}); // it may not want any
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, exit] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exit, out, err };
}

/** Words of a descriptor are meant from the host's folder; the command runs where the person is. */
function absolute(host: Host, word: string): string {
  return /^[\w./-]+\.(ts|py|jar)$/.test(word) ? path.resolve(folderOf(host), word) : word;
}
