// The command `latchkey` of every host beside Node's, on one store and one recorded machine: whatever one has stored the other opens, and both say the same.
// `npm run hosts:commands [-- HOST…]`; `--sanitized` adds the C host as its sanitizers see it
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { buildHost, folderOf, type Host, hostNames, readHost } from '../../scripts/hosts.ts';
import { mountVolume, plugIn, unpackRecorded } from './machines.ts';
import { portalStories } from './portal-stories.ts';
import { SANITIZED, sanitizedHost } from './sanitized.ts';
import { stickStories } from './stick-stories.ts';
import { machineNames, stories } from './stories.ts';
import { type Both, configuration, type Latchkey, type Outcome } from './story.ts';

const work = mkdtempSync(path.join(tmpdir(), 'latchkey-commands-'));
const machines = new Map(machineNames.map((name) => [name, unpackRecorded(name, path.join(work, 'machines', name))]));

machines.set('with-stick', unpackRecorded('linux-laptop-dock', path.join(work, 'machines', 'with-stick')));
const stick = plugIn(machines.get('with-stick') ?? '');
machines.set('with-volume', unpackRecorded('macos', path.join(work, 'machines', 'with-volume')));
const volume = mountVolume(machines.get('with-volume') ?? '');

const sanitized = process.argv.includes(SANITIZED);
const wanted = process.argv.slice(2).filter((name) => name !== 'node' && name !== SANITIZED);
const unknown = wanted.filter((name) => !hostNames.includes(name));
if (unknown.length > 0) throw new TypeError(`expected hosts of ${hostNames.join(', ')}, got ${unknown.join(', ')}`);
const names = hostNames.filter((name) => name !== 'node' && (wanted.length === 0 || wanted.includes(name)));
const hosts = [...names.map(readHost), ...(sanitized ? [sanitizedHost()] : [])];

/** Commands that do not know --stick and --portal yet. */
const withoutStick = ['rust'];
const aboutStick = [...portalStories, ...stickStories]
  .map(([title]) => title)
  .filter((title) => title !== 'by files on a stick');

let failed = 0;
let skipped = 0;
let asked = 0;
try {
  buildHost(readHost('node'));
  for (const host of hosts) await tryHost(host);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(
  `${hosts.length - skipped} hosts, ${asked} comparisons, ${failed} differences, ${skipped} skipped\n`,
);
process.exitCode = failed > 0 || (skipped > 0 && process.env['CI']) ? 1 : 0;

async function tryHost(host: Host): Promise<void> {
  const because = buildHost(host);
  if (because !== undefined) {
    skipped++;
    process.stdout.write(`${host.language}: skipped, because ${because}\n`);
    return;
  }
  const before = failed;
  const known = withoutStick.includes(host.name) ? stories.filter(([title]) => !aboutStick.includes(title)) : stories;
  if (known.length < stories.length)
    process.stdout.write(
      `${host.language}: ${stories.length - known.length} stories skipped, because it has no --stick and no --portal yet\n`,
    );
  for (const [title, story] of known) {
    const home = mkdtempSync(path.join(work, 'home-'));
    mkdirSync(path.join(home, 'stick'));
    writeFileSync(path.join(home, 'latchkey.json'), configuration);
    for (const folder of [stick, volume]) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
    }
    await story(commands(readHost('node'), host, home, title), home);
  }
  process.stdout.write(`${host.language}: ${failed === before ? 'as Node' : `${failed - before} differences`}\n`);
}

function commands(node: Host, host: Host, home: string, title: string): Both {
  const expect = (what: string, actual: unknown, expected: unknown) => {
    asked++;
    if (isDeepStrictEqual(actual, expected)) return;
    failed++;
    process.stdout.write(
      `${host.language}, ${title}, ${what}:\n  ${JSON.stringify(actual)}\n  instead of\n  ${JSON.stringify(expected)}\n`,
    );
  };
  const start =
    (which: Host, on = 'linux-laptop-dock'): Latchkey =>
    (args, input) =>
      latchkey(which, machines.get(on) ?? '', home, args, input);
  return {
    stick,
    volume,
    node: start(node),
    its: start(host),
    expect,
    async same(args, { on, input } = {}) {
      const expected = await start(node, on)(args, input);
      const actual = await start(host, on)(args, input);
      expect(args.join(' '), comparable(actual, args), comparable(expected, args));
      return actual;
    },
    async alike(args, { on, input } = {}) {
      const inOutline = ({ exit, out, err }: Outcome) => ({ exit, speaks: out !== '', complains: err !== '' });
      const expected = inOutline(await start(node, on)(args, input));
      expect(args.join(' '), inOutline(await start(host, on)(args, input)), expected);
    },
  };
}

/** Members of JSON come in the order that a language likes, and the clock goes on between two commands. Not every host knows the system's keychain. */
function comparable(outcome: Outcome, args: readonly string[]): unknown {
  if (args.includes('--json') && outcome.out !== '') {
    const ticking = (name: string, value: unknown) => (name.startsWith('secondsTo') ? typeof value : value);
    return { ...outcome, out: JSON.parse(outcome.out, ticking) };
  }
  return {
    ...outcome,
    out: outcome.out.replaceAll(/^ {2}--keychain .*\n/gm, ''),
    err: outcome.err.replace(', or --from FOLDER, or --stick, and only one of them.', ' or --from FOLDER, not both.'),
  };
}

async function latchkey(
  host: Host,
  machine: string,
  home: string,
  args: readonly string[],
  input = '',
): Promise<Outcome> {
  const [program = '', ...first] = host.runner;
  const child = spawn(
    program.includes('/') ? path.resolve(folderOf(host), program) : program,
    [...first.map((it) => absolute(host, it)), '--as', machine, 'latchkey', ...args],
    {
      cwd: home,
      env: { ...process.env, XDG_STATE_HOME: path.join(home, 'state'), INIT_CWD: home },
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
