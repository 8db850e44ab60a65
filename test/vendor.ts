// A vendor for tests: the built modules, a signing key, and codes that are really signed.
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type ClaimsToIssue, type Issuer, load, loadIssuer, type Verifier } from '../hosts/js/index.ts';

/** 1 January 2027, 00:00 UTC. */
export const NEW_YEAR = 1_798_761_600;
export const DAY = 86_400;
export const HOUR = 3_600;

/** A fresh verifier from `build/verifier.wasm`. */
export async function loadVerifier(): Promise<Verifier> {
  return load(await readFile('build/verifier.wasm'));
}

export interface Vendor {
  issuer: Issuer;
  privateKey: KeyObject;
  /** 32 raw bytes. */
  publicKey: Uint8Array;
  /** A signed code: these claims over sensible ones. */
  issue(claims?: Partial<ClaimsToIssue>): string;
}

/** A vendor whose key is made from a seed of one repeated byte; the key is for tests alone. */
export async function openVendor(seed = 1): Promise<Vendor> {
  const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
  const privateKey = keyFromSeed(seed);
  const publicKey = rawPublicKey(privateKey);
  const issue = (claims: Partial<ClaimsToIssue> = {}): string => {
    const input = issuer.signingInput(publicKey, { ...sampleClaims, ...claims });
    return issuer.assembleCode(input, sign(null, input, privateKey)).code;
  };
  return { issuer, privateKey, publicKey, issue };
}

const sampleClaims: ClaimsToIssue = {
  issuedAt: NEW_YEAR,
  tokenId: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  licenseId: '7KQ2M9XD',
  product: 'acme-cad',
};

/** PKCS #8 of an Ed25519 seed (RFC 8410, section 7). */
function keyFromSeed(seed: number): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return new Uint8Array(Buffer.from(x ?? '', 'base64url'));
}
