// A portal to try: a throw-away data folder, a sample product and a sample license. Nothing here is a default of a real start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nowSeconds } from './clock.ts';
import { describeKey } from './commands.ts';
import {
  endpoint,
  loadPages,
  PortTaken,
  type RunningServer,
  report,
  type ServeOptions,
  serve,
  stopOnSignal,
} from './serve.ts';
import { createDataFolder, openDataFolder } from './server/folder.ts';
import { loadModules } from './server/modules.ts';
import { openPortal, type Portal } from './server/portal.ts';
import { SetupError } from './server/private-file.ts';
import { Vendor } from './server/vendor.ts';

const DAY_SECONDS = 86_400;
const PORTS_TO_TRY = 20;

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const pages = await loadPages();
await createDataFolder(folder, { nowSeconds: nowSeconds(), issuer: 'Latchkey demo' });
const licenseKey = await addSamples();
const portal = await openPortal({ folder, nowSeconds, report, demo: { licenseKey } });
const { host, port } = endpoint(process.env);
const server = await serveOnFreePort({ portal, pages, host, port, report });
stopOnSignal(server);
process.stdout.write(welcome(portal, server.port));

async function addSamples(): Promise<string> {
  const data = await openDataFolder(folder);
  const vendor = new Vendor(data, await loadModules(), nowSeconds);
  await vendor.addProduct({
    id: 'demo-app',
    name: 'Demo App (sample product)',
    seats: 3,
    machine: { needed: 2, of: 3 },
    termSeconds: 365 * DAY_SECONDS,
    offlineSeconds: 14 * DAY_SECONDS,
    refreshSeconds: DAY_SECONDS,
    features: { export: true, projects: 25 },
    domains: [],
  });
  const license = await vendor.addLicense({ product: 'demo-app', plan: 'demo', customerId: 'sample-customer' });
  await data.store.close();
  return license.licenseKey;
}

/** The next free port if the usual one is taken; a port that was asked for is used or refused. */
async function serveOnFreePort(options: ServeOptions): Promise<RunningServer> {
  const last = process.env['PORT'] === undefined ? options.port + PORTS_TO_TRY : options.port;
  for (let port = options.port; ; port++) {
    try {
      return await serve({ ...options, port });
    } catch (error) {
      if (error instanceof PortTaken && port < last) continue;
      if (error instanceof SetupError) return giveUp(error);
      throw error;
    }
  }
}

function giveUp(error: SetupError): never {
  report(error.message);
  process.exit(1);
}

function welcome(portal: Portal, port: number): string {
  return `
Latchkey demo – sample data in a throw-away folder; it is gone when you stop this.

  Open             http://localhost:${port}/
  License key      ${licenseKey}
  Product          demo-app, 3 seats

${portal
  .publicKeys()
  .map(describeKey)
  .join('\n')
  .replace(/^(?=.)/gm, '  ')}

What to do: open the page, enter the license key above, and paste any fingerprint of a machine – for a first try a text
such as 4C4C4544-0042-3510 – to get its activation code. Ctrl-C stops the demo.
`;
}
