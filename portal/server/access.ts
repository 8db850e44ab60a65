// How people get in: by license key, by account, and which licenses an account holds.
import { Customers } from './accounts/customers.ts';
import type { Mailer } from './accounts/mail.ts';
import type { Desk } from './desk.ts';
import { Holders } from './holders.ts';
import { KeySessions } from './key-sessions.ts';

export interface AccountsConfig {
  /** The one address under which customers reach the portal: scheme, host and port. */
  baseUrl: string;
  mailer: Mailer;
}

export interface Access {
  /** Where customers reach the portal, when it was told. */
  readonly baseUrl?: string;
  /** Absent: this portal sends no letters. */
  readonly customers?: Customers;
  readonly keySessions: KeySessions;
  readonly holders: Holders;
}

export function openAccess(desk: Desk, accounts: AccountsConfig | undefined): Access {
  return {
    keySessions: new KeySessions(desk),
    holders: new Holders(desk.store, desk.vault, desk.nowSeconds),
    ...(accounts && { baseUrl: accounts.baseUrl, customers: new Customers(desk, accounts) }),
  };
}
