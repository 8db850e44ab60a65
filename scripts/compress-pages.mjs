// Astro's last step: beside each file of the pages that can be compressed, what the portal sends instead of it (portal/static.ts).
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { brotliSmall } from './compress.mjs';

/** Pictures and fonts are compressed already. */
const TEXTS = /\.(css|html|js|json|svg|txt|webmanifest)$/;
/** In the pages its name has a hash; its bytes are the same. */
const MODULE = 'build/verifier.wasm';

/** @returns {import('astro').AstroIntegration} */
export function compressedPages() {
  return {
    name: 'compressed-pages',
    hooks: { 'astro:build:done': ({ dir }) => compressPages(fileURLToPath(dir)) },
  };
}

export function compressPages(/** @type {string} */ folder) {
  const module = readFileSync(MODULE);
  for (const name of globSync('**/*.*', { cwd: folder })) {
    const file = path.join(folder, name);
    const isModule = name.endsWith('.wasm') && readFileSync(file).equals(module);
    if (isModule) for (const ending of ['.gz', '.br']) copyFileSync(MODULE + ending, file + ending);
    else if (TEXTS.test(name)) compress(file);
  }
}

/** Only what is smaller then. Zopfli would take a second for each hundred kilobytes, at every change of a page. */
function compress(/** @type {string} */ file) {
  const bytes = readFileSync(file);
  const results = { '.gz': gzipSync(bytes, { level: 9 }), '.br': brotliSmall(bytes) };
  for (const [ending, result] of Object.entries(results)) {
    if (result.length < bytes.length) writeFileSync(file + ending, result);
  }
}
