// The portal without its pages and without HTTP: what the API, the pages and the command line call.
import type { Verifier } from '../../hosts/js/index.ts';
import type { ActivationInput, ActivationResult } from './activate.ts';

/** What the pages get as `Astro.locals.portal`. */
export interface Portal {
  /** The vendor's name as codes carry it (`iss`), when one was given. */
  readonly vendor?: string;
  /** Only in the demo: the sample license key that a page may show and fill in. Its presence means: say "demo" loudly. */
  readonly demo?: { readonly licenseKey: string };
  /** The module that machines use, trusting this portal's keys: pages read codes with it, and judge them. */
  readonly verifier: Verifier;
  /** Every outcome is a result. It throws only for a defect of the portal itself. */
  activate(input: ActivationInput): Promise<ActivationResult>;
  publicKeys(): PublicKeyInfo[];
  products(): Promise<ProductInfo[]>;
  health(): Promise<Health>;
  /** Finishes what began, then closes the store. */
  close(): Promise<void>;
}

export interface PublicKeyInfo {
  /** The raw 32 bytes that applications embed. */
  publicKey: Uint8Array;
  /** First 8 bytes of SHA-256 of the key, in hex. */
  kid: string;
  /** A retired key signs nothing new; its codes stay good. */
  state: 'active' | 'retired';
  /** Since when it is in this state. */
  since: number;
}

/** What a page may tell about a product. Durations are whole seconds. */
export interface ProductInfo {
  id: string;
  name: string;
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
