import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';

test.skipIf(process.platform === 'win32')('ending npm ends the demo that it started, and frees its port', async () => {
  const port = await freePort();
  const npm = spawn('npm', ['run', 'demo'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => npm.stdout.on('close', resolve)); // the last process that could write is gone
  await new Promise<void>((resolve) => npm.stdout.on('data', (text) => String(text).includes('Ctrl-C') && resolve()));
  const { status } = await fetch(`http://localhost:${port}/api/v1/health`);
  expect(status).toBe(200);

  npm.kill('SIGTERM');
  await ended;
  await expect(fetch(`http://localhost:${port}/api/v1/health`)).rejects.toThrow();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
