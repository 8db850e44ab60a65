// The portal without its pages and without HTTP: what the API, the pages and the command line call.

import type { Verifier } from '../../hosts/js/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type Access, type AccountsConfig, openAccess } from './access.ts';
import { type ActivationInput, type ActivationResult, activate } from './activate.ts';
import { CodeBatches } from './code-batch.ts';
import { Counting } from './counting.ts';
import type { Desk } from './desk.ts';
import { openDataFolder } from './folder.ts';
import { CodeMaker } from './issue.ts';
import { Keyring, trustNewest } from './keyring.ts';
import { type LicenseOperations, openLicenses } from './licenses.ts';
import { forgetFullBuckets, Limits } from './limits.ts';
import { type MachineOperations, openMachines } from './machine-operations.ts';
import { loadModules, type Modules } from './modules.ts';
import { type OfficeOperations, officeOperations } from './office.ts';
import { isDomainOfProduct } from './origins.ts';
import { type MachineCall, refresh } from './refresh.ts';
import { type ReleaseResult, releaseByDevice } from './release.ts';
import { forgetOldReplays } from './replay.ts';
import { kidOf } from './signer.ts';
import { type Database, isStoreFailure, type Store } from './store.ts';
import { Team, type TeamConfig } from './team/team.ts';
import { Validator } from './validate.ts';
import type { Office } from './vendor/change.ts';
import { Networks } from './webhooks/addresses.ts';
import type { DialRules } from './webhooks/dial.ts';

const ABI_VERSION = 1; // the one that hosts/js demands of both modules

export interface PortalConfig {
  /** The data folder, as `npm run portal -- init` creates it. */
  folder: string;
  /** A PostgreSQL database instead of the file in the folder. */
  databaseUrl?: string | undefined;
  nowSeconds: () => number;
  /** Where events for whoever runs the portal go. They never contain what a customer entered. */
  report: (event: string) => void;
  /** Where the portal is reached and how it sends letters. Absent: nobody has an account, and a license key opens its license. */
  accounts?: AccountsConfig | undefined;
  /** Where the vendor's team reaches its console. Absent: there is none. */
  team?: TeamConfig | undefined;
  /** Where webhooks may go besides the public Internet, and how their names are resolved. */
  webhooks?: { inside: Networks; resolve?: DialRules['resolve'] } | undefined;
  /** Only the demo sets this. */
  demo?: { licenseKey: string };
}

/** What the pages get as `Astro.locals.portal`. */
export interface Portal extends Access {
  /** The vendor's name as codes carry it (`iss`), when one was given. */
  readonly vendor?: string;
  /** Only in the demo: the sample license key that a page may show and fill in. Its presence means: say "demo" loudly. */
  readonly demo?: { readonly licenseKey: string };
  /** The module that machines use, trusting this portal's keys: pages read codes with it, and judge them. */
  readonly verifier: Verifier;
  /** Every outcome is a result. It throws only for a defect of the portal itself. */
  activate(input: ActivationInput): Promise<ActivationResult>;
  /** A machine that has its seat gets a fresh code. */
  refresh(call: MachineCall): Promise<ActivationResult>;
  /** A device that has a key gives its seat back. */
  release(call: MachineCall): Promise<ReleaseResult>;
  readonly licenses: LicenseOperations;
  readonly machines: MachineOperations;
  /** The vendor's side. */
  readonly office: OfficeOperations;
  /** Who may come into the console; absent when the portal was not told where it is reached. */
  readonly team?: Team;
  publicKeys(): PublicKeyInfo[];
  products(): Promise<ProductInfo[]>;
  /** Whether pages served by this host may ask: it is a domain of a product. */
  servesPageOf(host: string): Promise<boolean>;
  health(): Promise<Health>;
  /** Forgets what is of no use any more: answers older than a day, buckets that are full. */
  tidy(): Promise<void>;
  /** Finishes what began, then closes the store. */
  close(): Promise<void>;
}

export interface PublicKeyInfo {
  /** The raw 32 bytes that applications embed. */
  publicKey: Uint8Array;
  /** First 8 bytes of SHA-256 of the key, in hex. */
  kid: string;
  /** The next key signs nothing yet, so that applications can embed it ahead; a retired one signs nothing more, and its codes stay good. */
  state: 'next' | 'active' | 'retired';
  /** Absent: for all products that have none of their own. */
  product?: string;
  /** Since when it is in this state. */
  since: number;
}

/** What a page may tell about a product. Durations are whole seconds. */
export interface ProductInfo {
  id: string;
  name: string;
  /** Seats of a license, unless it was sold with another number. */
  seats: number;
  /** Of `of` components of a machine, `needed` must still be there. */
  machine: { needed: number; of: number };
  termSeconds?: number;
  offlineSeconds?: number;
  refreshSeconds?: number;
}

export interface Health {
  status: 'ok' | 'failing';
  /** The portal's version. */
  version: string;
  /** The module's ABI version. */
  abi: number;
  /** SHA-256 of the modules' bytes, in hex. */
  modules: { verifier: string; issuer: string };
}

/** @throws SetupError with a sentence for whoever starts the portal */
export async function openPortal(config: PortalConfig): Promise<Portal> {
  const modules = await loadModules();
  const { issuer, store, path, vault } = await openDataFolder(config.folder, config.databaseUrl);
  const { nowSeconds, report } = config;
  let keys: PublicKeyInfo[] = [];
  const trusted = new Set<string>();
  const publishKeys = async () => {
    keys = await readPublicKeys(store.database);
    const fresh = keys.filter(({ kid }) => !trusted.has(kid));
    trustNewest(
      modules.verifier,
      fresh.map(({ publicKey }) => publicKey),
    );
    for (const { kid } of fresh) trusted.add(kid);
  };
  await publishKeys();
  const keyring = new Keyring(path, modules);
  const beside = new CodeBatches(path, report);
  const counting = new Counting(store, nowSeconds);
  const office: Office = { store, vault, modules, keyring, folder: path, issuer, nowSeconds, report };
  const operations = officeOperations({
    office,
    counting,
    publishKeys,
    validator: new Validator(office, (product, outcome) => counting.validation(product, outcome)),
    inside: config.webhooks?.inside ?? new Networks([]),
    resolve: config.webhooks?.resolve,
  });
  const desk: Desk = {
    store,
    verifier: modules.verifier,
    codes: new CodeMaker(modules.issuer, keyring, beside),
    vault,
    nowSeconds,
    issuer,
    limits: new Limits(vault, nowSeconds),
    report,
  };
  return {
    ...(issuer !== undefined && { vendor: issuer }),
    ...(config.demo && { demo: config.demo }),
    verifier: modules.verifier,
    ...openAccess(desk, config.accounts),
    office: operations,
    ...(config.team && { team: new Team(office, desk.limits, config.team) }),
    activate: (input) => activate(desk, input),
    refresh: (call) => refresh(desk, call),
    release: (call) => releaseByDevice(desk, call),
    licenses: openLicenses(desk),
    machines: openMachines(desk),
    publicKeys: () => keys,
    products: () => readProducts(store.database),
    servesPageOf: (host) => isDomainOfProduct(store.database, host),
    health: () => readHealth(store, modules, report),
    tidy: () => tidy(desk),
    close: async () => {
      await counting.flush();
      await store.close();
      await beside.close();
    },
  };
}

/** Newest first. */
export async function readPublicKeys(database: Database): Promise<PublicKeyInfo[]> {
  const rows = await database.selectFrom('signing_key').selectAll().orderBy('since', 'desc').execute();
  return rows.map(({ public_key: publicKey, state, since, product_id }) => ({
    publicKey,
    kid: Buffer.from(kidOf(publicKey)).toString('hex'),
    state,
    since,
    ...(product_id !== null && { product: product_id }),
  }));
}

export async function readProducts(database: Database): Promise<ProductInfo[]> {
  const rows = await database.selectFrom('product').selectAll().orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    seats: row.seats,
    machine: { needed: row.machine_needed, of: row.machine_of },
    ...(row.term_seconds !== null && { termSeconds: row.term_seconds }),
    ...(row.offline_seconds !== null && { offlineSeconds: row.offline_seconds }),
    ...(row.refresh_seconds !== null && { refreshSeconds: row.refresh_seconds }),
  }));
}

async function tidy({ store, nowSeconds }: Desk): Promise<void> {
  await store.write(async (tx) => {
    await forgetOldReplays(tx, nowSeconds());
    await forgetFullBuckets(tx, nowSeconds());
  });
}

/** Healthy is who can write: the clock's row is changed and changed back, since SQLite writes nothing of a row that is set to what it is. */
async function readHealth(store: Store, { digests }: Modules, report: (event: string) => void): Promise<Health> {
  const portal = { version: packageJson.version, abi: ABI_VERSION, modules: digests };
  try {
    await store.write(async (tx) => {
      for (const step of [1, -1]) {
        await tx
          .updateTable('issue_clock')
          .set((clock) => ({ last_issued_at: clock('last_issued_at', '+', step) }))
          .execute();
      }
    });
    return { status: 'ok', ...portal };
  } catch (error) {
    if (!isStoreFailure(error)) throw error;
    report(`the store failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return { status: 'failing', ...portal };
  }
}
