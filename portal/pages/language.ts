// Remembers the language that was chosen at the foot of a page.
import type { APIRoute } from 'astro';
import { pathBack } from '../reading/back.ts';
import { readForm, textOf } from '../reading/form.ts';
import { isLanguage, LANGUAGE_COOKIE } from '../texts/index.ts';

const YEAR_SECONDS = 365 * 86_400;

export const POST: APIRoute = async ({ request, cookies, redirect }) => {
  const form = await readForm(request);
  const language = form ? textOf(form, 'language') : '';
  if (isLanguage(language)) {
    cookies.set(LANGUAGE_COOKIE, language, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: YEAR_SECONDS });
  }
  return redirect(pathBack(form ? textOf(form, 'back') : ''), 303);
};

export const GET: APIRoute = ({ redirect }) => redirect('/', 303);
