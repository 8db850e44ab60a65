// The JWT form of a license: for backends that already speak JWT. Devices use codes, which are bound to their machine.

import { readExtras } from '../extras.ts';
import { advanceClock } from '../issue-clock.ts';
import { makeJwt } from '../jwt.ts';
import { Refused } from '../refused.ts';
import type { LicenseRow, ProductRow } from '../tables.ts';
import { type By, change, type Office, type Result } from './change.ts';
import { demandLine, random } from './issuable.ts';
import { about, holdLicense } from './licenses.ts';
import { badMember, Declined } from './problems.ts';

/** A JWT is taken back by nothing but its end, so it has one even if its license has none. */
const DEFAULT_SECONDS = 30 * 86_400;
const MAX_SECONDS = 366 * 86_400;

export interface JwtWish {
  /** How long it is good; at most as long as its license. */
  seconds?: number | undefined;
  issuer?: string | undefined;
  audience?: string | undefined;
}

export interface IssuedJwt {
  jwt: string;
  kid: string;
  issuedAt: number;
  expiresAt: number;
}

export function issueJwt(office: Office, by: By, id: string, wish: JwtWish): Promise<Result<IssuedJwt>> {
  return change(office, by, async (tx, acts, nowSeconds) => {
    const { license, product } = await holdLicense(tx, by, id);
    if (license.state !== 'active') throw new Declined(notIn(license.state));
    const issuedAt = await advanceClock(tx, nowSeconds).catch(asDeclined);
    const expiresAt = endOf(license, product, wish, issuedAt);
    const key = await office.keyring.signerFor(tx, product.id);
    const tokenId = Buffer.from(random(8)).toString('hex');
    const jwt = await makeJwt(key, {
      ...addressed(office, product, wish),
      licenseId: license.id,
      product: product.id,
      tokenId,
      issuedAt,
      expiresAt,
      plan: license.plan ?? undefined,
      customerId: license.customer_id ?? undefined,
      ...readExtras(product, license),
    });
    acts.push({
      action: 'license.jwt-issued',
      ...about(license),
      detail: { product: product.id, kid: key.kid, token: tokenId, expiresAt },
    });
    return { jwt, kid: key.kid, issuedAt, expiresAt };
  });
}

function endOf(license: LicenseRow, product: ProductRow, { seconds }: JwtWish, issuedAt: number): number {
  const wanted = seconds ?? product.jwt_seconds ?? product.offline_seconds ?? DEFAULT_SECONDS;
  if (wanted < 1 || wanted > MAX_SECONDS)
    throw new Declined(badMember('seconds', 'A JWT is good for 1 second to 366 days.'));
  const end = Math.min(issuedAt + wanted, license.expires_at ?? Number.POSITIVE_INFINITY);
  if (end <= issuedAt) throw new Declined(notIn('expired'));
  return end;
}

function addressed({ issuer }: Office, product: ProductRow, wish: JwtWish): { issuer: string; audience: string } {
  const names = {
    issuer: wish.issuer ?? product.jwt_issuer ?? issuer ?? product.id,
    audience: wish.audience ?? product.jwt_audience ?? product.id,
  };
  demandLine('issuer', names.issuer, 200);
  demandLine('audience', names.audience, 200);
  return names;
}

function notIn(state: string) {
  const error = `This license is ${state}; only an active one gets a JWT.`;
  return { status: 409, code: `license-${state}`, error } as const;
}

/** The clock speaks to customers; its problems are the same here. */
function asDeclined(error: unknown): never {
  if (!(error instanceof Refused)) throw error;
  throw new Declined(error.problem);
}
