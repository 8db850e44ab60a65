// How long one verification takes in Chromium, beside its own WebCrypto. Usage: npm run bench:chromium [rounds]
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { launch } from 'puppeteer-core';
import { findChromium, howToGetChromium } from '../scripts/chromium.ts';
import { chromiumFloors } from './floors.ts';
import { makeSignatures } from './make.ts';
import { floorTable, type Time, timeTable } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 61);

const chromium = findChromium();
if (!chromium) throw new Error(howToGetChromium);

const { outputFiles } = await build({
  entryPoints: ['bench/chromium-page.ts'],
  bundle: true,
  format: 'iife',
  write: false,
});
const page = `<!doctype html><title>bench</title><script>${outputFiles[0]?.text ?? ''}</script>`;
const server = createServer(({ url = '' }, answer) => {
  // Isolated pages have a clock of 5 µs; that of others has steps of 100.
  answer.setHeader('cross-origin-opener-policy', 'same-origin');
  answer.setHeader('cross-origin-embedder-policy', 'require-corp');
  if (url.endsWith('.wasm')) answer.end(readFileSync(`build${url}`));
  else answer.setHeader('content-type', 'text/html; charset=utf-8').end(page);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('the server has a port');

const browser = await launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${address.port}/`);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  for (const keyCount of [1, 4]) {
    const signed = makeSignatures(keyCount).signed.map(({ key, message, signature }) => ({
      key: hex(key),
      message: hex(message),
      signature: hex(signature),
    }));
    const answer = await tab.evaluate(`runBench(${JSON.stringify({ signed, rounds })})`);
    const times = new Map(answer as [string, Time][]); // what chromium-page.ts returns
    process.stdout.write(`\n${await browser.version()}, ${keyCount} key(s), ${rounds} rounds, one verification\n`);
    process.stdout.write(`${timeTable(times)}\n${floorTable(chromiumFloors, times)}`);
  }
} finally {
  await browser.close();
  server.close();
}
