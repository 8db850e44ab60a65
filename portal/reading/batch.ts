// Many requests at once. Each is an activation of its own: what is refused stops nothing else, and sending again changes nothing.
import type { Portal } from '../server/portal.ts';
import type { Texts } from '../texts/index.ts';
import { readTextFile } from './file.ts';
import { readForm } from './form.ts';
import { type FormProblem, formProblem } from './problem.ts';

/** As many as a form of the largest accepted size can hold. */
export const MOST_FILES = 200;

/** One file: the machine that has its code, or why not. */
export interface BatchResult {
  file: string;
  machine?: string;
  again?: boolean;
  sentence?: string;
  /** With 429 and 503: the same file may be sent again then. */
  retryAfterSeconds?: number;
}

export type BatchPage =
  | { state: 'form'; problems: FormProblem[]; status: number }
  | { state: 'done'; results: BatchResult[] };

export async function submitBatch(
  texts: Texts,
  request: Request,
  portal: Portal,
  licenseId: string,
  address: string | undefined,
): Promise<BatchPage> {
  const body = await readForm(request);
  const files = body?.getAll('files').filter((file) => file instanceof File && file.name !== '') ?? [];
  if (!body || files.length > MOST_FILES) return refused(413, texts.batch.tooMany(MOST_FILES));
  if (files.length === 0) return refused(422, texts.batch.noFiles);
  const results: BatchResult[] = [];
  // One after the other: the last free seat goes to the first file, as a person would expect.
  for (const file of files)
    if (file instanceof File) results.push(await activateFile(texts, portal, { file, licenseId, address }));
  return { state: 'done', results };
}

export async function activateFile(
  texts: Texts,
  portal: Portal,
  { file, licenseId, address }: { file: File; licenseId: string; address: string | undefined },
): Promise<BatchResult> {
  if (file.size === 0) return { file: file.name, sentence: texts.batch.emptyFile };
  const machine = await readTextFile(file);
  if (machine === undefined) return { file: file.name, sentence: texts.batch.notFile };
  const result = await portal.activate({ licenseKey: '', licenseId, machine, machineIs: 'request', address });
  if (result.ok) return { file: file.name, machine: result.activation.id, again: result.activation.again };
  const { retryAfterSeconds } = result.problem;
  const { sentence } = formProblem(texts, result.problem);
  return { file: file.name, sentence, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function refused(status: number, sentence: string): BatchPage {
  return { state: 'form', problems: [{ field: 'files', sentence }], status };
}
