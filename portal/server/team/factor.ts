// The second factor of a member: codes of an app, and recovery codes for the day on which the phone is gone.
import { randomBytes } from 'node:crypto';
import type { Database, Writing } from '../store.ts';
import { forChange } from '../store.ts';
import type { Office } from '../vendor/change.ts';
import { Declined } from '../vendor/problems.ts';
import * as problems from './problems.ts';
import { base32, matchStep } from './totp.ts';

const SECRET_BYTES = 20; // RFC 4226, 4: 160 bits
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10; // 80 bits, 16 letters and digits

export async function hasFactor(database: Database, memberId: string): Promise<boolean> {
  const row = await database
    .selectFrom('team_factor')
    .select('member_id')
    .where('member_id', '=', memberId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** A new secret, of no effect until a code has shown that an app has it. */
export async function beginFactor({ vault }: Office, tx: Writing, memberId: string): Promise<Uint8Array> {
  if (await hasFactor(tx, memberId)) throw new Declined(problems.HAS_FACTOR);
  const secret = new Uint8Array(randomBytes(SECRET_BYTES));
  const sealed = vault.sealText(Buffer.from(secret).toString('hex'), contextOf(memberId));
  await tx.deleteFrom('team_factor').where('member_id', '=', memberId).execute();
  await tx
    .insertInto('team_factor')
    .values({ member_id: memberId, secret: sealed, last_step: 0, confirmed_at: null })
    .execute();
  return secret;
}

/** The secret that waits for its first code. */
export async function waitingSecret({ store, vault }: Office, memberId: string): Promise<Uint8Array | undefined> {
  const row = await store.database
    .selectFrom('team_factor')
    .select('secret')
    .where('member_id', '=', memberId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst();
  return row && new Uint8Array(Buffer.from(vault.openText(row.secret, contextOf(memberId)), 'hex'));
}

/** @throws Declined when the code is wrong */
export async function confirmFactor(office: Office, tx: Writing, memberId: string, code: string, now: number) {
  if (await hasFactor(tx, memberId)) throw new Declined(problems.HAS_FACTOR);
  if (!(await takeCode(office, tx, memberId, code, now))) throw new Declined(problems.WRONG_CODE);
  await tx.updateTable('team_factor').set({ confirmed_at: now }).where('member_id', '=', memberId).execute();
  return await newRecoveryCodes(office, tx, memberId);
}

/** They take the place of those before; shown once, kept as keyed hashes. */
export async function newRecoveryCodes(office: Office, tx: Writing, memberId: string): Promise<string[]> {
  await tx.deleteFrom('team_recovery_code').where('member_id', '=', memberId).execute();
  const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(RECOVERY_BYTES)));
  await tx
    .insertInto('team_recovery_code')
    .values(codes.map((code) => ({ member_id: memberId, hash: recoveryHash(office, memberId, code) })))
    .execute();
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

export async function removeFactor(tx: Writing, memberId: string): Promise<boolean> {
  await tx.deleteFrom('team_recovery_code').where('member_id', '=', memberId).execute();
  const { numDeletedRows } = await tx.deleteFrom('team_factor').where('member_id', '=', memberId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** @returns by what it was proved; undefined: the member has no second factor. @throws Declined when the code is wrong or used */
export async function demandFactor(
  office: Office,
  tx: Writing,
  memberId: string,
  code: string,
  now: number,
): Promise<'code' | 'recovery-code' | undefined> {
  if (!(await hasFactor(tx, memberId))) return undefined;
  if (code.trim() === '') throw new Declined(problems.CODE_NEEDED);
  if (await takeCode(office, tx, memberId, code, now)) return 'code';
  if (await takeRecoveryCode(office, tx, memberId, code)) return 'recovery-code';
  throw new Declined(problems.WRONG_CODE);
}

/** A code is good once: its step is noted in the transaction that lets the person in. */
async function takeCode({ vault }: Office, tx: Writing, memberId: string, code: string, now: number): Promise<boolean> {
  const query = tx.selectFrom('team_factor').selectAll().where('member_id', '=', memberId);
  const row = await forChange(tx)(query).executeTakeFirst();
  if (!row) return false;
  const secret = new Uint8Array(Buffer.from(vault.openText(row.secret, contextOf(memberId)), 'hex'));
  const step = matchStep(secret, code, now, row.last_step);
  if (step === undefined) return false;
  const { numUpdatedRows } = await tx
    .updateTable('team_factor')
    .set({ last_step: step })
    .where('member_id', '=', memberId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function takeRecoveryCode(office: Office, tx: Writing, memberId: string, code: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('team_recovery_code')
    .where('member_id', '=', memberId)
    .where('hash', '=', recoveryHash(office, memberId, code))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Dashes, blanks and small letters do not matter. */
function recoveryHash({ vault }: Office, memberId: string, code: string): Uint8Array {
  return vault.replayName('team recovery code', memberId, code.toUpperCase().replace(/[^A-Z2-7]/g, ''));
}

function contextOf(memberId: string): string {
  return `second factor ${memberId}`;
}
