// What the two pages with passkeys have in common: one address, asked twice.
import { make } from './page.ts';

export async function ask(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

export function tell(words: string): void {
  document.getElementById('passkey-said')?.replaceChildren(make('span', 'refused', words));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
