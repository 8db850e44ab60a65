// "Add a passkey" on the account's page.
import { offerCreation } from './passkey.ts';
import { texts } from './texts.ts';

offerCreation('/account/passkeys', '/account?passkey', texts.account.passkeyFailed);
