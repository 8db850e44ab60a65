// "Add a passkey" on the profile of a member of the team.
import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { find } from './page.ts';
import { ask, isRecord, tell } from './passkey.ts';

const PLACE = '/console/profile/security/passkeys';
const form = find('#add-passkey', HTMLFormElement);
const name = find('#passkeyName', HTMLInputElement);
if (form && name && browserSupportsWebAuthn()) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void add(name.value, form.dataset['failed'] ?? '');
  });
}

async function add(called: string, failed: string): Promise<void> {
  try {
    const optionsJSON = await ask(PLACE, {});
    if (!isOptions(optionsJSON)) return tell(failed);
    const response = await startRegistration({ optionsJSON });
    const answer = await ask(PLACE, { response, name: called });
    if (isRecord(answer) && answer['ok'] === true) location.assign('/console/profile?done=passkey-added');
    else tell(failed);
  } catch {
    tell(failed);
  }
}

function isOptions(value: unknown): value is Parameters<typeof startRegistration>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string' && isRecord(value['user']);
}
