// A portal in a throw-away folder, machines that ask it, and a clock that the test moves.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type ComponentKind, load, type Verifier } from '../../hosts/js/index.ts';
import { createDataFolder, openDataFolder } from '../../portal/server/folder.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { openPortal, type Portal, type PortalConfig } from '../../portal/server/portal.ts';
import type { Store } from '../../portal/server/store.ts';
import { type NewLicense, type NewProduct, Vendor } from '../../portal/server/vendor.ts';
import { Networks } from '../../portal/server/webhooks/addresses.ts';
import { newDatabaseUrl } from './stores.ts';

export const DAY = 86_400;
export const START = 1_790_000_000;

export const verifierBytes = readFileSync(new URL('../../build/verifier.wasm', import.meta.url));
/** Reads and makes codes, and trusts nothing. */
export const machineModule = await load(verifierBytes);

export interface Fixture {
  folder: string;
  /** Where the store is, if not in the folder. */
  databaseUrl: string | undefined;
  portal: Portal;
  licenseKey: string;
  licenseId: string;
  clock: { nowSeconds: number };
  /** What whoever runs the portal was told. */
  events: string[];
}

/** Opens a portal with one product `app` and one license for it. */
export async function openFixture(
  product: Partial<NewProduct> = {},
  license: Partial<NewLicense> = {},
  config: Pick<PortalConfig, 'accounts' | 'team'> = {},
  /** `file`: SQLite, also in a suite on PostgreSQL. */
  place: 'usual' | 'file' = 'usual',
): Promise<Fixture> {
  const folder = temporaryFolder();
  const clock = { nowSeconds: START };
  const events: string[] = [];
  const nowSeconds = () => clock.nowSeconds;
  const databaseUrl = place === 'file' ? undefined : await newDatabaseUrl();
  await createDataFolder(folder, { nowSeconds: START, issuer: 'Test vendor', databaseUrl });
  const { id, licenseKey } = await asVendor({ folder, databaseUrl }, nowSeconds, async (vendor) => {
    await vendor.addProduct({ ...APP, ...product });
    return await vendor.addLicense({ product: product.id ?? 'app', ...license });
  });
  const portal = await openPortal({
    folder,
    databaseUrl,
    nowSeconds,
    webhooks: { inside: new Networks(['127.0.0.0/8']) },
    report: (event) => events.push(event),
    ...config,
  });
  onTestFinished(() => portal.close());
  return { folder, databaseUrl, portal, licenseKey, licenseId: id, clock, events };
}

/** The store of a fixture, beside its portal. */
export async function openBeside({ folder, databaseUrl }: Pick<Fixture, 'folder' | 'databaseUrl'>): Promise<Store> {
  const { store } = await openDataFolder(folder, databaseUrl);
  onTestFinished(() => store.close());
  return store;
}

const APP: NewProduct = {
  id: 'app',
  name: 'The App',
  seats: 2,
  machine: { needed: 2, of: 3 },
  termSeconds: 365 * DAY,
  offlineSeconds: 14 * DAY,
  refreshSeconds: DAY,
  features: { export: true, projects: 25, tier: 'gold' },
  domains: [],
};

export async function asVendor<T>(
  place: string | Pick<Fixture, 'folder' | 'databaseUrl'>,
  nowSeconds: () => number,
  work: (vendor: Vendor) => Promise<T>,
): Promise<T> {
  const { folder, databaseUrl } = typeof place === 'string' ? { folder: place, databaseUrl: undefined } : place;
  const data = await openDataFolder(folder, databaseUrl);
  try {
    return await work(new Vendor(data, await loadModules(), nowSeconds));
  } finally {
    await data.store.close();
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A machine with three components; the same names give the same components. */
export class TestMachine {
  readonly product: string;
  readonly components: Uint8Array[];
  readonly secret = crypto.getRandomValues(new Uint8Array(16));

  constructor(parts: readonly [string, string, string], product = 'app') {
    this.product = product;
    const kinds = ['machine-id', 'board', 'disk'] as const;
    this.components = kinds.map((kind, i) => component(product, kind, parts[i] ?? ''));
  }

  request(extra: { label?: string; licenseKey?: string; nonce?: Uint8Array; components?: Uint8Array[] } = {}): string {
    const { nonce = crypto.getRandomValues(new Uint8Array(8)), components = this.components, ...rest } = extra;
    return machineModule.createRequest({ nonce, product: this.product, components, secret: this.secret, ...rest }).code;
  }

  /** What this machine says about a code, trusting the portal's key. */
  async check(portal: Portal, code: string, nowSeconds = START) {
    const verifier = await trusting(portal);
    return verifier.check(code, {
      product: this.product,
      nowSeconds,
      components: this.components,
      secret: this.secret,
    });
  }
}

let machines = 0;
/** A machine that shares nothing with any other. */
export function newMachine(product = 'app'): TestMachine {
  machines++;
  return new TestMachine([`machine ${machines}`, `board ${machines}`, `disk ${machines}`], product);
}

export function component(product: string, kind: ComponentKind, value: string): Uint8Array {
  const reading = machineModule.component(product, kind, value);
  if (!reading.ok) throw new Error(reading.problem.sentence);
  return reading.value.component;
}

export async function trusting(portal: Portal): Promise<Verifier> {
  const verifier = await load(verifierBytes);
  verifier.trust(...portal.publicKeys().map(({ publicKey }) => publicKey));
  return verifier;
}
