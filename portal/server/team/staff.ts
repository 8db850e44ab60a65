// The team as its owners run it: who is in it, invitations, roles, and what is done when somebody leaves or loses a phone.

import { sql } from 'kysely';
import { readEmail } from '../accounts/customers.ts';
import type { Writing } from '../store.ts';
import type { TeamMemberRow } from '../tables-team.ts';
import { type By, change, type Office, type Result } from '../vendor/change.ts';
import { Declined } from '../vendor/problems.ts';
import { readName } from './admit.ts';
import { removeFactor } from './factor.ts';
import { LINK_SECONDS, makeLink } from './links.ts';
import { countOwners, deleteMember, findMember } from './members.ts';
import * as problems from './problems.ts';
import { isRole, type Role } from './rights.ts';

export interface StaffView {
  id: string;
  email: string;
  name: string;
  role: Role;
  since: number;
  seenAt?: number;
  hasFactor: boolean;
  passkeys: number;
}

export interface InvitationView {
  /** Not the link: that is known to who was invited alone. */
  id: string;
  email: string;
  role: Role;
  since: number;
  until: number;
}

export interface NewInvitation {
  email: string;
  name?: string | undefined;
  role: string;
}

export function staffOperations(office: Office) {
  return {
    list: () => listStaff(office),
    get: (id: string) => getStaff(office, id),
    invitations: () => listInvitations(office),
    invite: (by: By, wanted: NewInvitation) => invite(office, by, wanted),
    withdraw: (by: By, id: string) => withdrawInvitation(office, by, id),
    changeRole: (by: By, id: string, role: string) => changeRole(office, by, id, role),
    remove: (by: By, id: string) => removeMember(office, by, id),
    resetFactor: (by: By, id: string) => resetFactor(office, by, id),
    endSessions: (by: By, id: string) => endSessions(office, by, id),
    rename: (by: By, id: string, name: string) => renameMember(office, by, id, name),
  };
}

/** In the order in which they joined. */
async function listStaff({ store }: Office): Promise<StaffView[]> {
  const rows = await staffRows(store.database);
  return rows.map(staffView);
}

async function getStaff({ store }: Office, id: string): Promise<StaffView | undefined> {
  const row = (await staffRows(store.database)).find((it) => it.id === id);
  return row && staffView(row);
}

async function listInvitations({ store, nowSeconds }: Office): Promise<InvitationView[]> {
  const rows = await store.database
    .selectFrom('team_link')
    .selectAll()
    .where('kind', '=', 'invitation')
    .where('expires_at', '>', nowSeconds())
    .orderBy('created_at')
    .execute();
  return rows.flatMap(({ id, email, role, created_at: since, expires_at: until }) =>
    email === null || role === null ? [] : [{ id: hexOf(id), email, role, since, until }],
  );
}

/** @returns the token of the link; a further invitation to the same address makes the one before worthless */
function invite(
  office: Office,
  by: By,
  wanted: NewInvitation,
): Promise<Result<{ token: string; email: string; role: Role }>> {
  return change(office, by, async (tx, acts, now) => {
    const email = readEmail(wanted.email);
    if (email === undefined) throw new Declined(problems.NOT_AN_EMAIL);
    const { role } = wanted;
    if (!isRole(role)) throw new Declined(problems.NO_ROLE);
    if (await findMember(tx, { email })) throw new Declined(problems.IN_THE_TEAM);
    const name = readName(wanted.name ?? '') ?? null;
    const token = await makeLink(tx, { kind: 'invitation', email, name, role }, now);
    acts.push({ action: 'member.invited', detail: { email, role, days: LINK_SECONDS.invitation / 86_400 } });
    return { token, email, role };
  });
}

function withdrawInvitation(office: Office, by: By, id: string): Promise<Result<{ email: string }>> {
  return change(office, by, async (tx, acts) => {
    if (!/^[0-9a-f]{64}$/.test(id)) throw new Declined(problems.NO_SUCH_INVITATION);
    const row = await tx
      .deleteFrom('team_link')
      .where('kind', '=', 'invitation')
      .where('id', '=', new Uint8Array(Buffer.from(id, 'hex')))
      .returning('email')
      .executeTakeFirst();
    if (!row?.email) throw new Declined(problems.NO_SUCH_INVITATION);
    acts.push({ action: 'member.invitation-withdrawn', detail: { email: row.email } });
    return { email: row.email };
  });
}

function changeRole(office: Office, by: By, id: string, role: string): Promise<Result<{ name: string }>> {
  return change(office, by, async (tx, acts) => {
    if (!isRole(role)) throw new Declined(problems.NO_ROLE);
    const member = await demandMember(tx, id);
    if (member.role === role) return { name: member.name };
    if (member.role === 'owner') await demandAnotherOwner(tx);
    await tx.updateTable('team_member').set({ role }).where('id', '=', id).execute();
    acts.push({ action: 'member.role-changed', subject: subjectOf(id), detail: { from: member.role, role } });
    return { name: member.name };
  });
}

/** Their sessions, passkeys and second factor go with them; the audit log still knows their name. */
function removeMember(office: Office, by: By, id: string): Promise<Result<{ name: string }>> {
  return change(office, by, async (tx, acts, now) => {
    const member = await demandMember(tx, id);
    if (member.role === 'owner') await demandAnotherOwner(tx);
    await tx.deleteFrom('team_link').where('email', '=', member.email).execute();
    await deleteMember(tx, id, now);
    acts.push({ action: 'member.removed', subject: subjectOf(id), detail: { role: member.role } });
    return { name: member.name };
  });
}

/** For somebody whose phone and recovery codes are both gone. Their sessions end; a link lets them in again. */
function resetFactor(office: Office, by: By, id: string): Promise<Result<{ name: string }>> {
  return change(office, by, async (tx, acts) => {
    const member = await demandMember(tx, id);
    if (!(await removeFactor(tx, id))) throw new Declined(problems.NO_FACTOR);
    await sql`delete from team_session where "userId" = ${id}`.execute(tx);
    acts.push({ action: 'member.factor-removed', subject: subjectOf(id) });
    return { name: member.name };
  });
}

function endSessions(office: Office, by: By, id: string): Promise<Result<{ name: string }>> {
  return change(office, by, async (tx, acts) => {
    const member = await demandMember(tx, id);
    await sql`delete from team_session where "userId" = ${id}`.execute(tx);
    acts.push({ action: 'member.sessions-ended', subject: subjectOf(id) });
    return { name: member.name };
  });
}

function renameMember(office: Office, by: By, id: string, typed: string): Promise<Result<{ name: string }>> {
  return change(office, by, async (tx, acts) => {
    const name = readName(typed);
    if (name === undefined) throw new Declined(problems.NO_NAME);
    const member = await demandMember(tx, id);
    if (member.name === name) return { name };
    await tx.updateTable('team_member').set({ name }).where('id', '=', id).execute();
    acts.push({ action: 'member.renamed', subject: subjectOf(id) });
    return { name };
  });
}

async function demandMember(tx: Writing, id: string): Promise<TeamMemberRow> {
  const member = await findMember(tx, { id });
  if (!member) throw new Declined(problems.NO_SUCH_MEMBER);
  return member;
}

async function demandAnotherOwner(tx: Writing): Promise<void> {
  if ((await countOwners(tx)) <= 1) throw new Declined(problems.LAST_OWNER);
}

interface StaffRow extends Pick<TeamMemberRow, 'id' | 'email' | 'name' | 'role' | 'since' | 'seen_at'> {
  factor: number | null;
  passkeys: number;
}

async function staffRows(database: Office['store']['database']): Promise<StaffRow[]> {
  return await database
    .selectFrom('team_member')
    .leftJoin('team_factor', 'team_factor.member_id', 'team_member.id')
    .select(['id', 'email', 'name', 'role', 'since', 'seen_at', 'team_factor.confirmed_at as factor'])
    .select(sql<number>`(select count(*) from team_passkey where "userId" = team_member.id)`.as('passkeys'))
    .where('removed_at', 'is', null)
    .orderBy('since')
    .orderBy('id')
    .execute();
}

function staffView({ seen_at, factor, passkeys, ...row }: StaffRow): StaffView {
  return {
    ...row,
    ...(seen_at !== null && { seenAt: seen_at }),
    hasFactor: factor !== null,
    passkeys: Number(passkeys),
  };
}

function subjectOf(id: string): { kind: string; id: string } {
  return { kind: 'member', id };
}

function hexOf(id: Uint8Array): string {
  return Buffer.from(id).toString('hex');
}
