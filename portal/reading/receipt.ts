// The form "Give back": a receipt comes in, and the seat is free.

import type { Portal } from '../server/portal.ts';
import type { MachineView } from '../server/view.ts';
import type { Texts } from '../texts/index.ts';
import { codeFrom, readForm } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

export type ReceiptPage =
  | { state: 'form'; receipt: string; problems: FormProblem[]; status: number; retryAfterSeconds?: number }
  | { state: 'freed'; machine: MachineView; already: boolean };

export const EMPTY_RECEIPT: ReceiptPage = { state: 'form', receipt: '', problems: [], status: 200 };

/** @param licenseId the license that is open; absent: the receipt alone says whose it is */
export async function submitReceipt(
  texts: Texts,
  request: Request,
  portal: Portal,
  { licenseId, address }: { licenseId?: string; address: string | undefined },
): Promise<ReceiptPage> {
  const body = await readForm(request);
  const receipt = body && (await codeFrom(body, 'receipt'));
  if (receipt === undefined) return refused('', 413, { field: 'receipt', sentence: texts.problems.tooLarge });
  if (receipt.trim() === '') return refused('', 422, { field: 'receipt', sentence: texts.giveBack.noReceipt });
  const result = await portal.machines.release({ receipt, address, ...(licenseId !== undefined && { licenseId }) });
  if (result.ok) return { state: 'freed', machine: result.machine, already: result.already };
  const page = refused(receipt, result.problem.status, { ...formProblem(texts, result.problem), field: 'receipt' });
  const { retryAfterSeconds } = result.problem;
  return retryAfterSeconds === undefined ? page : { ...page, retryAfterSeconds };
}

function refused(receipt: string, status: number, problem: FormProblem): ReceiptPage & { state: 'form' } {
  return { state: 'form', receipt, problems: [problem], status };
}
