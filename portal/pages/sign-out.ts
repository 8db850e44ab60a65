// Ends the sessions of this browser, or all of the account.
import type { APIRoute } from 'astro';
import { readForm, textOf } from '../reading/form.ts';
import { keyCookieName } from '../reading/reach.ts';

export const POST: APIRoute = async ({ request, locals, cookies, redirect }) => {
  const { portal, reach, secure } = locals;
  const form = await readForm(request);
  const everywhere = form !== undefined && textOf(form, 'everywhere') === 'yes';
  if (portal.customers && reach.account) {
    const ended = everywhere
      ? await portal.customers.signOutEverywhere(reach.account, request.headers)
      : await portal.customers.signOut(request.headers);
    locals.setCookies.push(...ended);
  }
  const name = keyCookieName(secure);
  const token = cookies.get(name)?.value;
  if (token) await portal.keySessions.close(token);
  cookies.delete(name, { path: '/', secure });
  return redirect('/?signed-out', 303);
};

export const GET: APIRoute = ({ redirect }) => redirect('/', 303);
