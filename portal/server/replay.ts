// A retry gets the answer of the attempt that it repeats, byte for byte, for a day.
import { prepared } from './prepared.ts';
import type { Writing } from './store.ts';
import type { Tables } from './tables.ts';

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
  const [row] = await readAnswer(tx, { name: attempt.name, after: nowSeconds - KEPT_SECONDS });
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
  await keepAnswer(tx, { name, asked, answer: JSON.stringify(result), created_at: nowSeconds });
}

const readAnswer = prepared((tx, { name, after }: { name: Uint8Array; after: number }) =>
  tx.selectFrom('replay').select(['asked', 'answer']).where('name', '=', name).where('created_at', '>', after),
);

const keepAnswer = prepared((tx, { name, asked, answer, created_at }: Tables['replay']) =>
  tx
    .insertInto('replay')
    .values({ name, asked, answer, created_at })
    .onConflict((same) => same.column('name').doUpdateSet({ asked, answer, created_at })),
);

export async function forgetOldReplays(tx: Writing, nowSeconds: number): Promise<void> {
  await tx
    .deleteFrom('replay')
    .where('created_at', '<=', nowSeconds - KEPT_SECONDS)
    .execute();
}
