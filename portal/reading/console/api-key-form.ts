// The form for a new API key.
import type { NewApiKey } from '../../server/vendor/api-keys.ts';
import type { Scope } from '../../server/vendor/scopes.ts';
import type { ConsoleTexts } from '../../texts/console.ts';
import { textOf } from '../form.ts';
import type { FormProblem } from '../problem.ts';

export const LIVES = ['30', '90', '365', 'none'] as const;
type Life = (typeof LIVES)[number];
const DAY_SECONDS = 86_400;

export interface ApiKeyForm {
  name: string;
  scopes: string[];
  product: string;
  life: Life;
}

/** A year: long enough for a shop, short enough to be thought of again. */
export const EMPTY_API_KEY: ApiKeyForm = { name: '', scopes: [], product: '', life: '365' };

export function readApiKeyForm(
  words: ConsoleTexts['apiKeys'],
  form: FormData,
  nowSeconds: number,
): { typed: ApiKeyForm; wish: NewApiKey; problems: FormProblem[] } {
  const typed: ApiKeyForm = {
    name: textOf(form, 'name').trim(),
    scopes: form.getAll('scopes').filter((scope) => typeof scope === 'string'),
    product: textOf(form, 'product'),
    life: LIVES.find((life) => life === textOf(form, 'life')) ?? '365',
  };
  const problems: FormProblem[] = [];
  if (typed.name === '') problems.push({ field: 'name', sentence: words.noName });
  if (typed.scopes.length === 0) problems.push({ field: 'scopes', sentence: words.noScopes });
  const { name, scopes, product, life } = typed;
  const wish: NewApiKey = {
    name,
    scopes,
    product: product || undefined,
    expiresAt: life === 'none' ? undefined : nowSeconds + Number(life) * DAY_SECONDS,
  };
  return { typed, wish, problems };
}

export interface ScopeGroup {
  name: string;
  scopes: Scope[];
}

/** Scopes of one thing stand together: what is read, then what is changed. */
export function groupScopes(scopes: readonly Scope[]): ScopeGroup[] {
  const groups: ScopeGroup[] = [];
  for (const scope of scopes) {
    const [name = ''] = scope.split(':');
    const group = groups.find((it) => it.name === name);
    if (group) group.scopes.push(scope);
    else groups.push({ name, scopes: [scope] });
  }
  return groups;
}
