// What the form of the second factor asks for, step by step.
import type { FactorSetup } from '../server/team/own.ts';
import type { Problem } from '../server/vendor/problems.ts';
import { readForm, textOf } from './form.ts';
import { byMember, memberOf } from './member.ts';
import { type FormProblem, formProblem } from './problem.ts';

export type FactorPage =
  | { state: 'set-up'; setup: FactorSetup; problems: FormProblem[]; status: number }
  /** Shown this once. */
  | { state: 'codes'; codes: string[]; status: number }
  /** Back to the profile. */
  | { state: 'done'; done?: string };

export async function submitFactor(locals: App.Locals, request: Request): Promise<FactorPage> {
  const { team } = locals.portal;
  const form = await readForm(request);
  if (!team || !form) return { state: 'done' };
  const member = memberOf(locals);
  const by = byMember(locals);
  switch (textOf(form, 'step')) {
    case 'begin': {
      const begun = await team.own.beginFactor(by, member);
      return begun.ok ? { state: 'set-up', setup: begun.value, problems: [], status: 200 } : { state: 'done' };
    }
    case 'confirm': {
      const confirmed = await team.own.confirmFactor(by, member, textOf(form, 'code'));
      if (confirmed.ok) return { state: 'codes', codes: confirmed.value, status: 200 };
      return await again(locals, confirmed.problem);
    }
    case 'codes': {
      const renewed = await team.own.renewRecoveryCodes(by, member);
      return renewed.ok ? { state: 'codes', codes: renewed.value, status: 200 } : { state: 'done' };
    }
    case 'remove': {
      const removed = await team.own.removeFactor(by, member);
      return { state: 'done', ...(removed.ok && { done: 'factor-removed' }) };
    }
    default:
      return { state: 'done' };
  }
}

async function again(locals: App.Locals, problem: Problem): Promise<FactorPage> {
  const setup = await locals.portal.team?.own.waitingFactor(memberOf(locals));
  if (!setup) return { state: 'done' };
  return { state: 'set-up', setup, problems: [formProblem(locals.texts, problem)], status: problem.status };
}
