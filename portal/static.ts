// The files that belong to the pages, read once at the start: no path of a request ever reaches the file system.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';

interface StaticFile {
  body: Uint8Array;
  headers: Record<string, string>;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Astro puts a hash of the content into names under this folder. */
const HASHED = '/_astro/';
const FOREVER = 'public, max-age=31536000, immutable';

/** Answers GET and HEAD for a file that exists, and nothing else: false means that it is somebody else's request. */
export type StaticHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

export function loadStaticFiles(folder: string): StaticHandler {
  const files = new Map(listFiles(folder).map((name) => [urlOf(name), readStaticFile(folder, name)]));
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const file = files.get((request.url ?? '').replace(/\?.*$/, ''));
    if (!file) return false;
    const fresh = request.headers['if-none-match'] === file.headers['ETag'];
    response.writeHead(fresh ? 304 : 200, file.headers);
    response.end(fresh || request.method === 'HEAD' ? undefined : file.body);
    return true;
  };
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return globSync('**/*.*', { cwd: folder }).filter((name) => path.extname(name) in TYPES);
}

/** A page that was built ahead is asked for by its folder. */
function urlOf(name: string): string {
  return `/${name.replaceAll(path.sep, '/')}`.replace(/(\/?)index\.html$/, '$1').replace(/(.)\/$/, '$1');
}

function readStaticFile(folder: string, name: string): StaticFile {
  const body = readFileSync(path.join(folder, name));
  const hashed = `/${name.replaceAll(path.sep, '/')}`.startsWith(HASHED);
  return {
    body,
    headers: {
      'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream',
      'Content-Length': String(body.length),
      'Cache-Control': hashed ? FOREVER : 'no-cache',
      ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    },
  };
}
