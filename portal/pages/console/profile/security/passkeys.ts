// Adding a passkey: the first call is what the browser needs, the second brings what it made.
import type { APIRoute } from 'astro';
import { readJson } from '../../../../reading/json.ts';
import { byMember } from '../../../../reading/member.ts';
import { isCreation } from '../../../../reading/passkey.ts';

const LONGEST_NAME = 60;

export const POST: APIRoute = async ({ request, locals }) => {
  const { team } = locals.portal;
  if (!team) return new Response(null, { status: 404 });
  const { response, name } = await readJson(request);
  if (response === undefined) {
    const { value, cookies } = await team.own.passkeyCreation(request.headers);
    locals.setCookies.push(...cookies);
    return Response.json(value);
  }
  if (!isCreation(response)) return Response.json({ ok: false }, { status: 400 });
  const called = String(name ?? '')
    .trim()
    .slice(0, LONGEST_NAME);
  const ok = await team.own.addPasskey(byMember(locals), request.headers, response, called);
  return Response.json({ ok }, { status: ok ? 200 : 400 });
};
