// Who is asking, and which licenses that person reaches. Asked once for every page, before the page begins.
import type { Account } from '../server/accounts/customers.ts';
import type { Portal } from '../server/portal.ts';

export interface Reach {
  /** Signed in by e-mail or passkey. */
  account?: Account;
  /** Signed in with the key of this one license. */
  keyLicense?: string;
}

/** What the sign-in library puts into every name of its cookies. */
const ACCOUNT_COOKIES = 'latchkey-customer';

/** Of a session by license key. With TLS the browser itself sees to it that no other host can set it. */
export function keyCookieName(secure: boolean): string {
  return secure ? '__Host-latchkey-key' : 'latchkey-key';
}

/** @param setCookies takes what the answer must set: a session in use is prolonged */
export async function readReach(
  portal: Portal,
  headers: Headers,
  keyToken: string | undefined,
  setCookies: string[],
): Promise<Reach> {
  const reach: Reach = {};
  const cookies = headers.get('Cookie') ?? '';
  if (portal.customers && cookies.includes(ACCOUNT_COOKIES)) {
    const { value, cookies: renewed } = await portal.customers.account(headers);
    if (value) reach.account = value;
    setCookies.push(...renewed);
  }
  if (keyToken) {
    const license = await portal.keySessions.read(keyToken);
    if (license !== undefined) reach.keyLicense = license;
  }
  return reach;
}

export function isSignedIn({ account, keyLicense }: Reach): boolean {
  return account !== undefined || keyLicense !== undefined;
}

/** Asked anew for every request: who was taken off a license does not reach it any more. */
export async function reaches(portal: Portal, { account, keyLicense }: Reach, licenseId: string): Promise<boolean> {
  if (keyLicense === licenseId) return true;
  return account !== undefined && (await portal.holders.holds(account.email, licenseId));
}

/** All of them, the account's first. */
export async function reachedLicenses(portal: Portal, { account, keyLicense }: Reach): Promise<string[]> {
  const held = account ? await portal.holders.licensesOf(account.email) : [];
  return keyLicense === undefined || held.includes(keyLicense) ? held : [...held, keyLicense];
}
