// The example with a portal of its own in a throw-away folder: `npm run example`. Nothing here is a default of a real start.
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nowSeconds } from '../../portal/clock.ts';
import { writeLog as report } from '../../portal/log.ts';
import { loadPages, type RunningServer, serve } from '../../portal/serve.ts';
import { createDataFolder, openDataFolder } from '../../portal/server/folder.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { Vendor } from '../../portal/server/vendor.ts';
import { buildApp } from './build.ts';
import { serveFiles } from './serve.ts';

const DAY_SECONDS = 86_400;
/** Enough for tests that need a license whose only seat nobody else has had. */
const SINGLE_SEATS = 8;

export interface Example {
  app: string;
  portal: string;
  licenseKey: string;
  /** Of licenses with one seat each. */
  singleSeatKeys: string[];
  /** Where the built application is. */
  folder: string;
  publicKey: string;
  server: Server;
  portalServer: RunningServer;
  stop(): Promise<void>;
}

export interface ExampleOptions {
  /** 0: any free one. */
  appPort?: number;
  seats?: number;
  /** What stands between the application and the portal: gets the portal's address, returns the one that the application is built with. */
  between?: (portal: string) => Promise<string>;
}

export async function startExample({
  appPort = 0,
  seats = 3,
  between = async (portal) => portal,
}: ExampleOptions = {}): Promise<Example> {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-example-'));
  const data = path.join(folder, 'portal');
  await createDataFolder(data, { nowSeconds: nowSeconds(), issuer: 'Latchkey example' });
  const [licenseKey = '', ...singleSeatKeys] = await addSamples(data, seats);
  const portal = await openPortal({ folder: data, nowSeconds, report });
  const portalServer = await serve({ portal, pages: await loadPages(), host: '127.0.0.1', port: 0, report });
  const portalAddress = await between(`http://localhost:${portalServer.port}/`);
  const publicKey = Buffer.from(portal.publicKeys()[0]?.publicKey ?? []).toString('hex');
  const built = path.join(folder, 'app');
  await buildApp({ folder: built, portal: portalAddress, publicKey });
  const server = serveFiles(built, portalAddress);
  const port = await listen(server, appPort);
  return {
    app: `http://localhost:${port}/`,
    portal: portalAddress,
    licenseKey,
    singleSeatKeys,
    folder: built,
    publicKey,
    server,
    portalServer,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await portalServer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addSamples(folder: string, seats: number): Promise<string[]> {
  const data = await openDataFolder(folder);
  const vendor = new Vendor(data, await loadModules(), nowSeconds);
  await vendor.addProduct({
    id: 'field-inspection',
    name: 'Field Inspection (sample product)',
    seats,
    machine: { needed: 1, of: 1 },
    termSeconds: 365 * DAY_SECONDS,
    offlineSeconds: 14 * DAY_SECONDS,
    refreshSeconds: DAY_SECONDS,
    features: { export: true, inspections: 25 },
    domains: ['localhost'],
  });
  const sample = { product: 'field-inspection', plan: 'demo', customerId: 'sample-customer' };
  const { licenseKey } = await vendor.addLicense(sample);
  const keys = [licenseKey];
  for (let i = 0; i < SINGLE_SEATS; i++) keys.push((await vendor.addLicense({ ...sample, seats: 1 })).licenseKey);
  await data.store.close();
  return keys;
}

/** The next free port if the usual one is taken. */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      if (port === 0 || !('code' in error) || error.code !== 'EADDRINUSE') return reject(error);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address ? address.port : port;
}
