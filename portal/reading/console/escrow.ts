// Taking a signing key to escrow and back: what the forms say, checked before anything is asked of the office.
import { isTooWeak, strengthOf } from '../../telling/passphrase.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { fileOf, textOf } from '../form.ts';
import type { FormProblem } from '../problem.ts';

/** A sealed key has about 150 bytes. */
const MAX_FILE_BYTES = 4096;

type Words = ConsoleTexts['signingKeys'];

/** A passphrase is taken as it was typed, blanks included. */
export function readNewPassphrase(words: Words, form: FormData): { passphrase: string; problems: FormProblem[] } {
  const passphrase = textOf(form, 'passphrase');
  const strength = strengthOf(passphrase);
  const problems: FormProblem[] = [];
  if (isTooWeak(strength)) problems.push({ field: 'passphrase', sentence: words.strength[strength] });
  else if (textOf(form, 'again') !== passphrase) problems.push({ field: 'again', sentence: words.notSame });
  return { passphrase, problems };
}

export async function readSealedKey(
  words: Words,
  form: FormData,
): Promise<{ sealed: Uint8Array; passphrase: string; product: string | undefined; problems: FormProblem[] }> {
  const file = fileOf(form, 'file');
  const passphrase = textOf(form, 'passphrase');
  const problems: FormProblem[] = [];
  if (!file) problems.push({ field: 'file', sentence: words.noFile });
  else if (file.size > MAX_FILE_BYTES) problems.push({ field: 'file', sentence: words.fileTooLarge });
  if (passphrase === '') problems.push({ field: 'passphrase', sentence: words.strength.empty });
  const sealed = file && problems.length === 0 ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  return { sealed, passphrase, product: textOf(form, 'product') || undefined, problems };
}
