// Sends one webhook. The address is judged when the connection is made, on what the name resolved to at that moment: a name that
// points outside when it is checked and inside when it is used gains nothing. Redirects are answers, not instructions.
import { lookup as resolveName } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublic, type Networks } from './addresses.ts';

/** From the first byte of the name look-up to the last of the answer. */
const TOTAL_MILLISECONDS = 15_000;
/** Of an answer only the status counts; a receiver that sends more is cut off. */
const MAX_ANSWER_BYTES = 16 * 1024;
const LOWEST_FREE_PORT = 1024;

export type Outcome =
  | { ok: true; status: number }
  /** An answer that is no success. */
  | { ok: false; status: number; reason: 'refused' }
  | { ok: false; status: undefined; reason: 'forbidden-address' | 'forbidden-url' | 'unreachable' | 'timeout' };

export interface DialRules {
  /** Networks inside that the vendor has named; they alone may be spoken to without TLS. */
  inside: Networks;
  /** How names are resolved; the system's own resolver unless a test brings one. */
  resolve?: typeof resolveName | undefined;
}

/**
 * Why a URL can never be sent to, in a sentence; undefined when it may be tried. Names are not resolved here: what they point at is
 * judged each time they are dialed.
 */
export function urlFault(text: string, inside: Networks): string | undefined {
  const url = URL.parse(text);
  if (url === null || text.length > 2000) return 'A webhook needs a complete URL such as https://example.com/hooks.';
  if (url.username !== '' || url.password !== '') return 'A webhook URL carries no user name or password.';
  if (url.hash !== '') return 'A webhook URL has no fragment.';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && !inside.isEmpty)) {
    return 'A webhook URL begins with https://.';
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (port !== 443 && port !== 80 && port < LOWEST_FREE_PORT)
    return 'A webhook goes to port 443, or to one above 1023.';
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, url.protocol, inside)) return 'A webhook goes to a public address.';
  if (isIP(host) === 0 && !host.includes('.')) return 'A webhook goes to a full host name such as hooks.example.com.';
  return undefined;
}

export function dial(url: string, headers: Record<string, string>, body: string, rules: DialRules): Promise<Outcome> {
  if (urlFault(url, rules.inside) !== undefined) {
    return Promise.resolve({ ok: false, status: undefined, reason: 'forbidden-url' });
  }
  const target = new URL(url);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((settle) => {
    const sent = request(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      lookup: guardedLookup(target.protocol, rules),
      agent: false,
      signal: AbortSignal.timeout(TOTAL_MILLISECONDS),
      maxHeaderSize: MAX_ANSWER_BYTES,
    });
    sent.once('response', (answer) => {
      settle(outcomeOf(answer.statusCode ?? 0));
      let length = 0;
      answer.on('data', (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > MAX_ANSWER_BYTES) sent.destroy();
      });
      answer.on('error', () => {}); // the status is known, the rest does not matter
    });
    sent.on('error', (error) => settle({ ok: false, status: undefined, reason: reasonOf(error) }));
    sent.end(body);
  });
}

function outcomeOf(status: number): Outcome {
  return status >= 200 && status < 300 ? { ok: true, status } : { ok: false, status, reason: 'refused' };
}

function reasonOf(error: Error): 'forbidden-address' | 'unreachable' | 'timeout' {
  if (error instanceof ForbiddenAddress) return 'forbidden-address';
  return error.name === 'AbortError' || error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
}

class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** One address inside is enough to refuse the name: which one the socket would take is not ours to guess. */
function guardedLookup(protocol: string, { inside, resolve = resolveName }: DialRules): LookupFunction {
  return (host, options, answer) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || first === undefined) return answer(error ?? new Error('no address'), '', 0);
      if (!addresses.every(({ address }) => mayReach(address, protocol, inside))) {
        return answer(new ForbiddenAddress('the name leads to an address that is not public'), '', 0);
      }
      if (options.all) return answer(null, addresses);
      answer(null, first.address, first.family);
    });
  };
}

function mayReach(address: string, protocol: string, inside: Networks): boolean {
  return inside.includes(address) || (protocol === 'https:' && isPublic(address));
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
