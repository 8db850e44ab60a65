// What the vendor does before anybody activates: products with their rules, and license keys for them.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { LatchkeyError } from '../../hosts/js/index.ts';
import type { FeatureValue } from '../../hosts/js/verdict.ts';
import { readProductExtras } from './extras.ts';
import type { DataFolder } from './folder.ts';
import { CodeMaker } from './issue.ts';
import type { Modules } from './modules.ts';
import { SetupError } from './private-file.ts';
import { type MachineRule, neededOf } from './seats.ts';
import type { Writing } from './store.ts';
import type { LicenseRow, ProductRow } from './tables.ts';

const MAX_SEATS = 100_000;
const LICENSE_KEY_BYTES = 17;
const LICENSE_ID_BYTES = 5;
const MAX_COMPONENTS = 8;

/** A product as the vendor describes it. Durations are whole seconds; an absent one means: no such limit. */
export interface NewProduct {
  id: string;
  name: string;
  seats: number;
  machine: MachineRule;
  termSeconds?: number | undefined;
  offlineSeconds?: number | undefined;
  refreshSeconds?: number | undefined;
  renewWindowSeconds?: number | undefined;
  features: Record<string, FeatureValue>;
  domains: string[];
}

export interface NewLicense {
  product: string;
  /** Absent: as many as the product says. */
  seats?: number | undefined;
  customerId?: string | undefined;
  plan?: string | undefined;
  /** A fixed end instead of the product's term. */
  expiresAt?: number | undefined;
}

/** A license as the vendor sees it later: without its key. */
export interface LicenseInfo {
  id: string;
  productId: string;
  state: 'active' | 'suspended';
  seats: { used: number; total: number };
  customerId?: string;
  plan?: string;
  expiresAt?: number;
}

export class Vendor {
  readonly #folder: DataFolder;
  readonly #modules: Modules;
  readonly #codes: CodeMaker;
  readonly #nowSeconds: () => number;

  constructor(folder: DataFolder, modules: Modules, nowSeconds: () => number) {
    this.#folder = folder;
    this.#modules = modules;
    this.#codes = new CodeMaker(modules.issuer, modules.verifier, folder.signer);
    this.#nowSeconds = nowSeconds;
  }

  /** @throws SetupError when the id is taken or no code could be issued for the product */
  async addProduct(product: NewProduct): Promise<void> {
    demandSeats(product.seats);
    demandRule(product);
    const row = productRow(product, this.#nowSeconds());
    this.#demandIssuable(row, {});
    const added = await this.#folder.store.write((tx) =>
      tx
        .insertInto('product')
        .values(row)
        .onConflict((taken) => taken.doNothing())
        .returning('id')
        .executeTakeFirst(),
    );
    if (!added) throw new SetupError(`There is a product ${product.id} already; choose another id.`);
  }

  /** Makes a license and its key. The key is returned this once; the store keeps it encrypted. */
  async addLicense(license: NewLicense): Promise<{ id: string; licenseKey: string; seats: number }> {
    const product = await this.#findProduct(license.product);
    const seats = license.seats ?? product.seats;
    demandSeats(seats);
    this.#demandIssuable(product, license);
    const licenseKey = this.#modules.issuer.encodeLicenseKey(random(LICENSE_KEY_BYTES));
    const id = await this.#folder.store.write(async (tx) => {
      const id = await this.#insertLicense(tx, licenseKey, product, license);
      await insertSeats(tx, id, seats);
      return id;
    });
    return { id, licenseKey, seats };
  }

  async listLicenses(): Promise<LicenseInfo[]> {
    const rows = await this.#folder.store.database
      .selectFrom('license')
      .innerJoin('seat', 'seat.license_id', 'license.id')
      .groupBy('license.id')
      .orderBy('license.created_at')
      .orderBy('license.id')
      .selectAll('license')
      .select((seat) => [
        seat.fn.count<number>('seat.activation_id').as('used'),
        seat.fn.countAll<number>().as('total'),
      ])
      .execute();
    return rows.map((row) => ({
      id: row.id,
      productId: row.product_id,
      state: row.state,
      seats: { used: row.used, total: row.total },
      ...(row.customer_id !== null && { customerId: row.customer_id }),
      ...(row.plan !== null && { plan: row.plan }),
      ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    }));
  }

  async #findProduct(id: string): Promise<ProductRow> {
    const product = await this.#folder.store.database
      .selectFrom('product')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!product) throw new SetupError(`There is no product ${id}; see "npm run portal -- product list".`);
    return product;
  }

  /** The id is random and short, so it is drawn again when it is taken. */
  async #insertLicense(tx: Writing, licenseKey: string, product: ProductRow, license: NewLicense): Promise<string> {
    for (;;) {
      const id = this.#modules.issuer.encodeLicenseId(random(LICENSE_ID_BYTES));
      const row: LicenseRow = {
        id,
        product_id: product.id,
        key_lookup: this.#folder.vault.lookup(licenseKey),
        key_sealed: this.#folder.vault.seal(licenseKey, id),
        state: 'active',
        customer_id: license.customerId ?? null,
        plan: license.plan ?? null,
        term_seconds: license.expiresAt === undefined ? product.term_seconds : null,
        expires_at: license.expiresAt ?? null,
        created_at: this.#nowSeconds(),
      };
      const drawn = await tx
        .insertInto('license')
        .values(row)
        .onConflict((taken) => taken.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (drawn) return drawn.id;
    }
  }

  /** Encodes, without signing, the largest code that the product could need: a mistake is found now, not by the first customer. */
  #demandIssuable(product: ProductRow, { customerId, plan, expiresAt }: Omit<NewLicense, 'product'>): void {
    const now = this.#nowSeconds();
    const components = Array.from({ length: MAX_COMPONENTS }, () => random(16));
    try {
      this.#codes.signingInput({
        issuedAt: now,
        expiresAt: expiresAt ?? (product.term_seconds === null ? undefined : now + product.term_seconds),
        refreshSeconds: product.refresh_seconds ?? undefined,
        offlineSeconds: product.offline_seconds ?? undefined,
        renewWindowSeconds: product.renew_window_seconds ?? undefined,
        tokenId: random(8),
        nonce: random(8),
        issuer: this.#folder.issuer,
        licenseId: this.#modules.issuer.encodeLicenseId(random(LICENSE_ID_BYTES)),
        product: product.id,
        customerId,
        plan,
        machine: {
          needed: neededOf({ needed: product.machine_needed, of: product.machine_of }, components.length),
          components,
        },
        ...readProductExtras(product),
      });
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      throw new SetupError(`No code could be issued with this: ${error.message}`);
    }
  }
}

function productRow(product: NewProduct, created_at: number): ProductRow {
  return {
    id: product.id,
    name: product.name,
    seats: product.seats,
    machine_needed: product.machine.needed,
    machine_of: product.machine.of,
    term_seconds: product.termSeconds ?? null,
    offline_seconds: product.offlineSeconds ?? null,
    refresh_seconds: product.refreshSeconds ?? null,
    renew_window_seconds: product.renewWindowSeconds ?? null,
    features: JSON.stringify(product.features),
    domains: JSON.stringify(product.domains),
    created_at,
  };
}

/** All rows in one statement. */
async function insertSeats(tx: Writing, licenseId: string, seats: number): Promise<void> {
  await sql`
    insert into seat (license_id, number)
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${seats})
    select ${licenseId}, n from numbers
  `.execute(tx);
}

function demandSeats(seats: number): void {
  if (Number.isInteger(seats) && seats >= 1 && seats <= MAX_SEATS) return;
  throw new SetupError(`A license has 1 to ${MAX_SEATS} seats.`);
}

function demandRule({ machine, refreshSeconds, offlineSeconds }: NewProduct): void {
  const { needed, of } = machine;
  if (!(Number.isInteger(needed) && Number.isInteger(of) && of <= MAX_COMPONENTS && needed <= of && 2 * needed > of)) {
    throw new SetupError(
      'More than half of at most 8 components must match, as in 2-of-3; choose another machine rule.',
    );
  }
  if (refreshSeconds !== undefined && offlineSeconds !== undefined && refreshSeconds >= offlineSeconds) {
    throw new SetupError(
      'A refresh comes before the check-in is due; choose a shorter refresh or a longer offline window.',
    );
  }
}

function random(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
