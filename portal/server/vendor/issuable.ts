// What a product and a license may say. A mistake is found when the vendor makes it, not by the first customer.
import { randomBytes } from 'node:crypto';
import { LatchkeyError } from '../../../hosts/js/index.ts';
import type { FeatureValue } from '../../../hosts/js/verdict.ts';
import { readExtras } from '../extras.ts';
import { type MachineRule, neededOf } from '../recognize.ts';
import { passingSigner } from '../signer.ts';
import type { LicenseRow, ProductRow } from '../tables.ts';
import type { Office } from './change.ts';
import { badMember, badText, Declined } from './problems.ts';

export const MAX_SEATS = 100_000;
export const LICENSE_ID_BYTES = 5;
const MAX_COMPONENTS = 8;
const MAX_NAME_BYTES = 200;
const YEAR_SECONDS = 366 * 86_400;

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
  /** How often a seat may change hands in 30 days; default: 5. */
  changesPer30Days?: number | undefined;
  /** How many lost machines may be replaced a year, for each seat; default: 2. */
  replacementsPerYear?: number | undefined;
  /** How long the seat of a lost machine stays closed; default: not at all. */
  replacementDelaySeconds?: number | undefined;
  /** How long a mistyped fingerprint may be corrected; default: 7 days. */
  correctionSeconds?: number | undefined;
  features: Record<string, FeatureValue>;
  domains: string[];
}

export function productRow(product: NewProduct, created_at: number): ProductRow {
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
    changes_per_30_days: product.changesPer30Days ?? 5,
    replacements_per_year: product.replacementsPerYear ?? 2,
    replacement_delay_seconds: product.replacementDelaySeconds ?? 0,
    correction_seconds: product.correctionSeconds ?? 7 * 86_400,
    created_at,
    jwt_issuer: null,
    jwt_audience: null,
    jwt_seconds: null,
  };
}

/** @throws Declined with the member that is wrong */
export function demandProductRules(product: NewProduct): void {
  const { name, seats, machine, refreshSeconds, offlineSeconds } = product;
  demandLine('name', name, MAX_NAME_BYTES);
  demandSeats(seats);
  const { needed, of } = machine;
  if (!(Number.isInteger(needed) && Number.isInteger(of) && of <= MAX_COMPONENTS && needed <= of && 2 * needed > of)) {
    const error = 'More than half of at most 8 components must match, as in 2-of-3; choose another machine rule.';
    throw new Declined(badMember('machine', error));
  }
  demandCount('changesPer30Days', product.changesPer30Days, 1000);
  demandCount('replacementsPerYear', product.replacementsPerYear, 1000);
  demandCount('replacementDelaySeconds', product.replacementDelaySeconds, YEAR_SECONDS);
  demandCount('correctionSeconds', product.correctionSeconds, YEAR_SECONDS);
  if (refreshSeconds !== undefined && offlineSeconds !== undefined && refreshSeconds >= offlineSeconds) {
    const error = 'A refresh comes before the check-in is due; choose a shorter refresh or a longer offline window.';
    throw new Declined(badMember('refreshSeconds', error));
  }
}

export function demandSeats(seats: number): void {
  if (Number.isInteger(seats) && seats >= 1 && seats <= MAX_SEATS) return;
  throw new Declined(badMember('seats', `A license has 1 to ${MAX_SEATS} seats.`));
}

function demandCount(field: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= most)) return;
  throw new Declined(badMember(field, `${field} is a whole number of 0 to ${most}.`));
}

export function demandLine(field: string, text: string, maxBytes: number): void {
  if (text.trim() !== '' && Buffer.byteLength(text) <= maxBytes && text.isWellFormed() && !/\p{Cc}/u.test(text)) return;
  throw new Declined(badText(field, maxBytes));
}

/** What a license may add to its product. */
export type LicenseTerms = Partial<Pick<LicenseRow, 'customer_id' | 'plan' | 'expires_at' | 'features' | 'domains'>>;

/** Encodes, without signing, the largest code that could be needed. */
export function demandIssuable(
  { modules, issuer, nowSeconds }: Office,
  product: ProductRow,
  license: LicenseTerms,
): void {
  const now = nowSeconds();
  const components = Array.from({ length: MAX_COMPONENTS }, () => random(16));
  try {
    modules.issuer.signingInput(NOBODY.publicKey, {
      issuedAt: now,
      expiresAt: license.expires_at ?? (product.term_seconds === null ? undefined : now + product.term_seconds),
      refreshSeconds: product.refresh_seconds ?? undefined,
      offlineSeconds: product.offline_seconds ?? undefined,
      renewWindowSeconds: product.renew_window_seconds ?? undefined,
      tokenId: random(8),
      nonce: random(8),
      issuer,
      licenseId: modules.issuer.encodeLicenseId(random(LICENSE_ID_BYTES)),
      product: product.id,
      customerId: license.customer_id ?? undefined,
      plan: license.plan ?? undefined,
      machine: {
        needed: neededOf({ needed: product.machine_needed, of: product.machine_of }, components.length),
        components,
      },
      ...readExtras(product, { features: license.features ?? null, domains: license.domains ?? null }),
    });
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    const sentence = `No code could be issued with this: ${error.message}`;
    throw new Declined({ status: 422, code: 'not-issuable', error: sentence });
  }
}

/** Any public key has the length of ours. */
const NOBODY = passingSigner();

export function random(length: number): Uint8Array {
  return new Uint8Array(randomBytes(length));
}
