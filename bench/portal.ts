// How many activations a second the portal makes durable, beside the least that a server could do: node:http and one durable insert.
// Usage: npm run bench:portal [-- --rounds 7] [--activations 600] [--ledger 1000000] [--json FILE]
// Every server runs from the beginning to the end, and they take turns, round after round, so that whatever else the machine does meets
// all of them alike. Rates are of the wall clock; the processor's time is that of the server's process, in steps of 10 ms.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../hosts/js/index.ts';
import { nowSeconds } from '../portal/clock.ts';
import { createDataFolder, openDataFolder } from '../portal/server/folder.ts';
import { loadModules } from '../portal/server/modules.ts';
import { Vendor } from '../portal/server/vendor.ts';
import { readOptions } from '../scripts/options.ts';
import { fillLedger } from './ledger.ts';
import { type Measured, measure } from './load.ts';

const CONNECTIONS = 32;
const WARM_UP = 1000;
const BARE = 'bare node:http, one durable insert';
const TICK_MILLISECONDS = 10; // of /proc, on every Linux that Node runs on
const values = readOptions(import.meta.url, {
  rounds: { type: 'string', default: '7' },
  activations: { type: 'string', default: '600' },
  ledger: { type: 'string', default: '1000000' },
  json: { type: 'string' },
});
const [rounds, activations, ledger] = [Number(values.rounds), Number(values.activations), Number(values.ledger)];
const modules = await load(readFileSync(new URL('../build/verifier.wasm', import.meta.url)));
const work = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));

interface Contestant {
  name: string;
  child: ChildProcess;
  port: number;
  licenseKey: string;
  rounds: Round[];
}

interface Round extends Measured {
  /** Milliseconds of the processor for one answer; undefined where /proc does not say. */
  processor: number | undefined;
}

const contestants: Contestant[] = [];
try {
  await join(BARE, ['bare', path.join(work, 'bare.sqlite')], 'licenseKey');
  await joinPortal('portal, empty ledger', 0);
  if (ledger > 0) await joinPortal(`portal, ${ledger.toLocaleString('en')} activations`, ledger);
  for (const one of contestants) await send(one, WARM_UP);
  for (let round = 0; round < rounds; round++) for (const one of contestants) one.rounds.push(await sample(one));
  tell();
} finally {
  for (const { child } of contestants) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}

async function joinPortal(name: string, filled: number): Promise<void> {
  const folder = path.join(work, String(contestants.length));
  await createDataFolder(folder, { nowSeconds: nowSeconds(), issuer: 'Bench' });
  const data = await openDataFolder(folder);
  const vendor = new Vendor(data, await loadModules(), nowSeconds);
  await vendor.addProduct({
    id: 'app',
    name: 'App',
    seats: 100_000,
    machine: { needed: 2, of: 3 },
    termSeconds: 31_536_000,
    features: {},
    domains: [],
  });
  const { licenseKey } = await vendor.addLicense({ product: 'app' });
  const from = performance.now();
  await fillLedger(data.store, vendor, filled);
  if (filled > 0) process.stderr.write(`filled in ${Math.round((performance.now() - from) / 1000)} s\n`);
  await data.store.close();
  await join(name, ['portal', folder], licenseKey);
}

async function join(name: string, server: string[], licenseKey: string): Promise<void> {
  const program = fileURLToPath(new URL('portal-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...server], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('the server has no output');
  const [line] = await once(child.stdout, 'data');
  contestants.push({ name, child, port: Number(line), licenseKey, rounds: [] });
}

async function sample(one: Contestant): Promise<Round> {
  const before = processorOf(one.child);
  const measured = await send(one, activations);
  const after = processorOf(one.child);
  const processor = before === undefined || after === undefined ? undefined : (after - before) / activations;
  return { ...measured, processor };
}

function send({ port, licenseKey }: Contestant, count: number): Promise<Measured> {
  return measure({ port, path: '/api/v1/activations', bodies: bodiesFor(licenseKey, count), connections: CONNECTIONS });
}

/** Machines that share nothing, each with a request of its own. */
function bodiesFor(licenseKey: string, count: number): string[] {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return Array.from({ length: count }, () => {
    const components = [random(16), random(16), random(16)];
    const { code } = modules.createRequest({ nonce: random(8), product: 'app', components, secret: random(16) });
    return JSON.stringify({ licenseKey, request: code });
  });
}

/** Milliseconds that a process has computed so far, all of its threads. */
function processorOf({ pid }: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MILLISECONDS; // utime and stime (proc_pid_stat(5))
  } catch {
    return undefined;
  }
}

function tell(): void {
  for (const one of contestants) {
    const rate = median(one.rounds.map(({ perSecond }) => perSecond));
    const answers = Object.entries(totals(one)).map(([status, count]) => `${count} × ${status}`);
    process.stdout.write(
      [
        one.name.padEnd(36),
        `${Math.round(rate).toString().padStart(6)}/s`,
        `${ratioToBare(one).toFixed(2).padStart(5)} of bare`,
        `p50 ${median(one.rounds.map(({ p50 }) => p50)).toFixed(1)} ms`,
        `p99 ${median(one.rounds.map(({ p99 }) => p99)).toFixed(1)} ms`,
        `processor ${median(one.rounds.map(({ processor = Number.NaN }) => processor)).toFixed(2)} ms`,
        `${answers.join(', ')}\n`,
      ].join('  '),
    );
  }
  if (values.json === undefined) return;
  const results = contestants.map((one) => ({ name: one.name, ofBare: ratioToBare(one), rounds: one.rounds }));
  const how = { connections: CONNECTIONS, activations, ledger };
  writeFileSync(values.json, `${JSON.stringify({ ...how, results }, null, 2)}\n`);
}

/** Round by round, so that both sides of each quotient met the same machine; the median of them. */
function ratioToBare({ rounds: ours }: Contestant): number {
  const bare = contestants.find(({ name }) => name === BARE)?.rounds ?? [];
  return median(ours.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? Number.NaN)));
}

function totals({ rounds: all }: Contestant): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const { answers } of all)
    for (const [status, n] of Object.entries(answers)) sum[status] = (sum[status] ?? 0) + n;
  return sum;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
