// What every page answer carries, which requests may change anything, and who may see what.
import type { APIContext, MiddlewareHandler } from 'astro';
import { languagesOf } from './dates.ts';
import { gateOf } from './reading/gate.ts';
import { readMember } from './reading/member.ts';
import { keyCookieName, readReach } from './reading/reach.ts';
import { demandOf, isConsole, isDoor } from './reading/rights.ts';
import { isStoreFailure, storeEvent } from './server/store.ts';
import { mayRole, needsFresh } from './server/team/rights.ts';
import { consoleTextsFor, withOfficeSentences } from './texts/console.ts';
import { languageCookieName, textsFor } from './texts/index.ts';

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

// What every answer carries, pages or not, is set in portal/listener.ts. Its Referrer-Policy must not become "no-referrer": with that,
// browsers send "Origin: null" with our own forms.
const HEADERS = {
  'X-Robots-Tag': 'noindex, nofollow',
  // An answer may hold a license key that was typed wrong, or a code.
  'Cache-Control': 'no-store',
};

export const onRequest: MiddlewareHandler = async (context, next) => {
  const chosen = context.cookies.get(languageCookieName(context.locals.secure))?.value ?? '';
  context.locals.texts = textsFor([chosen, ...languagesOf(context.request.headers.get('Accept-Language'))]);
  context.locals.consoleTexts = consoleTextsFor(context.locals.texts);
  if (isConsole(context.url.pathname)) context.locals.texts = withOfficeSentences(context.locals.texts);
  // A page that leads on to another one has been here before.
  context.locals.setCookies ??= [];
  context.locals.reach = {};
  const response = await answer(context, next).catch((error: unknown) => excuse(context, error));
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  for (const cookie of context.locals.setCookies.splice(0)) response.headers.append('Set-Cookie', cookie);
  // Vite's development server puts styles and scripts into the page.
  if (!import.meta.env.DEV) response.headers.set('Content-Security-Policy', POLICY);
  if (response.headers.get('Content-Type') === 'text/html')
    response.headers.set('Content-Type', 'text/html; charset=utf-8');
  return response;
};

const RESTING = '/unavailable';

/** While the store does not answer, every page says so, and what became of a form that was sent. */
function excuse({ rewrite, request, url, locals }: APIContext, error: unknown): Promise<Response> {
  if (!isStoreFailure(error) || url.pathname === RESTING) throw error;
  locals.report(storeEvent(error));
  // A page that has begun may have done what was asked and failed afterwards, in telling of it.
  if (!SAFE_METHODS.includes(request.method)) locals.sent = locals.begun ? 'unknown' : 'unchanged';
  locals.again = url.pathname + url.search; // after a form, too: the page on which it stands
  // A request of its own: the body of a form that was read cannot be handed on.
  return rewrite(new Request(new URL(RESTING, url), { headers: request.headers }));
}

async function answer(context: APIContext, next: Parameters<MiddlewareHandler>[1]): Promise<Response> {
  const { request, locals, cookies, url } = context;
  if (!mayChange(request)) return next('/403');
  if (locals.tooLarge) return next('/413');
  // Where no page exists, Astro hands on nothing of what portal/listener.ts gave it.
  if (!isServed(locals) || url.pathname === RESTING) return next();
  const begin = () => {
    locals.begun = true;
    return next();
  };
  if (isConsole(url.pathname)) return answerTeam(context, next, begin);
  const token = cookies.get(keyCookieName(locals.secure))?.value;
  locals.reach = await readReach(locals.portal, request.headers, token, locals.setCookies);
  const gate = await gateOf(locals.portal, locals.reach, url.pathname);
  if (gate.open) {
    if (gate.license) locals.license = gate.license;
    if (gate.machine) locals.machine = gate.machine;
    return begin();
  }
  if (gate.because === 'missing') return next('/404');
  const back = SAFE_METHODS.includes(request.method) ? url.pathname + url.search : '/licenses';
  return context.redirect(`/sign-in?back=${encodeURIComponent(back)}`, 303);
}

/** A session of a customer means nothing here, and one of the team means nothing elsewhere. */
async function answerTeam(
  { request, locals, url, redirect }: APIContext,
  next: Parameters<MiddlewareHandler>[1],
  begin: () => Promise<Response>,
): Promise<Response> {
  if (!locals.portal.team) return next('/console/closed');
  locals.member ??= await readMember(locals, request.headers, locals.setCookies);
  if (isDoor(url.pathname)) return begin();
  const changes = !SAFE_METHODS.includes(request.method);
  const { member } = locals;
  if (!member) {
    const back = changes ? '/console' : url.pathname + url.search;
    return redirect(`/console/sign-in?back=${encodeURIComponent(back)}`, 303);
  }
  const demand = demandOf(url.pathname, changes);
  if (demand === 'look') return begin();
  if (demand === 'nobody' || !mayRole(member.role, demand.right)) return next('/console/forbidden');
  if (changes && needsFresh(demand.right) && !member.fresh)
    return redirect(`/console/confirm?back=${encodeURIComponent(url.pathname)}`, 303);
  return begin();
}

function isServed(locals: Partial<App.Locals>): boolean {
  return locals.portal !== undefined;
}

/** A request that may change something must come from a page of this very host, and say so. */
function mayChange(request: Request): boolean {
  if (SAFE_METHODS.includes(request.method)) return true;
  const site = request.headers.get('Sec-Fetch-Site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = request.headers.get('Origin');
  // The host and not the scheme: behind a proxy that ends TLS this server sees http.
  return origin !== null && URL.parse(origin)?.host === request.headers.get('Host');
}
