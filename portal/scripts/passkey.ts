// What the pages with passkeys have in common: one address, asked twice, first for the browser's options and then with its answer.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { find, make } from './page.ts';

/** The button "with a passkey"; a browser without any never shows it. @param failed what to say then */
export function offerEntry(place: string, home: string, failed: string): void {
  const button = find('#passkey', HTMLButtonElement);
  if (!button || !browserSupportsWebAuthn()) return;
  button.hidden = false;
  document.getElementById('passkey-none')?.remove();
  const back = button.dataset['back'] ?? home;
  button.addEventListener('click', () =>
    attempt(failed, async () => {
      const optionsJSON = await ask(place, {});
      if (!isQuestion(optionsJSON)) return undefined;
      const answer = await ask(place, { response: await startAuthentication({ optionsJSON }), back });
      return isGood(answer) ? String(answer['to'] ?? home) : undefined;
    }),
  );
}

/** The form that adds a passkey. @param done where its page says so */
export function offerCreation(place: string, done: string, failed: string): void {
  const form = find('#add-passkey', HTMLFormElement);
  const name = find('#passkeyName', HTMLInputElement);
  if (!form || !name || !browserSupportsWebAuthn()) return;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(failed, async () => {
      const optionsJSON = await ask(place, {});
      if (!isCreation(optionsJSON)) return undefined;
      const answer = await ask(place, { response: await startRegistration({ optionsJSON }), name: name.value });
      return isGood(answer) ? done : undefined;
    });
  });
}

/** Goes where `work` leads; it says so when it leads nowhere, also when the person has closed the browser's window. */
async function attempt(failed: string, work: () => Promise<string | undefined>): Promise<void> {
  const next = await work().catch(() => undefined);
  if (next === undefined) tell(failed);
  else location.assign(next);
}

async function ask(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

function tell(words: string): void {
  document.getElementById('passkey-said')?.replaceChildren(make('span', 'refused', words));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isGood(answer: unknown): answer is Record<string, unknown> {
  return isRecord(answer) && answer['ok'] === true;
}

/** The library checks the rest, here and below. */
function isQuestion(value: unknown): value is Parameters<typeof startAuthentication>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string';
}

function isCreation(value: unknown): value is Parameters<typeof startRegistration>[0]['optionsJSON'] {
  return isRecord(value) && typeof value['challenge'] === 'string' && isRecord(value['user']);
}
