// All that this application says about licensing, for the page and for the worker.

/** Written into the build: your portal's address and the public key that it prints. */
declare const PORTAL: string;
declare const PUBLIC_KEY: string;
declare const VERIFIER_SHA256: string;

export const options = {
  product: 'field-inspection',
  portal: PORTAL,
  publicKeys: [PUBLIC_KEY],
  verifier: new URL('verifier.wasm', import.meta.url),
  sha256: VERIFIER_SHA256,
};
