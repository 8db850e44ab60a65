// The API over real sockets: statuses, problem details, strict JSON, retries, limits, headers, and a stop that finishes what began.
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RunningServer, type ServeOptions, serve } from '../../portal/serve.ts';
import { DAY, type Fixture, newMachine, openFixture, START } from './fixture.ts';
import { onEachStore } from './stores.ts';

interface Api extends Fixture {
  server: RunningServer;
  url: string;
}

async function openApi(fixture?: Fixture, options: Partial<ServeOptions> = {}): Promise<Api> {
  const open = fixture ?? (await openFixture());
  const report = (event: string) => open.events.push(event);
  const server = await serve({ portal: open.portal, host: '127.0.0.1', port: 0, report, ...options });
  onTestFinished(() => server.stop());
  return { ...open, server, url: `http://127.0.0.1:${server.port}/api/v1` };
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  text: string;
  headers: Headers;
}

async function send(url: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text), headers: response.headers };
}

function post(api: Api, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${api.url}/activations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
}

onEachStore(() => {
  describe('POST /api/v1/activations', () => {
    test('answers 201 with the code, and 200 when the same machine asks again', async () => {
      const api = await openApi();
      const machine = newMachine();
      const first = await post(api, { licenseKey: api.licenseKey, request: machine.request(), label: 'Mill' });
      expect(first.status).toBe(201);
      expect(first.body).toEqual({
        code: expect.stringMatching(/^LKA1-/),
        activationId: expect.any(String),
        licenseId: api.licenseId,
        issuedAt: START,
        expiresAt: START + 365 * DAY,
        refreshAt: START + DAY,
        checkInBy: START + 14 * DAY,
        seat: { used: 1, total: 2 },
      });
      const again = await post(api, { licenseKey: api.licenseKey, request: machine.request() });
      expect(again.status).toBe(200);
      expect(again.body).toMatchObject({ activationId: first.body['activationId'], seat: { used: 1, total: 2 } });
      expect(await machine.check(api.portal, String(again.body['code']))).toMatchObject({ accepted: true });
    });

    test('takes a fingerprint instead of a request', async () => {
      const api = await openApi();
      expect(await post(api, { licenseKey: api.licenseKey, fingerprint: 'SN-12345' })).toMatchObject({ status: 201 });
    });

    test('takes a request as a request only, and a fingerprint as a fingerprint only', async () => {
      const api = await openApi();
      const request = newMachine().request();
      const { licenseKey } = api;
      expect(await post(api, { licenseKey, request: 'SN-12345' })).toMatchObject({
        status: 400,
        body: { field: 'request' },
      });
      expect(await post(api, { licenseKey, fingerprint: request })).toMatchObject({
        status: 400,
        body: { field: 'fingerprint' },
      });
    });

    test('takes a license key inside the request', async () => {
      const api = await openApi();
      expect(await post(api, { request: newMachine().request({ licenseKey: api.licenseKey }) })).toMatchObject({
        status: 201,
      });
    });

    test('describes every problem by RFC 9457, with code and error as members', async () => {
      const api = await openApi();
      const other = await openFixture();
      const answer = await post(api, { licenseKey: other.licenseKey, request: newMachine().request() });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      const { error } = answer.body;
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: error,
        error,
        code: 'unknown-license-key',
        field: 'licenseKey',
      });
    });

    test('names row and offset of a mistake', async () => {
      const api = await openApi();
      const code = newMachine().request();
      const request = `${code.slice(0, 40)}*${code.slice(41)}`;
      const { status, body } = await post(api, { licenseKey: api.licenseKey, request });
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { code: 'malformed', field: 'request', offset: 40 },
      });
    });

    test('answers 409 when no seat is left', async () => {
      const api = await openApi(await openFixture({ seats: 1 }));
      await post(api, { licenseKey: api.licenseKey, request: newMachine().request() });
      expect(await post(api, { licenseKey: api.licenseKey, request: newMachine().request() })).toMatchObject({
        status: 409,
        body: { code: 'no-seat-left' },
      });
    });

    test.each([1, 2, 3])('A1 over HTTP, round %i: 64 at once for the last seat, exactly one wins', async () => {
      const api = await openApi(await openFixture({ seats: 1 }));
      const answers = await Promise.all(
        Array.from({ length: 64 }, () => post(api, { licenseKey: api.licenseKey, request: newMachine().request() })),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(63);
    });
  });

  describe('a retry', () => {
    test('with the same Idempotency-Key gets the same bytes, and takes one seat (A2, I3)', async () => {
      const api = await openApi();
      const body = { licenseKey: api.licenseKey, fingerprint: 'SN-12345' };
      const first = await post(api, body, { 'Idempotency-Key': 'attempt-1' });
      api.clock.nowSeconds += DAY - 1;
      const second = await post(api, body, { 'Idempotency-Key': 'attempt-1' });
      expect(second.text).toBe(first.text);
      expect(second.status).toBe(201);
    });

    test('is forgotten after 24 hours', async () => {
      const api = await openApi();
      const body = { licenseKey: api.licenseKey, fingerprint: 'SN-12345' };
      const first = await post(api, body, { 'Idempotency-Key': 'attempt-1' });
      api.clock.nowSeconds += DAY;
      const second = await post(api, body, { 'Idempotency-Key': 'attempt-1' });
      expect(second.status).toBe(200);
      expect(second.body['code']).not.toBe(first.body['code']);
    });

    test('without one is known by the nonce of its request', async () => {
      const api = await openApi();
      const body = { licenseKey: api.licenseKey, request: newMachine().request() };
      const first = await post(api, body);
      const second = await post(api, body);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.text).toBe(first.text);
    });

    test('64 times at once gets one answer', async () => {
      const api = await openApi();
      const body = { licenseKey: api.licenseKey, fingerprint: 'SN-12345' };
      const answers = await Promise.all(
        Array.from({ length: 64 }, () => post(api, body, { 'Idempotency-Key': 'attempt-1' })),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    test('with the key of another attempt is refused with 422', async () => {
      const api = await openApi();
      const { licenseKey } = api;
      await post(api, { licenseKey, fingerprint: 'SN-12345' }, { 'Idempotency-Key': 'attempt-1' });
      expect(
        await post(api, { licenseKey, fingerprint: 'SN-99999' }, { 'Idempotency-Key': 'attempt-1' }),
      ).toMatchObject({
        status: 422,
        body: { code: 'idempotency-key-reused' },
      });
    });

    test('of another license is another attempt, whatever its key', async () => {
      const api = await openApi();
      const other = await openApi();
      await post(api, { licenseKey: api.licenseKey, fingerprint: 'SN-12345' }, { 'Idempotency-Key': 'attempt-1' });
      expect(
        await post(other, { licenseKey: other.licenseKey, fingerprint: 'SN-1234' }, { 'Idempotency-Key': 'attempt-1' }),
      ).toMatchObject({ status: 201 });
    });

    test('after a refusal is a new try', async () => {
      const api = await openApi(await openFixture({}, { expiresAt: START + DAY }));
      const body = { licenseKey: api.licenseKey, fingerprint: 'SN-12345' };
      api.clock.nowSeconds = START + DAY;
      expect(await post(api, body, { 'Idempotency-Key': 'attempt-1' })).toMatchObject({ status: 403 });
      api.clock.nowSeconds = START + DAY - 1;
      expect(await post(api, body, { 'Idempotency-Key': 'attempt-1' })).toMatchObject({ status: 201 });
    });

    test.each([
      ['256 characters', 'x'.repeat(256)],
      ['a blank', 'a b'],
    ])('with a key of %s is refused with 400', async (_name, key) => {
      const api = await openApi();
      const body = { licenseKey: api.licenseKey, fingerprint: 'SN-12345' };
      expect(await post(api, body, { 'Idempotency-Key': key })).toMatchObject({
        status: 400,
        body: { code: 'idempotency-key-malformed' },
      });
    });
  });
});

// threats.md D4, D20
describe('a body', () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  test.each([
    ['is empty', ''],
    ['is no JSON', '{'],
    ['is an array', '[]'],
    ['is null', 'null'],
    ['is a text', '"x"'],
    ['has neither request nor fingerprint', '{"licenseKey":"x"}'],
    ['has both', '{"licenseKey":"x","request":"x","fingerprint":"x"}'],
    ['has a number for a text', '{"licenseKey":1,"request":"x"}'],
    ['has null for a text', '{"licenseKey":null,"request":"x"}'],
    ['has a number beyond numbers', '{"licenseKey":1e400,"request":"x"}'],
    ['has an object for a text', '{"licenseKey":{"toString":"x"},"request":"x"}'],
    ['has a name twice', '{"licenseKey":"x","licenseKey":"y","request":"x"}'],
    ['has a name twice in another spelling', '{"licenseKey":"x","license\\u004bey":"y","request":"x"}'],
    ['says more than it may: seats', '{"licenseKey":"x","request":"x","seats":1000}'],
    ['has __proto__', '{"licenseKey":"x","request":"x","__proto__":{"label":"y"}}'],
    ['has constructor', '{"licenseKey":"x","request":"x","constructor":{"prototype":{}}}'],
    ['is deep', `{"licenseKey":"x","request":${deep(10_000)}}`],
    ['has half a character', '{"licenseKey":"x","request":"\\ud800"}'],
    ['has a byte order mark', '\ufeff{"licenseKey":"x","request":"x"}'],
    ['is no UTF-8', new Blob([new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])])],
  ])('that %s is refused with 400', async (_name, body) => {
    const api = await openApi();
    const answer = await post(api, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed-body' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(api.events).toEqual([]);
  });

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json; charset=utf-16'],
    ['application/json; charset=iso-8859-1'],
    ['application/jsonx'],
  ])('of the type %s is refused with 415 (D1)', async (type) => {
    const api = await openApi();
    const body = JSON.stringify({ licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
    expect(await post(api, body, { 'Content-Type': type })).toMatchObject({ status: 415, body: { code: 'not-json' } });
  });

  test('may say its character set', async () => {
    const api = await openApi();
    const body = JSON.stringify({ licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
    expect(await post(api, body, { 'Content-Type': 'application/json; charset="UTF-8"' })).toMatchObject({
      status: 201,
    });
  });

  const padded = (api: Api, length: number) => {
    const body = JSON.stringify({ licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
    return body + ' '.repeat(length - body.length);
  };

  test('of 131,072 bytes is read, of one more refused with 413', async () => {
    const api = await openApi();
    expect(await post(api, padded(api, 131_072))).toMatchObject({ status: 201 });
    expect(await post(api, padded(api, 131_073))).toMatchObject({ status: 413, body: { code: 'body-too-large' } });
  });

  test('in chunks is counted as well', async () => {
    const api = await openApi();
    const chunked = (length: number) =>
      send(`${api.url}/activations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: new Blob([padded(api, length)]).stream(),
        duplex: 'half',
      });
    expect(await chunked(131_072)).toMatchObject({ status: 201 });
    expect(await chunked(131_073)).toMatchObject({ status: 413 });
  });
});

onEachStore(() => {
  describe('limits', () => {
    test('unknown license keys of one address are refused with 429 after 60, and a known one waits too (D8)', async () => {
      const api = await openApi();
      const other = await openFixture();
      const guess = () => post(api, { licenseKey: other.licenseKey, fingerprint: 'SN-12345' });
      for (let i = 0; i < 60; i++) expect((await guess()).status).toBe(401);
      const refusal = await guess();
      expect(refusal).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
      expect(refusal.headers.get('retry-after')).toBe('2');
      expect(refusal.body).toMatchObject({ error: 'Too many tries in a short time; try again in 2 seconds.' });
      const right = await post(api, { licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
      expect(right).toMatchObject({ status: 429, body: refusal.body }); // nothing tells a right key from a wrong one
      api.clock.nowSeconds += 2;
      expect((await post(api, { licenseKey: api.licenseKey, fingerprint: 'SN-12345' })).status).toBe(201);
    });

    test('a forged X-Forwarded-For changes nothing, unless a proxy is trusted (D8)', async () => {
      const other = await openFixture();
      const guesses = async (api: Api) => {
        const statuses = new Set<number>();
        for (let i = 0; i < 70; i++) {
          const headers = { 'X-Forwarded-For': `10.0.0.${i}` };
          statuses.add((await post(api, { licenseKey: other.licenseKey, fingerprint: 'SN-12345' }, headers)).status);
        }
        return [...statuses];
      };
      expect(await guesses(await openApi())).toEqual([401, 429]);
      expect(await guesses(await openApi(undefined, { trustProxy: true }))).toEqual([401]);
    });
  });
});

describe('GET', () => {
  test('/keys tells the public key in hex, its kid and since when it signs', async () => {
    const api = await openApi();
    const [key] = api.portal.publicKeys();
    expect(await send(`${api.url}/keys`)).toMatchObject({
      status: 200,
      body: {
        keys: [
          {
            publicKey: Buffer.from(key?.publicKey ?? []).toString('hex'),
            kid: key?.kid,
            state: 'active',
            since: START,
          },
        ],
      },
    });
  });

  test('/health tells version, ABI and the digests of the modules', async () => {
    const api = await openApi();
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await send(`${api.url}/health`)).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        abi: 1,
        modules: { verifier: sha256, issuer: sha256 },
      },
    });
  });

  test('/openapi.json describes every call, from the schemas that read the bodies', async () => {
    const api = await openApi();
    const { body } = await send(`${api.url}/openapi.json`);
    expect(body).toMatchObject({ openapi: '3.1.0' });
    expect(Object.keys(body['paths'] ?? {}).sort()).toEqual(
      expect.arrayContaining([
        '/api/v1/activations',
        '/api/v1/activations/{id}/refresh',
        '/api/v1/activations/{id}/release',
        '/api/v1/health',
        '/api/v1/keys',
      ]),
    );
    expect(body).toMatchObject({
      components: {
        schemas: {
          ActivationRequest: {
            additionalProperties: false,
            properties: { licenseKey: {}, request: {}, fingerprint: {}, label: {} },
          },
        },
      },
    });
  });

  test('of a call that is a POST is answered with 405 and Allow', async () => {
    const api = await openApi();
    const answer = await send(`${api.url}/activations`);
    expect(answer).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
    expect(answer.headers.get('allow')).toBe('POST');
  });

  test('of anything else under /api is answered with 404', async () => {
    const api = await openApi();
    expect(await send(`${api.url}/nothing`)).toMatchObject({ status: 404, body: { code: 'no-such-call' } });
    expect(await send(api.url.replace('/v1', ''))).toMatchObject({ status: 404 });
  });
});

describe('every answer', () => {
  test('carries the security headers, a refusal too', async () => {
    const api = await openApi();
    for (const path of ['/health', '/nothing']) {
      const { headers } = await send(api.url + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
      });
    }
  });

  test.each([['//evil.example/x'], ['http://evil.example/api/v1/health'], ['/\\evil.example']])(
    'is 400 for the address %s',
    async (address) => {
      const api = await openApi();
      expect(await raw(api.server.port, `GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 400 /,
      );
    },
  );
});

describe('secrets', () => {
  test('of customers are in no answer that refuses, no event, and no file of the store (D15)', async () => {
    const api = await openApi(await openFixture({ seats: 1 }));
    const key = api.licenseKey;
    const request = newMachine().request();
    await post(api, { licenseKey: key, request });
    const refusals = [
      await post(api, { licenseKey: key, request: newMachine().request() }),
      await post(api, { licenseKey: `${key}0`, request }),
      await post(api, { licenseKey: key, request: `${request}*` }),
      await post(api, { licenseKey: key, request: key }),
      await post(api, { licenseKey: key, fingerprint: key }),
      await post(api, { licenseKey: [key], request }),
      await post(api, `{"licenseKey":"${key}"`),
      await post(api, { [key]: key }),
      await send(`${api.url}/${key}?licenseKey=${key}`),
    ];
    const bare = key.replaceAll('-', '');
    for (const { status, text } of refusals) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain(key);
      expect(text).not.toContain(request.slice(0, 30));
    }
    expect(api.events.join('\n')).not.toContain(key);
    await api.server.stop();
    const { readFileSync, readdirSync } = await import('node:fs');
    for (const file of readdirSync(api.folder)) {
      const bytes = readFileSync(`${api.folder}/${file}`, 'latin1');
      expect(bytes).not.toContain(key);
      expect(bytes).not.toContain(bare);
    }
  });
});

describe('a stop', () => {
  test('finishes what began, then accepts nothing more', async () => {
    const api = await openApi();
    const body = JSON.stringify({ licenseKey: api.licenseKey, fingerprint: 'SN-12345' });
    const head = `POST /api/v1/activations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    const socket = connect(api.server.port, '127.0.0.1');
    const answer = collect(socket);
    socket.write(head + body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = api.server.stop();
    socket.write(body.slice(10));
    expect(await answer).toMatch(/^HTTP\/1\.1 201 /);
    await stopped;
    await expect(fetch(`${api.url}/health`)).rejects.toThrow();
  });
});

function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer = collect(socket);
  socket.write(text);
  return answer;
}

function collect(socket: ReturnType<typeof connect>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
