// The forms that lead into the console: an e-mail address for a link, and the link itself.
import type { Portal } from '../server/portal.ts';
import type { LinkView } from '../server/team/team.ts';
import type { ConsoleTexts } from '../texts/console.ts';
import type { Texts } from '../texts/index.ts';
import { readForm, textOf } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';
import { isConsole } from './rights.ts';

interface Words {
  texts: Texts;
  consoleTexts: ConsoleTexts;
}

export type LinkForm =
  | { state: 'form'; email: string; back: string; problems: FormProblem[]; status: number }
  | { state: 'sent'; email: string; back: string };

/** A page of the console, whatever the form says. */
export function consoleBack(text: string): string {
  return /^\/[\x21-\x7e]*$/.test(text) && isConsole(text.split(/[?#]/)[0] ?? '') && !text.includes('..')
    ? text
    : '/console';
}

export function emptyLinkForm(back: string): LinkForm & { state: 'form' } {
  return { state: 'form', email: '', back: consoleBack(back), problems: [], status: 200 };
}

export async function submitLinkForm(
  { texts, consoleTexts }: Words,
  request: Request,
  portal: Portal,
  address: string | undefined,
): Promise<LinkForm> {
  const body = await readForm(request);
  if (!body || !portal.team) return { ...emptyLinkForm(''), status: 413 };
  const form = { ...emptyLinkForm(textOf(body, 'back')), email: textOf(body, 'email').trim() };
  if (form.email === '')
    return { ...form, problems: [{ field: 'email', sentence: consoleTexts.signInTeam.noEmail }], status: 422 };
  const name = portal.vendor ?? texts.site.name;
  const { signInSubject, signIn } = consoleTexts.teamLetters;
  const letter = { subject: signInSubject(name), text: signIn(name), back: form.back };
  const sent = await portal.team.sendSignInLink(form.email, letter, address);
  if (sent.ok) return { state: 'sent', email: sent.value, back: form.back };
  return { ...form, problems: [formProblem(texts, sent.problem)], status: sent.problem.status };
}

export interface EnterForm {
  link: LinkView | undefined;
  token: string;
  email: string;
  name: string;
  back: string;
  problems: FormProblem[];
  status: number;
}

/** What the link is good for, before it is used. */
export async function readEnter(portal: Portal, url: URL): Promise<EnterForm> {
  const token = url.searchParams.get('token') ?? '';
  const link = await portal.team?.link(token);
  const back = consoleBack(url.searchParams.get('back') ?? '');
  return { link, token, email: '', name: link?.name ?? '', back, problems: [], status: link ? 200 : 410 };
}

export async function submitEnter(
  texts: Texts,
  request: Request,
  portal: Portal,
  address: string | undefined,
): Promise<EnterForm | { to: string; cookies: string[] }> {
  const body = await readForm(request);
  const { team } = portal;
  const form: EnterForm = {
    link: undefined,
    token: '',
    email: '',
    name: '',
    back: '/console',
    problems: [],
    status: 410,
  };
  if (!body || !team) return form;
  form.token = textOf(body, 'token');
  form.email = textOf(body, 'email').trim();
  form.name = textOf(body, 'name').trim();
  form.back = consoleBack(textOf(body, 'back'));
  form.link = await team.link(form.token);
  const said = { email: form.email, name: form.name, code: textOf(body, 'code') };
  const entered = await team.enter(form.token, said, request.headers, address);
  if (entered.ok)
    return { to: form.link?.kind === 'owner' ? '/console/profile?welcome' : form.back, cookies: entered.value };
  return { ...form, problems: [formProblem(texts, entered.problem)], status: form.link ? entered.problem.status : 410 };
}
