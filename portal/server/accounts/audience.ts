// The sign-in library (Better Auth), set up for one audience: e-mail links and passkeys, on the portal's own database. Another
// audience – a vendor's team, say – has tables, cookies and a secret of its own, so that a session of one is nothing to the other.
import { passkey } from '@better-auth/passkey';
import { type BetterAuthPlugin, betterAuth } from 'better-auth';
import { magicLink } from 'better-auth/plugins';
import type { Store } from '../store.ts';

export interface Audience<Plugins extends BetterAuthPlugin[] = []> {
  /** Begins the names of its tables, as `audienceTables` of migrations/030-accounts.ts made them, and of its cookies. */
  name: string;
  /** Shown by a browser that asks for a passkey. */
  title: string;
  /** The one address under which the portal is reached. Links begin with it, whatever a request says about its host. */
  baseUrl: string;
  /** Signs cookies; of this audience alone. */
  secret: string;
  /** Hears the token of a link. It is stored as a hash. */
  sendLink: (email: string, token: string, metadata: Record<string, unknown> | undefined) => void;
  linkSeconds: number;
  sessionSeconds: number;
  /** How long after a sign-in something may be done that needs a fresh one. */
  freshSeconds: number;
  /** Nobody gets an account by asking for a link. */
  closed?: boolean;
  plugins?: Plugins;
}

const DAY_SECONDS = 86_400;

export function createAudience<Plugins extends BetterAuthPlugin[] = []>(store: Store, audience: Audience<Plugins>) {
  const { name, title, baseUrl, sendLink } = audience;
  const { hostname, origin, protocol } = new URL(baseUrl);
  return betterAuth({
    appName: title,
    baseURL: origin,
    secret: audience.secret,
    database: { db: store.database, type: store.kind },
    user: { modelName: `${name}_user` },
    session: {
      modelName: `${name}_session`,
      expiresIn: audience.sessionSeconds,
      updateAge: DAY_SECONDS,
      freshAge: audience.freshSeconds,
    },
    account: { modelName: `${name}_login` },
    verification: { modelName: `${name}_verification` },
    // Its endpoints are called from our own pages only, which check where a form comes from and limit how often.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: `latchkey-${name}`,
      useSecureCookies: protocol === 'https:',
      ipAddress: { disableIpTracking: true },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    plugins: [
      magicLink({
        expiresIn: audience.linkSeconds,
        storeToken: 'hashed',
        disableSignUp: audience.closed === true,
        sendMagicLink: ({ email, token, metadata }) => sendLink(email, token, metadata),
      }),
      withSchemaOfItsOwn(
        passkey({
          rpID: hostname,
          rpName: title,
          origin,
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
          advanced: { webAuthnChallengeCookie: 'passkey' },
          schema: { passkey: { modelName: `${name}_passkey` } },
        }),
      ),
      ...(audience.plugins ?? []),
    ],
  });
}

/**
 * The plugin writes the name of its table into an object that all of its instances share: the audience that is made last would
 * have the passkeys of every other.
 */
function withSchemaOfItsOwn<P extends { schema: { passkey: object } }>(plugin: P): P {
  return { ...plugin, schema: { ...plugin.schema, passkey: { ...plugin.schema.passkey } } };
}
