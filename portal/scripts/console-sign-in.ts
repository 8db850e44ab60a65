// Signing in to the console with a passkey.
import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser';
import { linkSummaryToFields } from './form.ts';
import { find } from './page.ts';
import { ask, isRecord, tell } from './passkey.ts';

linkSummaryToFields();

const button = find('#passkey', HTMLButtonElement);
if (button && browserSupportsWebAuthn()) {
  button.hidden = false;
  document.getElementById('passkey-none')?.remove();
  button.addEventListener('click', () => enter(button.dataset['back'] ?? '/console', button.dataset['failed'] ?? ''));
}

async function enter(back: string, failed: string): Promise<void> {
  try {
    const optionsJSON = await ask('/console/sign-in/passkey', {});
    if (!isOptions(optionsJSON)) return tell(failed);
    const response = await startAuthentication({ optionsJSON });
    const answer = await ask('/console/sign-in/passkey', { response, back });
    if (isRecord(answer) && answer['ok'] === true) location.assign(String(answer['to'] ?? '/console'));
    else tell(failed);
  } catch {
    tell(failed); // also when the person has closed the browser's window
  }
}

/** The library checks the rest. */
function isOptions(value: unknown): value is Parameters<typeof startAuthentication>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string';
}
