import type { APIRoute } from 'astro';

export const POST: APIRoute = async ({ request, locals, redirect }) => {
  locals.setCookies.push(...((await locals.portal.team?.signOut(request.headers, locals.address)) ?? []));
  return redirect('/console/sign-in', 303);
};

export const GET: APIRoute = ({ redirect }) => redirect('/console', 303);
