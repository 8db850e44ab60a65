// The team's members in the store. Their account of the sign-in library lives and dies with them, in the same transaction.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Store, Writing } from '../store.ts';
import { forChange } from '../store.ts';
import type { TeamMemberRow } from '../tables-team.ts';
import type { Role } from './rights.ts';

export interface NewMember {
  email: string;
  name: string;
  role: Role;
}

export async function insertMember(
  tx: Writing,
  kind: Store['kind'],
  { email, name, role }: NewMember,
  nowSeconds: number,
): Promise<string> {
  const id = randomUUID();
  const time = new Date(nowSeconds * 1000).toISOString();
  await tx
    .insertInto('team_member')
    .values({ id, email, name, role, since: nowSeconds, seen_at: null, removed_at: null })
    .execute();
  await sql`insert into team_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${id}, ${name}, ${email}, ${kind === 'sqlite' ? 1 : true}, ${time}, ${time})`.execute(tx);
  return id;
}

export async function findMember(
  tx: Writing,
  by: { id: string } | { email: string },
): Promise<TeamMemberRow | undefined> {
  const query = tx.selectFrom('team_member').selectAll().where('removed_at', 'is', null);
  return await ('id' in by ? query.where('id', '=', by.id) : query.where('email', '=', by.email)).executeTakeFirst();
}

/** Their sessions and passkeys end with them. */
export async function deleteMember(tx: Writing, id: string, nowSeconds: number): Promise<void> {
  await tx.deleteFrom('team_recovery_code').where('member_id', '=', id).execute();
  await tx.deleteFrom('team_factor').where('member_id', '=', id).execute();
  for (const table of ['team_session', 'team_passkey', 'team_login'])
    await sql`delete from ${sql.table(table)} where "userId" = ${id}`.execute(tx);
  await sql`delete from team_user where id = ${id}`.execute(tx);
  await tx.updateTable('team_member').set({ removed_at: nowSeconds }).where('id', '=', id).execute();
}

/** Locked, so that of two owners who remove each other one stays. */
export async function countOwners(tx: Writing): Promise<number> {
  const owners = tx.selectFrom('team_member').select('id').where('role', '=', 'owner').where('removed_at', 'is', null);
  return (await forChange(tx)(owners).execute()).length;
}
