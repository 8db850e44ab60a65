// Which right a page of the console demands, decided here for every address, so that no page can forget it.
import type { Right } from '../server/team/rights.ts';

/** The first that fits. What fits none may be looked at by the whole team, and changed by nobody. */
const PLACES: readonly [string, Right][] = [
  ['/console/webhooks/deliveries', 'resend'],
  ['/console/webhooks', 'webhooks'],
  ['/console/licenses', 'licenses'],
  ['/console/customers', 'customers'],
  ['/console/machines', 'machines'],
  ['/console/products', 'products'],
  ['/console/signing-keys', 'signing-keys'],
  ['/console/api-keys', 'api-keys'],
  ['/console/team', 'team'],
  ['/console/profile/security', 'security'],
  ['/console/profile', 'profile'],
  ['/console/sign-out', 'profile'],
];

/** Pages that are nothing but a form. */
const FORM =
  /\/(new|add|import|edit|rotate|revoke|export|free|retire|remove|extend|transfer|key|jwt|networks|several)\/?$/;

export type Demand = { right: Right } | 'look' | 'nobody';

/** What is demanded of somebody who is signed in. */
export function demandOf(path: string, changes: boolean): Demand {
  const right = PLACES.find(([place]) => path === place || path.startsWith(`${place}/`))?.[1];
  if (!changes && !FORM.test(path)) return 'look';
  if (right !== undefined) return { right };
  return changes ? 'nobody' : 'look';
}

/** Pages of the console that lead in. */
export function isDoor(path: string): boolean {
  return /^\/console\/(sign-in(\/passkey)?|enter|closed)\/?$/.test(path);
}

export function isConsole(path: string): boolean {
  return path === '/console' || path.startsWith('/console/');
}
