// A PostgreSQL server of the tests' own: started from the installed programs in a temporary folder, reached only through a socket in it.
import { type ChildProcess, execFileSync, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installFromDebian, isThrowAway } from './debian.ts';

const usualPlaces = [
  '/usr/lib/postgresql/*/bin', // Debian and Ubuntu
  '/usr/pgsql-*/bin', // Fedora and Red Hat
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/usr/bin',
  '/usr/local/bin',
];

const NEEDED = ['initdb', 'postgres', 'pg_isready'];

/** What to tell a person whose machine has none. */
export const howToGetPostgres =
  'The tests on PostgreSQL need its server programs, and none were found. On Debian and Ubuntu, run: sudo apt-get install postgresql\n' +
  'Or name their folder: POSTGRES_BIN=/path/to/bin npm test';

/** The newest installed server's folder. */
export function findPostgres(): string | undefined {
  const named = process.env['POSTGRES_BIN'];
  const folders = named ? [named] : usualPlaces.flatMap((place) => globSync(place).sort(byVersion));
  return folders.find((folder) => NEEDED.every((program) => existsSync(path.join(folder, program))));
}

/** On a throw-away machine (CI or a container, as root) installs what the system offers; elsewhere only looks. */
export function providePostgres(): string | undefined {
  const found = findPostgres();
  if (found || process.env['POSTGRES_BIN'] || !isThrowAway()) return found;
  process.stderr.write('PostgreSQL (once) … ');
  process.stderr.write(installFromDebian('postgresql') ? 'ready\n' : 'failed\n');
  return findPostgres();
}

export interface PostgresServer {
  /** The address of a database; it exists when its name is `postgres`. */
  url(database?: string): string;
  /** Ends it at once and deletes its folder. */
  stop(): Promise<void>;
}

/** Starts a server with a new, empty cluster. It writes through to the disk, as a real one does. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const user = unprivileged();
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-pg-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const options = { encoding: 'utf8', ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } } as const;
  const made = spawnSync(
    path.join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'latchkey', '-E', 'UTF8'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${reasonOf(made)}`);
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=200'];
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, ...settings.flatMap((it) => ['-c', it])], {
    ...options,
    stdio: 'ignore',
  });
  process.once('exit', () => server.kill('SIGQUIT')); // however these tests end
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGQUIT'); // at once: nothing of it is kept
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await untilReady(bin, folder, server);
  return { url: (database = 'postgres') => `postgresql:///${database}?host=${folder}&user=latchkey`, stop };
}

/** The server refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function untilReady(bin: string, folder: string, server: ChildProcess): Promise<void> {
  while (spawnSync(path.join(bin, 'pg_isready'), ['-h', folder]).status !== 0) {
    if (server.exitCode !== null) throw new Error('the PostgreSQL server ended while it started');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function reasonOf({ stderr, error }: SpawnSyncReturns<string>): string {
  return error?.message ?? stderr.trim();
}

function byVersion(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true });
}
