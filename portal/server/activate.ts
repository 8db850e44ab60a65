// One machine, one license key, one activation code: what a person does on the page and what a program does over the API.
import type { FeatureValue, Place } from '../../hosts/js/verdict.ts';

/** What a person pasted or a program sent. Nothing in it is trusted. */
export interface ActivationInput {
  /** May be empty when the request in `machine` carries the license key itself. */
  licenseKey: string;
  /** An `LKR1` code in any spelling, the text of an `.lkr` file, or a raw fingerprint. */
  machine: string;
  /** A name for the machine, at most 64 bytes; wins over the one inside the request. */
  label?: string | undefined;
  /** The caller's name for this attempt: the same name and input get the same answer for 24 hours. */
  idempotencyKey?: string | undefined;
  /** The caller's network address, for limits only. It is neither stored nor logged. */
  address?: string | undefined;
}

/** All or nothing: there is a code, or one problem that says what to do. */
export type ActivationResult = { ok: true; activation: Activation } | { ok: false; problem: ActivationProblem };

/** A seat that was taken, or found again, and the code that was made for it. Times are whole seconds since 1970. */
export interface Activation {
  id: string;
  /** Canonical spelling, one line. */
  code: string;
  /** The same as the text of a `.lic` file. */
  file: string;
  licenseId: string;
  productId: string;
  productName: string;
  label: string;
  issuedAt: number;
  /** Exclusive end of the license; absent = perpetual. */
  expiresAt?: number;
  /** When an online client should refresh; absent = never. */
  refreshAt?: number;
  /** When a check-in is required; absent = never. */
  checkInBy?: number;
  plan?: string;
  features: Record<string, FeatureValue>;
  seats: { used: number; total: number };
  /** The same machine asked before and got its own seat back. */
  again: boolean;
  /** What `machine` was taken for. */
  from: 'request' | 'fingerprint';
  /** How a raw fingerprint was understood, so that a person sees a slip. Only with `from: 'fingerprint'`. */
  understood?: string;
  /** A receipt of this machine can free the seat. Never for a raw fingerprint. */
  releasable: boolean;
}

/** Why there is no code. The same names and sentences reach the page and the API. */
export interface ActivationProblem extends Place {
  status: 400 | 401 | 403 | 409 | 422 | 429 | 500 | 503;
  /** Kebab-case name, for programs. */
  code: string;
  /** One sentence that says what to do, for people. */
  error: string;
  /** Which input it is about. */
  field?: 'licenseKey' | 'machine' | 'label';
  /** With 429 and 503: when trying again makes sense. */
  retryAfterSeconds?: number;
}
