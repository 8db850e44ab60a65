// D13: a webhook cannot be used to reach what only the portal's own machine can reach.
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isPublic, Networks } from '../../portal/server/webhooks/addresses.ts';
import { type DialRules, dial, urlFault } from '../../portal/server/webhooks/dial.ts';

const nowhere = new Networks([]);
const thisMachine = new Networks(['127.0.0.0/8']);

describe('D13 addresses', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    '100::1',
    'not an address',
    '',
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('%s is public', (address) => expect(isPublic(address)).toBe(true));

  test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'example.com/24', '/8', ''])('"%s" is no network', (text) => {
    expect(() => new Networks([text])).toThrow(RangeError);
  });
});

describe('D13 URLs', () => {
  test.each([
    'http://127.0.0.1/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://0x7f.1/',
    'https://127.1/',
    'https://0/',
    'https://①②⑦.0.0.1/',
    'https://localhost/',
    'https://intranet/',
    'gopher://example.com/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'http://example.com/',
    'https://example.com:22/',
    'https://example.com:25/',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://example.com/#x',
    '/relative',
    'javascript:alert(1)',
    '',
    `https://example.com/${'x'.repeat(2000)}`,
  ])('%s is refused', (url) => expect(urlFault(url, nowhere)).toMatch(/^A webhook .*\.$/));

  test.each([
    'https://example.com/hooks?a=b',
    'https://example.com:8443/',
    'https://8.8.8.8/',
    'https://xn--bcher-kva.example/',
  ])('%s may be tried', (url) => expect(urlFault(url, nowhere)).toBeUndefined());

  test('into a network that the vendor named may do without TLS, and no other address may', () => {
    expect(urlFault('http://127.0.0.1:8080/', thisMachine)).toBeUndefined();
    expect(urlFault('http://10.0.0.1:8080/', thisMachine)).toBeDefined();
    expect(urlFault('http://8.8.8.8/', thisMachine)).toBeDefined();
  });
});

describe('D13 dialing', () => {
  test('judges what the name resolves to at that moment', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', '10.1.1.1']) {
      const outcome = await dial('https://rebound.example/', {}, '{}', { inside: nowhere, resolve: to(address) });
      expect(outcome).toEqual({ ok: false, status: undefined, reason: 'forbidden-address' });
    }
  });

  test('is not fooled by a name that changes between two look-ups', async () => {
    const port = await listen((_, response) => response.end('inside'));
    const answers = ['8.8.8.8', '127.0.0.1'];
    const resolve = rebinding(answers);
    const first = await Promise.race([
      dial(`https://rebound.example:${port}/`, {}, '{}', { inside: nowhere, resolve }),
      new Promise((done) => setTimeout(done, 200, 'still trying the public address')),
    ]);
    expect(first).not.toMatchObject({ ok: true });
    const second = await dial(`https://rebound.example:${port}/`, {}, '{}', { inside: nowhere, resolve });
    expect(second).toMatchObject({ reason: 'forbidden-address' });
  });

  test('refuses a name of which one address is inside', async () => {
    const resolve = to('8.8.8.8', '127.0.0.1');
    expect(await dial('https://mixed.example/', {}, '{}', { inside: nowhere, resolve })).toMatchObject({
      reason: 'forbidden-address',
    });
  });

  test('never reaches a listener on this machine', async () => {
    let asked = 0;
    const port = await listen((_, response) => {
      asked++;
      response.end();
    });
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f000001', 'rebound.example']) {
      const rules = { inside: nowhere, resolve: to('127.0.0.1') };
      for (const scheme of ['http', 'https']) await dial(`${scheme}://${host}:${port}/`, {}, '{}', rules);
    }
    expect(asked).toBe(0);
  });

  test('takes a redirect as an answer and does not follow it', async () => {
    const paths: (string | undefined)[] = [];
    const port = await listen((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { Location: '/inside' }).end();
    });
    expect(await dialHere(port, '/hook')).toEqual({ ok: false, status: 307, reason: 'refused' });
    expect(paths).toEqual(['/hook']);
  });

  test('hands over headers and body as they are', async () => {
    let seen: unknown;
    const port = await listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { id: request.headers['webhook-id'], body: Buffer.concat(chunks).toString(), method: request.method };
      response.writeHead(204).end();
    });
    const outcome = await dial(`http://127.0.0.1:${port}/`, { 'webhook-id': 'msg_1' }, '{"ü":1}', {
      inside: thisMachine,
    });
    expect(outcome).toEqual({ ok: true, status: 204 });
    expect(seen).toEqual({ id: 'msg_1', body: '{"ü":1}', method: 'POST' });
  });

  test('reads no more of an answer than its status', async () => {
    const port = await listen((_, response) => {
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(flood));
    });
    expect(await dialHere(port, '/')).toEqual({ ok: true, status: 200 });
  });

  test('tells that nobody answers', async () => {
    expect(await dialHere(1024, '/')).toEqual({ ok: false, status: undefined, reason: 'unreachable' });
  });
});

function dialHere(port: number, path: string) {
  return dial(`http://127.0.0.1:${port}${path}`, {}, '{}', { inside: thisMachine });
}

type Resolve = NonNullable<DialRules['resolve']>;

/** A resolver that gives every name these addresses. */
function to(...addresses: string[]): Resolve {
  return asResolver(() => addresses);
}

/** A resolver whose answer changes each time. */
function rebinding(answers: string[]): Resolve {
  return asResolver(() => [answers.shift() ?? '127.0.0.1']);
}

function asResolver(answer: () => string[]): Resolve {
  const resolve = (_host: string, _options: object, done: (error: null, addresses: LookupAddress[]) => void) =>
    done(
      null,
      answer().map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  return Object.assign(resolve, { __promisify__: () => Promise.reject(new Error('unused')) }) as unknown as Resolve;
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
