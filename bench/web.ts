// Usage: npm run bench:web. An application that starts offline: bytes, time from navigation to verdict, and what holds the main thread.
// Beside an empty page and the usual way (a JWT from IndexedDB, verified with jose), all three from the same service worker, server gone.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { SignJWT } from 'jose';
import { type Browser, chromium, type Page } from 'playwright';
import { filesOf } from '../examples/inspection/build.ts';
import { serveFiles } from '../examples/inspection/serve.ts';
import { startExample } from '../examples/inspection/start.ts';
import { howToGetChromium, provideChromium } from '../scripts/chromium.ts';

const ROUNDS = 31;
const WARM_UP = 5;
const PAGES = ['empty', 'jwt', 'latchkey'] as const;
const here = fileURLToPath(new URL('.', import.meta.url));
const module = path.join(here, '../build/verifier.wasm');

const executablePath = provideChromium();
if (!executablePath) throw new Error(howToGetChromium);

await sizes();
const example = await startExample();
const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
await buildPages(folder);
const server = serveFiles(folder, example.portal);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const base = `http://localhost:${typeof address === 'object' && address ? address.port : 0}/`;
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  await times(browser);
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await example.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Minified by esbuild, then gzip; what a page loads once. */
async function sizes(): Promise<void> {
  process.stdout.write('\nbytes, minified             raw    gzip\n');
  const rows: [string, string, string[]?][] = [
    // As test/web/budget.test.ts counts: the part that talks to the portal is loaded when it is needed.
    ['core until the verdict', "export * from './sdk-web/index.ts'", ['../hosts/js/index.ts', './online.ts']],
    ['the same with hosts/js', "export * from './sdk-web/index.ts'", ['./online.ts']],
    ['core, all in one file', "export * from './sdk-web/index.ts'"],
    ['elements, without core', "import './sdk-web/elements/index.ts'"],
    ['reader of QR pictures', "export { default } from 'qr/decode.js'"],
    ['worker with Workbox', "export * from './sdk-web/worker.ts'"],
  ];
  for (const [label, contents, external = []] of rows) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: path.join(here, '..'), loader: 'ts' },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      external: [...external, ...(label.startsWith('elements') ? ['qr/decode.js'] : [])],
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    print(label, outputFiles[0]?.contents ?? new Uint8Array());
  }
  print('verifier.wasm', readFileSync(module));
  print('verifier-simd.wasm', readFileSync(path.join(here, '../build/verifier-simd.wasm')));
}

function print(label: string, bytes: Uint8Array): void {
  const gzip = gzipSync(bytes, { level: 9 }).length;
  process.stdout.write(`${label.padEnd(24)} ${String(bytes.length).padStart(7)} ${String(gzip).padStart(7)}\n`);
}

async function buildPages(into: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const claims = new SignJWT({ plan: 'demo', features: { export: true } }).setProtectedHeader({ alg: 'EdDSA' });
  const jwt = await claims
    .setSubject('K7Q2M9XD')
    .setAudience('field-inspection')
    .setExpirationTime('1y')
    .sign(privateKey);
  copyFileSync(module, path.join(into, 'verifier.wasm'));
  for (const page of PAGES) {
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${page}</title><script type="module" src="${page}.js"></script>`;
    writeFileSync(path.join(into, `${page}.html`), html);
  }
  const define = {
    JWT: JSON.stringify(jwt),
    JWK: JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x }),
    PUBLIC_KEY: JSON.stringify(example.publicKey),
    VERIFIER_SHA256: JSON.stringify(createHash('sha256').update(readFileSync(module)).digest('hex')),
    'process.env.NODE_ENV': '"production"',
  };
  const shape = { bundle: true, minify: true, format: 'esm', target: 'es2022', outdir: into } as const;
  await build({ ...shape, entryPoints: PAGES.map((page) => path.join(here, `web-pages/${page}.ts`)), define });
  const files = { ...define, FILES: JSON.stringify(filesOf(into)) };
  await build({ ...shape, entryPoints: [path.join(here, 'web-pages/worker.ts')], define: files });
}

async function times(browser: Browser): Promise<void> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${base}latchkey.html`);
  await page.evaluate("navigator.serviceWorker.register('worker.js', { type: 'module' })");
  await until(page, 'navigator.serviceWorker.controller !== null');
  await activate(page);
  for (const name of PAGES) await visit(page, name);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve)); // from here on everything comes from the worker

  const session = await page.context().newCDPSession(page);
  for (const throttle of [1, 4]) {
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    const seen: Record<string, number[]> = {};
    let longest = 0;
    for (let round = 0; round < ROUNDS + WARM_UP; round++) {
      for (const name of PAGES) {
        const { atMilliseconds, long } = await visit(page, name);
        if (round < WARM_UP) continue;
        seen[name] = [...(seen[name] ?? []), atMilliseconds];
        if (name === 'latchkey') longest = Math.max(longest, ...long);
      }
    }
    const floor = median(seen['empty'] ?? []);
    process.stdout.write(`\noffline start to verdict, CPU ÷ ${throttle}     median ms   above empty\n`);
    for (const name of PAGES) {
      const middle = median(seen[name] ?? []);
      process.stdout.write(
        `${name.padEnd(34)} ${middle.toFixed(1).padStart(9)}   ${(middle - floor).toFixed(1).padStart(9)}\n`,
      );
    }
    process.stdout.write(
      longest > 0 ? `longest task of latchkey: ${longest} ms\n` : 'no task of latchkey over 50 ms\n',
    );
  }
}

/** With a request and its answer, as a person without a network would. */
async function activate(page: Page): Promise<void> {
  const request = await page.evaluate<string>('license.createRequest().then((it) => it.request.code)');
  const answer = await fetch(`${example.portal}api/v1/activations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ licenseKey: example.licenseKey, request }),
  });
  const { code }: { code: string } = JSON.parse(await answer.text());
  const installed = await page.evaluate<boolean>(`license.install(${JSON.stringify(code)}).then((it) => it.ok)`);
  if (!installed) throw new Error('the code was refused');
}

interface Visit {
  atMilliseconds: number;
  long: number[];
}

async function visit(page: Page, name: string): Promise<Visit> {
  await page.goto(`${base}${name}.html`);
  await until(page, 'globalThis.verdict !== undefined');
  const { valid, ...visit } = await page.evaluate<Visit & { valid: boolean }>(
    '({ ...verdict, long: globalThis.long ?? [] })',
  );
  if (!valid) throw new Error(`${name} gave no good verdict`);
  return visit;
}

/** Asked from outside: the page's policy forbids what Playwright would wait with. */
async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) await new Promise((resolve) => setTimeout(resolve, 20));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
