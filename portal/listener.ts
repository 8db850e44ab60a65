// One request over HTTP: which headers every answer has, how much may be sent, and who answers – the API, a file of the pages, or a page.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createApi } from './server/api/api.ts';
import { directCalls } from './server/api/direct.ts';
import type { Portal } from './server/portal.ts';
import type { StaticHandler } from './static.ts';

/** The API has its own limit; a form that holds a file of a code is far smaller than this. */
const MAX_PAGE_BODY_BYTES = 128 * 1024;
/** A table of licenses, for whoever is signed in to the console. */
const TABLES = /^\/console\/licenses\/(import|keys\.csv)(\?|$)/;
const MAX_TABLE_BODY_BYTES = 640 * 1024;

/** What the pages find in `Astro.locals`. */
export interface PageLocals {
  portal: Portal;
  /** Who is asking, for `activate`'s limits. */
  address: string | undefined;
  /** The browser speaks TLS, to this server or to the proxy in front of it. */
  secure: boolean;
  /** Events for whoever runs the portal. */
  report: (event: string) => void;
  /** The form that is sent is larger than any of ours. */
  tooLarge?: true;
}

/** The pages, as Astro's middleware mode builds them, with their files. */
export interface Pages {
  files: StaticHandler;
  render(request: IncomingMessage, response: ServerResponse, next: undefined, locals: PageLocals): unknown;
}

export interface Listening {
  portal: Portal;
  /** Absent: only the API. */
  pages?: Pages | undefined;
  /** Behind a reverse proxy the address that counts is the last one in X-Forwarded-For. */
  trustProxy?: boolean;
  report: (event: string) => void;
}

export function requestListener({ portal, pages, trustProxy = false, report }: Listening) {
  const api = createApi(portal, report);
  // Astro has its own ideas about Request and Response; the API must not change them for everybody.
  const answer = getRequestListener(
    (request, { incoming }) => api.fetch(request, { address: addressOf(incoming, trustProxy) }),
    { overrideGlobalObjects: false },
  );
  const direct = directCalls(portal, report);
  return (request: IncomingMessage, response: ServerResponse): void => {
    const secure = isSecure(request, portal, trustProxy);
    const address = addressOf(request, trustProxy);
    if (direct(request, response, { address, headers: secure ? SECURE_API_HEADERS : API_HEADERS })) return;
    for (const [name, value] of HEADERS) response.setHeader(name, value);
    if (secure) response.setHeader(...STRICT_TRANSPORT);
    if (!isPath(request.url)) {
      refuse(response, 400, 'The address must be a path on this portal.');
    } else if (pages === undefined || /^\/api(\/|\?|$)/.test(request.url)) {
      response.setHeader(...API_POLICY);
      answer(request, response);
    } else if (bodyLength(request) > largestBody(request.url)) {
      response.setHeader('Connection', 'close'); // what it sends is not read
      pages.render(request, response, undefined, { portal, address, secure, report, tooLarge: true });
    } else if (!pages.files(request, response)) {
      pages.render(request, response, undefined, { portal, address, secure, report });
    }
  };
}

/** On every answer. Pages bring their own Content-Security-Policy. */
const HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(self), geolocation=(), microphone=()'],
] as const;
const STRICT_TRANSPORT = ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] as const;
const API_POLICY = ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"] as const;
/** Names and values in turn, as they are written at once. */
const API_HEADERS = [...HEADERS, API_POLICY].flat();
const SECURE_API_HEADERS = [...API_HEADERS, ...STRICT_TRANSPORT];

/** Only a path: no absolute URL, and no `//host` that a parser could take for one. */
function isPath(url: string | undefined): url is string {
  return url !== undefined && /^\/(?![/\\])/.test(url);
}

function largestBody(url: string): number {
  return TABLES.test(url) ? MAX_TABLE_BODY_BYTES : MAX_PAGE_BODY_BYTES;
}

/** Browsers say how long a form is; what comes in pieces of unknown number is none of ours. */
function bodyLength({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}

function refuse(response: ServerResponse, status: 400, sentence: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(`${sentence}\n`);
}

/** The nearest proxy writes last; whatever stands before it may be forged. */
function addressOf(request: Pick<IncomingMessage, 'headers' | 'socket'>, trustProxy: boolean): string | undefined {
  const forwarded = request.headers['x-forwarded-for'];
  if (trustProxy && typeof forwarded === 'string') return forwarded.split(',').at(-1)?.trim();
  return request.socket.remoteAddress;
}

/** A portal that knows its own address knows; else the proxy says it. */
function isSecure(request: IncomingMessage, { baseUrl }: Portal, trustProxy: boolean): boolean {
  if (baseUrl !== undefined) return baseUrl.startsWith('https:');
  return trustProxy && request.headers['x-forwarded-proto'] === 'https';
}
