// The team's sessions and passkeys, kept by the sign-in library in tables, cookies and a secret of the team alone. Who may have a
// session is decided in team.ts: by the time one is opened here, everything that was demanded has been proved.
import { randomUUID } from 'node:crypto';
import type { AuthenticationResponseJSON } from '@simplewebauthn/browser';
import { createAudience } from '../accounts/audience.ts';
import type { AccountSession } from '../accounts/customers.ts';
import { granted, Passkeys, secondsOf, tellingStore, type WithCookies } from '../accounts/passkeys.ts';
import type { Store } from '../store.ts';

const MINUTE = 60;
const SESSION_SECONDS = 7 * 86_400;
export const FRESH_SECONDS = 15 * MINUTE;
/** Byte and bit that say that the authenticator has seen the person (W3C WebAuthn, 6.1). */
const FLAGS_AT = 32;
const USER_VERIFIED = 0x04;

export interface Session {
  id: string;
  userId: string;
  since: number;
}

export class TeamSessions {
  readonly passkeys: Passkeys;
  readonly #auth;
  /** Tokens on their way through the sign-in library, which gives them to a mailer; here they come straight back. */
  readonly #tokens = new Map<string, string>();

  constructor(store: Store, config: { title: string; baseUrl: string; secret: string }) {
    this.#auth = createAudience(store, {
      ...config,
      name: 'team',
      linkSeconds: MINUTE,
      sessionSeconds: SESSION_SECONDS,
      freshSeconds: FRESH_SECONDS,
      closed: true,
      sendLink: (_email, token, metadata) => {
        this.#tokens.set(String(metadata?.['take'] ?? ''), token);
      },
    });
    this.passkeys = new Passkeys(this.#auth);
  }

  /** A new session for somebody who has proved who they are; the one that came with the request ends. */
  async open(email: string, headers: Headers): Promise<string[]> {
    const take = randomUUID();
    const before = await this.#current(headers);
    await this.#auth.api.signInMagicLink({ body: { email, metadata: { take } }, headers: new Headers() });
    const token = this.#tokens.get(take) ?? '';
    this.#tokens.delete(take);
    const { headers: answered } = await this.#auth.api.magicLinkVerify({
      query: { token },
      headers: withoutSession(headers),
      returnHeaders: true,
    });
    if (before) await this.#delete(before.token);
    return answered.getSetCookie();
  }

  async read(headers: Headers): Promise<WithCookies<Session | undefined>> {
    const asked = this.#auth.api.getSession({ headers, returnHeaders: true });
    const { response, headers: answered } = await tellingStore(asked);
    const cookies = answered.getSetCookie();
    if (!response) return { value: undefined, cookies };
    const { session } = response;
    return { value: { id: session.id, userId: session.userId, since: secondsOf(session.createdAt) }, cookies };
  }

  async end(headers: Headers): Promise<string[]> {
    const { headers: answered } = await this.#auth.api.signOut({ headers, returnHeaders: true });
    return answered.getSetCookie();
  }

  async list(userId: string, current: string): Promise<AccountSession[]> {
    const { internalAdapter } = await this.#auth.$context;
    const sessions = await internalAdapter.listSessions(userId, { onlyActiveSessions: true });
    return sessions
      .map((session) => ({
        id: session.id,
        current: session.id === current,
        since: secondsOf(session.createdAt),
        lastUsed: secondsOf(session.updatedAt),
        userAgent: session.userAgent ?? '',
      }))
      .sort((a, b) => Number(b.current) - Number(a.current) || b.lastUsed - a.lastUsed);
  }

  /** False: there is no such session of this person. */
  async endOne(userId: string, id: string): Promise<boolean> {
    const { internalAdapter } = await this.#auth.$context;
    const session = (await internalAdapter.listSessions(userId)).find((it) => it.id === id);
    if (session) await internalAdapter.deleteSession(session.token);
    return session !== undefined;
  }

  /** All but the one that is named. */
  async endOthers(userId: string, kept?: string): Promise<number> {
    const { internalAdapter } = await this.#auth.$context;
    const others = (await internalAdapter.listSessions(userId)).filter(({ id }) => id !== kept);
    for (const { token } of others) await internalAdapter.deleteSession(token);
    return others.length;
  }

  /** Undefined: no. The library would also take a passkey whose holder was not seen; that is one factor, not two. */
  async openWithPasskey(
    headers: Headers,
    response: AuthenticationResponseJSON,
  ): Promise<{ userId: string; cookies: string[] } | undefined> {
    if (!isUserVerified(response)) return undefined;
    const before = await this.#current(headers);
    const opened = await granted(
      this.#auth.api.verifyPasskeyAuthentication({ headers, body: { response }, returnHeaders: true }),
    );
    if (!opened) return undefined;
    if (before) await this.#delete(before.token);
    return { userId: opened.response.session.userId, cookies: opened.headers.getSetCookie() };
  }

  async #current(headers: Headers): Promise<{ token: string } | undefined> {
    return (await this.#auth.api.getSession({ headers }))?.session;
  }

  async #delete(token: string): Promise<void> {
    const { internalAdapter } = await this.#auth.$context;
    await internalAdapter.deleteSession(token);
  }
}

/** The user agent is kept with the session; a cookie of an older one is not. */
function withoutSession(headers: Headers): Headers {
  const agent = headers.get('User-Agent');
  return new Headers(agent === null ? {} : { 'User-Agent': agent });
}

/** The signature covers these bytes, so what the library then verifies is what was looked at here. */
function isUserVerified({ response }: AuthenticationResponseJSON): boolean {
  const flags = Buffer.from(response.authenticatorData, 'base64url')[FLAGS_AT] ?? 0;
  return (flags & USER_VERIFIED) !== 0;
}
