import type { HistoryEntry } from '../server/machines.ts';
import type { Texts } from '../texts/index.ts';

/** What happened, in a few words; an event that has no words yet is shown by its name. */
export function eventText({ machine }: Texts, { what }: HistoryEntry): string {
  const words: Readonly<Record<string, string>> = machine.events;
  return words[what] ?? what;
}
