// Signing in with a passkey: the first call is the question, the second brings the browser's answer.
import type { APIRoute } from 'astro';
import { pathBack } from '../../reading/back.ts';
import { readJson } from '../../reading/json.ts';
import { isAnswer } from '../../reading/passkey.ts';

export const POST: APIRoute = async ({ request, locals }) => {
  const { customers } = locals.portal;
  if (!customers) return new Response(null, { status: 404 });
  const { response, back } = await readJson(request);
  if (response === undefined) {
    const { value, cookies } = await customers.passkeys.question();
    locals.setCookies.push(...cookies);
    return Response.json(value);
  }
  if (!isAnswer(response)) return Response.json({ ok: false }, { status: 400 });
  const { value, cookies } = await customers.enterWithPasskey(request.headers, response, locals.address);
  locals.setCookies.push(...cookies);
  return Response.json(value ? { ok: true, to: pathBack(String(back ?? '')) } : { ok: false }, {
    status: value ? 200 : 401,
  });
};
