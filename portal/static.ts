// The files that belong to the pages, read once at the start: no path of a request ever reaches the file system.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Coding, chooseCoding } from './encoding.ts';

interface StaticFile {
  /** Of every answer about it. */
  headers: Record<string, string>;
  own: Form;
  /** The same compressed, the smallest first. */
  smaller: Form[];
}

interface Form {
  coding: Coding;
  body: Uint8Array;
  /** Another one for each form: a cache must not answer for one with the other. */
  etag: string;
}

/** What the build puts beside a file (scripts/compress-pages.mjs); nothing is compressed while somebody waits. */
const COMPRESSED = [
  { coding: 'br', ending: '.br', decompress: brotliDecompressSync },
  { coding: 'gzip', ending: '.gz', decompress: gunzipSync },
] as const;

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
    answer(file, request, response);
    return true;
  };
}

/** A request for a part of a file is answered with all of it, as RFC 9110 (14.2) allows: none is large. */
function answer({ headers, own, smaller }: StaticFile, request: IncomingMessage, response: ServerResponse): void {
  const forms = [...smaller, own];
  const codings = forms.map(({ coding }) => coding);
  const wanted = chooseCoding(request.headers['accept-encoding'], codings);
  const { coding, body, etag } = forms.find((it) => it.coding === wanted) ?? own;
  const described = { ...headers, ETag: etag, ...(smaller.length > 0 ? { Vary: 'Accept-Encoding' } : {}) };
  if (hasIt(request.headers['if-none-match'], etag)) {
    response.writeHead(304, described).end();
    return;
  }
  response.writeHead(200, {
    ...described,
    'Content-Length': String(body.length),
    ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** A proxy that compressed an answer itself has made the tag a weak one. */
function hasIt(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
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
  const file = path.join(folder, name);
  const hashed = `/${name.replaceAll(path.sep, '/')}`.startsWith(HASHED);
  const own = formOf('identity', readFileSync(file));
  return {
    headers: {
      'Content-Type': TYPES[path.extname(name)] ?? 'application/octet-stream',
      'Cache-Control': hashed ? FOREVER : 'no-cache',
    },
    own,
    smaller: compressedForms(file, own.body).sort((a, b) => a.body.length - b.body.length),
  };
}

/** Only what gives the file back: what is left of an older build must not be sent in its place. */
function compressedForms(file: string, body: Uint8Array): Form[] {
  return COMPRESSED.flatMap(({ coding, ending, decompress }) => {
    if (!existsSync(file + ending)) return [];
    const compressed = readFileSync(file + ending);
    try {
      return decompress(compressed).equals(body) ? [formOf(coding, compressed)] : [];
    } catch {
      return [];
    }
  });
}

function formOf(coding: Coding, body: Uint8Array): Form {
  return { coding, body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}
