// The rows of the store, as migrations/ creates them.
import type { AccountTables } from './tables-accounts.ts';
import type { TeamTables } from './tables-team.ts';
import type { VendorTables } from './tables-vendor.ts';

export interface Tables extends AccountTables, TeamTables, VendorTables {
  migration: { name: string };
  setting: { name: string; value: string };
  issue_clock: { id: number; last_issued_at: number; restored_at: number | null };
  signing_key: SigningKeyRow;
  product: ProductRow;
  license: LicenseRow & LicenseKeys;
  activation: ActivationRow;
  activation_component: { license_id: string; component: Uint8Array; activation_id: string };
  seat: SeatRow;
  issued_code: IssuedCodeRow;
  replay: { name: Uint8Array; asked: Uint8Array; answer: string; created_at: number };
  rate: { name: Uint8Array; full_at: number };
}

export interface SigningKeyRow {
  public_key: Uint8Array;
  /** Null: for every product that has no active key of its own. */
  product_id: string | null;
  state: 'next' | 'active' | 'retired';
  since: number;
  created_at: number;
  held: 'folder' | 'outside';
}

export interface ProductRow {
  id: string;
  name: string;
  seats: number;
  machine_needed: number;
  machine_of: number;
  term_seconds: number | null;
  offline_seconds: number | null;
  refresh_seconds: number | null;
  renew_window_seconds: number | null;
  /** JSON: an object of features. */
  features: string;
  /** JSON: an array of domain patterns. */
  domains: string;
  changes_per_30_days: number;
  replacements_per_year: number;
  replacement_delay_seconds: number;
  correction_seconds: number;
  created_at: number;
  jwt_issuer: string | null;
  jwt_audience: string | null;
  jwt_seconds: number | null;
}

export type LicenseState = 'active' | 'suspended' | 'refunded' | 'revoked';

export interface LicenseRow {
  id: string;
  product_id: string;
  state: LicenseState;
  customer_id: string | null;
  plan: string | null;
  term_seconds: number | null;
  expires_at: number | null;
  seats: number;
  used: number;
  created_at: number;
  /** JSON; null: as the product says. */
  features: string | null;
  domains: string | null;
  /** JSON: networks from which a program may ask about it; null: from everywhere. */
  addresses: string | null;
}

/** Read only where the key itself is meant. */
export interface LicenseKeys {
  key_lookup: Uint8Array;
  key_sealed: Uint8Array;
  /** What the key's last group is found by; null: not computed yet. */
  key_end: Uint8Array | null;
}

export type ActivationState = 'active' | 'given-back' | 'replaced' | 'lapsed';
/** How a machine came to its seat. `online` and `browser` asked themselves; a `browser` has a device key. */
export type Via = 'request' | 'fingerprint' | 'online' | 'browser';

export interface ActivationRow {
  id: string;
  license_id: string;
  label: string;
  needed: number;
  via: Via;
  state: ActivationState;
  created_at: number;
  ended_at: number | null;
  seat_number: number;
  lock: Uint8Array | null;
  device_key: Uint8Array | null;
  token_id: Uint8Array | null;
  issued_at: number;
  expires_at: number | null;
  refresh_at: number | null;
  check_in_by: number | null;
  seen_at: number;
}

export interface SeatRow {
  license_id: string;
  number: number;
  activation_id: string | null;
  free_from: number;
  changes_full_at: number;
  lease_until: number | null;
}

export type Occasion = 'activated' | 'again' | 'refreshed' | 'renewed' | 'corrected';

export interface IssuedCodeRow {
  token_id: Uint8Array;
  activation_id: string;
  nonce: Uint8Array | null;
  lock: Uint8Array | null;
  issued_at: number;
  occasion: Occasion;
  code: string;
}
