// Signing keys as a page shows them: one group for all products, and one for each product that has keys of its own.
import type { UsedKey } from '../../server/vendor/signing-keys.ts';

export interface KeyGroup {
  /** Absent: for all products without a key of their own. */
  product: string | undefined;
  /** What signs first, then what waits, then what is retired. */
  keys: UsedKey[];
}

const ORDER = ['active', 'next', 'retired'];

export function groupKeys(keys: readonly UsedKey[]): KeyGroup[] {
  const groups = new Map<string | undefined, UsedKey[]>([[undefined, []]]);
  for (const key of keys) groups.set(key.product, [...(groups.get(key.product) ?? []), key]);
  return [...groups]
    .map(([product, own]) => ({
      product,
      keys: own.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.since - a.since),
    }))
    .sort((a, b) => (a.product ?? '').localeCompare(b.product ?? ''));
}

/** Which key hands over when this one begins to sign; undefined for the first one of a product. */
export function replacedBy(key: Pick<UsedKey, 'product' | 'kid'>, keys: readonly UsedKey[]): UsedKey | undefined {
  return keys.find(({ kid, product, state }) => state === 'active' && product === key.product && kid !== key.kid);
}

export type Step = 'rotate' | 'retire' | 'export';

/** What may be done with a key; the office says the same when it is tried. */
export function stepsOf({ state, product, held, present }: UsedKey): Step[] {
  const steps: Step[] = [];
  if (state === 'next' && present) steps.push('rotate');
  if (state === 'next' || (state === 'active' && product !== undefined)) steps.push('retire');
  if (held === 'folder' && present) steps.push('export');
  return steps;
}

/** A retired key whose private half is elsewhere is no fault; a waiting or signing one without it is. */
export function keptAs({ held, present }: Pick<UsedKey, 'held' | 'present'>): 'folder' | 'outside' | 'gone' {
  if (held === 'outside') return 'outside';
  return present ? 'folder' : 'gone';
}
