// The vendor's side for the command line: the same operations, whose problems end a command with their sentence.
import type { DataFolder } from './folder.ts';
import { Keyring } from './keyring.ts';
import type { Modules } from './modules.ts';
import { SetupError } from './private-file.ts';
import type { By, Office, Result } from './vendor/change.ts';
import type { NewProduct } from './vendor/issuable.ts';
import { addLicense, type LicenseView, listLicenses } from './vendor/licenses.ts';
import type { NewLicense } from './vendor/new-license.ts';
import { addProduct } from './vendor/products.ts';

export type { NewProduct } from './vendor/issuable.ts';
export type { NewLicense } from './vendor/new-license.ts';

export const COMMAND: By = { actor: { kind: 'command' } };
const ALL_AT_ONCE = 200;

export class Vendor {
  readonly office: Office;

  constructor(folder: DataFolder, modules: Modules, nowSeconds: () => number) {
    this.office = openOffice(folder, modules, nowSeconds);
  }

  /** @throws SetupError when the id is taken or no code could be issued for the product */
  async addProduct(product: NewProduct): Promise<void> {
    demand(await addProduct(this.office, COMMAND, product));
  }

  /** Makes a license and its key. The key is returned this once; the store keeps it encrypted. */
  async addLicense(license: NewLicense): Promise<{ id: string; licenseKey: string; seats: number }> {
    const result = await addLicense(this.office, COMMAND, license);
    if (!result.ok && result.problem.code === 'unknown-product') throw new SetupError(noSuchProduct(license.product));
    const issued = demand(result);
    return { id: issued.id, licenseKey: issued.licenseKey, seats: issued.seats.total };
  }

  /** Oldest first. */
  async listLicenses(): Promise<LicenseView[]> {
    const all: LicenseView[] = [];
    let cursor: string | undefined;
    do {
      const page = demand(await listLicenses(this.office, COMMAND, { limit: ALL_AT_ONCE, cursor }));
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all.reverse();
  }
}

function noSuchProduct(id: string): string {
  return `There is no product ${id}; see "npm run portal -- product list".`;
}

export function openOffice(
  { store, vault, path, issuer }: DataFolder,
  modules: Modules,
  nowSeconds: () => number,
  report: (event: string) => void = () => undefined,
): Office {
  return { store, vault, folder: path, issuer, modules, keyring: new Keyring(path, modules), nowSeconds, report };
}

/** @throws SetupError with the sentence of the problem */
export function demand<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new SetupError(result.problem.error);
}
