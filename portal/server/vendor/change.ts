// What every change by the vendor has in common: one transaction, the acts in the audit log, and the same answer to a retry.
import { createHash } from 'node:crypto';
import type { Act, Actor } from '../audit/chain.ts';
import { record } from '../audit/record.ts';
import { isSignerFailure } from '../issue.ts';
import type { Keyring } from '../keyring.ts';
import type { Modules } from '../modules.ts';
import { isStoreFailure, type Store, storeEvent, type Writing } from '../store.ts';
import type { Vault } from '../vault.ts';
import * as problems from './problems.ts';
import { Declined, type Problem } from './problems.ts';

const KEPT_SECONDS = 86_400;

/** What the vendor's operations are done with. */
export interface Office {
  store: Store;
  vault: Vault;
  modules: Modules;
  keyring: Keyring;
  folder: string;
  /** The vendor's name in codes. */
  issuer: string | undefined;
  nowSeconds: () => number;
  report: (event: string) => void;
}

/** Who does it, and within what bounds. */
export interface By {
  actor: Actor;
  /** Everything that is not of this product is as if it did not exist. */
  product?: string | undefined;
  /** The same attempt gets the same answer for a day. Of one change: for several see `partOf`. */
  attempt?: Attempt | undefined;
}

/** Names of the attempt and of what it asked, both from the vault. */
export interface Attempt {
  name: Uint8Array;
  asked: Uint8Array;
  /** Shared by the parts of an attempt. Whoever asks again uses the same name if nobody knows whether it was done. */
  fate?: { unknown: boolean };
}

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** Acts without their actor, in the order in which they were done. */
export type Acts = Omit<Act, 'actor'>[];

/** All or nothing. `work` may run again after a conflict; what it answers must survive JSON, because a retry gets it from there. */
export async function change<T>(
  office: Office,
  by: By,
  work: (tx: Writing, acts: Acts, nowSeconds: number) => Promise<T>,
): Promise<Result<T>> {
  if (by.attempt) demandUnused(by.attempt);
  return await asResult(office, by.attempt, () =>
    office.store.write(async (tx) => {
      const nowSeconds = office.nowSeconds();
      const before = by.attempt && (await findAnswer<T>(office, tx, by.attempt, nowSeconds));
      if (before !== undefined) return before.value;
      const acts: Acts = [];
      const value = await work(tx, acts, nowSeconds);
      if (by.attempt) await keepAnswer(office, tx, by.attempt, value, nowSeconds);
      for (const act of acts) await record(tx, { ...act, actor: by.actor }, nowSeconds);
      return value;
    }),
  );
}

const used = new WeakSet<Attempt>();

/** Two changes with one name: the second would do nothing, and answer as the first did. */
function demandUnused(attempt: Attempt): void {
  if (used.has(attempt)) throw new Error('an attempt that asks for several changes gives each a name: partOf');
  used.add(attempt);
}

/** For one of several changes that an attempt asks for. */
export function partOf(by: By, part: string): By {
  if (!by.attempt) return by;
  const name = createHash('sha256').update(by.attempt.name).update(part).digest();
  return { ...by, attempt: { ...by.attempt, name } };
}

/** What a change would bring: everything is done, and then undone. Nothing is kept, noted or sent. */
export async function rehearse<T>(
  office: Office,
  { attempt: _, ...by }: By,
  work: (tx: Writing, acts: Acts, nowSeconds: number) => Promise<T>,
): Promise<Result<T>> {
  let outcome: { value: T } | undefined;
  try {
    return await change(office, by, async (...words) => {
      outcome = { value: await work(...words) };
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo) || outcome === undefined) throw error;
    return { ok: true, value: outcome.value };
  }
}

/** The transaction is undone on purpose. */
class Undo extends Error {
  override readonly name = 'Undo';
}

/** A look that changes nothing. */
export async function look<T>(office: Office, work: () => Promise<T>): Promise<Result<T>> {
  return await asResult(office, undefined, work);
}

async function asResult<T>(
  { report }: Office,
  attempt: Attempt | undefined,
  work: () => Promise<T>,
): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Declined) return { ok: false, problem: error.problem };
    if (isStoreFailure(error)) {
      report(storeEvent(error));
      if (error.outcome === 'unchanged') return { ok: false, problem: problems.unchangedBy(error) };
      if (attempt?.fate) attempt.fate.unknown = true;
      return { ok: false, problem: attempt ? problems.OUTCOME_UNKNOWN_BUT_NAMED : problems.OUTCOME_UNKNOWN };
    }
    if (isSignerFailure(error)) {
      report(`nothing was signed: ${error.message}`);
      return { ok: false, problem: problems.NOT_AS_MEANT };
    }
    throw error;
  }
}

async function findAnswer<T>(
  { vault }: Office,
  tx: Writing,
  { name, asked }: Attempt,
  nowSeconds: number,
): Promise<{ value: T } | undefined> {
  const row = await tx
    .selectFrom('api_replay')
    .select(['asked', 'answer'])
    .where('name', '=', name)
    .where('created_at', '>', nowSeconds - KEPT_SECONDS)
    .executeTakeFirst();
  if (!row) return undefined;
  if (Buffer.compare(row.asked, asked) !== 0) throw new Declined(problems.REUSED_IDEMPOTENCY_KEY);
  const kept: { value: T } = JSON.parse(vault.openText(row.answer, contextOf(name))); // written by keepAnswer
  return kept;
}

/** Some answers show a secret once: they are sealed. Those of yesterday are forgotten. */
async function keepAnswer<T>(
  { vault }: Office,
  tx: Writing,
  { name, asked }: Attempt,
  value: T,
  nowSeconds: number,
): Promise<void> {
  await tx
    .deleteFrom('api_replay')
    .where('created_at', '<=', nowSeconds - KEPT_SECONDS)
    .execute();
  const answer = vault.sealText(JSON.stringify({ value }), contextOf(name));
  await tx.insertInto('api_replay').values({ name, asked, answer, created_at: nowSeconds }).execute();
}

function contextOf(name: Uint8Array): string {
  return `answer ${Buffer.from(name).toString('hex')}`;
}
