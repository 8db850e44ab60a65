// Remembers the language that was chosen at the foot of a page.
import type { APIRoute } from 'astro';
import { pathBack } from '../reading/back.ts';
import { readForm, textOf } from '../reading/form.ts';
import { isLanguage, languageCookieName } from '../texts/index.ts';

const YEAR_SECONDS = 365 * 86_400;

export const POST: APIRoute = async ({ request, cookies, locals, redirect }) => {
  const { secure } = locals;
  const form = await readForm(request);
  const language = form ? textOf(form, 'language') : '';
  if (isLanguage(language)) {
    const options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: YEAR_SECONDS } as const;
    cookies.set(languageCookieName(secure), language, options);
  }
  return redirect(pathBack(form ? textOf(form, 'back') : ''), 303);
};

export const GET: APIRoute = ({ redirect }) => redirect('/', 303);
