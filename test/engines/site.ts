// What the engines visit: the example application and the suite's own page, both against a portal of their own. Each can be taken away.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { policyFor, serveFiles } from '../../examples/inspection/serve.ts';
import { type Example, startExample } from '../../examples/inspection/start.ts';
import { createGate, type Gate } from './gate.ts';

const here = fileURLToPath(new URL('./page/', import.meta.url));
const module = fileURLToPath(new URL('../../build/verifier.wasm', import.meta.url));

export interface Site extends Example {
  /** The suite's own page; other pages may frame it. */
  suite: string;
  /** The same under a policy that forbids WebAssembly. */
  withoutWasm: string;
  gate: Gate;
}

export async function openSite(): Promise<Site> {
  const gate = createGate();
  const example = await startExample({ seats: 10_000, between: (portal) => gate.start(portal) });
  const folder = path.join(path.dirname(example.folder), 'suite');
  await buildSuite(folder, example);
  const policy = policyFor(example.portal);
  const suiteServer = serveFiles(
    folder,
    example.portal,
    // A frame without an origin is no 'self' to every engine.
    policy
      .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
      .replaceAll("'self'", "'self' http://localhost:*"),
  );
  // A frame without an origin fetches everything from elsewhere, itself included.
  suiteServer.prependListener('request', (_, response) => response.setHeader('Access-Control-Allow-Origin', '*'));
  const strictServer = serveFiles(folder, example.portal, policy.replace(" 'wasm-unsafe-eval'", ''));
  const suite = await listen(suiteServer);
  const withoutWasm = await listen(strictServer);
  return {
    ...example,
    suite,
    withoutWasm,
    gate,
    async stop() {
      for (const server of [gate.server, suiteServer, strictServer]) await close(server);
      await example.stop();
    },
  };
}

async function buildSuite(folder: string, { portal, publicKey }: Example): Promise<void> {
  mkdirSync(folder);
  copyFileSync(path.join(here, 'index.html'), path.join(folder, 'index.html'));
  copyFileSync(module, path.join(folder, 'verifier.wasm'));
  await build({
    entryPoints: [path.join(here, 'suite.ts')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: folder,
    define: {
      PORTAL: JSON.stringify(portal),
      PUBLIC_KEY: JSON.stringify(publicKey),
      VERIFIER_SHA256: JSON.stringify(createHash('sha256').update(readFileSync(module)).digest('hex')),
    },
  });
}

async function listen(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  return `http://localhost:${address.port}/`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Takes a server away for as long as `work` runs. */
export async function without<T>(server: Server, work: () => Promise<T>): Promise<T> {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server is not there');
  await close(server);
  try {
    return await work();
  } finally {
    await listen(server, address.port);
  }
}
