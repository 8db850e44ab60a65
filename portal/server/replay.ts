// A retry gets the answer of the attempt that it repeats, byte for byte, for a day.
import type { Writing } from './store.ts';

const KEPT_SECONDS = 86_400;

/** Names of the attempt and of what it asked, both from the vault. */
export interface Attempt {
  name: Uint8Array;
  asked: Uint8Array;
}

/** The recorded answer; `other` when the name was used for something else. */
export async function findReplay<T extends object>(
  tx: Writing,
  attempt: Attempt,
  nowSeconds: number,
): Promise<T | 'other' | undefined> {
  const row = await tx
    .selectFrom('replay')
    .select(['asked', 'answer'])
    .where('name', '=', attempt.name)
    .where('created_at', '>', nowSeconds - KEPT_SECONDS)
    .executeTakeFirst();
  if (!row) return undefined;
  if (Buffer.compare(row.asked, attempt.asked) !== 0) return 'other';
  const answer: T = JSON.parse(row.answer); // written by recordReplay under the same name
  return answer;
}

export async function recordReplay(
  tx: Writing,
  { name, asked }: Attempt,
  result: object,
  nowSeconds: number,
): Promise<void> {
  const answer = JSON.stringify(result);
  await tx
    .insertInto('replay')
    .values({ name, asked, answer, created_at: nowSeconds })
    .onConflict((same) => same.column('name').doUpdateSet({ asked, answer, created_at: nowSeconds }))
    .execute();
}

export async function forgetOldReplays(tx: Writing, nowSeconds: number): Promise<void> {
  await tx
    .deleteFrom('replay')
    .where('created_at', '<=', nowSeconds - KEPT_SECONDS)
    .execute();
}
