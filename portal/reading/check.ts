// The form "Check a code" as it arrives at the server, for browsers that cannot run the module.
import type { Portal } from '../server/portal.ts';
import { type VerdictView, verdictView } from '../telling/verdict.ts';
import type { Texts } from '../texts/index.ts';
import { readForm, textOf } from './form.ts';
import { type CheckForm, judge } from './judge.ts';
import type { FormProblem } from './problem.ts';

export interface CheckPage {
  form: CheckForm;
  problems: FormProblem[];
  view?: VerdictView;
}

export async function submitCheck(
  texts: Texts,
  request: Request,
  portal: Portal,
  nowSeconds: number,
): Promise<CheckPage> {
  const body = await readForm(request);
  if (!body)
    return {
      form: { code: '', product: '', machine: '' },
      problems: [{ field: 'code', sentence: texts.problems.tooLarge }],
    };
  const form = { code: textOf(body, 'code'), product: textOf(body, 'product'), machine: textOf(body, 'machine') };
  const problems = missingFields(texts, form);
  if (problems.length > 0) return { form, problems };
  const products = (await portal.products()).map(({ id }) => id);
  const judgement = judge(texts, portal.verifier, form, products, nowSeconds);
  if (!judgement.ok) return { form, problems: [{ ...judgement.problem, field: 'machine' }] };
  return { form, problems: [], view: verdictView(texts, judgement.verdict, judgement.machineGiven, nowSeconds) };
}

export function missingFields(texts: Texts, form: CheckForm): FormProblem[] {
  const problems: FormProblem[] = [];
  if (form.code.trim() === '') problems.push({ field: 'code', sentence: texts.problems.noCode });
  return problems;
}
