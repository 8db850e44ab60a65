// The command `latchkey` of every host beside Node's, on one store and one recorded machine: whatever one has stored the other opens, and both say the same.
// `npm run hosts:commands [-- HOST…]`; `--sanitized` adds the C host as its sanitizers see it
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildHost, type Host, hostNames, readHost } from '../../scripts/hosts.ts';
import { latchkey } from './latchkey.ts';
import { mountVolume, plugIn, unpackRecorded } from './machines.ts';
import { SANITIZED, sanitizedHost } from './sanitized.ts';
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
  for (const [title, story] of stories) {
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
      latchkey(which, { machine: machines.get(on) ?? '', home }, args, input);
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
  return { ...outcome, out: outcome.out.replaceAll(/^ {2}--keychain .*\n/gm, '') };
}
