// How people get in: by license key, by account, and which licenses an account holds.
import type { Verifier } from '../../hosts/js/index.ts';
import { Customers } from './accounts/customers.ts';
import type { Mailer } from './accounts/mail.ts';
import { Holders } from './holders.ts';
import { KeySessions } from './key-sessions.ts';
import type { Store } from './store.ts';
import type { Vault } from './vault.ts';

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

export interface AccessConfig {
  store: Store;
  vault: Vault;
  verifier: Verifier;
  nowSeconds: () => number;
  /** The vendor's name. */
  title: string | undefined;
  accounts: AccountsConfig | undefined;
}

export function openAccess({ store, vault, verifier, nowSeconds, title, accounts }: AccessConfig): Access {
  return {
    keySessions: new KeySessions({ store, verifier, vault, nowSeconds }),
    holders: new Holders(store, vault, nowSeconds),
    ...(accounts && {
      baseUrl: accounts.baseUrl,
      customers: new Customers({
        store,
        title: title ?? 'Latchkey',
        baseUrl: accounts.baseUrl,
        secret: vault.secretFor('latchkey/customers/1'),
        mailer: accounts.mailer,
        nowSeconds,
      }),
    }),
  };
}
