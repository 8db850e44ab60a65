// One-time links into the console. The store holds their hashes only; opening a page uses nothing up, signing in does.
import { createHash, randomBytes } from 'node:crypto';
import type { Database, Writing } from '../store.ts';
import type { TeamLinkRow } from '../tables-team.ts';

const MINUTE = 60;
const TOKEN_BYTES = 24;

export const LINK_SECONDS: Readonly<Record<TeamLinkRow['kind'], number>> = {
  owner: 60 * MINUTE,
  invitation: 7 * 24 * 60 * MINUTE,
  'sign-in': 15 * MINUTE,
};

export type NewLink = Pick<TeamLinkRow, 'kind'> & Partial<Pick<TeamLinkRow, 'email' | 'name' | 'role'>>;

/** A newer link of the same kind to the same address takes the place of the older one, except of those to sign in with. */
export async function makeLink(tx: Writing, link: NewLink, nowSeconds: number): Promise<string> {
  const { kind, email = null, name = null, role = null } = link;
  await tx.deleteFrom('team_link').where('expires_at', '<=', nowSeconds).execute();
  if (kind !== 'sign-in') {
    const same = tx.deleteFrom('team_link').where('kind', '=', kind);
    await (email === null ? same.where('email', 'is', null) : same.where('email', '=', email)).execute();
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await tx
    .insertInto('team_link')
    .values({
      id: hashOf(token),
      kind,
      email,
      name,
      role,
      created_at: nowSeconds,
      expires_at: nowSeconds + LINK_SECONDS[kind],
    })
    .execute();
  return token;
}

/** The link, as long as it is good. */
export async function findLink(
  database: Database,
  token: string,
  nowSeconds: number,
): Promise<TeamLinkRow | undefined> {
  return await database
    .selectFrom('team_link')
    .selectAll()
    .where('id', '=', hashOf(token))
    .where('expires_at', '>', nowSeconds)
    .executeTakeFirst();
}

/** True for the first who asks, and for nobody after. */
export async function spendLink(tx: Writing, token: string, nowSeconds: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('team_link')
    .where('id', '=', hashOf(token))
    .where('expires_at', '>', nowSeconds)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function hashOf(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`latchkey/team-link/1\0${token}`).digest());
}
