// A small server for the built application: its files, their types, and the content policy that an application like this should have.
// Like nginx with gzip_static it sends `name.br` or `name.gz` instead of a file where the browser takes it (docs/web.md).
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { chooseCoding } from '../../portal/encoding.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const ENDINGS = { br: '.br', gzip: '.gz', identity: '' } as const;

/** `policy`: another content policy than the one that an application should have, for tests. */
export function serveFiles(folder: string, portal: string, policy = policyFor(portal)): Server {
  return createServer(({ url = '/', headers }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const type = TYPES[path.extname(file)];
    if (!file.startsWith(folder + path.sep) || !type || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.\n');
      return;
    }
    const there = (['br', 'gzip', 'identity'] as const).filter((coding) => existsSync(file + ENDINGS[coding]));
    const coding = chooseCoding(headers['accept-encoding'], there);
    response.writeHead(200, {
      'Content-Type': type,
      Vary: 'Accept-Encoding',
      ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache', // the worker keeps the files; the browser asks whether they changed
      'Permissions-Policy': 'camera=(self), geolocation=(), microphone=()',
    });
    createReadStream(file + ENDINGS[coding]).pipe(response);
  });
}

export function policyFor(portal: string): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${new URL(portal).origin}`,
    "img-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
