// D21: clients that are slow, idle, or ambiguous about where a request ends. They are cut off or refused, and others are served meanwhile.
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Patience, serve } from '../../portal/serve.ts';
import { newMachine, openFixture } from './fixture.ts';

const SHORT: Patience = { headers: 600, request: 1200, idle: 300, looking: 100 };

async function start(patience?: Patience) {
  const fixture = await openFixture();
  const report = (event: string) => void fixture.events.push(event);
  const server = await serve({
    portal: fixture.portal,
    host: '127.0.0.1',
    port: 0,
    report,
    ...(patience && { patience }),
  });
  onTestFinished(() => server.stop());
  const activate = () =>
    fetch(`http://127.0.0.1:${server.port}/api/v1/activations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ licenseKey: fixture.licenseKey, request: newMachine().request() }),
    });
  return { ...fixture, port: server.port, activate };
}

interface Line {
  socket: Socket;
  /** What came, when the other side has closed. */
  closed: Promise<string>;
}

function open(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve({ socket, closed }));
    const closed = new Promise<string>((ended) => {
      let text = '';
      socket.setEncoding('latin1');
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => ended(text));
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
    );
  });
}

/** Sends `text` a byte every 50 ms until the connection ends. */
function trickle({ socket }: Line, text: string): void {
  let at = 0;
  const timer = setInterval(() => (socket.writable ? socket.write(text[at++ % text.length] ?? '') : undefined), 50);
  socket.on('close', () => clearInterval(timer));
}

/** Both ends are files of this process, which has more of them open. */
const IDLE = Math.min(4000, Math.floor(openFiles() / 2) - 200);

function openFiles(): number {
  const report: unknown = process.report.getReport();
  const limits: unknown = typeof report === 'object' && report ? Reflect.get(report, 'userLimits') : undefined;
  const files: unknown = typeof limits === 'object' && limits ? Reflect.get(limits, 'open_files') : undefined;
  const soft: unknown = typeof files === 'object' && files ? Reflect.get(files, 'soft') : undefined;
  return typeof soft === 'number' ? soft : 4096; // "unlimited", or a system that does not say
}

const HEAD = 'POST /api/v1/activations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('D21 slow clients', () => {
  test('headers and bodies that trickle are ended with 408, and others are served meanwhile', async () => {
    const { port, activate } = await start(SHORT);
    const head = await open(port);
    trickle(head, HEAD);
    const body = await open(port);
    body.socket.write(`${HEAD}Content-Length: 5000\r\n\r\n`);
    trickle(body, '{"licenseKey": "');
    const chunks = await open(port);
    chunks.socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    trickle(chunks, '1\r\na\r\n');
    expect((await activate()).status).toBe(201);
    expect(await head.closed).toMatch(/^HTTP\/1\.1 408 /);
    for (const line of [body, chunks]) expect(await line.closed).toMatch(/^HTTP\/1\.1 408 /);
    expect((await activate()).status).toBe(201);
  });

  test('a connection on which nothing comes is closed, and a kept one too', async () => {
    const { port } = await start(SHORT);
    const silent = await open(port);
    const kept = await open(port);
    kept.socket.write('GET /api/v1/keys HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await kept.closed).toMatch(/^HTTP\/1\.1 200 /);
    expect(await silent.closed).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  test('thousands of idle connections keep nobody out', async () => {
    const { port, activate } = await start();
    const lines: Line[] = [];
    while (lines.length < IDLE) lines.push(...(await Promise.all(Array.from({ length: 100 }, () => open(port)))));
    expect((await activate()).status).toBe(201);
    const alive = lines.filter(({ socket }) => !socket.destroyed).length;
    for (const { socket } of lines) socket.destroy();
    process.stdout.write(`D21: answered beside ${alive} idle connections\n`);
    expect(alive).toBeGreaterThan(IDLE / 2);
  });
});

const AMBIGUOUS: Record<string, string> = {
  'both a length and chunks': `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/keys HTTP/1.1\r\nHost: x\r\n\r\n`,
  'chunks, then a length': `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /api/v1/keys HTTP/1.1\r\nHost: x\r\n\r\n`,
  'two lengths': `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `,
  'a length with a sign': `${HEAD}Content-Length: +2\r\n\r\n{}`,
  'a length in hex': `${HEAD}Content-Length: 0x2\r\n\r\n{}`,
  'a list of lengths': `${HEAD}Content-Length: 2, 2\r\n\r\n{}`,
  'chunked, but not at the end': `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'chunked with a space before the colon': `${HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'a folded header': `${HEAD}X-A: b\r\n c: d\r\nContent-Length: 2\r\n\r\n{}`,
  'a chunk size that is none': `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  'a chunk size with a sign': `${HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n`,
  'a chunk size beyond 64 bits': `${HEAD}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
  'a chunk longer than it says': `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n0\r\n\r\n`,
  'a line feed alone after a header': `${HEAD.replaceAll('\r\n', '\n')}Content-Length: 2\n\n{}`,
  'NUL in a header': `${HEAD}X-A: a\0b\r\nContent-Length: 2\r\n\r\n{}`,
  'no host': 'GET /api/v1/keys HTTP/1.1\r\n\r\n',
  'no HTTP': 'GET /api/v1/keys\r\n\r\n',
};

describe('D21 requests whose end is ambiguous', () => {
  test.each(Object.entries(AMBIGUOUS))('%s: 400, and the connection is closed', async (_name, bytes) => {
    const { port } = await start(SHORT);
    const line = await open(port);
    line.socket.write(Buffer.from(bytes, 'latin1'));
    const answers = (await line.closed).match(/HTTP\/1\.1 \d+/g);
    // One answer: nothing behind the first request was taken for a second.
    expect(answers).toEqual(['HTTP/1.1 400']);
  });

  test('headers of more than 16 KB: 431', async () => {
    const { port } = await start(SHORT);
    const line = await open(port);
    line.socket.write(`GET /api/v1/keys HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(17_000)}\r\n\r\n`);
    expect(await line.closed).toMatch(/^HTTP\/1\.1 431 /);
  });
});
