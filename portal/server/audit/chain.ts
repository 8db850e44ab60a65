// The audit log's chain: each entry carries the hash of the one before it, so that none can be changed, removed or put in between
// without changing every hash that follows. Whoever noted a later hash (an auditor, a backup) notices.
import { createHash } from 'node:crypto';

const PURPOSE = 'latchkey/audit/1';
export const HASH_BYTES = 32;
/** What stands before the first entry. */
export const BEGINNING: Uint8Array = new Uint8Array(HASH_BYTES);

/** Who did it. */
export interface Actor {
  kind: 'system' | 'command' | 'user' | 'api-key' | 'customer' | 'machine';
  /** Not for `system`, and not for a command, of which only the machine's owner is known. */
  id?: string | undefined;
  /** Whence: the network address. Of customers and machines only its network is kept (record.ts). */
  address?: string | undefined;
}

/** What was done. No secret ever stands here: no license key, code, fingerprint, password, token or name of a machine. */
export interface Act {
  actor: Actor;
  /** `license.suspended`: the thing, and what happened to it. */
  action: string;
  subject?: { kind: string; id: string } | undefined;
  detail?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
}

/** An act in its place. */
export interface Entry extends Act {
  /** From 1, without a gap. */
  sequence: number;
  atSeconds: number;
}

/** What is hashed: whatever stands in the store, also a kind of actor that no version of ours has written. */
export type Hashed = Omit<Entry, 'actor'> & { actor: Omit<Actor, 'kind'> & { kind: string } };

/** SHA-256 over the purpose, the hash before, and the entry in its one spelling. */
export function hashOf(before: Uint8Array, entry: Hashed): Uint8Array {
  const hash = createHash('sha256').update(PURPOSE).update(new Uint8Array(1)).update(before);
  return new Uint8Array(hash.update(spelled(entry)).digest());
}

/** One line of JSON without blanks: an array, so that no order of members has to be agreed on; details are sorted by name. */
function spelled({ sequence, atSeconds, actor, action, subject, detail }: Hashed): string {
  return JSON.stringify([
    sequence,
    atSeconds,
    actor.kind,
    actor.id ?? null,
    actor.address ?? null,
    action,
    subject?.kind ?? null,
    subject?.id ?? null,
    sortedMembers(detail ?? {}),
  ]);
}

/** What is not there is left out, in what is hashed as in what is stored. */
export function sortedMembers(detail: NonNullable<Act['detail']>): [string, string | number | boolean | null][] {
  return Object.entries(detail)
    .flatMap(([name, value]): [string, string | number | boolean | null][] =>
      value === undefined ? [] : [[name, value]],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
