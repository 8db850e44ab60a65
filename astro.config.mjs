import node from '@astrojs/node';
import { defineConfig } from 'astro/config';
import { compressedPages } from './scripts/compress-pages.mjs';

export default defineConfig({
  srcDir: './portal',
  publicDir: './portal/public',
  outDir: './dist',
  output: 'server',
  // The largest thing that a page accepts is a table of licenses in the console; portal/serve.ts owns sockets and shutdown, and keeps
  // every other form to far less.
  adapter: node({ mode: 'middleware', bodySizeLimit: 640 * 1024 }),
  // portal/middleware.ts checks the origin of every POST: Astro's own check compares with a host name that is "localhost"
  // unless it is configured, lets JSON through, and answers without our headers.
  security: { checkOrigin: false },
  integrations: [compressedPages()],
  devToolbar: { enabled: false },
  // The content security policy allows no inline script and no inline style, so none may be made.
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
});
