// A license like many: bound to three components of which two must match, with an end, a check-in and two features.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Evidence, loadIssuer } from '../hosts/js/index.ts';

const NOW = 1_798_761_600;
const DAY = 86_400;

export interface License {
  privateKey: KeyObject;
  publicKey: KeyObject;
  rawKey: Uint8Array<ArrayBuffer>;
  code: string;
  /** What this machine knows: two of the three components, and one other. */
  evidence: Evidence;
}

/** `bound`: to a machine. */
export async function makeLicense({ bound = true } = {}): Promise<License> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const rawKey = Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  const [one, two, three, other] = [component(1), component(2), component(3), component(9)];
  const issuer = await loadIssuer(readFileSync('build/issuer.wasm'));
  const signingInput = issuer.signingInput(rawKey, {
    issuedAt: NOW,
    expiresAt: NOW + 365 * DAY,
    offlineSeconds: 30 * DAY,
    tokenId: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]),
    licenseId: '7KQ2M9XD',
    product: 'acme-cad',
    customerId: 'c-1024',
    plan: 'pro',
    ...(bound ? { machine: { needed: 2, components: [one, two, three] } } : {}),
    features: { pdf: true, seats: 5 },
  });
  const { code } = issuer.assembleCode(signingInput, sign(null, signingInput, privateKey));
  const evidence = {
    product: 'acme-cad',
    nowSeconds: NOW + 10,
    components: [one, two, other],
    witness: new Uint8Array(16),
  };
  return { privateKey, publicKey, rawKey, code, evidence };
}

function component(filling: number): Uint8Array {
  return new Uint8Array(16).fill(filling);
}
