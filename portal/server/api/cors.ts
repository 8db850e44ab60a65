// Which web applications may ask from a browser: those on the domains of a product (docs/online.md). Never with cookies.
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { Portal } from '../portal.ts';

/** What a device calls; the vendor's calls are for programs with an API key, which does not belong into a page. */
export const OPEN_TO_PAGES = ['/activations', '/activations/*', '/validate', '/keys', '/health'];

const DAY_SECONDS = 86_400;

export function openToPages(portal: Portal): MiddlewareHandler {
  const withOrigin = cors({
    origin: async (origin) => ((await portal.servesPageOf(hostOf(origin))) ? origin : null),
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['Content-Type', 'Idempotency-Key'],
    exposeHeaders: ['Retry-After'],
    maxAge: DAY_SECONDS,
  });
  return (c, next) => {
    if (c.req.header('origin') !== undefined) return withOrigin(c, next);
    c.header('Vary', 'Origin'); // a program, which has no page that an answer could be meant for
    return next();
  };
}

/** The name of the host that served the page, without its port: the same that codes are bound to. A page without an origin has none. */
function hostOf(origin: string): string {
  const url = URL.parse(origin);
  return url && /^https?:$/.test(url.protocol) ? url.hostname : '';
}
