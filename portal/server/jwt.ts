// The JWT form of a license, for backends that already speak JWT (RFC 7519, EdDSA as in RFC 8037). Devices use the code.
//
// jose spells it and reads it back; the signature itself comes from the signer, because a key may live outside of this process.
// A code's signed bytes begin with CBOR (0x84), a JWT's with "eyJ": one can never be presented as the other.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { base64url, type JWTPayload, jwtVerify } from 'jose';
import type { FeatureValue } from '../../hosts/js/verdict.ts';
import { IssueError } from './issue.ts';

/** What a JWT says: the same as a code, under the names that backends know. Times are whole seconds since 1970. */
export interface LicenseClaims {
  issuer: string;
  audience: string;
  licenseId: string;
  product: string;
  tokenId: string;
  issuedAt: number;
  /** Exclusive. A JWT always ends: nothing else would ever take it back. */
  expiresAt: number;
  plan?: string | undefined;
  customerId?: string | undefined;
  domains: readonly string[];
  features: Readonly<Record<string, FeatureValue>>;
}

/** What is needed of a signing key here. */
export interface JwtKey {
  /** 32 raw bytes. */
  publicKey: Uint8Array;
  /** In hex. */
  kid: string;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

const ALGORITHM = 'EdDSA';

/**
 * A signed JWT that says exactly `claims`.
 *
 * @throws IssueError when it does not read back as meant
 */
export async function makeJwt(key: JwtKey, claims: LicenseClaims): Promise<string> {
  const payload = payloadOf(claims);
  const header = { alg: ALGORITHM, typ: 'JWT', kid: key.kid };
  const input = `${encode(header)}.${encode(payload)}`;
  const signature = await key.sign(new TextEncoder().encode(input));
  const jwt = `${input}.${base64url.encode(signature)}`;
  const read = await readJwt(jwt, [key], claims.issuedAt);
  if (!isDeepStrictEqual(read, payload)) throw new IssueError('a new JWT does not read back as it was meant');
  return jwt;
}

/** The claims of a JWT that one of these keys signed and that has not ended; otherwise undefined. Who may use it is not judged here. */
export async function readJwt(
  jwt: string,
  keys: readonly Pick<JwtKey, 'publicKey' | 'kid'>[],
  nowSeconds: number,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(
      jwt,
      ({ kid }) => {
        const key = keys.find((it) => it.kid === kid);
        if (key === undefined) throw new Error('unknown key');
        return publicKeyObject(key.publicKey);
      },
      {
        algorithms: [ALGORITHM],
        currentDate: new Date(nowSeconds * 1000),
        requiredClaims: ['exp', 'sub', 'iss', 'aud'],
      },
    );
    return payload;
  } catch {
    return undefined; // whatever is wrong with it, it is no license
  }
}

/** The public key as that format of PEM which JWT libraries read (SubjectPublicKeyInfo, RFC 8410). */
export function publicKeyPem(publicKey: Uint8Array): string {
  return publicKeyObject(publicKey).export({ type: 'spki', format: 'pem' }).toString();
}

function payloadOf(claims: LicenseClaims): JWTPayload {
  const { plan, customerId, domains, features } = claims;
  return {
    iss: claims.issuer,
    aud: claims.audience,
    sub: claims.licenseId,
    jti: claims.tokenId,
    iat: claims.issuedAt,
    exp: claims.expiresAt,
    product: claims.product,
    ...(plan !== undefined && { plan }),
    ...(customerId !== undefined && { customer: customerId }),
    ...(domains.length > 0 && { dom: [...domains] }),
    features: { ...features },
  };
}

function encode(value: object): string {
  return base64url.encode(JSON.stringify(value));
}

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
}
