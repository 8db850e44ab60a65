// How many activations a second the portal makes durable, beside the least that a server could do: node:http and one durable insert.
// Usage: npm run bench:portal [-- --activations 5000] [--ledger 1000000] [--json FILE]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from '../hosts/js/index.ts';
import { nowSeconds } from '../portal/clock.ts';
import { createDataFolder, openDataFolder } from '../portal/server/folder.ts';
import { loadModules } from '../portal/server/modules.ts';
import { Vendor } from '../portal/server/vendor.ts';
import { fillLedger } from './ledger.ts';
import { type Measured, measure } from './load.ts';

const CONNECTIONS = 32;
const WARM_UP = 500;
const { values } = parseArgs({
  options: {
    activations: { type: 'string', default: '5000' },
    ledger: { type: 'string', default: '1000000' },
    json: { type: 'string' },
  },
});
const activations = Number(values.activations);
const ledger = Number(values.ledger);
const modules = await load(readFileSync(new URL('../build/verifier.wasm', import.meta.url)));
const work = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const results: Record<string, Measured> = {};
results['bare node:http, one durable insert'] = await measureBare();
results['portal, empty ledger'] = await measurePortal('empty', 0);
results[`portal, ${ledger.toLocaleString('en')} activations`] = await measurePortal('full', ledger);
results['bare again'] = await measureBare();
tell();

async function measureBare(): Promise<Measured> {
  mkdirSync(path.join(work, 'bare'), { recursive: true });
  return await run(['bare', path.join(work, 'bare', `${Object.keys(results).length}.sqlite`)], 'licenseKey');
}

async function measurePortal(name: string, filled: number): Promise<Measured> {
  const folder = path.join(work, name);
  await createDataFolder(folder, { nowSeconds: nowSeconds(), issuer: 'Bench' });
  const data = await openDataFolder(folder);
  const vendor = new Vendor(data, await loadModules(), nowSeconds);
  const rule = { needed: 2, of: 3 };
  await vendor.addProduct({
    id: 'app',
    name: 'App',
    seats: 100_000,
    machine: rule,
    termSeconds: 31_536_000,
    features: {},
    domains: [],
  });
  const { licenseKey } = await vendor.addLicense({ product: 'app' });
  if (filled > 0) {
    const from = performance.now();
    await fillLedger(data.store, vendor, filled);
    process.stderr.write(`ledger of ${filled} filled in ${Math.round((performance.now() - from) / 1000)} s\n`);
  }
  await data.store.close();
  return await run(['portal', folder], licenseKey);
}

async function run(server: string[], licenseKey: string): Promise<Measured> {
  const program = fileURLToPath(new URL('portal-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...server], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await portOf(child);
    const send = (count: number) =>
      measure({ port, path: '/api/v1/activations', bodies: bodiesFor(licenseKey, count), connections: CONNECTIONS });
    await send(WARM_UP);
    return await send(activations);
  } finally {
    child.kill('SIGKILL');
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the server has no output');
  const [line] = await once(child.stdout, 'data');
  return Number(line);
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

function tell(): void {
  const bare = results['bare node:http, one durable insert']?.perSecond ?? 0;
  for (const [name, { perSecond, p50, p99, answers }] of Object.entries(results)) {
    const ratio = (perSecond / bare).toFixed(2);
    const statuses = Object.entries(answers).map(([status, count]) => `${count} × ${status}`);
    process.stdout.write(
      `${name.padEnd(36)} ${Math.round(perSecond).toString().padStart(6)}/s  ${ratio.padStart(5)} of bare  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  ${statuses.join(', ')}\n`,
    );
  }
  if (values.json)
    writeFileSync(
      values.json,
      `${JSON.stringify({ connections: CONNECTIONS, activations, ledger, results }, null, 2)}\n`,
    );
}
