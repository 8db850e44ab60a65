// The forms that lead in: a license key, or an e-mail address for a link.
import type { LinkLetter } from '../server/accounts/customers.ts';
import type { ActivationProblem } from '../server/activate.ts';
import type { Portal } from '../server/portal.ts';
import type { Texts } from '../texts/index.ts';
import { pathBack } from './back.ts';
import { readForm, textOf } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

export interface SignInForm {
  licenseKey: string;
  email: string;
  /** The page that was asked for. */
  back: string;
}

export type SignInPage =
  | { state: 'form'; form: SignInForm; problems: FormProblem[]; status: number; retryAfterSeconds?: number }
  | { state: 'sent'; email: string; back: string }
  /** Signed in with a key. */
  | { state: 'open'; token: string; to: string };

const NO_LETTER: LinkLetter = { subject: '', text: '' };

export function emptySignIn(back: string): SignInPage & { state: 'form' } {
  return { state: 'form', form: { licenseKey: '', email: '', back: pathBack(back) }, problems: [], status: 200 };
}

export async function submitSignIn(
  texts: Texts,
  request: Request,
  portal: Portal,
  visitor: { address: string | undefined; keyToken: string | undefined },
): Promise<SignInPage> {
  const body = await readForm(request);
  if (!body) return { ...emptySignIn('/'), status: 413 };
  const form: SignInForm = {
    licenseKey: textOf(body, 'licenseKey').trim(),
    email: textOf(body, 'email').trim(),
    back: pathBack(textOf(body, 'back')),
  };
  return textOf(body, 'with') === 'email'
    ? await sendLink(texts, portal, form, visitor.address)
    : await openWithKey(texts, portal, form, visitor);
}

async function openWithKey(
  texts: Texts,
  portal: Portal,
  form: SignInForm,
  { address, keyToken }: { address: string | undefined; keyToken: string | undefined },
): Promise<SignInPage> {
  if (form.licenseKey === '')
    return refused(form, [{ field: 'licenseKey', sentence: texts.problems.noLicenseKey }], 422);
  const opened = await portal.keySessions.open(form.licenseKey, address, keyToken);
  if (!opened.ok)
    return withWait(refused(form, [formProblem(texts, opened.problem)], opened.problem.status), opened.problem);
  const own = `/licenses/${opened.licenseId}`;
  return { state: 'open', token: opened.token, to: form.back.startsWith(own) ? form.back : own };
}

async function sendLink(
  texts: Texts,
  portal: Portal,
  form: SignInForm,
  address: string | undefined,
): Promise<SignInPage> {
  if (form.email === '') return refused(form, [{ field: 'email', sentence: texts.signIn.noEmail }], 422);
  const result = await portal.customers?.sendLink({ email: form.email, letter: letterIn(texts, portal), address });
  if (!result) return refused(form, [{ field: 'email', sentence: texts.signIn.noMail }], 422);
  if (result.ok) return { state: 'sent', email: result.email, back: form.back };
  return withWait(refused(form, [formProblem(texts, result.problem)], result.problem.status), result.problem);
}

function letterIn(texts: Texts, portal: Portal): LinkLetter {
  const name = portal.vendor ?? texts.site.name;
  return portal.customers ? { subject: texts.letter.subject(name), text: texts.letter.text(name) } : NO_LETTER;
}

function refused(form: SignInForm, problems: FormProblem[], status: number): SignInPage & { state: 'form' } {
  return { state: 'form', form, problems, status };
}

function withWait(
  page: SignInPage & { state: 'form' },
  problem: Pick<ActivationProblem, 'retryAfterSeconds'>,
): SignInPage {
  const { retryAfterSeconds } = problem;
  return retryAfterSeconds === undefined ? page : { ...page, retryAfterSeconds };
}
