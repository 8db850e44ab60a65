// The portal over HTTP, from its start to its stop. Run directly, it is a real start.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startBackground } from './background.ts';
import { nowSeconds } from './clock.ts';
import { type Listening, type Pages, requestListener } from './listener.ts';
import { writeLog } from './log.ts';
import { openPortal, type Portal } from './server/portal.ts';
import { SetupError } from './server/private-file.ts';
import { accountsFrom, databaseUrl, endpoint, networksInside, teamFrom } from './settings.ts';
import { loadStaticFiles } from './static.ts';

const BUILT_PAGES = new URL('../dist/', import.meta.url);
/** How long a stop waits for answers that have begun. */
const DRAIN_MILLISECONDS = 10_000;
const IDLE_MILLISECONDS = 50;
const TIDY_MILLISECONDS = 10 * 60_000;

export interface ServeOptions extends Listening {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Other limits than `PATIENCE`, for tests. */
  patience?: Patience;
  /** Chain the audit log, send webhooks and write counts, as long as it is served. */
  background?: boolean;
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
    report: writeLog,
  });
  const { host, port } = endpoint(environment);
  const server = await serve({
    portal,
    pages,
    host,
    port,
    trustProxy: environment['LATCHKEY_TRUST_PROXY'] === '1',
    background: true,
    report: writeLog,
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
    writeLog(error.message);
    process.exitCode = 1;
  }
}
