// Where a machine's identifiers are read: files under a root, and a few commands of the system. Both are arguments of everything
// in machine*.ts, so that a recorded machine is read by the same code as this one.
import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface MachineSource {
  /** As `process.platform` says it. */
  platform: string;
  /** The text of a file; undefined when it is absent or may not be read, which is the same to us: nothing here needs root. */
  read(path: string): string | undefined;
  /** The names in a folder, sorted; none when there is no such folder. */
  list(folder: string): string[];
  /** The path with every link followed; undefined when it leads nowhere. */
  resolve(path: string): string | undefined;
  /** Where this program finds what the machine calls `path`. */
  at(path: string): string;
  /** What a command prints; undefined when it is absent, fails, or takes too long. */
  run(command: CommandName, args: readonly string[]): Promise<string | undefined>;
}

export type CommandName = 'reg' | 'powershell' | 'ioreg' | 'diskutil' | 'networksetup' | 'system_profiler';

/** Kernel files are short; what is longer is not what we are looking for. */
const LONGEST_FILE_BYTES = 65_536;
const LONGEST_OUTPUT_BYTES = 1_048_576;
const PATIENCE_MILLISECONDS = 20_000;

/** The machine on which this program runs. */
export function thisMachine(): MachineSource {
  return { ...filesUnder('/'), platform: process.platform, run: runCommand };
}

/** A machine that was recorded in a folder: `platform`, its files below `root`, and what its commands print in `commands` (test/machines/README.md). */
export function recordedMachine(folder: string): MachineSource {
  const { read } = filesUnder(folder);
  return {
    ...filesUnder(join(folder, 'root')),
    platform: read('platform')?.trim() ?? '',
    run: async (command) => read(join('commands', command)),
  };
}

/** The files of a machine below a folder: `/` for this one, a copy of another's for a test. */
export function filesUnder(root: string): Pick<MachineSource, 'read' | 'list' | 'resolve' | 'at'> {
  return {
    at: (path) => (process.platform === 'win32' && /^[A-Z]:/i.test(path) ? path : join(root, path)),
    read: (path) => attempt(() => readStart(join(root, path))),
    list: (folder) => attempt(() => readdirSync(join(root, folder)).sort()) ?? [],
    resolve: (path) =>
      attempt(
        () =>
          `/${relative(realpathSync(root), realpathSync(join(root, path)))
            .split(sep)
            .join('/')}`,
      ),
  };
}

/** Not `readFileSync`: files of the kernel say that they are empty, and one that is endless must not be read to its end. */
function readStart(path: string): string {
  // O_NONBLOCK: a named pipe in the place of a file must not make us wait for a writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const bytes = new Uint8Array(LONGEST_FILE_BYTES);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(file, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return new TextDecoder().decode(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Full paths, so that a program of the same name in somebody's PATH is never run. */
function fullPath(command: CommandName): string {
  const system = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  switch (command) {
    case 'reg':
      return join(system, 'reg.exe');
    case 'powershell':
      return join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
    default:
      return `/usr/sbin/${command}`;
  }
}

function runCommand(command: CommandName, args: readonly string[]): Promise<string | undefined> {
  const options = {
    timeout: PATIENCE_MILLISECONDS,
    maxBuffer: LONGEST_OUTPUT_BYTES,
    windowsHide: true,
    encoding: 'utf8',
  } as const;
  return new Promise((resolve) => {
    execFile(fullPath(command), [...args], options, (error, output) => resolve(error === null ? output : undefined));
  });
}
