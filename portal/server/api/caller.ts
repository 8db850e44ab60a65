// Who asks: the API key of a call of the vendor's side, what it may do, and how often. It stands in a header, never in an address.
import type { Context, MiddlewareHandler, Next } from 'hono';
import { addressName, Limiter } from '../limit.ts';
import type { Portal } from '../portal.ts';
import { API_KEY_FORM } from '../vendor/api-keys.ts';
import type { Result } from '../vendor/change.ts';
import type { Scope } from '../vendor/scopes.ts';
import { inWords } from '../wait.ts';
import type { Api, ApiBindings, ApiVariables } from './groups.ts';
import { type ApiProblem, CallRefused, sendProblem } from './problem.ts';

/** A program that works through a long list is welcome; one that runs in circles is slowed down. */
const PER_KEY = { burst: 600, secondsEach: 0.1 };
/** Guessing keys from one address. */
const WRONG_KEYS = { burst: 60, secondsEach: 2 };

type Env = { Bindings: ApiBindings; Variables: ApiVariables };
type Call = Context<Env>;

/** A route that needs an API key with this scope. The document says so too: it is made from the same value. */
export interface GuardedRoute {
  method: string;
  security: readonly [{ apiKey: [Scope] }];
  getRoutingPath(): string;
}

export type Guard = (...routes: GuardedRoute[]) => void;

/** Puts the guard in front of routes; to be called before they are added. */
export function guardOf(api: Api, portal: Portal): Guard {
  const { nowSeconds } = portal.office;
  const perKey = new Limiter(PER_KEY, nowSeconds);
  const wrongKeys = new Limiter(WRONG_KEYS, nowSeconds);
  const admit = async (c: Call, next: Next, scope: Scope) => {
    const address = c.env?.address === undefined ? 'no address' : addressName(c.env.address);
    const wait = wrongKeys.waitSeconds(address);
    if (wait > 0) return sendProblem(c, tooMany(wait));
    const [, key] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const caller = key === undefined ? undefined : await portal.office.apiKeys.recognize(key);
    if (caller === undefined) {
      if (key !== undefined) wrongKeys.count(address);
      c.header('WWW-Authenticate', 'Bearer');
      return sendProblem(c, NO_KEY);
    }
    const pause = perKey.waitSeconds(caller.id);
    if (pause > 0) return sendProblem(c, tooMany(pause));
    perKey.count(caller.id);
    if (!caller.scopes.has(scope)) return sendProblem(c, withoutScope(scope));
    c.set('caller', caller);
    c.set('by', {
      actor: { kind: 'api-key', id: caller.id, address: c.env?.address },
      product: caller.product,
      attempt: await attemptOf(portal, c, caller.id),
    });
    return next();
  };
  return (...routes) => {
    for (const { method, security, getRoutingPath } of routes) {
      const [{ apiKey }] = security;
      const guard: MiddlewareHandler<Env> = (c, next) =>
        c.req.method === method.toUpperCase() ? admit(c, next, apiKey[0]) : next().then(() => undefined);
      api.use(getRoutingPath(), guard);
    }
  };
}

/** A key in an address has been seen by every proxy and log on its way. */
export const refuseKeysInAddresses: MiddlewareHandler = async (c, next) =>
  API_KEY_FORM.test(decoded(c.req.url)) ? sendProblem(c, KEY_IN_ADDRESS) : next();

/** What an operation answered, or its problem as this call's. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new CallRefused(result.problem);
}

async function attemptOf(portal: Portal, c: Call, caller: string) {
  const key = c.req.header('idempotency-key');
  if (key === undefined || c.req.method !== 'POST') return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new CallRefused(BAD_IDEMPOTENCY_KEY);
  return portal.office.attempt(caller, key, c.req.method, c.req.path, await c.req.text());
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function tooMany(retryAfterSeconds: number): ApiProblem {
  const seconds = Math.ceil(retryAfterSeconds);
  const error = `Too many calls; try again ${inWords(seconds)}.`;
  return { status: 429, code: 'too-many-requests', error, retryAfterSeconds: seconds };
}

function withoutScope(scope: Scope): ApiProblem {
  return { status: 403, code: 'missing-scope', error: `This API key may not do that; it needs the scope ${scope}.` };
}

const NO_KEY: ApiProblem = {
  status: 401,
  code: 'api-key-needed',
  error: 'This call needs an API key that works, in the header "Authorization: Bearer …".',
};
const KEY_IN_ADDRESS: ApiProblem = {
  status: 400,
  code: 'api-key-in-address',
  error:
    'An API key stands in the address, where logs and proxies keep it; revoke it, and send the new one in the header "Authorization: Bearer …".',
};
const BAD_IDEMPOTENCY_KEY: ApiProblem = {
  status: 400,
  code: 'idempotency-key-malformed',
  error: 'An Idempotency-Key has 1 to 255 visible ASCII characters; send a UUID.',
};
