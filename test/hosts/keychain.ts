// Stores whose key is in a real keychain. `npm run hosts:keychain [-- HOST…]`
// What one host has stored with its key there, every other host that opens keychains must open; a keychain that is locked or absent is told, and nothing is
// touched. Hosts that open none leave such a store alone.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildHost, buildWithKeychain, type Host, hostNames, readHost } from '../../scripts/hosts.ts';
import { missingToolchain } from '../../scripts/toolchains.ts';
import { latchkey } from './latchkey.ts';
import { unpackRecorded } from './machines.ts';
import { SecretService } from './secret-service.ts';
import { answerTo, codeIn, configuration, type Outcome, storeIn } from './story.ts';

const withKeychain = hostNames.map(readHost).filter(({ keychain }) => keychain !== undefined);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !withKeychain.some((host) => host.name === name));
if (unknown.length > 0)
  throw new TypeError(
    `expected hosts of ${withKeychain.map(({ name }) => name).join(', ')}, got ${unknown.join(', ')}`,
  );

let asked = 0;
let failed = 0;
const hosts: Host[] = [];
const skipped: string[] = [];

const missing = missingToolchain('secret-service');
if (missing === undefined) await tryAll();
else skipped.push(`no keychain to try: ${missing}`);
for (const sentence of skipped) process.stdout.write(`skipped, because ${sentence}\n`);
process.stdout.write(`${hosts.length} hosts, ${asked} comparisons, ${failed} differences, ${skipped.length} skipped\n`);
process.exitCode = failed > 0 || (skipped.length > 0 && process.env['CI']) ? 1 : 0;

async function tryAll(): Promise<void> {
  const node = readHost('node');
  buildHost(node);
  for (const host of withKeychain.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const because = buildHost(host);
    if (because !== undefined) {
      skipped.push(`${host.language}: ${because}`);
      continue;
    }
    buildWithKeychain(host);
    hosts.push(host);
  }
  // Short, because the path of a socket has at most 107 bytes.
  const work = mkdtempSync(path.join(tmpdir(), 'lk-'));
  const service = new SecretService(work);
  try {
    const machine = unpackRecorded('linux-laptop-dock', path.join(work, 'machine'));
    for (const host of hosts) await tryHost(host, node, { work, machine, service });
  } finally {
    await service.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

interface Place {
  work: string;
  machine: string;
  service: SecretService;
}

async function tryHost(host: Host, node: Host, { work, machine, service }: Place): Promise<void> {
  const before = failed;
  const home = path.join(work, host.name);
  mkdirSync(home);
  writeFileSync(path.join(home, 'latchkey.json'), configuration);
  const ask = (which: Host, ...args: string[]) =>
    latchkey(which, { machine, home, environment: service.environment }, args);
  const expect = (what: string, actual: unknown, expected: unknown) => expectOf(host, what, actual, expected);

  expect('without a keychain: told', await inOutline(ask(host, 'request', '--keychain')), [3, 'told']);
  expect('and nothing is left that cannot be opened', filesIn(home).get('key'), undefined);

  await service.start();
  const request = await ask(host, 'request', '--keychain', '--json');
  expect('a request', request.exit, 0);
  expect('its key is in no file', filesIn(home).get('key'), Buffer.from('LKK1').toString('hex'));
  for (const other of hosts)
    expect(`${other.language} opens it`, codeIn(await ask(other, 'request', '--json')), codeIn(request));
  const license = path.join(home, 'ours.lic');
  writeFileSync(license, answerTo(codeIn(request)).file);
  expect('it installs', (await ask(host, 'install', license)).exit, 0);
  for (const other of hosts) expect(`${other.language} accepts it`, (await ask(other, 'status')).exit, 0);

  const stored = filesIn(home);
  const told = async (which: Host) => {
    const { reason, sentence } = JSON.parse((await ask(which, 'status', '--json')).out);
    return [reason, /keychain/.test(sentence)];
  };
  expect('Node, which opens none, says so', await told(node), ['store-fault', true]);
  service.lock();
  expect('locked: told', await told(host), ['store-fault', true]);
  expect('locked: a request stops', await inOutline(ask(host, 'request', '--new')), [3, 'told']);
  await service.stop();
  expect('gone: told', await told(host), ['store-fault', true]);
  expect('nothing was touched', filesIn(home), stored);

  await service.start();
  expect('back: as before', (await ask(host, 'status')).exit, 0);
  await service.stop();
  process.stdout.write(`${host.language}: ${failed === before ? 'good' : `${failed - before} differences`}\n`);
}

function expectOf(host: Host, what: string, actual: unknown, expected: unknown): void {
  asked++;
  if (isDeepStrictEqual(actual, expected)) return;
  failed++;
  process.stdout.write(`${host.language}, ${what}:\n  ${show(actual)}\n  instead of\n  ${show(expected)}\n`);
}

function show(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...value] : value);
}

async function inOutline(outcome: Promise<Outcome>): Promise<[number | null, string]> {
  const { exit, err } = await outcome;
  return [exit, /keychain/.test(err) ? 'told' : err];
}

/** The store's files as they are, without the lock. */
function filesIn(home: string): Map<string, string> {
  if (!existsSync(path.join(home, 'state'))) return new Map();
  const folder = storeIn(home);
  const names = readdirSync(folder).filter((name) => name !== 'lock');
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'hex')]));
}
