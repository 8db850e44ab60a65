// The call that goes past the framework answers as the framework would: the same cases by both ways, compared header by header.
import { Buffer } from 'node:buffer';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../portal/serve.ts';
import { StoreFailure } from '../../portal/server/store.ts';
import { type Fixture, newMachine, openFixture } from './fixture.ts';

/** What is plain goes past it; a character set, named, is left to the framework. */
const DIRECT = 'application/json';
const FRAMEWORK = 'application/json; charset=utf-8';

interface Answer {
  status: number;
  headers: [string, string][];
  body: string;
}

async function open(fixture?: Fixture) {
  const open = fixture ?? (await openFixture());
  const report = (event: string) => open.events.push(event);
  const server = await serve({ portal: open.portal, host: '127.0.0.1', port: 0, report });
  onTestFinished(() => server.stop());
  return { ...open, port: server.port };
}

function post(
  port: number,
  type: string,
  body: string | Uint8Array,
  more: Record<string, string> = {},
): Promise<Answer> {
  const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...more };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ port, method: 'POST', path: '/api/v1/activations', headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const told = Object.entries(response.headers).filter(([name]) => name !== 'date');
      const headers = told.map(([name, value]): [string, string] => [name, String(value)]).sort();
      resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString() });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Both ways, the direct one first: what it recorded is what the other must repeat. */
async function bothWays(port: number, body: string | Uint8Array, more?: Record<string, string>): Promise<Answer> {
  const direct = await post(port, DIRECT, body, more);
  expect(await post(port, FRAMEWORK, body, more)).toEqual(direct);
  return direct;
}

test('a machine is activated by one way, and the other repeats the answer byte for byte', async () => {
  const { port, licenseKey } = await open();
  const body = JSON.stringify({ licenseKey, request: newMachine().request(), label: 'Mill ü' });
  const named = await bothWays(port, body, { 'Idempotency-Key': 'a' });
  expect([named.status, JSON.parse(named.body).seat]).toEqual([201, { used: 1, total: 2 }]);
  expect(named.headers).toContainEqual(['cache-control', 'no-store']);
  expect(named.headers).toContainEqual(['content-security-policy', "default-src 'none'; frame-ancestors 'none'"]);
  const other = JSON.stringify({ licenseKey, request: newMachine().request() });
  expect(await bothWays(port, other)).toMatchObject({ status: 201 });
  const third = JSON.stringify({ licenseKey, request: newMachine().request() });
  expect(await bothWays(port, third)).toMatchObject({ status: 409, body: expect.stringContaining('no-seat-left') });
});

test('whatever is wrong is refused with the same words, headers and numbers', async () => {
  const { port, licenseKey } = await open();
  const request = newMachine().request();
  const good = { licenseKey, request };
  const unknown = 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA';
  const cases: [number, string | Uint8Array, Record<string, string>?][] = [
    [400, '{'],
    [400, '[]'],
    [400, 'null'],
    [400, '"text"'],
    [400, `{"licenseKey":"a","licenseKey":"b","request":"c"}`],
    [400, `{"licenseKey":"\\ud800","request":"c"}`],
    [400, '['.repeat(9) + ']'.repeat(9)],
    [400, new Uint8Array([0x7b, 0xff, 0x7d])],
    [400, `\ufeff${JSON.stringify(good)}`],
    [400, JSON.stringify({ ...good, more: 1 })],
    [400, JSON.stringify({ ...good, label: 7 })],
    [400, JSON.stringify({ ...good, fingerprint: 'SN-0815' })],
    [400, JSON.stringify({ licenseKey })],
    [400, JSON.stringify({ request })],
    [400, JSON.stringify({ ...good, request: `${request.slice(0, -1)}!` })],
    [400, JSON.stringify({ ...good, label: 'x'.repeat(65) })],
    [400, JSON.stringify(good), { 'Idempotency-Key': 'with a blank' }],
    [400, JSON.stringify({ ...good, licenseKey: unknown })],
    [422, JSON.stringify({ licenseKey, request: newMachine('other').request() })],
    [400, ' '.repeat(128 * 1024)],
    [413, ' '.repeat(128 * 1024 + 1)],
    [400, ''],
  ];
  for (const [status, body, more] of cases) {
    const answer = await bothWays(port, body, more);
    expect
      .soft([answer.status, answer.headers.find(([name]) => name === 'content-type')?.[1]], String(body).slice(0, 60))
      .toEqual([status, 'application/problem+json']);
  }
});

test('what is unusual is left to the framework: a page of another origin learns nothing by the direct way', async () => {
  const { port, licenseKey } = await open();
  const body = JSON.stringify({ licenseKey, request: newMachine().request() });
  const answer = await bothWays(port, body, { Origin: 'https://elsewhere.example' });
  expect(answer.headers.map(([name]) => name)).not.toContain('access-control-allow-origin');
  expect((await post(port, 'text/plain', body)).status).toBe(415);
});

test('a store that fails and a defect are told the same way, and reported without what was sent', async () => {
  const fixture = await openFixture();
  const faults = [new StoreFailure('no room'), new TypeError('a secret')];
  const portal = {
    ...fixture.portal,
    activate: () => Promise.reject(faults[0]),
  };
  const { port, events } = await open({ ...fixture, portal });
  const body = JSON.stringify({ licenseKey: fixture.licenseKey, request: newMachine().request() });
  const silent = await bothWays(port, body);
  expect([silent.status, silent.headers.find(([name]) => name === 'retry-after')?.[1]]).toEqual([503, '5']);
  faults.shift();
  expect((await bothWays(port, body)).status).toBe(500);
  expect(events.join('\n')).toMatch(/the store failed: no room[\s\S]*defect: TypeError/);
  expect(events.join('\n')).not.toContain('secret');
});

test('calls are counted by either way, under the same name', async () => {
  const { port, portal, licenseKey } = await open();
  await bothWays(port, JSON.stringify({ licenseKey, request: newMachine().request() }));
  await bothWays(port, '{');
  const told = await portal.office.metricsText();
  for (const status of [201, 400]) {
    expect(told).toContain(`latchkey_requests_total{method="POST",route="/api/v1/activations",status="${status}"} 2\n`);
  }
});

test('a connection that breaks in the middle of a body harms nobody', async () => {
  const { port, licenseKey } = await open();
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /api/v1/activations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a',
      );
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    socket.on('close', () => resolve());
    socket.on('error', () => undefined);
  });
  const body = JSON.stringify({ licenseKey, request: newMachine().request() });
  expect(await bothWays(port, body)).toMatchObject({ status: 201 });
});
