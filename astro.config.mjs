import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

export default defineConfig({
  srcDir: './portal',
  publicDir: './portal/public',
  outDir: './dist',
  output: 'server',
  // The largest thing that a page accepts is one request file (16 KiB) in a form; the server in front of Astro owns sockets and shutdown.
  adapter: node({ mode: 'middleware', bodySizeLimit: 64 * 1024 }),
  // portal/middleware.ts checks the origin of every POST: Astro's own check compares with a host name that is "localhost"
  // unless it is configured, lets JSON through, and answers without our headers.
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
  // The content security policy allows no inline script and no inline style, so none may be made.
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
});
