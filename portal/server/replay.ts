// A retry gets the answer of the attempt that it repeats, byte for byte, for a day.
import type { Activation } from './activate.ts';
import { type Told, withCode } from './code.ts';
import type { Desk } from './desk.ts';
import { late, prepared } from './prepared.ts';
import type { Writing } from './store.ts';
import type { Tables } from './tables.ts';

const KEPT_SECONDS = 86_400;

/** Names of the attempt and of what it asked, both from the vault. */
export interface Attempt {
  name: Uint8Array;
  asked: Uint8Array;
}

/** The recorded answer; `other` when the name was used for something else. */
export async function findReplay(
  { verifier }: Pick<Desk, 'verifier'>,
  tx: Writing,
  attempt: Attempt,
  nowSeconds: number,
): Promise<Activation | 'other' | undefined> {
  const [row] = await readAnswer(tx, { name: attempt.name, after: nowSeconds - KEPT_SECONDS });
  if (!row) return undefined;
  if (Buffer.compare(row.asked, attempt.asked) !== 0) return 'other';
  const kept: Told | Activation = JSON.parse(row.answer); // written by recordReplay under the same name
  if ('code' in kept) return kept; // by a version that kept the code here as well
  const [issued] = await readCode(tx, { token_id: Buffer.from(kept.tokenId, 'hex') });
  const spelled = issued && verifier.canonical(issued.code);
  if (!spelled?.ok) throw new Error('an answer without its code');
  return withCode(kept, spelled.value);
}

/** Without the code, which is kept already among all that were signed; its file is another spelling of it. */
export async function recordReplay(
  tx: Writing,
  { name, asked }: Attempt,
  told: Told,
  nowSeconds: number,
): Promise<void> {
  await keepAnswer(tx, { name, asked, answer: JSON.stringify(told), created_at: nowSeconds });
}

const readCode = prepared((tx, { token_id }: { token_id: Uint8Array }) =>
  tx.selectFrom('issued_code').select('code').where('token_id', '=', token_id),
);

const readAnswer = prepared(
  (tx, { name, after }: { name: Uint8Array; after: number }) =>
    tx.selectFrom('replay').select(['asked', 'answer']).where('name', '=', name).where('created_at', '>', after),
  ({ name }) => [rowName(name)],
);

const keepAnswer = late(
  (tx, { name, asked, answer, created_at }: Tables['replay']) =>
    tx
      .insertInto('replay')
      .values({ name, asked, answer, created_at })
      .onConflict((same) => same.column('name').doUpdateSet({ asked, answer, created_at })),
  ({ name }) => [rowName(name)],
);

function rowName(name: Uint8Array): string {
  return `replay ${Buffer.from(name.buffer, name.byteOffset, name.length).toString('hex')}`;
}

export async function forgetOldReplays(tx: Writing, nowSeconds: number): Promise<void> {
  await tx
    .deleteFrom('replay')
    .where('created_at', '<=', nowSeconds - KEPT_SECONDS)
    .execute();
}
