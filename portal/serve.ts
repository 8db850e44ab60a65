// The portal over HTTP: the API in front, then the files of the pages, then the pages. Run directly, it is a real start.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { startBackground } from './background.ts';
import { nowSeconds } from './clock.ts';
import { writeLog } from './log.ts';
import type { AccountsConfig } from './server/access.ts';
import { smtpMailer } from './server/accounts/mail.ts';
import { createApi } from './server/api/api.ts';
import { openPortal, type Portal } from './server/portal.ts';
import { SetupError } from './server/private-file.ts';
import type { TeamConfig } from './server/team/team.ts';
import { Networks } from './server/webhooks/addresses.ts';
import { loadStaticFiles, type StaticHandler } from './static.ts';

const BUILT_PAGES = new URL('../dist/', import.meta.url);
/** The API has its own limit; a form that holds a file of a code is far smaller than this. */
const MAX_PAGE_BODY_BYTES = 128 * 1024;
/** A table of licenses, for whoever is signed in to the console. */
const TABLES = /^\/console\/licenses\/(import|keys\.csv)(\?|$)/;
const MAX_TABLE_BODY_BYTES = 640 * 1024;
/** How long a stop waits for answers that have begun. */
const DRAIN_MILLISECONDS = 10_000;
const IDLE_MILLISECONDS = 50;
const TIDY_MILLISECONDS = 10 * 60_000;

/** What the pages find in `Astro.locals`. */
export interface PageLocals {
  portal: Portal;
  /** Who is asking, for `activate`'s limits. */
  address: string | undefined;
  /** The browser speaks TLS, to this server or to the proxy in front of it. */
  secure: boolean;
  /** Events for whoever runs the portal. */
  report: (event: string) => void;
}

/** The pages, as Astro's middleware mode builds them, with their files. */
export interface Pages {
  files: StaticHandler;
  render(request: IncomingMessage, response: ServerResponse, next: undefined, locals: PageLocals): unknown;
}

export interface ServeOptions {
  portal: Portal;
  /** Absent: only the API. */
  pages?: Pages | undefined;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Behind a reverse proxy the address that counts is the last one in X-Forwarded-For. */
  trustProxy?: boolean;
  /** Other limits than `PATIENCE`, for tests. */
  patience?: Patience;
  /** Chain the audit log, send webhooks and write counts, as long as it is served. */
  background?: boolean;
  report: (event: string) => void;
}

/** For how long a connection may keep the portal waiting, in milliseconds. Who sends a byte a second is cut off (threats.md D21). */
export interface Patience {
  /** From the first byte of a request, or from the connection, to the end of its headers. */
  headers: number;
  /** … to the end of its body: a table of licenses over a slow line takes some seconds. */
  request: number;
  /** Between two requests. */
  idle: number;
  /** How often it is looked. */
  looking: number;
}

const PATIENCE: Patience = { headers: 10_000, request: 20_000, idle: 5000, looking: 2000 };
/** Cookies and what browsers and proxies add take a fifth of it. */
const MAX_HEADER_BYTES = 16 * 1024;
/** An idle connection takes some 10 KB; beyond this many, new ones are closed at once instead of all of them being starved. */
const MAX_CONNECTIONS = 15_000;

export class PortTaken extends SetupError {
  constructor(port: number) {
    super(`Port ${port} is taken; stop what uses it, or set PORT to another.`);
  }
}

export interface RunningServer {
  port: number;
  /** Accepts nothing more, finishes what began, closes the store. */
  stop(): Promise<void>;
}

export async function serve(options: ServeOptions): Promise<RunningServer> {
  const patience = options.patience ?? PATIENCE;
  const server = createServer(
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: patience.idle,
      connectionsCheckingInterval: patience.looking,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    requestListener(options),
  );
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listen(server, options);
  const tidying = setInterval(() => void tidy(options), TIDY_MILLISECONDS);
  const background = options.background ? startBackground(options.portal, options.report) : undefined;
  return {
    port,
    stop: async () => {
      clearInterval(tidying);
      await drain(server);
      await background?.stop();
      await options.portal.close();
    },
  };
}

/** Nothing depends on it but the store's size, so a failure only waits for the next time. */
async function tidy({ portal, report }: ServeOptions): Promise<void> {
  await portal
    .tidy()
    .catch((error: unknown) => report(`tidying failed: ${error instanceof Error ? error.message : 'unknown'}`));
}

/** Opens what `environment` describes and serves it until SIGTERM or SIGINT. */
export async function start(environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = environment['LATCHKEY_DATA'];
  if (!folder) {
    throw new SetupError('LATCHKEY_DATA is not set; name the data folder that "npm run portal -- init" created.');
  }
  const pages = await loadPages();
  const portal = await openPortal({
    folder,
    databaseUrl: databaseUrl(environment),
    accounts: accountsFrom(environment),
    team: teamFrom(environment),
    webhooks: { inside: networksInside(environment) },
    nowSeconds,
    report,
  });
  const { host, port } = endpoint(environment);
  const server = await serve({
    portal,
    pages,
    host,
    port,
    trustProxy: environment['LATCHKEY_TRUST_PROXY'] === '1',
    background: true,
    report,
  });
  process.stdout.write(`Latchkey portal at http://${host}:${server.port}/\n`);
  process.stdout.write(await ownerLinkText(portal));
  stopOnSignal(server);
}

/** As long as nobody owns the portal, its first start says who may; only once, because the link is kept as a hash. */
export async function ownerLinkText({ team }: Portal): Promise<string> {
  if (!team || (await team.hasOwner())) return '';
  const again = 'For a new link: npm run portal -- team owner-link\n';
  if (await team.hasOwnerLink())
    return `The console has no owner yet; a link was printed at an earlier start. ${again}`;
  const made = await team.makeOwnerLink({ actor: { kind: 'system' } });
  if (!made.ok) return '';
  return `\nThe console has no owner yet. Whoever opens this becomes it; the link works once, for an hour:\n\n  ${made.value}\n\n${again}`;
}

/** Accounts need letters, and letters need an address for their links: all three settings, or none. */
export function accountsFrom(environment: NodeJS.ProcessEnv): AccountsConfig | undefined {
  const { LATCHKEY_BASE_URL: base, LATCHKEY_SMTP_URL: smtp, LATCHKEY_MAIL_FROM: from } = environment;
  if (!smtp && !from) return undefined;
  if (!smtp || !from || !base) {
    throw new SetupError(
      'Accounts need LATCHKEY_BASE_URL, LATCHKEY_SMTP_URL and LATCHKEY_MAIL_FROM; set all three, or leave the last two away.',
    );
  }
  return { baseUrl: readBaseUrl(base), mailer: smtpMailer(smtp, from, report) };
}

function readBaseUrl(base: string): string {
  const url = URL.parse(base);
  if (url?.protocol === 'https:' || url?.hostname === 'localhost') return url.origin;
  throw new SetupError(
    'LATCHKEY_BASE_URL is the https address at which customers reach the portal, such as https://licenses.example.com',
  );
}

/** The console needs to know its address; on this machine alone it is known. */
export function teamFrom(environment: NodeJS.ProcessEnv): TeamConfig | undefined {
  const accounts = accountsFrom(environment);
  if (accounts) return accounts;
  const { LATCHKEY_BASE_URL: base } = environment;
  const { host, port } = endpoint(environment);
  if (base) return { baseUrl: readBaseUrl(base) };
  return host === '127.0.0.1' || host === 'localhost' ? { baseUrl: `http://localhost:${port}` } : undefined;
}

/** Networks of the vendor's own to which webhooks may go, besides the public Internet. */
export function networksInside({ LATCHKEY_WEBHOOK_NETWORKS: list = '' }: NodeJS.ProcessEnv): Networks {
  try {
    return new Networks(list.split(/[\s,]+/).filter(Boolean));
  } catch (error) {
    throw new SetupError(`LATCHKEY_WEBHOOK_NETWORKS: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** Where to listen. Without HOST only this machine can connect: the rest of the world comes through a proxy that speaks TLS. */
export function endpoint(environment: NodeJS.ProcessEnv): { host: string; port: number } {
  const { HOST: host = '127.0.0.1', PORT: text = '4321' } = environment;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new SetupError('PORT must be a number of 0 to 65535.');
  return { host, port };
}

/** PostgreSQL instead of the file in the data folder. */
export function databaseUrl({ DATABASE_URL: url }: NodeJS.ProcessEnv): string | undefined {
  if (!url) return undefined;
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new SetupError('DATABASE_URL is an address such as postgresql://user:password@host/database.');
}

/** Events for whoever runs the portal, one line each in the log. */
export function report(event: string): void {
  writeLog(event);
}

/** The second signal ends at once, without waiting. */
export function stopOnSignal(server: RunningServer, after: () => void = () => {}): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    await server.stop();
    after();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

export async function loadPages(): Promise<Pages> {
  const entry = fileURLToPath(new URL('server/entry.mjs', BUILT_PAGES));
  try {
    const { handler }: { handler: Pages['render'] } = await import(pathToFileURL(entry).href);
    return { files: loadStaticFiles(fileURLToPath(new URL('client/', BUILT_PAGES))), render: handler };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new SetupError('The pages are not built; "npm run portal -- start" builds them and starts.');
    }
    throw error;
  }
}

function requestListener({ portal, pages, trustProxy = false, report }: ServeOptions) {
  const api = createApi(portal, report);
  // Astro has its own ideas about Request and Response; the API must not change them for everybody.
  const answer = getRequestListener(
    (request, { incoming }) => api.fetch(request, { address: addressOf(incoming, trustProxy) }),
    { overrideGlobalObjects: false },
  );
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of HEADERS) response.setHeader(name, value);
    const secure = isSecure(request, portal, trustProxy);
    if (secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    if (!isPath(request.url)) {
      refuse(response, 400, 'The address must be a path on this portal.');
    } else if (pages === undefined || /^\/api(\/|\?|$)/.test(request.url)) {
      answerApi(answer, request, response);
    } else if (bodyLength(request) > largestBody(request.url)) {
      refuse(response, 413, `A form has at most ${largestBody(request.url)} bytes here; send less at once.`);
    } else if (!pages.files(request, response)) {
      pages.render(request, response, undefined, {
        portal,
        address: addressOf(request, trustProxy),
        secure,
        report,
      });
    }
  };
}

type Answer = ReturnType<typeof getRequestListener>;

function answerApi(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  answer(request, response);
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

function refuse(response: ServerResponse, status: 400 | 413, sentence: string): void {
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

function listen(server: Server, { host, port }: ServeOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortTaken(port) : error);
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port); // a TCP server's address is never a string
    });
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
    // A kept connection becomes idle only when its answer is out.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_MILLISECONDS);
    server.close(() => {
      clearTimeout(impatient);
      clearInterval(idle);
      resolve();
    });
  });
}

if (import.meta.main) {
  try {
    await start(process.env);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    report(error.message);
    process.exitCode = 1;
  }
}
