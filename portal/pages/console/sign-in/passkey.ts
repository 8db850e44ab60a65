// Signing in to the console with a passkey: the first call is the question, the second brings the browser's answer.
import type { APIRoute } from 'astro';
import { consoleBack } from '../../../reading/console-sign-in.ts';
import { readJson } from '../../../reading/json.ts';
import { isAnswer } from '../../../reading/passkey.ts';

export const POST: APIRoute = async ({ request, locals }) => {
  const { team } = locals.portal;
  if (!team) return new Response(null, { status: 404 });
  const { response, back } = await readJson(request);
  if (response === undefined) {
    const { value, cookies } = await team.passkeyQuestion();
    locals.setCookies.push(...cookies);
    return Response.json(value);
  }
  if (!isAnswer(response)) return Response.json({ ok: false }, { status: 400 });
  const { value, cookies } = await team.enterWithPasskey(request.headers, response, locals.address);
  locals.setCookies.push(...cookies);
  return Response.json(value ? { ok: true, to: consoleBack(String(back ?? '')) } : { ok: false }, {
    status: value ? 200 : 401,
  });
};
