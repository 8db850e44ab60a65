// A retry gets the answer of the attempt that it repeats, byte for byte, for a day.
import type { Activation } from './activate.ts';
import type { Writing } from './store.ts';

const KEPT_SECONDS = 86_400;

/** Names of the attempt and of what it asked, both from the vault. */
export interface Attempt {
  name: Uint8Array;
  asked: Uint8Array;
}

/** The recorded answer; `other` when the name was used for something else. */
export async function findReplay(
  store: Writing,
  attempt: Attempt,
  nowSeconds: number,
): Promise<Activation | 'other' | undefined> {
  const row = await store
    .selectFrom('replay')
    .select(['asked', 'answer'])
    .where('name', '=', attempt.name)
    .where('created_at', '>', nowSeconds - KEPT_SECONDS)
    .executeTakeFirst();
  if (!row) return undefined;
  if (Buffer.compare(row.asked, attempt.asked) !== 0) return 'other';
  const answer: Activation = JSON.parse(row.answer); // written by recordReplay
  return answer;
}

/** Records the answer and forgets those that are older than a day. */
export async function recordReplay(
  store: Writing,
  { name, asked }: Attempt,
  activation: Activation,
  nowSeconds: number,
): Promise<void> {
  await store
    .deleteFrom('replay')
    .where('created_at', '<=', nowSeconds - KEPT_SECONDS)
    .execute();
  const answer = JSON.stringify(activation);
  await store
    .insertInto('replay')
    .values({ name, asked, answer, created_at: nowSeconds })
    .onConflict((same) => same.column('name').doUpdateSet({ asked, answer, created_at: nowSeconds }))
    .execute();
}
