// Customers' accounts. Whoever proves an e-mail address has an account; so asking for a link tells nobody whether there is one.
import { createHash } from 'node:crypto';
import type { AuthenticationResponseJSON } from '@simplewebauthn/browser';
import type { AccountsConfig } from '../access.ts';
import { type Desk, type Outcome, perform } from '../desk.ts';
import type { Rate } from '../limits.ts';
import { nameAddress } from '../order.ts';
import { type Problem, tooMany } from '../refused.ts';
import { createAudience } from './audience.ts';
import { isApiError, Passkeys, secondsOf, tellingStore, type WithCookies } from './passkeys.ts';

const MINUTE = 60;
const LINK_SECONDS = 15 * MINUTE;
const SESSION_SECONDS = 30 * 86_400;
const FRESH_SECONDS = 10 * MINUTE;
/** Links to one address: nobody's mailbox is flooded. Those that were sent stay good. */
const LINKS_TO_ONE: Rate = { purpose: 'links-to', burst: 5, secondsEach: 10 * MINUTE };
const LINKS_FROM_ONE: Rate = { purpose: 'links-from', burst: 20, secondsEach: 2 * MINUTE };
const LINKS_IN_ALL: Rate = { purpose: 'links', burst: 200, secondsEach: 2 };
/** Tokens and passkeys that were none. */
const WRONG_ENTRIES: Rate = { purpose: 'wrong-entries', burst: 20, secondsEach: 30 };
const LONGEST_EMAIL = 254; // RFC 5321, 4.5.3.1.3

/** What the letter says; `{link}` stands on a line of its own. Written by the page, in its reader's language. */
export interface LinkLetter {
  subject: string;
  text: string;
}

/** Somebody who has proved an e-mail address. */
export interface Account {
  userId: string;
  email: string;
  sessionId: string;
  /** Signed in so recently that something secret may be shown. */
  fresh: boolean;
}

/** One place where the account is signed in. */
export interface AccountSession {
  id: string;
  current: boolean;
  since: number;
  lastUsed: number;
  userAgent: string;
}

export class Customers {
  readonly passkeys: Passkeys;
  readonly #auth;
  readonly #desk: Desk;
  readonly #config: AccountsConfig;

  constructor(desk: Desk, config: AccountsConfig) {
    this.#desk = desk;
    this.#config = config;
    this.#auth = createAudience(desk.store, {
      name: 'customer',
      title: desk.issuer ?? 'Latchkey',
      baseUrl: config.baseUrl,
      secret: desk.vault.secretFor('latchkey/customers/1'),
      linkSeconds: LINK_SECONDS,
      sessionSeconds: SESSION_SECONDS,
      freshSeconds: FRESH_SECONDS,
      sendLink: (email, token, metadata) => this.#send(email, token, metadata),
    });
    this.passkeys = new Passkeys(this.#auth);
  }

  /** The same answer for every address, after the same work. */
  async sendLink(input: { email: string; letter: LinkLetter; address: string | undefined }): Promise<LinkResult> {
    const email = readEmail(input.email);
    if (email === undefined) return { ok: false, problem: NOT_AN_EMAIL };
    const allowed = await this.#countLink(email, nameAddress(input.address));
    if (!allowed.ok) return { ok: false, problem: { ...allowed.problem, field: 'email' } };
    await this.#auth.api.signInMagicLink({
      body: { email, metadata: { subject: input.letter.subject, text: input.letter.text } },
      headers: new Headers(),
    });
    return { ok: true, email };
  }

  /** For whom a link was made, as long as it is good. Asking uses nothing up: mail scanners open every link. */
  async linkOwner(token: string): Promise<string | undefined> {
    const { internalAdapter } = await this.#auth.$context;
    const found = await internalAdapter.findVerificationValue(hashOf(token));
    if (!found || found.expiresAt.getTime() <= this.#desk.nowSeconds() * 1000) return undefined;
    const value: unknown = JSON.parse(found.value);
    const email = typeof value === 'object' && value !== null ? Reflect.get(value, 'email') : undefined;
    return typeof email === 'string' ? email : undefined;
  }

  /** Uses the link up. The session that came with the request ends: a new sign-in is a new session. */
  async enter(token: string, headers: Headers, address: string | undefined): Promise<WithCookies<boolean>> {
    if (!(await this.#mayEnter(address))) return { value: false, cookies: [] };
    try {
      const before = await this.#current(headers);
      const { headers: answered } = await this.#auth.api.magicLinkVerify({
        query: { token },
        headers,
        returnHeaders: true,
      });
      if (before) await this.#delete(before.token);
      return { value: true, cookies: answered.getSetCookie() };
    } catch (error) {
      await this.#desk.store.write((tx) => this.#desk.limits.count(tx, WRONG_ENTRIES, nameAddress(address)));
      return refusal(error);
    }
  }

  async account(headers: Headers): Promise<WithCookies<Account | undefined>> {
    const asked = this.#auth.api.getSession({ headers, returnHeaders: true });
    const { response, headers: answered } = await tellingStore(asked);
    const cookies = answered.getSetCookie();
    if (!response) return { value: undefined, cookies };
    const { user, session } = response;
    const age = this.#desk.nowSeconds() - secondsOf(session.createdAt);
    return {
      value: { userId: user.id, email: user.email, sessionId: session.id, fresh: age < FRESH_SECONDS },
      cookies,
    };
  }

  async signOut(headers: Headers): Promise<string[]> {
    const { headers: answered } = await this.#auth.api.signOut({ headers, returnHeaders: true });
    return answered.getSetCookie();
  }

  /** Everywhere, here too. */
  async signOutEverywhere(account: Account, headers: Headers): Promise<string[]> {
    const { internalAdapter } = await this.#auth.$context;
    await internalAdapter.deleteUserSessions(account.userId);
    return this.signOut(headers);
  }

  async sessions(account: Account): Promise<AccountSession[]> {
    const { internalAdapter } = await this.#auth.$context;
    const sessions = await internalAdapter.listSessions(account.userId, { onlyActiveSessions: true });
    return sessions
      .map((session) => ({
        id: session.id,
        current: session.id === account.sessionId,
        since: secondsOf(session.createdAt),
        lastUsed: secondsOf(session.updatedAt),
        userAgent: session.userAgent ?? '',
      }))
      .sort((a, b) => Number(b.current) - Number(a.current) || b.lastUsed - a.lastUsed);
  }

  /** False: the account has no such session. */
  async endSession(account: Account, id: string): Promise<boolean> {
    const { internalAdapter } = await this.#auth.$context;
    const sessions = await internalAdapter.listSessions(account.userId);
    const session = sessions.find((it) => it.id === id);
    if (session) await internalAdapter.deleteSession(session.token);
    return session !== undefined;
  }

  async enterWithPasskey(
    headers: Headers,
    response: AuthenticationResponseJSON,
    address: string | undefined,
  ): Promise<WithCookies<boolean>> {
    if (!(await this.#mayEnter(address))) return { value: false, cookies: [] };
    try {
      const before = await this.#current(headers);
      const { headers: answered } = await this.#auth.api.verifyPasskeyAuthentication({
        headers,
        body: { response },
        returnHeaders: true,
      });
      if (before) await this.#delete(before.token);
      return { value: true, cookies: answered.getSetCookie() };
    } catch (error) {
      await this.#desk.store.write((tx) => this.#desk.limits.count(tx, WRONG_ENTRIES, nameAddress(address)));
      return refusal(error);
    }
  }

  /** Counts a link against all its limits, or against none. */
  #countLink(email: string, address: string): Promise<Outcome<object>> {
    const { limits } = this.#desk;
    const all: [Rate, string][] = [
      [LINKS_TO_ONE, email],
      [LINKS_FROM_ONE, address],
      [LINKS_IN_ALL, ''],
    ];
    return perform(this.#desk, async (tx): Promise<Outcome<object>> => {
      let wait = 0;
      for (const [rate, name] of all) wait = Math.max(wait, await limits.waitSeconds(tx, rate, name));
      if (wait > 0) return { ok: false, problem: tooMany(wait) };
      for (const [rate, name] of all) await limits.count(tx, rate, name);
      return { ok: true };
    });
  }

  async #mayEnter(address: string | undefined): Promise<boolean> {
    const { store, limits } = this.#desk;
    return (await store.write((tx) => limits.waitSeconds(tx, WRONG_ENTRIES, nameAddress(address)))) === 0;
  }

  #send(email: string, token: string, metadata: Record<string, unknown> | undefined): void {
    const { subject = '', text = '' } = metadata ?? {};
    const link = new URL('/enter', this.#config.baseUrl);
    link.searchParams.set('token', token);
    this.#config.mailer({ to: email, subject: String(subject), text: String(text).replace('{link}', link.href) });
  }

  async #current(headers: Headers): Promise<{ token: string } | undefined> {
    const found = await this.#auth.api.getSession({ headers });
    return found?.session;
  }

  async #delete(token: string): Promise<void> {
    const { internalAdapter } = await this.#auth.$context;
    await internalAdapter.deleteSession(token);
  }
}

export type LinkResult = Outcome<{ email: string }>;

export const NOT_AN_EMAIL: Problem = {
  status: 422,
  code: 'email-malformed',
  error: 'An e-mail address looks like name@example.com; compare it letter by letter.',
  field: 'email',
};

/** In lower case, so that one mailbox is one account. */
export function readEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  const plain =
    email.length <= LONGEST_EMAIL && /^[^\s@<>()[\],;:"\\\p{Cc}]{1,64}@[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]+$/u.test(email);
  return plain && !email.includes('..') ? email : undefined;
}

/** As the sign-in library stores the token of a link. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** What the library refuses, or answers with a redirect, is a no. Everything else is a fault of ours. */
function refusal(error: unknown): WithCookies<false> {
  if (isApiError(error)) return { value: false, cookies: [] };
  throw error;
}
