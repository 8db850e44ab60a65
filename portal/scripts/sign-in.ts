// "Sign in" with a script: passkeys, and the demo's key.
import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser';
import { offerDemoKey } from './demo.ts';
import { linkSummaryToFields } from './form.ts';
import { find } from './page.ts';
import { ask, isRecord, tell } from './passkey.ts';
import { texts } from './texts.ts';

linkSummaryToFields();
offerDemoKey();

const button = find('#passkey', HTMLButtonElement);
if (button && browserSupportsWebAuthn()) {
  button.hidden = false;
  button.addEventListener('click', () => enter(button.dataset['back'] ?? '/'));
}

async function enter(back: string): Promise<void> {
  try {
    const optionsJSON = await ask('/sign-in/passkey', {});
    if (!isOptions(optionsJSON)) return tell(texts.signIn.passkeyFailed);
    const response = await startAuthentication({ optionsJSON });
    const answer = await ask('/sign-in/passkey', { response, back });
    if (isRecord(answer) && answer['ok'] === true) location.assign(String(answer['to'] ?? '/'));
    else tell(texts.signIn.passkeyFailed);
  } catch {
    tell(texts.signIn.passkeyFailed); // also when the person has closed the browser's window
  }
}

/** The library checks the rest. */
function isOptions(value: unknown): value is Parameters<typeof startAuthentication>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string';
}
