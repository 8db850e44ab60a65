// The passkeys of one audience, customers or the team, as the sign-in library keeps them. Who may use them is decided by the callers.
import type { RegistrationResponseJSON } from '@simplewebauthn/browser';
import { StoreFailure } from '../store.ts';
import type { createAudience } from './audience.ts';

export interface Passkey {
  id: string;
  name: string;
  since: number;
}

/** An answer that also sets cookies. */
export interface WithCookies<T> {
  value: T;
  cookies: string[];
}

export class Passkeys {
  readonly #api;

  constructor({ api }: Pick<ReturnType<typeof createAudience<[]>>, 'api'>) {
    this.#api = api;
  }

  async list(headers: Headers): Promise<Passkey[]> {
    const passkeys = await this.#api.listPasskeys({ headers });
    return passkeys.map(({ id, name, createdAt }) => ({ id, name: name ?? '', since: secondsOf(createdAt) }));
  }

  /** What a browser needs in order to make a passkey; needs a fresh session. */
  async creation(headers: Headers): Promise<WithCookies<unknown>> {
    const made = await this.#api.generatePasskeyRegistrationOptions({ headers, returnHeaders: true });
    return { value: made.response, cookies: made.headers.getSetCookie() };
  }

  async add(headers: Headers, response: RegistrationResponseJSON, name: string): Promise<boolean> {
    return (await granted(this.#api.verifyPasskeyRegistration({ headers, body: { response, name } }))) !== undefined;
  }

  async remove(headers: Headers, id: string): Promise<boolean> {
    return (await granted(this.#api.deletePasskey({ headers, body: { id } }))) !== undefined;
  }

  async rename(headers: Headers, id: string, name: string): Promise<boolean> {
    return (await granted(this.#api.updatePasskey({ headers, body: { id, name } }))) !== undefined;
  }

  /** The same for everybody: which passkeys there are is told by the browser, not by us. */
  async question(): Promise<WithCookies<unknown>> {
    const asked = await this.#api.generatePasskeyAuthenticationOptions({ headers: new Headers(), returnHeaders: true });
    return { value: asked.response, cookies: asked.headers.getSetCookie() };
  }
}

export function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Undefined for what the library refuses. Everything else that is thrown is a fault of ours. */
export async function granted<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isApiError(error)) return undefined;
    throw error;
  }
}

/**
 * The sign-in library hides what a query of its own ended with.
 *
 * @throws StoreFailure in place of its "internal server error"
 */
export async function tellingStore<T>(answer: Promise<T>): Promise<T> {
  return await answer.catch((error: unknown) => {
    const hidden = isApiError(error) && error.status === 'INTERNAL_SERVER_ERROR';
    if (!hidden) throw error;
    throw new StoreFailure('the sign-in could not be read or written', { cause: error, outcome: 'unknown' });
  });
}

export function isApiError(error: unknown): error is Error & { status?: unknown } {
  return error instanceof Error && error.name === 'APIError';
}
