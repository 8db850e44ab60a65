// Builds the application into a folder: bundles, then the worker, which knows every file by its hash.
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const module = fileURLToPath(new URL('../../build/verifier.wasm', import.meta.url));
const FILES = ['index.html', 'style.css', 'manifest.webmanifest', 'icons'];

export interface Build {
  folder: string;
  /** The portal's address, as the browser reaches it. */
  portal: string;
  /** In hex. */
  publicKey: string;
  /** Files with another content, for tests of updates. */
  change?: Record<string, string>;
}

export async function buildApp({ folder, portal, publicKey, change = {} }: Build): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) cpSync(path.join(here, file), path.join(folder, file), { recursive: true });
  for (const [file, content] of Object.entries(change)) writeFileSync(path.join(folder, file), content);
  for (const ending of ['', '.gz', '.br']) copyFileSync(module + ending, path.join(folder, `verifier.wasm${ending}`));
  const define = {
    PORTAL: JSON.stringify(portal),
    PUBLIC_KEY: JSON.stringify(publicKey),
    VERIFIER_SHA256: JSON.stringify(createHash('sha256').update(readFileSync(module)).digest('hex')),
    'process.env.NODE_ENV': '"production"',
  };
  const bundle = { bundle: true, minify: true, format: 'esm', target: 'es2022', outdir: folder } as const;
  await build({ ...bundle, splitting: true, entryPoints: [path.join(here, 'app.ts')], define });
  await build({
    ...bundle,
    entryPoints: [path.join(here, 'worker.ts')],
    define: { ...define, FILES: JSON.stringify(filesOf(folder)) },
  });
}

/** What the worker keeps: files by the names that the page asks for, not what a server may send in their place. */
export function filesOf(folder: string): { url: string; revision: string; integrity: string }[] {
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter(
    (it) => it.isFile() && !/\.(gz|br)$/.test(it.name),
  );
  return files
    .map((it) => path.join(it.parentPath, it.name))
    .sort()
    .map((file) => {
      const hash = createHash('sha256').update(readFileSync(file));
      const digest = hash.digest('base64');
      return {
        url: path.relative(folder, file).replaceAll(path.sep, '/'),
        revision: digest.slice(0, 16),
        integrity: `sha256-${digest}`,
      };
    });
}
