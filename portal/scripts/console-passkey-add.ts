// "Add a passkey" on the profile of a member of the team.
import { find } from './page.ts';
import { offerCreation } from './passkey.ts';

const failed = find('#add-passkey', HTMLFormElement)?.dataset['failed'] ?? '';
offerCreation('/console/profile/security/passkeys', '/console/profile?done=passkey-added', failed);
