// "Check a code" with a script: the verdict is made here, and nothing is sent.
import type { Verifier } from '../../hosts/js/index.ts';
import { nowSeconds } from '../clock.ts';
import { missingFields } from '../reading/check.ts';
import { type CheckForm, judge } from '../reading/judge.ts';
import { verdictView } from '../telling/verdict.ts';
import { linkSummaryToFields } from './form.ts';
import { fetchVerifier } from './module.ts';
import { find } from './page.ts';
import { forgetOldProblem, say, sayNothing, sayProblem } from './reading.ts';
import { texts } from './texts.ts';
import { drawVerdict } from './verdict.ts';

const form = find('#check', HTMLFormElement);
const code = find('#code', HTMLTextAreaElement);
const product = find('#product', HTMLSelectElement);
const machine = find('#machine', HTMLTextAreaElement);
const answer = find('#verdict', HTMLElement);

if (form && code && product && machine && answer) {
  linkSummaryToFields();
  const verifier = await fetchVerifier();
  // Without the module the form is sent, and the server answers the same.
  if (verifier) answerHere({ form, fields: { code, product, machine }, answer, verifier });
}

interface CheckElements {
  form: HTMLFormElement;
  fields: { code: HTMLTextAreaElement; product: HTMLSelectElement; machine: HTMLTextAreaElement };
  answer: HTMLElement;
  verifier: Verifier;
}

function answerHere({ form, fields, answer, verifier }: CheckElements): void {
  verifier.trust(...trustedKeys(form));
  const hint = find('#private', HTMLElement);
  if (hint) hint.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    forgetLastAnswer(fields, answer);
    const entered = { code: fields.code.value, product: fields.product.value, machine: fields.machine.value };
    if (tellMissing(fields, entered)) return;
    const seconds = nowSeconds();
    const products = [...fields.product.options].map(({ value }) => value).filter((value) => value !== '');
    const judgement = judge(texts, verifier, entered, products, seconds);
    if (!judgement.ok) {
      sayProblem(fields.machine, judgement.problem);
      fields.machine.focus();
      return;
    }
    answer.append(drawVerdict(verdictView(texts, judgement.verdict, judgement.machineGiven, seconds), fields.code));
    answer.querySelector('h2')?.focus();
  });
}

function forgetLastAnswer(fields: CheckElements['fields'], answer: HTMLElement): void {
  answer.replaceChildren();
  find('.error-summary', HTMLElement)?.remove();
  for (const field of Object.values(fields)) {
    forgetOldProblem(field);
    sayNothing(field);
  }
}

/** Says beside each field what is missing, and puts the cursor into the first. */
function tellMissing(fields: CheckElements['fields'], entered: CheckForm): boolean {
  const missing = missingFields(texts, entered);
  const byName = new Map<string, HTMLElement>(Object.entries(fields));
  for (const { field = '', sentence } of missing) {
    const element = byName.get(field);
    if (element) say(element, 'refused', sentence);
  }
  byName.get(missing[0]?.field ?? '')?.focus();
  return missing.length > 0;
}

function trustedKeys(form: HTMLFormElement): Uint8Array[] {
  const keys = (form.dataset['keys'] ?? '').split(' ');
  return keys.map((key) => Uint8Array.from(atob(key), (byte) => byte.charCodeAt(0)));
}
