// The vendor's team: who may come into the console, as what, and by which proof. Nobody has a password.
import type { AuthenticationResponseJSON } from '@simplewebauthn/browser';
import { type LinkLetter, readEmail } from '../accounts/customers.ts';
import type { Mailer } from '../accounts/mail.ts';
import type { WithCookies } from '../accounts/passkeys.ts';
import type { Limits, Rate } from '../limits.ts';
import { nameAddress } from '../order.ts';
import { tooMany } from '../refused.ts';
import type { Database } from '../store.ts';
import type { TeamLinkRow } from '../tables-team.ts';
import { type By, change, type Office, type Result } from '../vendor/change.ts';
import { Declined } from '../vendor/problems.ts';
import { admit, type Said } from './admit.ts';
import { hasFactor } from './factor.ts';
import { findLink, makeLink } from './links.ts';
import { ownOperations } from './own.ts';
import * as problems from './problems.ts';
import type { Role } from './rights.ts';
import { FRESH_SECONDS, TeamSessions } from './sessions.ts';
import * as staff from './staff.ts';

/** Links to one address, from one address, and proofs that were none. */
const LINKS_TO_ONE: Rate = { purpose: 'team-links-to', burst: 5, secondsEach: 600 };
const LINKS_FROM_ONE: Rate = { purpose: 'team-links-from', burst: 20, secondsEach: 120 };
const WRONG_ENTRIES: Rate = { purpose: 'team-wrong-entries', burst: 10, secondsEach: 60 };
/** Codes of one member's second factor: a million codes, of which three are good, at 60 an hour after the first five. */
const WRONG_CODES: Rate = { purpose: 'team-wrong-codes', burst: 5, secondsEach: 60 };

export interface TeamConfig {
  /** The one address under which the console is reached: scheme, host and port. */
  baseUrl: string;
  /** Absent: this portal sends no letters, and links are handed over in another way. */
  mailer?: Mailer | undefined;
}

export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
  sessionId: string;
  /** Signed in so recently that something sensitive may be done. */
  fresh: boolean;
}

/** What a page may know of a link before it is used. */
export interface LinkView extends Pick<TeamLinkRow, 'kind' | 'email' | 'name' | 'role'> {
  /** The person has a second factor, so the link alone does not let them in. */
  needsCode: boolean;
}

export class Team {
  readonly baseUrl: string;
  readonly sendsLetters: boolean;
  /** What members do about themselves. */
  readonly own: ReturnType<typeof ownOperations>;
  /** What its owners do with the team. */
  readonly staff: ReturnType<typeof staff.staffOperations>;
  readonly #office: Office;
  readonly #limits: Limits;
  readonly #mailer: Mailer | undefined;
  readonly #sessions: TeamSessions;

  constructor(office: Office, limits: Limits, { baseUrl, mailer }: TeamConfig) {
    this.#office = office;
    this.#limits = limits;
    this.baseUrl = baseUrl;
    this.#mailer = mailer;
    this.sendsLetters = mailer !== undefined;
    this.#sessions = new TeamSessions(office.store, {
      title: office.issuer ?? 'Latchkey',
      baseUrl,
      secret: office.vault.secretFor('latchkey/team/1'),
    });
    this.staff = staff.staffOperations(office);
    this.own = ownOperations(office, this.#sessions);
  }

  /** Who is signed in, asked anew for every request: a role that was taken away is gone at once. */
  async member(headers: Headers): Promise<WithCookies<Member | undefined>> {
    const { value: session, cookies } = await this.#sessions.read(headers);
    if (!session) return { value: undefined, cookies };
    const row = await this.#office.store.database
      .selectFrom('team_member')
      .select(['id', 'email', 'name', 'role'])
      .where('id', '=', session.userId)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!row) return { value: undefined, cookies };
    const fresh = this.#office.nowSeconds() - session.since < FRESH_SECONDS;
    return { value: { ...row, sessionId: session.id, fresh }, cookies };
  }

  async link(token: string): Promise<LinkView | undefined> {
    const { store, nowSeconds } = this.#office;
    const link = await findLink(store.database, token, nowSeconds());
    if (!link) return undefined;
    const { kind, email, name, role } = link;
    const known = email === null || kind === 'owner' ? undefined : await this.#memberIdOf(store.database, email);
    return { kind, email, name, role, needsCode: known !== undefined && (await hasFactor(store.database, known)) };
  }

  /** Uses the link up, when everything else that it needs was said too. */
  async enter(token: string, said: Said, headers: Headers, address: string | undefined): Promise<Result<string[]>> {
    const owner = (await this.link(token))?.email ?? undefined;
    const wait = await this.#waitSeconds([
      [WRONG_ENTRIES, nameAddress(address)],
      ...(owner === undefined ? [] : ([[WRONG_CODES, owner]] satisfies [Rate, string][])),
    ]);
    if (wait > 0) return { ok: false, problem: tooMany(wait) };
    const by: By = { actor: { kind: 'user', address } };
    const admitted = await change(this.#office, by, async (tx, acts, now) => {
      const member = await admit(this.#office, tx, acts, { token, said, now });
      by.actor = { kind: 'user', id: member.id, address };
      return member;
    });
    if (admitted.ok) return { ok: true, value: await this.#sessions.open(admitted.value.email, headers) };
    const { code } = admitted.problem;
    if (code === problems.LINK_USED.code) await this.#count([[WRONG_ENTRIES, nameAddress(address)]]);
    if (code === problems.WRONG_CODE.code && owner !== undefined) await this.#count([[WRONG_CODES, owner]]);
    return admitted;
  }

  /** The same answer for every address, whether it is a member's or not. */
  async sendSignInLink(
    typed: string,
    letter: LinkLetter & { back?: string },
    address: string | undefined,
  ): Promise<Result<string>> {
    const email = readEmail(typed);
    if (email === undefined) return { ok: false, problem: problems.NOT_AN_EMAIL };
    if (!this.#mailer) return { ok: false, problem: problems.NO_LETTERS };
    const rates: [Rate, string][] = [
      [LINKS_TO_ONE, email],
      [LINKS_FROM_ONE, nameAddress(address)],
    ];
    const wait = await this.#waitSeconds(rates);
    if (wait > 0) return { ok: false, problem: { ...tooMany(wait), field: 'email' } };
    await this.#count(rates);
    const link = await this.makeSignInLink({ actor: { kind: 'system' } }, email);
    if (link.ok) this.post(email, letter, withBack(link.value, letter.back));
    return { ok: true, value: email };
  }

  /** For whoever runs the portal, and for letters. */
  async makeSignInLink(by: By, email: string): Promise<Result<string>> {
    return await change(this.#office, by, async (tx, _acts, now) => {
      if ((await this.#memberIdOf(tx, email)) === undefined) throw new Declined(problems.NO_SUCH_MEMBER);
      return this.addressOf(await makeLink(tx, { kind: 'sign-in', email }, now));
    });
  }

  /** Makes whoever opens it an owner; without an address, they name one. */
  async makeOwnerLink(by: By, who: { email?: string; name?: string } = {}): Promise<Result<string>> {
    return await change(this.#office, by, async (tx, acts, now) => {
      acts.push({ action: 'team.owner-link-made' });
      return this.addressOf(await makeLink(tx, { ...who, kind: 'owner', role: 'owner' }, now));
    });
  }

  async passkeyQuestion(): Promise<WithCookies<unknown>> {
    return await this.#sessions.passkeys.question();
  }

  /** Both factors at once: something one has, and the finger or number that opens it. */
  async enterWithPasskey(
    headers: Headers,
    response: AuthenticationResponseJSON,
    address: string | undefined,
  ): Promise<WithCookies<boolean>> {
    const rates: [Rate, string][] = [[WRONG_ENTRIES, nameAddress(address)]];
    if ((await this.#waitSeconds(rates)) > 0) return { value: false, cookies: [] };
    const opened = await this.#sessions.openWithPasskey(headers, response);
    if (!opened) {
      await this.#count(rates);
      return { value: false, cookies: [] };
    }
    await change(this.#office, { actor: { kind: 'user', id: opened.userId, address } }, async (tx, acts, now) => {
      await tx.updateTable('team_member').set({ seen_at: now }).where('id', '=', opened.userId).execute();
      acts.push({
        action: 'member.signed-in',
        subject: { kind: 'member', id: opened.userId },
        detail: { with: 'passkey' },
      });
    });
    return { value: true, cookies: opened.cookies };
  }

  /** @returns cookies that take the session out of the browser; whoever was not signed in leaves no note */
  async signOut(headers: Headers, address: string | undefined): Promise<string[]> {
    const { value: session } = await this.#sessions.read(headers);
    const cookies = await this.#sessions.end(headers);
    if (!session) return cookies;
    const by: By = { actor: { kind: 'user', id: session.userId, address } };
    await change(this.#office, by, async (_tx, acts) => {
      acts.push({ action: 'member.signed-out', subject: { kind: 'member', id: session.userId } });
    });
    return cookies;
  }

  /** Whether somebody may run this portal at all. */
  async hasOwner(): Promise<boolean> {
    return (await this.staff.list()).some(({ role }) => role === 'owner');
  }

  /** Whether a link that makes an owner is still good. */
  async hasOwnerLink(): Promise<boolean> {
    const { store, nowSeconds } = this.#office;
    const links = store.database.selectFrom('team_link').select('kind').where('kind', '=', 'owner');
    return (await links.where('expires_at', '>', nowSeconds()).executeTakeFirst()) !== undefined;
  }

  /** What members are called, also those who left: the audit log knows their ids. */
  async names(): Promise<Map<string, string>> {
    const rows = await this.#office.store.database.selectFrom('team_member').select(['id', 'name', 'email']).execute();
    return new Map(rows.map(({ id, name, email }) => [id, name || email]));
  }

  /** Where a link leads. */
  addressOf(token: string): string {
    const link = new URL('/console/enter', this.baseUrl);
    link.searchParams.set('token', token);
    return link.href;
  }

  post(to: string, { subject, text }: LinkLetter, link: string): void {
    this.#mailer?.({ to, subject, text: text.replace('{link}', link) });
  }

  async #memberIdOf(database: Database, email: string): Promise<string | undefined> {
    const query = database.selectFrom('team_member').select('id');
    return (await query.where('email', '=', email).where('removed_at', 'is', null).executeTakeFirst())?.id;
  }

  async #waitSeconds(rates: readonly [Rate, string][]): Promise<number> {
    let wait = 0;
    for (const [rate, name] of rates)
      wait = Math.max(wait, await this.#limits.waitSeconds(this.#office.store.database, rate, name));
    return wait;
  }

  async #count(rates: readonly [Rate, string][]): Promise<void> {
    await this.#office.store.write(async (tx) => {
      for (const [rate, name] of rates) await this.#limits.count(tx, rate, name);
    });
  }
}

function withBack(link: string, back: string | undefined): string {
  return back === undefined ? link : `${link}&back=${encodeURIComponent(back)}`;
}
