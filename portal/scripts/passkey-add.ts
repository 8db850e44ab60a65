// "Add a passkey" on the account's page.
import { browserSupportsWebAuthn, startRegistration } from '@simplewebauthn/browser';
import { find } from './page.ts';
import { ask, isRecord, tell } from './passkey.ts';
import { texts } from './texts.ts';

const form = find('#add-passkey', HTMLFormElement);
const name = find('#passkeyName', HTMLInputElement);
if (form && name && browserSupportsWebAuthn()) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void add(name.value);
  });
}

async function add(called: string): Promise<void> {
  try {
    const optionsJSON = await ask('/account/passkeys', {});
    if (!isOptions(optionsJSON)) return tell(texts.account.passkeyFailed);
    const response = await startRegistration({ optionsJSON });
    const answer = await ask('/account/passkeys', { response, name: called });
    if (isRecord(answer) && answer['ok'] === true) location.assign('/account?passkey');
    else tell(texts.account.passkeyFailed);
  } catch {
    tell(texts.account.passkeyFailed);
  }
}

function isOptions(value: unknown): value is Parameters<typeof startRegistration>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string' && isRecord(value['user']);
}
