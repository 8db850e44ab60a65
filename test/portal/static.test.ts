// The files of the pages over HTTP: in the form that the client takes, decoded always the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load } from '../../hosts/js/index.ts';
import { type Coding, chooseCoding } from '../../portal/encoding.ts';
import { loadStaticFiles } from '../../portal/static.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-static-'));
const verifier = readFileSync('build/verifier.wasm');
const script = Buffer.from('export const sentence = "the same again and again and again and again";\n'.repeat(20));
const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const [MODULE, SCRIPT, PICTURE, STALE] = ['/_astro/verifier.x1.wasm', '/app.js', '/icon.png', '/stale.js'];

let server: Server;
let port = 0;

beforeAll(async () => {
  mkdirSync(path.join(folder, '_astro'));
  const put = (url: string, bytes: Uint8Array) => writeFileSync(path.join(folder, url), bytes);
  put(MODULE, verifier);
  for (const ending of ['.gz', '.br']) put(MODULE + ending, readFileSync(`build/verifier.wasm${ending}`));
  put(SCRIPT, script);
  put(`${SCRIPT}.gz`, gzipSync(script));
  put(`${SCRIPT}.br`, brotliCompressSync(script));
  put(PICTURE, picture);
  put(STALE, script);
  put(`${STALE}.gz`, gzipSync('of an older build'));
  put(`${STALE}.br`, brotliCompressSync(script).subarray(0, 20));
  const files = loadStaticFiles(folder);
  server = createServer((request, response) => {
    if (!files(request, response)) response.writeHead(404).end();
  });
  port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** As it comes over the wire: `fetch` would decode it, and send headers of its own. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path: url, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject).end();
  });
}

const BROWSER = { 'Accept-Encoding': 'gzip, deflate, br, zstd' };

test('a browser gets the module as Brotli, which is the module', async () => {
  const { status, headers, body } = await ask(MODULE, BROWSER);
  expect(status).toBe(200);
  expect(headers['content-encoding']).toBe('br');
  expect(headers['content-type']).toBe('application/wasm');
  expect(headers['content-length']).toBe(String(readFileSync('build/verifier.wasm.br').length));
  expect(headers['vary']).toBe('Accept-Encoding');
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(brotliDecompressSync(body).equals(verifier)).toBe(true);
});

test('who takes gzip alone gets the file that the budget is about', async () => {
  const { headers, body } = await ask(MODULE, { 'Accept-Encoding': 'gzip' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(body.equals(readFileSync('build/verifier.wasm.gz'))).toBe(true);
  expect(body.length).toBeLessThanOrEqual(14 * 1024);
  expect(gunzipSync(body).equals(verifier)).toBe(true);
});

test('who says nothing gets the file as it is, and caches are told that others may not', async () => {
  const { headers, body } = await ask(MODULE);
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['vary']).toBe('Accept-Encoding');
  expect(body.equals(verifier)).toBe(true);
});

test('fetch, as a page calls it, has bytes with the digest that hosts demand, and they run', async () => {
  const response = await fetch(`http://127.0.0.1:${port}${MODULE}`);
  expect(response.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
  const bytes = await response.arrayBuffer();
  const sha256 = /^(\w{64}) {2}verifier\.wasm$/m.exec(readFileSync('wasm/SHA256SUMS', 'utf8'))?.[1] ?? '';
  expect(createHash('sha256').update(new Uint8Array(bytes)).digest('hex')).toBe(sha256);
  expect((await load(bytes, { sha256 })).describe(0)?.name).toBe('licensed');
});

test.each(['br', 'gzip', 'identity'])('HEAD says what GET would say, and no more: %s', async (coding) => {
  const wish = { 'Accept-Encoding': `${coding}, *;q=0` };
  const { date, ...got } = (await ask(SCRIPT, wish)).headers;
  const { status, headers, body } = await ask(SCRIPT, wish, 'HEAD');
  expect(status).toBe(200);
  expect({ ...headers, date }).toEqual({ ...got, date });
  expect(body).toHaveLength(0);
});

test('each form has a tag of its own, and is not sent again to who has it', async () => {
  const wishes = ['br', 'gzip', 'identity'].map((coding) => ({ 'Accept-Encoding': coding }));
  const tags = await Promise.all(wishes.map(async (wish) => String((await ask(MODULE, wish)).headers['etag'])));
  expect(new Set(tags).size).toBe(3);
  for (const [i, tag] of tags.entries()) {
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const { status, headers, body } = await ask(MODULE, { ...wishes[i], 'If-None-Match': known });
      expect([status, headers['etag'], headers['vary'], body.length], known).toEqual([304, tag, 'Accept-Encoding', 0]);
    }
    const { status } = await ask(MODULE, { ...wishes[(i + 1) % 3], 'If-None-Match': tag });
    expect(status, 'the tag of another form').toBe(200);
  }
});

test('a request for a part is answered with the whole, and says so', async () => {
  for (const wish of [{}, BROWSER]) {
    const whole = await ask(MODULE, wish);
    const { status, headers, body } = await ask(MODULE, { ...wish, Range: 'bytes=0-99' });
    expect(status).toBe(200);
    expect(headers['content-range']).toBeUndefined();
    expect(headers['accept-ranges']).toBeUndefined();
    expect(body.equals(whole.body)).toBe(true);
  }
});

test('a picture is compressed already: it has one form, for everybody', async () => {
  const { headers, body } = await ask(PICTURE, BROWSER);
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['vary']).toBeUndefined();
  expect(body.equals(picture)).toBe(true);
});

test('what does not give the file back is not sent in its place', async () => {
  const { headers, body } = await ask(STALE, BROWSER);
  expect(headers['content-encoding']).toBeUndefined();
  expect(body.equals(script)).toBe(true);
});

test.each(['.gz', '.br'])('the compressed file has no address of its own: %s', async (ending) => {
  expect((await ask(MODULE + ending, BROWSER)).status).toBe(404);
});

describe('what a client takes', () => {
  const all: Coding[] = ['br', 'gzip', 'identity'];

  test.each<[string | undefined, Coding]>([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br; q=0.001 , gzip ;q=0', 'br'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['gzip;q=0, *', 'br'],
    ['*;q=0.4, gzip;q=0.5', 'gzip'],
    ['*;q=0', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity;q=0.5, gzip;q=1.0', 'gzip'],
    ['deflate, zstd', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
    // Not as the RFC has it: as if it had not been said.
    ['gzip;q=2', 'identity'],
    ['gzip;q=high, br;q=0.1', 'br'],
    ['brotli gzip', 'identity'],
  ])('%j → %s', (header, coding) => {
    expect(chooseCoding(header, all)).toBe(coding);
  });

  test('is never more than there is', () => {
    expect(chooseCoding('br, gzip;q=0.5', ['gzip', 'identity'])).toBe('gzip');
    expect(chooseCoding('br, gzip', ['identity'])).toBe('identity');
    expect(chooseCoding('gzip, identity;q=0', ['identity'])).toBe('identity');
  });
});
