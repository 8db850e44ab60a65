// The way from a browser to the portal, and the eleven things that it does instead of carrying an answer.
import type { Chance } from './random.ts';
import type { Time } from './time.ts';

export const NETWORK_FAULTS = [
  'offline',
  'captive', // HTML with 200
  'error-page', // HTML with 500
  'busy', // 503 as the portal itself says it, with Retry-After
  'limited', // 429 for long
  'empty', // 204
  'other-json', // JSON of another shape
  'huge', // more than 64 KiB
  'slow', // longer than anybody waits
  'answer-lost', // the portal did it, and nobody hears
  'twice', // the request arrives twice
] as const;

export type NetworkFault = (typeof NETWORK_FAULTS)[number];

export interface Answering {
  /** Answers at once. */
  answer(path: string, body: string): Response;
}

/** A request on its way, until it is answered or its page has given it up. */
interface Flight {
  path: string;
  alive: () => boolean;
}

export class Network {
  fault: NetworkFault | undefined;
  readonly #time: Time;
  readonly #portal: Answering;
  readonly #chance: Chance;
  /** Told of every request that leaves, and of every address. */
  readonly #seen: (address: string, body: string) => void;
  readonly #flights = new Set<Flight>();

  constructor(time: Time, portal: Answering, chance: Chance, seen: (address: string, body: string) => void) {
    this.#time = time;
    this.#portal = portal;
    this.#chance = chance;
    this.#seen = seen;
  }

  /** `fetch` of one page; a page that was killed hears nothing any more. */
  fetchOf(alive: () => boolean): typeof fetch {
    return async (input, init = {}) => {
      const address = String(input);
      const body = String(init.body);
      if (!alive()) return new Promise(() => undefined);
      const flight = { path: new URL(address).pathname, alive };
      this.#flights.add(flight);
      init.signal?.addEventListener('abort', () => this.#flights.delete(flight));
      this.#seen(address, body);
      await this.#delay(this.#chance.unit() * 2);
      if (!alive()) return new Promise(() => undefined);
      try {
        return await this.#carry(flight.path, body);
      } finally {
        this.#flights.delete(flight);
        this.#time.expectTurns(8);
      }
    };
  }

  /** How many pages wait for the answer to a refresh. */
  get refreshing(): number {
    return [...this.#flights].filter(({ path, alive }) => alive() && path.endsWith('/refresh')).length;
  }

  async #carry(path: string, body: string): Promise<Response> {
    switch (this.fault) {
      case undefined:
        return this.#portal.answer(path, body);
      case 'offline':
        throw new TypeError('failed to fetch');
      case 'captive':
        return html(200);
      case 'error-page':
        return html(500);
      case 'busy':
        return json(
          503,
          { code: 'store-unavailable', error: 'Nothing can be recorded now.' },
          { 'retry-after': '600' },
        );
      case 'limited':
        return json(429, { code: 'too-many-requests', error: 'Too many tries.' }, { 'retry-after': '7200' });
      case 'empty':
        return new Response(null, { status: 204 });
      case 'other-json':
        return json(200, { valid: true, code: 7 });
      case 'huge':
        return json(200, { padding: 'x'.repeat(70_000) });
      case 'slow':
        await this.#delay(45);
        return this.#portal.answer(path, body);
      case 'answer-lost':
        this.#portal.answer(path, body);
        throw new TypeError('failed to fetch');
      case 'twice':
        this.#portal.answer(path, body);
        return this.#portal.answer(path, body);
    }
  }

  #delay(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.after(seconds, resolve);
    });
  }
}

export function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } });
}

function html(status: number): Response {
  return new Response('<!doctype html><title>Welcome</title>', { status, headers: { 'content-type': 'text/html' } });
}
