// Adding a passkey: the first call is what the browser needs, the second brings what it made. Both need a fresh sign-in.
import type { APIRoute } from 'astro';
import { readJson } from '../../reading/json.ts';
import { isCreation } from '../../reading/passkey.ts';

const LONGEST_NAME = 60;

export const POST: APIRoute = async ({ request, locals }) => {
  const { portal, reach } = locals;
  if (!portal.customers || !reach.account?.fresh) return Response.json({ ok: false }, { status: 403 });
  const { response, name } = await readJson(request);
  if (response === undefined) {
    const { value, cookies } = await portal.customers.passkeys.creation(request.headers);
    locals.setCookies.push(...cookies);
    return Response.json(value);
  }
  if (!isCreation(response)) return Response.json({ ok: false }, { status: 400 });
  const called = String(name ?? '')
    .trim()
    .slice(0, LONGEST_NAME);
  const ok = await portal.customers.passkeys.add(request.headers, response, called);
  return Response.json({ ok }, { status: ok ? 200 : 400 });
};
