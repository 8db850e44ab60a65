// What every page answer carries, and which requests may change anything.
import type { MiddlewareHandler } from 'astro';
import { languagesOf } from './dates.ts';
import { LANGUAGE_COOKIE, textsFor } from './texts/index.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

// No inline script, no inline style, nobody else's server. The module needs 'wasm-unsafe-eval', which permits WebAssembly and no eval.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

// What every answer carries, pages or not, is set in portal/serve.ts. Its Referrer-Policy must not become "no-referrer": with that,
// browsers send "Origin: null" with our own forms.
const HEADERS = {
  'X-Robots-Tag': 'noindex, nofollow',
  // An answer may hold a license key that was typed wrong, or a code.
  'Cache-Control': 'no-store',
};

export const onRequest: MiddlewareHandler = async (context, next) => {
  const chosen = context.cookies.get(LANGUAGE_COOKIE)?.value ?? '';
  context.locals.texts = textsFor([chosen, ...languagesOf(context.request.headers.get('Accept-Language'))]);
  const response = mayChange(context.request) ? await next() : await next('/403');
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  // Vite's development server puts styles and scripts into the page.
  if (!import.meta.env.DEV) response.headers.set('Content-Security-Policy', POLICY);
  if (response.headers.get('Content-Type') === 'text/html')
    response.headers.set('Content-Type', 'text/html; charset=utf-8');
  return response;
};

/** A request that may change something must come from a page of this very host, and say so. */
function mayChange(request: Request): boolean {
  if (SAFE_METHODS.includes(request.method)) return true;
  const site = request.headers.get('Sec-Fetch-Site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = request.headers.get('Origin');
  // The host and not the scheme: behind a proxy that ends TLS this server sees http.
  return origin !== null && URL.parse(origin)?.host === request.headers.get('Host');
}
