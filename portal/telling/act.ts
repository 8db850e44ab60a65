// What was done, and who did it, in the words of the console.
import type { Actor } from '../server/audit/chain.ts';
import type { ConsoleTexts } from '../texts/console.ts';
import { machineNumber } from './machine-state.ts';

/** An act that has no words yet is shown by its name. */
export function actText({ acts }: Pick<ConsoleTexts, 'acts'>, action: string): string {
  return acts[action] ?? action;
}

/** A member of the team by name, an API key and whoever else by kind and id. */
export function actorText(
  { activity }: Pick<ConsoleTexts, 'activity'>,
  { kind, id }: Actor,
  members: ReadonlyMap<string, string>,
): { kind: string; name: string | undefined } {
  const name = kind === 'user' && id !== undefined ? (members.get(id) ?? id) : id;
  return { kind: activity.actors[kind], name };
}

/** Where the console shows a thing, and what it is called there. */
export function thingOf(subject: { kind: string; id: string }): { text: string; href: string | undefined } {
  const { kind, id } = subject;
  const place = PLACES[kind];
  const text = kind === 'machine' ? machineNumber({ activationId: id }) : id;
  return { text, href: place && `/console/${place}/${encodeURIComponent(id)}` };
}

/** API keys have no page of their own. */
const PLACES: Readonly<Record<string, string>> = {
  license: 'licenses',
  machine: 'machines',
  product: 'products',
  customer: 'customers',
  key: 'signing-keys',
  webhook: 'webhooks',
  member: 'team',
};
