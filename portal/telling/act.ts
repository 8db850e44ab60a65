// What was done, and who did it, in the words of the console.
import type { Actor } from '../server/audit/chain.ts';
import type { ConsoleTexts } from '../texts/console.ts';

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
