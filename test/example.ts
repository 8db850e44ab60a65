// The keys, the machine and the license of the worked example in docs/token.md, made by the real modules.
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type ClaimsToIssue,
  type ComponentKind,
  type Issuer,
  load,
  loadIssuer,
  type Verifier,
} from '../hosts/js/index.ts';

export const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

/** The first test key of RFC 8032, section 7.1. Public: nothing real ever trusts it. */
export const privateKey = bytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
export const publicKey = bytes('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');

export const product = 'field-notes';
export const identifiers: [ComponentKind, string][] = [
  ['machine-id', '4C4C4544-0051-3510-8052-B4C04F4E3132'],
  ['disk', 'S5GX NX0T 712345'],
  ['mac', '3C:7C:3F:1A:2B:4D'],
];
export const secret = bytes('101112131415161718191a1b1c1d1e1f');
export const nonce = bytes('c0c1c2c3c4c5c6c7');
export const label = 'Tablet 7';

/** What the portal means to say on 2026-01-01, but for the machine. */
export const claims: ClaimsToIssue = {
  issuer: 'Field Instruments',
  licenseId: '7Q4M2KXD',
  product,
  expiresAt: 1798761600,
  issuedAt: 1767225600,
  tokenId: bytes('a0a1a2a3a4a5a6a7'),
  customerId: 'c-1042',
  features: { export: true, projects: 50 },
  refreshSeconds: 86_400,
  offlineSeconds: 1_209_600,
  plan: 'pro',
};

export async function modules(): Promise<{ verifier: Verifier; issuer: Issuer }> {
  const verifier = await load(readFileSync('build/verifier.wasm'));
  verifier.trust(publicKey);
  return { verifier, issuer: await loadIssuer(readFileSync('build/issuer.wasm')) };
}

export function signed(message: Uint8Array): Uint8Array {
  const pkcs8 = Buffer.concat([bytes('302e020100300506032b657004220420'), privateKey]);
  return sign(null, message, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
}

/** The file of the README's example: the same license, perpetual, for any machine, without check-in. */
export async function exampleLicense(): Promise<string> {
  const { issuer } = await modules();
  const { licenseId, issuedAt, tokenId, features } = claims;
  const message = issuer.signingInput(publicKey, { licenseId, product, issuedAt, tokenId, features });
  return issuer.assembleCode(message, signed(message)).file;
}
