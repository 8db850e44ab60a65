// What a link is good for: it makes the first owner, lets in who was invited, or signs in who is a member.
import { readEmail } from '../accounts/customers.ts';
import type { Writing } from '../store.ts';
import type { TeamLinkRow, TeamMemberRow } from '../tables-team.ts';
import type { Acts, Office } from '../vendor/change.ts';
import { Declined } from '../vendor/problems.ts';
import { demandFactor, removeFactor } from './factor.ts';
import { findLink, spendLink } from './links.ts';
import { findMember, insertMember } from './members.ts';
import * as problems from './problems.ts';

const LONGEST_NAME = 60;

/** What the person typed beside the link. */
export interface Said {
  email?: string;
  name?: string;
  /** Of the second factor. */
  code?: string;
}

interface Attempt {
  token: string;
  said: Said;
  now: number;
}

/** @throws Declined when something is missing or wrong; the link then stays good */
export async function admit(
  office: Office,
  tx: Writing,
  acts: Acts,
  { token, said, now }: Attempt,
): Promise<Pick<TeamMemberRow, 'id' | 'email'>> {
  const link = await findLink(tx, token, now);
  if (!link) throw new Declined(problems.LINK_USED);
  const email = link.email ?? readEmail(said.email ?? '');
  if (email === undefined) throw new Declined(problems.NOT_AN_EMAIL);
  const known = await findMember(tx, { email });
  const id = known
    ? await readmit(office, tx, acts, { link, known, said, now })
    : await join(office, tx, acts, { link, email, said, now });
  if (!(await spendLink(tx, token, now))) throw new Declined(problems.LINK_USED);
  await tx.updateTable('team_member').set({ seen_at: now }).where('id', '=', id).execute();
  acts.push({ action: 'member.signed-in', subject: { kind: 'member', id }, detail: { with: `${link.kind}-link` } });
  return { id, email };
}

/**
 * A link alone lets nobody in who has a second factor. Only a link that makes an owner does: it comes from whoever runs the portal,
 * and is the way back when everything else is lost.
 */
async function readmit(
  office: Office,
  tx: Writing,
  acts: Acts,
  { link, known, said, now }: { link: TeamLinkRow; known: TeamMemberRow; said: Said; now: number },
): Promise<string> {
  const { id } = known;
  const subject = { kind: 'member', id };
  if (link.kind !== 'owner') {
    const proof = await demandFactor(office, tx, id, said.code ?? '', now);
    if (proof === 'recovery-code') acts.push({ action: 'member.recovery-code-used', subject });
    return id;
  }
  if (await removeFactor(tx, id)) acts.push({ action: 'member.factor-removed', subject });
  if (known.role !== 'owner') {
    await tx.updateTable('team_member').set({ role: 'owner' }).where('id', '=', id).execute();
    acts.push({ action: 'member.role-changed', subject, detail: { from: known.role, role: 'owner' } });
  }
  return id;
}

async function join(
  { store }: Office,
  tx: Writing,
  acts: Acts,
  { link, email, said, now }: { link: TeamLinkRow; email: string; said: Said; now: number },
): Promise<string> {
  // Somebody who was removed after the link was made.
  if (link.kind === 'sign-in' || link.role === null) throw new Declined(problems.LINK_USED);
  const name = readName(said.name ?? link.name ?? '');
  if (name === undefined) throw new Declined(problems.NO_NAME);
  const id = await insertMember(tx, store.kind, { email, name, role: link.role }, now);
  acts.push({ action: 'member.joined', subject: { kind: 'member', id }, detail: { role: link.role } });
  return id;
}

export function readName(text: string): string | undefined {
  const name = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return name.length >= 1 && name.length <= LONGEST_NAME ? name : undefined;
}
